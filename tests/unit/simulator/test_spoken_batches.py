"""Each spoken call comes from a number that its service has not heard of."""

from dataclasses import dataclass, replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from voicebot.adapters.memory import MemoryCalendar
from voicebot.call.messages import LogEntry
from voicebot.dialog.loader import DialogStore
from voicebot.dialog.manager import initial_state
from voicebot.dialog.state import dump_state
from voicebot.errors import CallFailed
from voicebot.ports import CallSummary
from voicebot.runtime.resuming import broken_off
from voicebot.simulator import spoken
from voicebot.simulator.callers.person import cast
from voicebot.simulator.callers.scenario import Goal, Scenario
from voicebot.simulator.callers.suites import builtin
from voicebot.simulator.conditions import CONDITIONS
from voicebot.simulator.spoken import BATCH, batches

LINES = [CONDITIONS[name] for name in ("clean", "babble_15", "street_5")]
DIALOGS = DialogStore()


def number(scenario: Scenario, line: str = "", seed: int = 1) -> str:
    return cast(scenario, seed, line).calls_from


def test_a_drawn_number_is_another_in_each_condition():
    drawn = [s for s in builtin() if not s.phone]
    apart = [len({number(s, line.name) for line in LINES}) == len(LINES) for s in drawn]
    assert sum(apart) > 0.95 * len(drawn)  # two of a hundred numbers may be the same by chance
    again = [number(s, "clean") for s in drawn]
    assert again == [number(s, "clean") for s in drawn]


def test_nothing_else_of_the_person_changes_with_the_condition():
    for scenario in builtin():
        here, there = (cast(scenario, 3, line) for line in ("clean", "street_5"))
        aside = {"calls_from": "", "reached_at": ""}
        assert replace(here, **aside) == replace(there, **aside)


def test_known_customers_keep_their_number():
    for scenario in builtin():
        if scenario.phone:
            of_it = {number(scenario, line.name) for line in LINES}
            assert of_it == {"" if scenario.phone == "withheld" else scenario.phone}


@pytest.mark.parametrize("seed", [1, 7])
def test_no_number_calls_one_service_twice(seed):
    found = list(batches(builtin(), LINES, seed=seed))
    assert sum(map(len, found)) == len(LINES) * len(builtin())
    for batch in found:
        assert len(batch) <= BATCH
        numbers = [number(s, c.name, seed) for s, c in batch]
        shown = [n for n in numbers if n]
        assert len(set(shown)) == len(shown)
        for n, (scenario, _) in enumerate(batch):
            others = {*numbers[:n], *numbers[n + 1 :]}
            assert not {visit.phone for visit in scenario.diary} & others
    fewest = len(LINES) * len(builtin()) / BATCH
    assert len(found) < fewest * 1.3  # services take time to start


@dataclass
class Abandoned:
    """What a service has of calls that all broke off in the middle of a booking."""

    numbers: list[str]
    scenario: Scenario

    def calls(self, business_id, limit, *, before):
        ended = before - timedelta(minutes=1)
        return [
            CallSummary(f"CA{n}", business_id, number, "", ended, ended, "abandoned", 3)
            for n, number in enumerate(self.numbers)
        ]

    def entries(self, call_id):
        dialog = DIALOGS.get(self.scenario.setting.dialog)
        state = dump_state(replace(initial_state(dialog), task="booking"))
        return [LogEntry(call_id, 0, 60_000, "state", {"state": state})]


def resumed(before: list[str], scenario: Scenario, caller: str) -> bool:
    found = broken_off(
        Abandoned(before, scenario),
        call_id="CA99",
        business_id=DIALOGS.get(scenario.setting.dialog).business.id,
        caller=caller,
        now=scenario.setting.now,
        within=timedelta(minutes=10),
    )
    return found is not None


def test_no_call_goes_on_where_another_broke_off():
    some = [s for s in builtin() if s.phone][:12] + builtin()[:12]
    for batch in batches(some, LINES):
        numbers = [number(s, c.name) for s, c in batch]
        for n, (scenario, _) in enumerate(batch):
            assert not resumed(numbers[:n], scenario, numbers[n])


def test_who_does_ring_back_would_be_known():
    scenario = next(s for s in builtin() if s.phone not in ("", "withheld"))
    assert resumed([scenario.phone], scenario, scenario.phone)


@pytest.mark.asyncio
async def test_a_spoken_call_is_placed_from_the_number_of_its_condition(monkeypatch, tmp_path):
    scenario = next(s for s in builtin() if not s.phone)
    business = DIALOGS.get(scenario.setting.dialog).business
    calendar = MemoryCalendar(b"slots of a call that is not placed")
    calendar.ensure_business(business)
    calls = SimpleNamespace(messages=list)
    placed = []

    async def lost(plan, service, records, caller, condition, voice):
        placed.append(caller.person.calls_from)
        raise CallFailed("nobody is placed here")

    monkeypatch.setattr(spoken, "_call", lost)
    plan = spoken.Plan(tmp_path, lambda service: None, ("flite slt",))
    records = SimpleNamespace(calendar=calendar, calls=calls)
    for line in LINES:
        await spoken._play(plan, None, records, scenario, line)
    assert placed == [number(scenario, line.name) for line in LINES]


def test_one_number_for_all_takes_a_service_for_each():
    setting = replace(builtin()[0].setting, numbers=("+12125550142",))
    three = [Scenario(f"t/{n}", setting, (Goal("robot"),)) for n in range(3)]
    assert [len(batch) for batch in batches(three, LINES[:1])] == [1, 1, 1]
    hidden = [replace(s, phone="withheld") for s in three]
    assert [len(batch) for batch in batches(hidden, LINES[:1])] == [3]
