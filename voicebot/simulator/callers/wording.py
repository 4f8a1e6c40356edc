"""How a caller puts things: wordings drawn from `phrases.yaml`, times, numbers, hesitation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cache
from importlib.resources import files
from random import Random

import yaml

from voicebot.simulator.callers.moments import MONTHS, NUMBERS, ORDINALS, WEEKDAYS
from voicebot.simulator.callers.scenario import Wish

TENS = {2: "twenty", 3: "thirty", 4: "forty", 5: "fifty"}


@cache
def phrases() -> Mapping[str, tuple[str, ...]]:
    """All wordings, by what they mean."""
    text = files("voicebot.simulator.callers").joinpath("phrases.yaml").read_text("utf-8")
    data = yaml.load(text, Loader=yaml.BaseLoader)
    return {key: tuple(wordings) for key, wordings in data.items()}


def number(value: int) -> str:
    """0 to 59 in words."""
    if value <= 20:
        return NUMBERS[value]
    tens, ones = divmod(value, 10)
    return f"{TENS[tens]}-{NUMBERS[ones]}" if ones else TENS[tens]


def ordinal(value: int) -> str:
    """1st to 31st in words."""
    if value <= 20:
        return ORDINALS[value]
    tens, ones = divmod(value, 10)
    return f"{TENS[tens]}-{ORDINALS[ones]}" if ones else "thirtieth"


_ON_KEYS = dict(zip("23456789", "abc def ghi jkl mno pqrs tuv wxyz".split(), strict=True))


def spelled(word: str) -> str:
    return ", ".join(letter.upper() for letter in word if letter.isalpha())


def on_keys(word: str) -> str:
    """The keys that a caller presses for a word: two for A, B or C."""
    keys = {c: key for key, letters in _ON_KEYS.items() for c in letters}
    return "".join(keys.get(c, "") for c in word.lower())


def digits(e164: str) -> str:
    """The digits that people of the country say: without its prefix."""
    if e164.startswith("+44"):
        return "0" + e164[3:]
    return e164.removeprefix("+1").removeprefix("+")


def groups(e164: str) -> tuple[str, ...]:
    said = digits(e164)
    if len(said) == 11:
        return said[:5], said[5:8], said[8:]
    return said[:3], said[3:6], said[6:]


@dataclass
class Wording:
    """One caller's. `written` callers' words come as a recogniser may write them: "10:30 a.m."."""

    chance: Random
    style: str
    today: date
    written: bool = True
    day_first: bool = False
    _used: set[str] = field(default_factory=set)
    _greeted: bool = False

    def say(self, meaning: str, **values: str) -> str:
        """A wording of this meaning, without manners; one that was not used yet if there is any."""
        known = phrases()
        brief = f"{meaning}_brief"
        key = brief if self.style == "terse" and brief in known else meaning
        fresh = [w for w in known[key] if w not in self._used] or list(known[key])
        chosen = self.chance.choice(fresh)
        self._used.add(chosen)
        return chosen.format(**values)

    def dressed(self, text: str) -> str:
        """The same as this kind of caller would come out with."""
        known = phrases()
        greets, self._greeted = not self._greeted, True
        if self.style == "chatty" and self.chance.random() < 0.6:
            before = known["greetings" if greets else "before"]
            text = f"{self.chance.choice(before)}, {_lower(text)}"
            thanks = "please" not in text and "than" not in text and not text.endswith("?")
            if self.chance.random() < 0.4 and thanks and len(text.split()) > 5:
                text = f"{text}, {self.chance.choice(known['after'])}"
        if self.style == "hesitant" and self.chance.random() < 0.7:
            text = self._hesitant(text)
        return text[:1].upper() + text[1:]

    def _hesitant(self, text: str) -> str:
        filler = self.chance.choice(phrases()["hesitation"])
        words = text.split()
        if len(words) < 4 or self.chance.random() < 0.5:
            return f"{filler}, {_lower(text)}"
        at = self.chance.randrange(1, min(4, len(words)))
        return " ".join([*words[:at], f"{filler},", *words[at:]])

    # --- numbers and names ------------------------------------------------------------------------

    def phone(self, e164: str) -> str:
        if self.written and self.chance.random() < 0.6:
            return self.chance.choice(("-", " ")).join(groups(e164))
        return ", ".join(" ".join(NUMBERS[int(d)] for d in group) for group in groups(e164))

    # --- times ------------------------------------------------------------------------------------

    def when(self, wish: Wish) -> str:
        """The wish in words, corrected half-way by callers who do that."""
        if wish.first is None:
            return self._choose(_SOONEST)
        said = self._when(wish)
        if self.style == "correcting" and not wish.last and self.chance.random() < 0.5:
            wrong = wish.first + timedelta(days=1 if wish.first.weekday() < 4 else -1)
            return f"on {_weekday(wrong)}, {self._choose(phrases()['sorry'])}, {said}"
        return said

    def _when(self, wish: Wish) -> str:
        assert wish.first is not None
        if wish.last is not None and wish.last != wish.first:
            return self._days(wish)
        day = self.day(wish.first)
        if wish.at is not None:
            time_said = self.clock(wish.at)
            if self.chance.random() < 0.75:
                return f"{day} at {time_said}"
            return f"at {time_said} {day}"
        if wish.part:
            return self._part(day, wish)
        return f"{day}{self._bounds(wish)}"

    def _part(self, day: str, wish: Wish) -> str:
        if wish.first == self.today:
            return f"this {wish.part}"
        simple = day.removeprefix("on ") in ("tomorrow", *map(str.title, WEEKDAYS))
        if simple and self.chance.random() < 0.6:
            return f"{day} {wish.part}"
        return f"{day} in the {wish.part}"

    def _bounds(self, wish: Wish) -> str:
        if wish.after is not None and wish.before is not None:
            return f" between {self.clock(wish.after)} and {self.clock(wish.before)}"
        if wish.after is not None:
            return f" after {self.clock(wish.after)}"
        return f" before {self.clock(wish.before)}" if wish.before is not None else ""

    def _days(self, wish: Wish) -> str:
        assert wish.first is not None
        assert wish.last is not None
        sunday = self.today + timedelta(days=6 - self.today.weekday())
        if sunday < wish.first and wish.last <= sunday + timedelta(days=7):
            span = "next week"
        elif wish.last <= sunday:
            span = "this week"
        else:
            span = f"between {self.day(wish.first, on='')} and {self.day(wish.last, on='')}"
        if wish.part:
            templates = (f"{span} in the {wish.part}", f"on a {wish.part} {span}")
            span = self._choose(templates if span.endswith("week") else templates[:1])
        elif self._bounds(wish):
            span += self._bounds(wish)
        if wish.unless:
            ruled_out = " or ".join(WEEKDAYS[d].title() for d in wish.unless)
            span += self._choose((", any day but {}", ", but not {}", ", just not on {}")).format(
                ruled_out
            )
        return span

    def day(self, day: date, on: str = "on ") -> str:
        """A day as it is named from today."""
        away = (day - self.today).days
        if away in (0, 1) and self.chance.random() < 0.8:
            return "tomorrow" if away else "today"
        named = f"{on}{_weekday(day)}"
        month, nth = MONTHS[day.month - 1].title(), ordinal(day.day)
        options = [f"{named} the {nth}", f"{on}{month} {nth}", f"{on}the {nth} of {month}"]
        if self.day_first:
            options = [f"{named} the {nth}", f"{on}the {nth} of {month}"]
        if self.written:
            options.append(f"{on}{month} {day.day}")
        if 0 < away < 7:
            options += [named] * 3 + ([f"this {_weekday(day)}"] if _same_week(day, away) else [])
        elif 7 <= away < 14 - self.today.weekday():
            options += [f"{_weekday(day)} next week", f"{named} next week"]
        return self._choose(options)

    def clock(self, at: time) -> str:
        """A clock time; the part of day is said where the hour alone could be either."""
        hour = NUMBERS[(at.hour - 1) % 12 + 1]
        part = "a.m." if at.hour < 12 else "p.m."
        spoken = "in the morning" if at.hour < 12 else "in the afternoon"
        if at.hour >= 17:
            spoken = "in the evening"
        if (at.hour, at.minute) == (12, 0):
            return self._choose(("noon", "twelve", "twelve o'clock"))
        options = [f"{phrase} {spoken}" for phrase in _spoken(at)]
        if 7 < at.hour < 18:
            options += _spoken(at) * 2
        minutes = f" {number(at.minute)}" if at.minute else ""
        options.append(f"{hour}{minutes} {part}")
        if self.written:
            options += [_figures(at), f"{_figures(at)} {part}"]
        return self._choose(options)

    def _choose(self, options: Sequence[str]) -> str:
        return self.chance.choice(list(options))


_SOONEST = (
    "as soon as possible",
    "whenever you have the next free time",
    "the first time you have",
    "the earliest you've got",
)


def _spoken(at: time) -> list[str]:
    hour, following = NUMBERS[(at.hour - 1) % 12 + 1], NUMBERS[at.hour % 12 + 1]
    match at.minute:
        case 0:
            return [hour, f"{hour} o'clock"]
        case 15:
            return [f"quarter past {hour}", f"{hour} fifteen"]
        case 30:
            return [f"half past {hour}", f"{hour} thirty"]
        case 45:
            return [f"quarter to {following}", f"{hour} forty-five"]
        case _:
            return [f"{hour} {number(at.minute)}"]


def _figures(at: time) -> str:
    return f"{(at.hour - 1) % 12 + 1}:{at.minute:02}" if at.minute else f"{(at.hour - 1) % 12 + 1}"


def _weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()].title()


def _same_week(day: date, away: int) -> bool:
    return day.weekday() - away >= 0


def _lower(text: str) -> str:
    return text if text.startswith(("I ", "I'")) else text[:1].lower() + text[1:]
