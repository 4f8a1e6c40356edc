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
    presses: bool = True
    """Whether a key is pressed where one is named for what was not understood; others, at the wheel
    or with their hands full, say it again. A name or a number is typed by all who are told to."""


PRESSES = 0.75
"""So many callers have a hand free for a key."""

_TRIES = 20
"""Numbers that are drawn for one that is nobody's; a suite may name a single one."""


def cast(scenario: Scenario, seed: int, line: str = "") -> Person:
    """The caller of a scenario; the same for the same seed.

    `line` names what the call comes over: of calls over several, each has a number of its own,
    unless it is the caller's that the scenario gives.
    """
    chance = Random(f"{seed}/{scenario.id}")
    setting = scenario.setting
    taken = {visit.name for visit in scenario.visits}
    names = [n for n in setting.names or phrases()["names"] if n not in taken]
    name = scenario.name or chance.choice(names)
    known = {visit.phone for visit in scenario.visits}  # those who call from there have names
    drawn = _unknown(scenario, known, chance)
    style = scenario.style or chance.choice(STYLES)
    if line:
        drawn = _unknown(scenario, known, Random(f"{seed}/{scenario.id}/{line}/number"))
    number = scenario.phone or drawn
    calls_from = "" if number == "withheld" else number
    return Person(
        name=name,
        calls_from=calls_from,
        reached_at=scenario.gives or calls_from or drawn,
        style=style,
        patience=PATIENCE.get(style, 5),
        details={slot: chance.choice(said) for slot, said in setting.details.items()},
        presses=Random(f"{seed}/{scenario.id}/keys").random() < PRESSES,
    )


def _unknown(scenario: Scenario, known: set[str], chance: Random) -> str:
    """A number that is nobody's in the diary, if there is one."""
    numbers = scenario.setting.numbers
    drawn = _number(chance.choice(numbers), chance)
    others = (_number(chance.choice(numbers), chance) for _ in range(_TRIES))
    return drawn if drawn not in known else next((n for n in others if n not in known), drawn)


def _number(pattern: str, chance: Random) -> str:
    return "".join(str(chance.randrange(10)) if c == "x" else c for c in pattern)
