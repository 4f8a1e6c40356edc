"""The notation of the corpora of times: cases to check a reader of times with, one line each.

A corpus is groups of lines. A group starts with a line that freezes the clock and names the place,

    now 2026-11-23T10:00 America/New_York [day_first]

and every line after it is a case of three columns with a tab between: what the caller says, what
was asked ("-" for nothing), and the times meant. Times are written as local wall time:

    2026-11-24              a day (also 2026-12 a month, 2027 a year, "2026-11-30 week")
    2026-11-24T15:00        a minute
    2026-11-24T12:00..17:00 a window of one day; 2026-11-24..2026-11-27 a range, half open
    2026-11-24..            open: from then on; ..2026-11-24 before then
    ... each 08:00-12:00    a window within each day of the range
    A | B                   further candidates; "! C" after them what is ruled out
    none                    no time
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from voicebot.understanding.dates.reading import DateReading
from voicebot.understanding.model import Grain, Locale, When


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a corpus; `place` is file:line."""

    text: str
    asked: str | None
    expected: str
    now: datetime
    zone: ZoneInfo
    locale: Locale
    place: str


def cases(lines: Iterable[str], name: str) -> Iterator[Case]:
    """The cases of one corpus. Raises ValueError with the name and line of a line that is none."""
    now: datetime | None = None
    zone: ZoneInfo | None = None
    locale = Locale()
    for number, line in enumerate((line.rstrip("\n") for line in lines), start=1):
        place = f"{name}:{number}"
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("now ") and "\t" not in line:
            _, at, zone_name, *flags = line.split()
            zone = ZoneInfo(zone_name)
            now = datetime.fromisoformat(at).replace(tzinfo=zone)
            locale = Locale(day_first="day_first" in flags)
            continue
        columns = line.split("\t")
        if len(columns) != 3 or now is None or zone is None:
            raise ValueError(f"{place}: a case has three columns, after a line with now")
        text, asked, expected = columns
        yield Case(text, None if asked == "-" else asked, expected, now, zone, locale, place)


def written(reading: DateReading) -> str:
    """A reading in the notation of the corpora."""
    wanted = [] if reading.when is None else [reading.when, *reading.also]
    text = " | ".join(_one(when) for when in wanted) or "none"
    return text + "".join(f" ! {_one(when)}" for when in reading.excluded)


def _one(when: When) -> str:
    daily = when.daily
    each = f" each {daily.start:%H:%M}-{_end(daily.end)}" if daily is not None else ""
    return _range(when) + each


def _range(when: When) -> str:
    start, end = when.start, when.end
    if start is None or end is None:
        return f"{_point(start)}..{_point(end)}"
    wall_start, wall_end = start.replace(tzinfo=None), end.replace(tzinfo=None)
    days = wall_end - wall_start
    if when.grain is Grain.MINUTE and days <= timedelta(minutes=1):
        return f"{start:%Y-%m-%dT%H:%M}"
    if when.grain is Grain.DAY and days == timedelta(days=1):
        return _point(start)
    if when.grain is Grain.WEEK and days == timedelta(days=7):
        return f"{_point(start)} week"
    if when.grain is Grain.MONTH and days <= timedelta(days=31):
        return f"{start:%Y-%m}"
    if when.grain is Grain.YEAR and days <= timedelta(days=366):
        return f"{start:%Y}"
    whole_days = wall_start.time() == wall_end.time() == time(0) and when.grain not in {
        Grain.MINUTE,
        Grain.HOUR,
    }
    if not whole_days and (wall_end - timedelta(minutes=1)).date() == wall_start.date():
        return f"{wall_start:%Y-%m-%dT%H:%M}..{_end(wall_end.time())}"
    return f"{_point(start)}..{_point(end)}"


def _end(at: time) -> str:
    return "24:00" if at == time(0) else f"{at:%H:%M}"


def _point(at: datetime | None) -> str:
    if at is None:
        return ""
    return f"{at:%Y-%m-%d}" if at.time() == time(0) else f"{at:%Y-%m-%dT%H:%M}"
