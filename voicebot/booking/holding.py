"""Holds: what was offered stays free for this call while the caller makes up his or her mind."""

from __future__ import annotations

from voicebot.booking.instants import moment
from voicebot.booking.model import Allocation, Held, Noted, Reason
from voicebot.booking.placing import need_of, place, refuse, ticket_of
from voicebot.booking.snapshot import DropHolds, Edit, Need, PutHold, Snapshot, Verdict

LONGEST_S = 600


def hold(
    tokens: tuple[str, ...], seconds: int, snapshot: Snapshot, *, replace_others: bool
) -> Verdict | Need:
    """Keep those slots that can still be had; refused when none of them can.

    A call holds at most what it was last offered: with `replace_others` what else it holds is given
    back. Renewing a hold that ran out takes it again, if it is still free.
    """
    tickets = [ticket_of(token, snapshot) for token in tokens]
    if not tickets:
        return Verdict(Held(()))
    need = Need()
    for ticket in tickets:
        need = need.plus(need_of(ticket.slot, snapshot))
    lacking = snapshot.lacks(need)
    if lacking:
        return lacking
    until = snapshot.now_s + min(seconds, LONGEST_S)
    taken: list[Allocation] = []
    kept: list[str] = []
    edits: list[Edit] = []
    first_reason: Reason | None = None
    for ticket in tickets:
        found = place(ticket, snapshot)
        if isinstance(found, Reason):
            first_reason = first_reason or found
            continue
        if any(_meet(a, b) for a in found.allocations for b in taken):
            continue
        taken += found.allocations
        kept.append(found.token)
        edits.append(PutHold(_id(found.token, snapshot), snapshot.holder, until, found.allocations))
    if not kept:
        answer = refuse(first_reason or Reason.TAKEN, tickets[0].slot, snapshot)
        return answer if isinstance(answer, Need) else Verdict(answer)
    ids = () if replace_others else tuple(_id(t, snapshot) for t in tokens)
    drop = DropHolds(snapshot.holder, ids)
    return Verdict(Held(tuple(kept), moment(until)), (drop, *edits))


def release(tokens: tuple[str, ...], snapshot: Snapshot) -> Verdict:
    """Give back holds of this call; of none in particular, all."""
    ids = tuple(_id(token, snapshot) for token in tokens)
    return Verdict(Noted(), (DropHolds(snapshot.holder, ids),))


def _id(token: str, snapshot: Snapshot) -> str:
    return snapshot.signer.name("hold", snapshot.holder, token)


def _meet(one: Allocation, other: Allocation) -> bool:
    """Whether two takings cannot stand side by side; a call's own offers may share a place."""
    return (
        one.resource_id == other.resource_id
        and one.start < other.end
        and other.start < one.end
        and (one.share != other.share or one.seat == other.seat)
    )
