"""Who calls: a name, numbers, a way of talking. Drawn from a seed where the scenario leaves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from voicebot.simulator.callers.scenario import STYLES, Scenario
from voicebot.simulator.callers.wording import phrases

PATIENCE = {"impatient": 3, "terse": 4}


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    calls_from: str
    """E.164; "" when withheld."""
    reached_at: str
    """E.164, where the caller wants to be called."""
    style: str
    patience: int
    """So many times in a row the caller says a thing again before giving up."""
    details: Mapping[str, str]


_TRIES = 20
"""Numbers that are drawn for one that is nobody's; a suite may name a single one."""


def cast(scenario: Scenario, seed: int) -> Person:
    """The caller of a scenario; the same for the same seed."""
    chance = Random(f"{seed}/{scenario.id}")
    setting = scenario.setting
    taken = {visit.name for visit in scenario.visits}
    names = [n for n in setting.names or phrases()["names"] if n not in taken]
    name = scenario.name or chance.choice(names)
    known = {visit.phone for visit in scenario.visits}  # those who call from there have names
    drawn = _number(chance.choice(setting.numbers), chance)
    others = (_number(chance.choice(setting.numbers), chance) for _ in range(_TRIES))
    drawn = drawn if drawn not in known else next((n for n in others if n not in known), drawn)
    style = scenario.style or chance.choice(STYLES)
    number = scenario.phone or drawn
    calls_from = "" if number == "withheld" else number
    return Person(
        name=name,
        calls_from=calls_from,
        reached_at=scenario.gives or calls_from or drawn,
        style=style,
        patience=PATIENCE.get(style, 5),
        details={slot: chance.choice(said) for slot, said in setting.details.items()},
    )


def _number(pattern: str, chance: Random) -> str:
    return "".join(str(chance.randrange(10)) if c == "x" else c for c in pattern)
