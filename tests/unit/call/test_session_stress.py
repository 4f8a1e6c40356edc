"""Calls of callers who do anything at any time, over engines that are slow or fail."""

import random
from collections import Counter

import pytest
from callrig import Delays

from voicebot.booking.model import Book, TakeMessage
from voicebot.call.limits import Limits
from voicebot.call.messages import (
    AskCalendar,
    CallEnded,
    HangUp,
    Speak,
    Transcribe,
    TransferCall,
    WorkFailed,
)

LINES = (
    "I want to book a cleaning tuesday at three",
    "yes the first one",
    "Anna Miller",
    "yes",
    "no",
    "person",
    "repeat",
    "goodbye",
    "weather",
    "okay",
    "mm-hm",
    "",
)
LONGEST_MS = 120_000
QUIET_MS = 20_000
"""Longer than any question's patience: by then the bot has to say something."""


def act(rig, chance):
    """One thing that a caller, or the world, may do."""
    match chance.choice(("say", "say", "say", "turn", "press", "run", "fail", "slow")):
        case "say":
            rig.say(chance.choice(LINES), ms=chance.choice((100, 200, 500, 1500, 4000)))
        case "turn":
            rig.run(chance.randrange(3000, 9000))
            rig.say(chance.choice(LINES[:4]))
        case "press":
            rig.press("".join(chance.choices("0123456789*#", k=chance.randrange(1, 4))))
        case "fail":
            kind = chance.choice((Speak, Transcribe, AskCalendar))
            rig.fail = chance.choice(({}, {kind: "calendar_failed"}))
        case "slow":
            rig.delays.recognition = chance.choice((50, 300, 1500, 4000))
            rig.delays.synthesis = chance.choice((10, 80, 700, 2500))
            rig.delays.calendar = chance.choice((5, 300, 2500))
    rig.run(chance.choice((32, 100, 300, 900, 2500, 6000)))


def live(rig, chance):
    for _ in range(25):
        if rig.session.ended:
            return
        act(rig, chance)


def longest_quiet_ms(rig):
    """The longest while in which neither side was heard."""
    heard = [(s.start_ms, s.end_ms) for s in rig.said]
    heard += [(at, at + 200) for at, r in rig.requests if type(r).__name__ == "SendAudio"]
    end, longest = 0, 0
    for start, stop in sorted(heard):
        longest, end = max(longest, min(start, rig.now_ms) - end), max(end, stop)
    return max(longest, rig.now_ms - end)


@pytest.mark.parametrize("seed", range(60))
def test_whatever_happens_the_call_goes_on_or_ends_in_order(new_rig, seed):
    chance = random.Random(seed)
    rig = new_rig(limits=Limits(longest_ms=LONGEST_MS), delays=Delays())
    live(rig, chance)
    rig.fail = {}
    rig.run(LONGEST_MS + 60_000)

    assert rig.session.ended, rig.transcript()
    assert [entry.seq for entry in rig.log] == list(range(len(rig.log)))
    assert len(rig.asked(HangUp)) + len(rig.asked(TransferCall)) == 1
    assert longest_quiet_ms(rig) < QUIET_MS, rig.transcript()
    asked = Counter(request.request_id for request in rig.asked(AskCalendar))
    assert set(asked.values()) <= {1}
    noted = {entry.data["id"] for entry in rig.entries("asked")}
    commands = {
        request.request_id
        for request in rig.asked(AskCalendar)
        if isinstance(request.request, Book | TakeMessage)
    }
    assert commands <= noted
    assert rig.session.receive(WorkFailed(rig.now_ms, "u1.1", "late")) == []


def test_noises_do_not_put_the_bots_next_words_off_for_ever(rig):
    said = len(rig.bot())
    for _ in range(8):
        rig.run(2600)
        rig.say("", ms=150)
    assert len(rig.bot()) > said, rig.transcript()


@pytest.mark.parametrize("seed", range(60, 75))
def test_a_caller_may_hang_up_at_any_moment(new_rig, seed):
    chance = random.Random(seed)
    rig = new_rig()
    for _ in range(chance.randrange(12)):
        if not rig.session.ended:
            act(rig, chance)
    rig._tell(CallEnded(rig.now_ms, "stop"))
    assert rig.session.ended
    assert rig.kinds().count("ended") == 1
