"""Hours in `business.yaml`: by the week, by the season, past midnight, and dates that differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
from itertools import combinations

from voicebot.booking.model import DayRule, Hours
from voicebot.dialog.nodes import Node
from voicebot.dialog.spoken import WEEKDAYS
from voicebot.understanding.model import Daily

_SPAN = re.compile(r"(\d\d):(\d\d)\s*-\s*(\d\d):(\d\d)")
_DAYS = [name.lower() for name in WEEKDAYS]
_MIDNIGHT = time(0)
_DAY_MIN = 24 * 60
LONGEST_NIGHT_MIN = 12 * 60
"""Hours past midnight that are longer are taken for a slip: "17:00-09:00"."""
SEASON = ("hours", "from", "to")
DAY = ("date", "hours", "reason")

Clock = tuple[time, time]
Season = tuple[time, time, date | None, date | None]


def hours(node: Node) -> tuple[Hours, ...]:
    """ "monday to friday": "08:00-17:00"; several spans in a day, or seasons, are a list."""
    found: list[Hours] = []
    for days, key, value in node.items():
        spans = [season for item in _several(value) for season in _seasons(item)]
        for weekday in _weekdays(days, key):
            if any(h.weekday == weekday for h in found):
                raise key.wrong(f"the hours of {WEEKDAYS[weekday]} are given twice")
            found += [Hours(weekday, *span) for span in spans]
        _apart(spans, key)
    return tuple(found)


def open_by_weekday(week: Sequence[Hours]) -> dict[int, Daily]:
    """From the first opening to the last closing of each weekday on which the house is open."""
    found: dict[int, Daily] = {}
    for day in {h.weekday for h in week}:
        some = [h for h in week if h.weekday == day]
        last = max(some, key=lambda h: (h.end <= h.start, h.end))
        found[day] = Daily(min(h.start for h in some), last.end)
    return found


def days(node: Node) -> tuple[DayRule, ...]:
    """A list of dates with other hours, or with none: closed."""
    return tuple(_day(item) for item in node.list())


def span(node: Node) -> Clock:
    """Hours within one day: "08:00-17:00"."""
    start, end = _clocks(node)
    if end <= start:
        raise node.wrong(f"the end is not after the start: {node.text()!r}")
    return start, end


def opening(node: Node) -> Clock:
    """Hours that may end on the next day: "22:00-02:00". "00:00-00:00" is all day."""
    start, end = _clocks(node)
    length = (_minutes(end) - _minutes(start)) % _DAY_MIN or _DAY_MIN
    if end <= start and end != _MIDNIGHT and length > LONGEST_NIGHT_MIN:
        raise node.wrong(
            f"the end is not after the start: {node.text()!r}; a night of more than twelve hours "
            'is written as two, to "00:00" and from "00:00" on the next day'
        )
    return start, end


def _clocks(node: Node) -> Clock:
    match = _SPAN.fullmatch(node.text())
    if match is None:
        raise node.wrong(f'expected hours like "08:00-17:00", not {node.text()!r}')
    try:
        start, end = (time(int(h), int(m)) for h, m in (match.groups()[:2], match.groups()[2:]))
    except ValueError:
        raise node.wrong(f"there is no such time of day: {node.text()!r}") from None
    return start, end


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _weekdays(text: str, key: Node) -> range:
    first, _, last = text.lower().partition(" to ")
    if first not in _DAYS or (last and last not in _DAYS):
        raise key.wrong(f"{text!r} is not a day like `monday` or a range like `monday to friday`")
    start, end = _DAYS.index(first), _DAYS.index(last or first)
    if end < start:
        raise key.wrong(f"{text!r} runs backwards")
    return range(start, end + 1)


def _several(node: Node) -> list[Node]:
    return node.list() if node.is_list else [node]


def _seasons(node: Node) -> list[Season]:
    """ "08:00-17:00", or `{hours: "08:00-14:00", from: "2027-06-01", to: "2027-08-31"}`."""
    if not node.is_mapping:
        return [(*opening(node), None, None)]
    fields = node.fields(*SEASON, required=("hours",))
    first, last = (_date(fields[n]) if n in fields else None for n in ("from", "to"))
    if first is None and last is None:
        raise node.wrong("a season has a date `from` or `to`, or both")
    if first and last and last < first:
        raise fields["to"].wrong(f"the season ends before it begins, on {first}")
    return [(*opening(item), first, last) for item in _several(fields["hours"])]


def _apart(spans: Sequence[Season], key: Node) -> None:
    """Hours do not replace each other: those that meet are one slip or another."""
    for (start, end, *one), (other_start, other_end, *other) in combinations(spans, 2):
        if _share_a_day(*one, *other) and _overlap((start, end), (other_start, other_end)):
            raise key.wrong(
                f"the hours from {start:%H:%M} and from {other_start:%H:%M} overlap; a season does "
                "not replace other hours: say of those as well `from` and `to` when they hold"
            )


def _share_a_day(
    first: date | None, last: date | None, other_first: date | None, other_last: date | None
) -> bool:
    return (first or date.min) <= (other_last or date.max) and (
        (other_first or date.min) <= (last or date.max)
    )


def _overlap(one: Clock, other: Clock) -> bool:
    (a, b), (c, d) = map(_range, (one, other))
    return a < d and c < b


def _range(clock: Clock) -> tuple[int, int]:
    start, end = map(_minutes, clock)
    return start, end if end > start else end + _DAY_MIN


def _day(node: Node) -> DayRule:
    fields = node.fields(*DAY, required=("date",))
    spans = tuple(opening(item) for item in _several(fields["hours"])) if "hours" in fields else ()
    return DayRule(
        _date(fields["date"]), spans, fields["reason"].text() if "reason" in fields else ""
    )


def _date(node: Node) -> date:
    try:
        return date.fromisoformat(node.text())
    except ValueError:
        raise node.wrong('expected a date like "2026-12-24"') from None
