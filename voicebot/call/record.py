"""What goes into the log of a call, where it is more than a value or two."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from voicebot.call.listener import Hearing
from voicebot.call.messages import CallStarted
from voicebot.call.plain import plain
from voicebot.dialog.model import Dialog
from voicebot.dialog.privacy import has_card, without_cards
from voicebot.understanding.model import Understanding


def started(message: CallStarted, dialog: Dialog) -> dict[str, Any]:
    return {
        "dialog": dialog.id,
        "business": message.business_id,
        "caller": message.caller,
        "called": message.called,
        "at": message.started_at.isoformat(),
    }


def heard(hearing: Hearing, *, after_card: bool = False) -> dict[str, Any]:
    """What was heard; `after_card`: a payment card was told just before, this may be its rest."""
    clean = partial(without_cards, after=after_card)
    return {
        "utterance": hearing.id,
        "text": clean(hearing.text),
        "nbest": [plain(replace(h, text=clean(h.text))) for h in hearing.nbest],
        "from_ms": hearing.started_ms,
        "to_ms": hearing.last_voiced_ms,
        "understood": _understood(hearing.words, after_card),
    }


def _understood(words: Understanding | None, after_card: bool) -> Any:
    """Card numbers are kept nowhere: where one was said, what was read out of it is left out."""
    if words is None or not has_card(words.text, after=after_card):
        return plain(replace(words, heard=()) if words else None)  # beside it, as "nbest"
    return {"text": without_cards(words.text, after=after_card), "intents": plain(words.intents)}
