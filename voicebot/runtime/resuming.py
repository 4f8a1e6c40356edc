"""Where a talk goes on that broke off: in the same call, or in the next one of the same caller."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from voicebot.call import history
from voicebot.call.limits import Restored
from voicebot.call.messages import LogEntry
from voicebot.dialog.model import DialogState
from voicebot.dialog.state import load_state, worth_resuming
from voicebot.ports import CallStore, CallSummary

log = logging.getLogger(__name__)

LOOK_BACK = 50
"""Calls among which one that broke off is looked for."""
STILL = timedelta(seconds=20)
"""A call that was never closed and logged nothing for so long is not going on anywhere: the bot
itself breaks any silence sooner than that."""


def stood(entries: Sequence[LogEntry]) -> Restored | None:
    """Where a call stood whose process was lost; None when it had not come anywhere."""
    state = history.last_state(entries)
    if state is None:
        return None
    try:
        return Restored(load_state(state), len(entries))
    except ValueError:
        log.warning("a call's state is of another version; the talk begins anew")
        return None


def broken_off(
    calls: CallStore,
    *,
    call_id: str,
    business_id: str,
    caller: str,
    now: datetime,
    within: timedelta,
) -> Restored | None:
    """The talk of a caller who was cut off a short while ago and rings back with call `call_id`."""
    if not caller:
        return None
    for last in reversed(calls.calls(business_id, LOOK_BACK, before=now)):
        if last.caller != caller or last.id == call_id:
            continue
        entries = calls.entries(last.id)
        ended_at = last.ended_at or _died_at(entries, now)
        if ended_at is not None and ended_at >= now - within:
            broken = stood(entries)
            if broken is None or not _was_cut_off(last, entries, broken.state):
                return None
            return Restored(broken.state) if worth_resuming(broken.state) else None
    return None


def _was_cut_off(call: CallSummary, entries: Sequence[LogEntry], state: DialogState) -> bool:
    """The caller was gone in the middle, or our side was: whatever had come of the call by then.

    The bot ends a call as it means to, except where it heard nobody any more.
    """
    unheard = any(reply.key == "silence_end" for reply in state.said)
    return call.outcome == "abandoned" or unheard or not history.finished(entries)


def _died_at(entries: Sequence[LogEntry], now: datetime) -> datetime | None:
    """When a call was last alive whose process died before it could close it; None: it may live."""
    starts = [entry.data["at"] for entry in entries if entry.kind == "started"]
    if not starts:
        return None
    alive_at = datetime.fromisoformat(starts[-1]) + timedelta(milliseconds=entries[-1].at_ms)
    return alive_at if now - alive_at >= STILL else None
