"""What the caller wishes for in time: partial answers narrow it, corrections replace it.

"Next week", then "mornings", then "not Friday" end as one wish. All functions are pure; times are
in the business's zone until `windows` turns them into UTC for the calendar.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from voicebot.booking.model import Window
from voicebot.dialog.model import Wish
from voicebot.understanding.model import Daily, Grain, When

_HAPPENED = frozenset({"last", "yesterday", "ago", "since", "past", "previous", "back", "earlier"})
_INSTANT = timedelta(hours=1)
"""Spans up to this long are a time, longer ones a part of the day."""


def is_instant(when: When) -> bool:
    """Whether one clock time was meant ("Tuesday at three"), not a part of the day."""
    if "time" not in when.said or when.start is None or when.end is None or when.daily:
        return False
    return when.open is None and when.end - when.start <= _INSTANT


def has_date(when: When) -> bool:
    return "date" in when.said


def merge(wish: Wish, new: Sequence[When], excluded: Sequence[When], anchor: datetime) -> Wish:
    """The wish after one more utterance.

    A time alone goes on the days wished for before (or on `anchor`'s day where a time is on
    offer); a day alone keeps the part of the day wished for before.
    """
    times = [*wish.times, *new]
    known = bare(wish.excluded)
    more = (_within(w, times) for w in excluded)
    more = (w for w in more if bare([w])[0] not in known)
    wish = replace(wish, excluded=(*wish.excluded, *more))
    if not new:
        left = tuple(w for w in wish.times if not _ruled_out(w, excluded))
        if wish.times and not left:
            ends = [e.end for e in excluded if e.end is not None]
            left = tuple(When(end, None, Grain.DAY, "after") for end in ends[-1:])
        return replace(wish, times=left)
    dated = [w for w in wish.times if has_date(w)]
    if not any(has_date(w) for w in new):
        days = dated or [_day(anchor)]
        return replace(wish, times=tuple(_at(day, w) for day in days for w in new))
    if any("time" in w.said or w.daily for w in new):
        return replace(wish, times=tuple(new))
    part = next((w for w in wish.times if _part_of_day(w)), None)
    return replace(wish, times=tuple(_at(w, part) if part else w for w in new))


def on_offer(wish: Wish, new: Sequence[When], offered: datetime | None) -> Wish:
    """The wish without its days, where a time alone is said to an offer of another day."""
    if offered is None or not new or any(has_date(w) for w in new):
        return wish
    dated = [w for w in wish.times if has_date(w)]
    there = any(holds(replace(days_of(w), daily=None), offered) for w in dated)
    return wish if there else replace(wish, times=())


def _ruled_out(when: When, excluded: Sequence[When]) -> bool:
    """ "Not tomorrow": then tomorrow is no longer wished for."""
    if when.start is None or when.end is None:
        return False
    return any(
        e.start is not None and e.end is not None and e.start <= when.start and when.end <= e.end
        for e in excluded
    )


def outside(when: When, excluded: Sequence[When]) -> When:
    """A weekday in the first week that is not ruled out: "not this week", then "Monday"."""
    for ruled in excluded:
        if ruled.end is None or when.start is None or not _days_long(ruled) or not has_date(when):
            continue
        if (ruled.start is None or ruled.start <= when.start) and when.start < ruled.end:
            week = timedelta(days=7 * (1 + (ruled.end - when.start - timedelta(1)).days // 7))
            end = None if when.end is None else when.end + week
            return replace(when, start=when.start + week, end=end)
    return when


def _within(excluded: When, times: Sequence[When]) -> When:
    """A day ruled out, in the week that is wished for: "next week, but not Monday"."""
    wide = next((w for w in times if has_date(w) and _days_long(w)), None)
    if wide is None or excluded.start is None or excluded.end is None or wide.start is None:
        return excluded
    if excluded.grain is not Grain.DAY or excluded.end > wide.start:
        return excluded
    weeks = timedelta(days=7 * (1 + (wide.start.date() - excluded.end.date()).days // 7))
    return replace(excluded, start=excluded.start + weeks, end=excluded.end + weeks)


def _days_long(when: When) -> bool:
    if when.start is None or when.end is None:
        return False
    return when.end - when.start > timedelta(days=1, hours=1)


def coming(new: Iterable[When], now: datetime) -> list[When]:
    """Times said without any day, before a day is known: that time on each day to come."""
    return [_at(_from(now), w) for w in new]


def corrected(new: Sequence[When], chosen: datetime) -> list[When]:
    """A correction of an agreed time: what was not said again stays as it was."""
    result = []
    for when in new:
        if not has_date(when):
            result.append(_at(_day(chosen), when))
        elif "time" in when.said or when.daily or when.start is None:
            result.append(when)
        else:
            result.append(_at(when, _clock(chosen)))
    return result


def windows(times: Iterable[When], now: datetime) -> tuple[Window, ...]:
    """The calendar's windows. What is over is left out, unless a day or hour that is over is all
    that was wished for."""
    found = []
    wished = list(times)
    coming = [w for w in wished if w.end is None or w.end > now or w.open == "after"]
    for when in coming or [w for w in wished if not _told_of(w)]:
        start = when.start if when.start is not None else now
        daily = (when.daily.start, when.daily.end) if when.daily else None
        end = None if when.end is None else when.end.astimezone(UTC)
        found.append(Window(start.astimezone(UTC), end, daily, when.edge))
    return tuple(found)


def _told_of(when: When) -> bool:
    """ "Last week", "yesterday", "two days ago": when something happened, and no wish."""
    long = when.start is None or when.end is None or when.end - when.start > timedelta(hours=25)
    return long or bool(_HAPPENED & set(when.text.lower().split()))


def holds(when: When, at: datetime, *, time_only: bool = False) -> bool:
    """Whether a local instant lies in what was said; `time_only` looks at the clock alone."""
    if time_only and when.start is not None:
        end = when.end.timetz() if when.end else None
        start = when.start.timetz()
        if when.daily:
            return _in_daily(when.daily, at.time())
        return start <= at.timetz() and (end is None or end <= start or at.timetz() < end)
    if when.start is not None and at < when.start:
        return False
    if when.end is not None and at >= when.end:
        return False
    return when.daily is None or _in_daily(when.daily, at.time())


def _in_daily(daily: Daily, at: time) -> bool:
    return daily.start <= at and (daily.end == time(0) or at < daily.end)


def _part_of_day(when: When) -> bool:
    return bool(when.daily) or ("time" in when.said and not is_instant(when))


def _at(day: When, at: When) -> When:
    """The days of one and the time of day of the other."""
    daily = at.daily or _daily(at)
    if daily is None or day.start is None:
        return day
    text = f"{day.text} {at.text}".strip()
    said = day.said | at.said
    single = day.end is not None and day.end - day.start <= timedelta(days=1, hours=1)
    if not single:
        return replace(day, daily=daily, said=said, text=text, edge=at.edge)
    midnight = day.start.replace(hour=0, minute=0, second=0, microsecond=0)
    start = _on(midnight, daily.start)
    end = _on(midnight, daily.end)
    if end <= start:
        end += timedelta(days=1)
    return replace(
        day, start=start, end=end, daily=None, grain=at.grain, said=said, text=text, open=None,
        edge=at.edge,
    )  # fmt: skip


def _on(midnight: datetime, at: time) -> datetime:
    return midnight.replace(hour=at.hour, minute=at.minute)


def _daily(at: When) -> Daily | None:
    if at.open == "before" and at.end is not None:
        return Daily(time(0), at.end.time())
    if at.start is None:
        return None
    return Daily(at.start.time(), at.end.time() if at.end else time(0))


def _clock(at: datetime) -> When:
    end = at + timedelta(minutes=1)
    return When(at, end, Grain.MINUTE, said=frozenset({"time"}))


def _day(at: datetime) -> When:
    start = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return When(start, start + timedelta(days=1), Grain.DAY, said=frozenset({"date"}))


def _from(now: datetime) -> When:
    return When(now, None, Grain.DAY, open="after")


def before(times: Sequence[When], at: datetime) -> tuple[When, ...]:
    """What is left of a wish before an instant."""
    cut = [replace(w, end=at) for w in times if w.start is None or w.start < at]
    fallback = When(None, at, Grain.MINUTE, open="before", said=frozenset({"date", "time"}))
    return tuple(w for w in cut if not is_instant(w)) or (fallback,)


def after(times: Sequence[When], at: datetime) -> tuple[When, ...]:
    """What is left of a wish after an instant; the rest of that day where nothing is."""
    later = at + timedelta(minutes=1)
    cut = [
        replace(w, start=max(later, w.start or later))
        for w in times
        if w.end is None or w.end > later
    ]
    midnight = _day(at).end
    fallback = When(later, midnight, Grain.MINUTE, said=frozenset({"date", "time"}))
    return tuple(w for w in cut if not is_instant(w)) or (fallback,)


def destination(when: When, start: datetime) -> When | None:
    """ "From Tuesday to Thursday at nine", said of a visit on Tuesday: the end is where it goes."""
    if when.start is None or when.end is None or when.open:
        return None
    if when.start == start and when.end.date() == start.date() and " to " in when.text:
        return instant(when.end)  # "my nine o'clock to ten"
    if when.start.date() != start.date() or when.end - when.start <= timedelta(days=1):
        return None
    if when.end.time() == time(0):
        return _day(when.end - timedelta(days=1))
    return replace(_clock(when.end), said=frozenset({"date", "time"}), text=when.text)


def arriving(when: When, window_min: int) -> When:
    """A clock time as the starts of the arrival windows that it lies in."""
    if not is_instant(when) or when.start is None:
        return when
    length = timedelta(minutes=window_min)
    return replace(when, start=when.start - length + timedelta(minutes=1))


def days_of(when: When) -> When:
    """The whole day of a time, where a day is all that counts."""
    if when.start is None or when.end is None or when.end - when.start > timedelta(days=1):
        return replace(when, daily=None)
    return replace(_day(when.start), text=when.text)


def is_day(when: When, at: datetime) -> bool:
    """Whether one day was meant, and it is this one."""
    day = days_of(when)
    if day.start is None or day.end is None:
        return False
    return day.end - day.start <= timedelta(days=1, hours=1) and holds(day, at)


def whole_day(at: datetime) -> When:
    return _day(at)


def bare(times: Iterable[When]) -> list[str]:
    """The times themselves, to be compared: without the words that they were said in."""
    return [repr((w.start, w.end, w.open, w.daily)) for w in times]


def on_day(day: When, at: When) -> When:
    """The time of day of one wish, on the day of another."""
    return _at(day, at)


def any_day(at: datetime) -> When:
    """Just this time of day, on no day that is known yet."""
    daily = Daily(at.time(), (at + timedelta(minutes=1)).time())
    return When(None, None, Grain.MINUTE, daily=daily, said=frozenset({"time"}))


def instant(at: datetime) -> When:
    """Just this time on just this day."""
    return replace(_clock(at), said=frozenset({"date", "time"}))
