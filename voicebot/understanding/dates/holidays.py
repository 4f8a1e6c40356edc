"""Days with a name: public holidays and the feasts that callers name dates by.

Fixed and computed days are a table here; public holidays and feasts of other calendars come from
the `holidays` library. A business's own days come with its locale.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays

from voicebot.understanding.dates.values import Frame, Span, day_span
from voicebot.understanding.model import Grain, Locale

_AHEAD = 3
"""Years to look ahead; a lunar year may skip a civil one."""


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """The nth weekday of a month, -1 the last. Monday is 0."""
    if n > 0:
        first = date(year, month, 1)
        return first + timedelta((weekday - first.weekday()) % 7 + 7 * (n - 1))
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
    return last - timedelta((last.weekday() - weekday) % 7)


def easter(year: int) -> date:
    """Easter Sunday by the Gregorian computus (Meeus, Astronomical Algorithms, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _weekday(month: int, weekday: int, n: int) -> Callable[[int], date]:
    return lambda year: nth_weekday(year, month, weekday, n)


def _from_easter(days: int) -> Callable[[int], date]:
    return lambda year: easter(year) + timedelta(days)


def _after_thanksgiving(days: int) -> Callable[[int], date]:
    return lambda year: nth_weekday(year, 11, 3, 4) + timedelta(days)


NAMED: dict[str, Callable[[int], date]] = {
    "new years day": _fixed(1, 1),
    "new years": _fixed(1, 1),
    "new year": _fixed(1, 1),
    "new years eve": _fixed(12, 31),
    "new year eve": _fixed(12, 31),
    "martin luther king day": _weekday(1, 0, 3),
    "martin luther king jr day": _weekday(1, 0, 3),
    "mlk day": _weekday(1, 0, 3),
    "mlk": _weekday(1, 0, 3),
    "groundhog day": _fixed(2, 2),
    "valentines day": _fixed(2, 14),
    "valentines": _fixed(2, 14),
    "valentine day": _fixed(2, 14),
    "saint valentines day": _fixed(2, 14),
    "presidents day": _weekday(2, 0, 3),
    "washingtons birthday": _weekday(2, 0, 3),
    "saint patricks day": _fixed(3, 17),
    "st patricks day": _fixed(3, 17),
    "st . patricks day": _fixed(3, 17),
    "april fools day": _fixed(4, 1),
    "april fools": _fixed(4, 1),
    "earth day": _fixed(4, 22),
    "shrove tuesday": _from_easter(-47),
    "mardi gras": _from_easter(-47),
    "ash wednesday": _from_easter(-46),
    "palm sunday": _from_easter(-7),
    "maundy thursday": _from_easter(-3),
    "good friday": _from_easter(-2),
    "easter": _from_easter(0),
    "easter sunday": _from_easter(0),
    "easter day": _from_easter(0),
    "easter monday": _from_easter(1),
    "ascension day": _from_easter(39),
    "pentecost": _from_easter(49),
    "whit monday": _from_easter(50),
    "may day": _fixed(5, 1),
    "labour day": _fixed(5, 1),
    "international workers day": _fixed(5, 1),
    "workers day": _fixed(5, 1),
    "star wars day": _fixed(5, 4),
    "cinco de mayo": _fixed(5, 5),
    "mothers day": _weekday(5, 6, 2),
    "mother day": _weekday(5, 6, 2),
    "memorial day": _weekday(5, 0, -1),
    "flag day": _fixed(6, 14),
    "fathers day": _weekday(6, 6, 3),
    "father day": _weekday(6, 6, 3),
    "juneteenth": _fixed(6, 19),
    "midsummer": _fixed(6, 24),
    "canada day": _fixed(7, 1),
    "independence day": _fixed(7, 4),
    "fourth of july": _fixed(7, 4),
    "bastille day": _fixed(7, 14),
    "labor day": _weekday(9, 0, 1),
    "columbus day": _weekday(10, 0, 2),
    "indigenous peoples day": _weekday(10, 0, 2),
    "halloween": _fixed(10, 31),
    "all hallows eve": _fixed(10, 31),
    "all saints day": _fixed(11, 1),
    "all souls day": _fixed(11, 2),
    "guy fawkes": _fixed(11, 5),
    "guy fawkes night": _fixed(11, 5),
    "guy fawkes day": _fixed(11, 5),
    "bonfire night": _fixed(11, 5),
    "veterans day": _fixed(11, 11),
    "remembrance day": _fixed(11, 11),
    "singles day": _fixed(11, 11),
    "thanksgiving": _after_thanksgiving(0),
    "thanksgiving day": _after_thanksgiving(0),
    "black friday": _after_thanksgiving(1),
    "cyber monday": _after_thanksgiving(4),
    "saint nicholas day": _fixed(12, 6),
    "christmas eve": _fixed(12, 24),
    "xmas eve": _fixed(12, 24),
    "christmas": _fixed(12, 25),
    "christmas day": _fixed(12, 25),
    "xmas": _fixed(12, 25),
    "xmas day": _fixed(12, 25),
    "boxing day": _fixed(12, 26),
    "womens day": _fixed(3, 8),
    "teachers day": _fixed(10, 5),
    "pi day": _fixed(3, 14),
    "inauguration day": _fixed(1, 20),
    "epiphany": _fixed(1, 6),
    "australia day": _fixed(1, 26),
    "anzac day": _fixed(4, 25),
    "st georges day": _fixed(4, 23),
    "victoria day": lambda year: date(year, 5, 24) - timedelta(date(year, 5, 24).weekday()),
    "election day": lambda year: nth_weekday(year, 11, 0, 1) + timedelta(1),
}

BORROWED: dict[str, tuple[str, str]] = {
    "eid": ("KE", "Eid al-Fitr"),
    "eid al fitr": ("KE", "Eid al-Fitr"),
    "eid ul fitr": ("KE", "Eid al-Fitr"),
    "eid al adha": ("KE", "Eid al-Adha"),
    "eid ul adha": ("KE", "Eid al-Adha"),
    "chinese new year": ("SG", "Chinese New Year"),
    "lunar new year": ("SG", "Chinese New Year"),
    "diwali": ("MU", "Diwali"),
    "deepavali": ("MU", "Diwali"),
    "passover": ("IL", "Pesach"),
    "rosh hashanah": ("IL", "Rosh Hashanah"),
    "yom kippur": ("IL", "Yom Kippur"),
}


@dataclass(frozen=True, slots=True)
class Holiday:
    """The next day of that name, or that of a year."""

    name: str
    year: int | None = None
    steps: int = 0

    def span(self, frame: Frame) -> Span | None:
        if self.year is not None:
            days = _dates(self.name, self.year, frame.locale)
            return day_span(days[0]) if days else None
        ahead = range(frame.today.year, frame.today.year + _AHEAD)
        days = [d for year in ahead for d in _dates(self.name, year, frame.locale)]
        coming = [day for day in days if day >= frame.today]
        return day_span(coming[self.steps]) if len(coming) > self.steps else None


@dataclass(frozen=True, slots=True)
class HolidaySeason:
    """ "The holidays": from Christmas Eve to New Year's Day, the running or the next."""

    def span(self, frame: Frame) -> Span:
        year = frame.today.year - (frame.today == date(frame.today.year, 1, 1))
        first, last = date(year, 12, 24), date(year + 1, 1, 1)
        start, end = day_span(first).start, day_span(last).end
        return Span(start, end, Grain.DAY)


def _dates(name: str, year: int, locale: Locale) -> list[date]:
    own = locale.holidays.get(name)
    if own is not None:
        return sorted(day for day in own if day.year == year)
    if name in NAMED:
        return [NAMED[name](year)] if 1583 <= year <= 9000 else []
    country, title = BORROWED[name]
    return list(_borrowed(country, title, year))


@cache
def _public(region: str, year: int) -> frozenset[date]:
    try:
        return frozenset(holidays.country_holidays(region, years=year))
    except NotImplementedError:
        return frozenset()


@cache
def _borrowed(country: str, title: str, year: int) -> tuple[date, ...]:
    known = holidays.country_holidays(country, years=year, language="en_US")
    return tuple(sorted(d for d in known.get_named(title, lookup="icontains")))[:1]


def is_public(day: date, locale: Locale) -> bool:
    """Whether the business's region has a public holiday on the day."""
    own = any(day in days for days in locale.holidays.values())
    return own or day in _public(locale.region, day.year)
