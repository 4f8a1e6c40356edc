"""The times in some words of an utterance, read by themselves."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from voicebot.dialog.turn import Turn
from voicebot.understanding.dates import DateReading, read_dates
from voicebot.understanding.model import Expectation, When


def times_in(turn: Turn, words: str, asked: Expectation) -> list[When]:
    """All times the words tell, wished for or ruled out, as an answer to what was asked."""
    found = _read(turn, words, asked)
    return [w for w in (found.when, *found.also, *found.excluded) if w is not None]


def time_in(turn: Turn, words: str, asked: Expectation) -> When | None:
    """The time wished for, or None."""
    return _read(turn, words, asked).when


def _read(turn: Turn, words: str, asked: Expectation) -> DateReading:
    dialog = turn.dialog
    zone = ZoneInfo(dialog.business.zone)
    return read_dates(words, asked, turn.now, zone, dialog.locale)
