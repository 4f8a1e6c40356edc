"""The plain values of dialog: what is going on in a call, what happened, what is to be done.

The manager is one pure function, `decide(dialog, state, event, context) -> Decision`. A `Dialog`
is the loaded data of one business; `DialogState` is all that is remembered between turns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from voicebot.booking.model import Appointment, Business, CalendarAnswer, CalendarRequest, Slot
from voicebot.understanding.model import (
    Expectation,
    Lexicon,
    Locale,
    SlotValue,
    Understanding,
    When,
)


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
    kind: str = "text"
    """What an answer to a question of the business's own looks like (see `details`)."""
    left_open: str = ""
    """The reply key that says that the booking goes on without an answer, once all ways of asking
    have failed; without one a person is offered."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A question that callers ask of this business and its answer.

    `patterns` are regular expressions over plain text (lower case, no punctuation); `examples`
    whole sentences. `then` is what follows the answer: "" (the talk goes on), "message" (the
    caller's words are kept for the staff), "callback", "human", "goodbye", "book:SERVICE" or
    "resume" (the open question again: a wish in the words, "can I cancel later?", is none).
    """

    id: str
    patterns: tuple[str, ...]
    examples: tuple[str, ...]
    reply: str
    then: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """What a business decided about its calls."""

    transfer_to: str = ""
    """A person's number, for callers who ask for one while the business is open; empty: none."""
    emergency_to: str = ""
    """Where an emergency is put through to, at any hour; empty: nowhere."""
    emergency_books: str = ""
    """The service that is offered in an emergency, where the business itself is the help."""
    greet_known: bool = False
    """Known numbers are greeted by name, and their name is taken over."""
    offer_usual: bool = False
    """Who was greeted by name is offered what they usually have."""
    record_notice: bool = True
    """The recording notice is spoken before anything is recorded, where calls are recorded."""
    unsure_below: float = 0.35
    """A reading less sure than this is asked again."""
    check_below: float = 0.5
    """A reading less sure than this is asked outright before anything is changed on it."""
    resume_min: int = 10
    """A caller who rings back within so many minutes goes on where the talk broke off."""
    abuse: tuple[str, ...] = ()
    """Words that draw one polite boundary, then the end."""


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
    """The business's facts and further settings as they stand in the data, for templates too."""
    policy: Policy = Policy()
    topics: tuple[Topic, ...] = ()
    spoken: Mapping[str, str] = field(default_factory=dict)
    """How things are named in a sentence, by the id of a service ("a cleaning") or of staff."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What every reply may name: business, address, phone, website, ..."""


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
class Wish:
    """When and with whom the caller would like to come. No times means as soon as possible."""

    times: tuple[When, ...] = ()
    excluded: tuple[When, ...] = ()
    staff: str = ""
    staff_required: bool = False
    not_staff: tuple[str, ...] = ()
    """Who it must not be."""


@dataclass(frozen=True, slots=True)
class DialogState:
    """What is remembered between turns.

    `step` is what was asked last, `attempts` how often in a row the answer failed. `task` is what
    the caller is about: booking, moving, cancelling, checking, message, callback or "". `stack`
    holds tasks that were interrupted by another. `offered` are the times on offer, `chosen` the
    one agreed on, `refused` the tokens turned down. `found` are the appointments a change may be
    about, `target` the one it is about. `pending` says what each open calendar request is for.
    `said` are the last replies, to be repeated; `outcome` what the call has achieved so far.
    """

    dialog: str
    step: str = "start"
    slots: Mapping[str, SlotValue] = field(default_factory=dict)
    attempts: int = 0
    offered: tuple[Slot, ...] = ()
    stack: tuple[str, ...] = ()
    memory: Mapping[str, Any] = field(default_factory=dict)
    """The manager's small notes: JSON-able values only."""
    task: str = ""
    services: tuple[str, ...] = ()
    wish: Wish = Wish()
    chosen: Slot | None = None
    refused: tuple[str, ...] = ()
    found: tuple[Appointment, ...] = ()
    target: str = ""
    pending: tuple[str, ...] = ()
    said: tuple[Reply, ...] = ()
    outcome: str | None = None


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
    """What the manager may know of the call. `now` is aware, in the business's zone.

    `recorded`: both sides are kept, which the caller is told first. `snr_db`: how far the caller's
    words stand out from what is behind them; None while that is not known.
    """

    now: datetime
    caller: str = ""
    called: str = ""
    call_id: str = ""
    recorded: bool = False
    snr_db: float | None = None


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
