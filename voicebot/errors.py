"""Every error the product raises on purpose, in one tree.

VoicebotError
├── SettingsError            a setting is missing or wrong; printed, exit 2
├── ModelMissing             a speech or language model cannot be had; printed, exit 2
├── DialogError              dialog data is wrong; carries file and line; printed, exit 1
├── WireError                the carrier's side of the wire broke the protocol; the socket closes
│   ├── BadFrame             not a JSON object, or an event that lacks what it must carry
│   ├── BadTicket            unknown, used or expired ticket, or one of another call
│   └── OtherAccount         a webhook of another account than ours; refused with 403
├── WorkError                one piece of work for a call failed; the caller hears `spoken`
│   ├── RecognitionFailed
│   ├── SynthesisFailed
│   ├── CalendarFailed
│   ├── Overloaded           a bounded queue is full
│   └── TimedOut
├── BookingError             a calendar command that cannot be carried out at all
│   ├── UnknownToken         the slot token was not issued here, or is expired
│   ├── KeyReused            same idempotency key, other request
│   └── VersionConflict      the row changed since it was read
├── OutsideFailed            a calendar elsewhere could not be read or written; tried again, shown
│   ├── AccessRefused        it does not let us in: a person has to see to it
│   └── CopyChanged          it holds something else than was read: to be read again
├── CannotReplay             a stored call lacks what deciding it again needs; printed, exit 2
├── CallFailed               a call placed by the test phone did not go through; printed, exit 1
│   ├── LineClosed           the other side ended the call while more was to be said
│   └── BotSilent            nothing was heard, or no end of it, for as long as the phone waits
└── TransitionError          the turn table has no such step: a defect, the call is ended politely

Every class has a stable `code` (for logs, metrics and the API) and `spoken`, the key of the reply
that a caller hears, or None where no caller is on the line.
"""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import ClassVar, Final


class VoicebotError(Exception):
    """Base of the tree. `code` is stable; the message is for people."""

    code: ClassVar[str] = "internal"
    spoken: ClassVar[str | None] = None


class SettingsError(VoicebotError):
    code = "settings"


class ModelMissing(VoicebotError):
    code = "model_missing"


class DialogError(VoicebotError):
    """Dialog data is wrong. `file` and `line` (from 1) point at it."""

    code = "dialog"

    def __init__(self, message: str, file: str, line: int) -> None:
        super().__init__(f"{file}:{line}: {message}")
        self.file = file
        self.line = line


class WireError(VoicebotError):
    code = "wire"


class BadFrame(WireError):
    code = "bad_frame"


class BadTicket(WireError):
    code = "bad_ticket"


class OtherAccount(WireError):
    code = "other_account"


class WorkError(VoicebotError):
    code = "work_failed"
    spoken = "trouble"


class RecognitionFailed(WorkError):
    code = "recognition_failed"
    spoken = "not_heard"


class SynthesisFailed(WorkError):
    code = "synthesis_failed"


class CalendarFailed(WorkError):
    code = "calendar_failed"
    spoken = "calendar_down"


class Overloaded(WorkError):
    code = "overloaded"


class TimedOut(WorkError):
    code = "timed_out"


class BookingError(VoicebotError):
    code = "booking"
    spoken = "calendar_down"


class UnknownToken(BookingError):
    code = "unknown_token"
    spoken = "slot_gone"


class KeyReused(BookingError):
    code = "key_reused"


class VersionConflict(BookingError):
    code = "version_conflict"
    spoken = "slot_gone"


class OutsideFailed(VoicebotError):
    """The message names no address and no secret: it is kept and shown."""

    code = "outside_failed"


class AccessRefused(OutsideFailed):
    code = "access_refused"


class CopyChanged(OutsideFailed):
    code = "copy_changed"


class CannotReplay(VoicebotError):
    code = "cannot_replay"


class CallFailed(VoicebotError):
    code = "call_failed"


class LineClosed(CallFailed):
    code = "line_closed"


class BotSilent(CallFailed):
    code = "bot_silent"


class TransitionError(VoicebotError):
    code = "transition"
    spoken = "trouble"


FRAMES: Final = 4


def blame(error: BaseException) -> str:
    """An error as it may be logged: its class and the innermost places it came through.

    Without its text, which may repeat a value: databases, for one, put the row into the message,
    with callers' names, numbers and words.
    """
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}" if places else type(error).__name__
