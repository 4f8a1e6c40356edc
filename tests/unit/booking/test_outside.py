"""Whose word counts when a copy of an appointment and the diary differ."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from voicebot.booking.outside import (
    Copy,
    Known,
    State,
    Step,
    Visit,
    Wrote,
    appointment_of,
    next_step,
    told,
    uid_of,
)

START = datetime(2026, 11, 24, 14, tzinfo=UTC)
LATER = START + timedelta(hours=2)
HALF = timedelta(minutes=30)


def visit(start=START, version=1):
    return Visit("a@vets.voicebot", version, start, start + HALF, "UTC", "Exam: Ann")


def copy(start=START, wrote=START, version=1, etag="e1", **more):
    mark = Wrote(version, wrote, wrote + HALF) if wrote else None
    return Copy("h", etag, "a@vets.voicebot", start, start + HALF, mark, **more)


def known(etag="e1", version=1, state=State.SAME):
    return Known("h", etag, version, state)


BY_HAND = copy(LATER, etag="e2")
TOLD = known("e2", 1, State.MOVED)
GONE = known("", 1, State.DELETED)

CASES = [
    # our version, what we want there, what we remember, what is there, what to do
    ("new", 1, visit(), None, None, Step.CREATE),
    ("new, and its first write was never noted", 1, visit(), None, copy(), Step.ADOPT),
    ("as it should be", 1, visit(), known(), copy(), Step.ADOPT),
    ("moved here", 2, visit(LATER, 2), known(), copy(), Step.UPDATE),
    ("moved here, and the write was never noted", 2, visit(LATER, 2), known(),
     copy(LATER, LATER, 2, "e2"), Step.ADOPT),
    ("renamed here", 2, visit(START, 2), known(), copy(), Step.UPDATE),
    ("another process is ahead of us", 1, visit(), known(), copy(LATER, LATER, 2), Step.NOTHING),
    ("cancelled here", 2, None, known(), copy(), Step.REMOVE),
    ("cancelled here, and the removal was never noted", 2, None, known(), None, Step.FORGET),
    ("never had a place there", 1, None, None, None, Step.NOTHING),
    ("moved there", 1, visit(), known(), BY_HAND, Step.TELL),
    ("moved there, and told", 1, visit(), TOLD, BY_HAND, Step.NOTHING),
    ("moved there again", 1, visit(), TOLD, copy(LATER + HALF, etag="e3"), Step.TELL),
    ("moved there, told, and moved here after that", 2, visit(START - HALF, 2), TOLD, BY_HAND,
     Step.UPDATE),
    ("moved on both sides at once", 2, visit(START - HALF, 2), known(), BY_HAND, Step.TELL),
    ("moved there, and here to the same time", 2, visit(LATER, 2), TOLD, BY_HAND, Step.UPDATE),
    ("moved there and put back", 1, visit(), TOLD, copy(etag="e3"), Step.ADOPT),
    ("moved there, cancelled here at once", 2, None, known(), BY_HAND, Step.TELL),
    ("moved there, told, cancelled here", 2, None, TOLD, BY_HAND, Step.REMOVE),
    ("cancelled on both sides", 2, None, known(), copy(off=True), Step.REMOVE),
    ("marked as cancelled there", 1, visit(), known(), copy(off=True, etag="e2"), Step.TELL),
    ("deleted there", 1, visit(), known(), None, Step.TELL),
    ("deleted there, and told", 1, visit(), GONE, None, Step.NOTHING),
    ("deleted there, told, and moved here after that", 2, visit(LATER, 2), GONE, None, Step.CREATE),
    ("deleted there, moved here at once", 2, visit(LATER, 2), known(), None, Step.TELL),
    ("deleted there, told, cancelled here", 2, None, GONE, None, Step.FORGET),
    ("another event under our name", 1, visit(), None, copy(LATER, None), Step.TELL),
    ("our mark was dropped, the time is right", 1, visit(), known(), copy(wrote=None), Step.ADOPT),
]  # fmt: skip


@pytest.mark.parametrize(("name", "version", "want", "before", "there", "step"), CASES)
def test_next_step(name, version, want, before, there, step):
    assert next_step(version, want, before, there) is step


def test_what_was_told_is_settled_once_done():
    """After each step the next question ends in rest."""
    assert next_step(1, visit(), TOLD, BY_HAND) is Step.NOTHING
    assert next_step(1, visit(), GONE, None) is Step.NOTHING


def test_a_uid_is_the_same_for_ever_and_leads_back():
    assert uid_of("abc", "vets") == "abc@vets.voicebot"
    assert appointment_of("abc@vets.voicebot", "vets") == "abc"
    assert appointment_of("abc@salon.voicebot", "vets") == ""
    assert appointment_of("19970610T172345Z-AF23B2@example.com", "vets") == ""


def test_times_in_words_are_local():
    assert told((START, START + HALF), "America/New_York") == "Tue 24 Nov 09:00-09:30"
