"""What goes into the log of a call, where it is more than a value or two."""

from __future__ import annotations

from typing import Any

from voicebot.call.listener import Hearing
from voicebot.call.messages import CallStarted
from voicebot.call.plain import plain
from voicebot.dialog.model import Dialog


def started(message: CallStarted, dialog: Dialog) -> dict[str, Any]:
    return {
        "dialog": dialog.id,
        "business": message.business_id,
        "caller": message.caller,
        "called": message.called,
        "at": message.started_at.isoformat(),
    }


def heard(hearing: Hearing) -> dict[str, Any]:
    return {
        "utterance": hearing.id,
        "text": hearing.text,
        "nbest": [plain(hypothesis) for hypothesis in hearing.nbest],
        "from_ms": hearing.started_ms,
        "to_ms": hearing.last_voiced_ms,
        "understood": plain(hearing.words),
    }
