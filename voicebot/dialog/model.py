"""The plain values of dialog: what is going on in a call, what happened, what is to be done.

The manager is one pure function, `decide(dialog, state, event, context) -> Decision`. A `Dialog`
is the loaded data of one business; `DialogState` is all that is remembered between turns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from voicebot.booking.model import Business, CalendarAnswer, CalendarRequest, Slot
from voicebot.understanding.model import Expectation, Lexicon, Locale, SlotValue, Understanding


@dataclass(frozen=True, slots=True)
class Step:
    """One question of the dialog: the slot it fills and the reply keys that ask for it.

    `repairs` are the keys of the two different ways of asking again; `keypad` says that the
    answer can be keyed in (and how many digits end it); `confirm` is "implicit" or "explicit".
    """

    id: str
    slot: str
    ask: str
    repairs: tuple[str, ...] = ()
    required: bool = True
    services: tuple[str, ...] = ()
    """Only asked for these services; empty means all."""
    keypad: int = 0
    confirm: str = "implicit"
    private: bool = False


@dataclass(frozen=True, slots=True)
class Dialog:
    """All of one business: how it is booked, how it is understood, how it speaks."""

    id: str
    business: Business
    locale: Locale
    lexicon: Lexicon
    steps: tuple[Step, ...]
    replies: Mapping[str, tuple[str, ...]]
    """Reply key to its wordings, Jinja2 templates."""
    faq: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Policies: transfer number, after-hours behaviour, emergency text, record, known callers."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Something to say: a key of the dialog's replies and the values its template may name.

    `interruptible` False: the caller's speech does not cut it (keys do, unless it is a legal
    notice: `notice`). `expects` is what the caller is expected to answer.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    interruptible: bool = True
    expects: Expectation | None = None
    notice: bool = False


@dataclass(frozen=True, slots=True)
class DialogState:
    """What is remembered between turns. `stack` holds tasks that were interrupted by another."""

    dialog: str
    step: str = "start"
    slots: Mapping[str, SlotValue] = field(default_factory=dict)
    attempts: int = 0
    offered: tuple[Slot, ...] = ()
    stack: tuple[str, ...] = ()
    memory: Mapping[str, Any] = field(default_factory=dict)
    """The manager's own notes (pending request, wish for a time, found appointment, outcome)."""


# --- what happened (the events of `decide`) ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Opened:
    """The call begins."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The caller said something that was recognised; `understanding.text` may be empty."""

    understanding: Understanding


@dataclass(frozen=True, slots=True)
class NotHeard:
    """There was speech, but no words in it (or recognition failed)."""


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing came for as long as the question allows; `times` counts from 1 in a row."""

    times: int


@dataclass(frozen=True, slots=True)
class Keyed:
    """A finished keypad entry (digits, without the closing #)."""

    digits: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The calendar's answer to the request with this ordinal of the last decision."""

    ordinal: int
    answer: CalendarAnswer


@dataclass(frozen=True, slots=True)
class Failed:
    """A part is down: `what` is calendar, recognition or synthesis; `code` from the errors."""

    what: str
    code: str


DialogEvent = Opened | Heard | NotHeard | Silent | Keyed | Answered | Failed


@dataclass(frozen=True, slots=True)
class Context:
    """What the manager may know of the call. `now` is aware, in the business's zone."""

    now: datetime
    caller: str = ""
    called: str = ""
    call_id: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """The call ends after the replies: hang up, or hand over to `transfer_to`."""

    outcome: str
    transfer_to: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do: the new state, what to say (in order), what to ask of the calendar.

    While requests are open the call says the replies and waits for the answers (each comes back
    as an `Answered`); `outcome` is what the call has achieved so far, for the record.
    """

    state: DialogState
    replies: tuple[Reply, ...] = ()
    requests: tuple[CalendarRequest, ...] = ()
    ending: Ending | None = None
    outcome: str | None = None
