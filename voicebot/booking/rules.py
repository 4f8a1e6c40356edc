"""The one decision: may this be done, and if not, why not and what instead.

`decide(request, snapshot)` is pure. It serves listing, holding, booking, moving and cancelling,
for the bot, the staff and the API. It answers with a `Need` until the snapshot holds all that it
has to look at; `settle` is the loop that loads and asks again.
"""

from __future__ import annotations

from collections.abc import Callable

from voicebot.booking import changing, finding, holding
from voicebot.booking.model import (
    Book,
    CalendarRequest,
    Cancel,
    FindAppointment,
    FindCustomer,
    FindSlots,
    Hold,
    Move,
    Release,
    Renew,
    TakeMessage,
    Taken,
)
from voicebot.booking.search import find_slots
from voicebot.booking.snapshot import KeepMessage, Need, Snapshot, Verdict
from voicebot.booking.staffing import FindDisplaced, ListFree

QUERIES = (FindSlots, FindAppointment, FindCustomer, FindDisplaced, ListFree)
"""Requests that change nothing."""
MOST_ROUNDS = 40


def decide(request: CalendarRequest, snapshot: Snapshot) -> Verdict | Need:
    """The answer and what has to be written for it to be true, or what is still to be loaded.

    Raises:
        UnknownToken: a token was not issued here, or for another business.
        VersionConflict: the appointment changed since the version the request names.
    """
    match request:
        case FindSlots():
            found = find_slots(request, snapshot)
            return found if isinstance(found, Need) else Verdict(found)
        case FindAppointment():
            return finding.appointments(request, snapshot)
        case FindCustomer():
            return finding.customer(request, snapshot)
        case Hold():
            return holding.hold(request.tokens, request.seconds, snapshot, replace_others=True)
        case Renew():
            return holding.hold(request.tokens, request.seconds, snapshot, replace_others=False)
        case Release():
            return holding.release(request.tokens, snapshot)
        case Book():
            return changing.book(request, snapshot)
        case Move():
            return changing.move(request, snapshot)
        case Cancel():
            return changing.cancel(request, snapshot)
        case TakeMessage():
            message_id = snapshot.new_id("message")
            return Verdict(Taken(message_id), (KeepMessage(message_id, request),))


def settle(
    decided: Callable[[Snapshot], Verdict | Need],
    snapshot: Snapshot,
    load: Callable[[Snapshot, Need], Snapshot],
) -> Verdict:
    """Decide, loading what is needed in between."""
    for _ in range(MOST_ROUNDS):
        outcome = decided(snapshot)
        if isinstance(outcome, Verdict):
            return outcome
        snapshot = load(snapshot, outcome)
    raise RuntimeError(f"no decision: still lacks {outcome}")
