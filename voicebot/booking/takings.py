"""What a visit takes of people, rooms and places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voicebot.booking.instants import DAY_S, Span, moment
from voicebot.booking.model import Allocation, Service

POOL = "*"
"""The share of everybody in a room that several visits use at once."""

LONGEST_TAKING_S = 2 * DAY_S
"""No resource is taken for longer in one go: the overlap checks in the database rely on it."""


@dataclass(frozen=True, slots=True)
class Taking:
    """One resource taken by a visit; instants in seconds, buffers included."""

    resource_id: str
    start: int
    end: int
    seat: int = 0
    share: str = ""

    def allocation(self) -> Allocation:
        return Allocation(
            self.resource_id, moment(self.start), moment(self.end), self.seat, self.share
        )


def taken_by(service: Service, start: int, end: int) -> tuple[Span, str]:
    """What a service takes of a person or room, buffers included, and with whom it is shared."""
    span = start - service.buffer_before_min * 60, end + service.buffer_after_min * 60
    return span, f"{service.id}@{start}" if service.capacity > 1 else ""


def clash(done: Sequence[Taking], taken: Sequence[Taking]) -> bool:
    """Whether a leg's group places collide with another leg of the same visit."""
    return any(
        a.resource_id == b.resource_id and a.start < b.end and b.start < a.end
        for a in done
        for b in taken
        if (a.share or b.share) and not a.share == b.share == POOL
    )


def joined(takings: Sequence[Taking]) -> tuple[Taking, ...]:
    """Takings of one resource that touch or overlap become one: no buffers within a visit."""
    if len(takings) == 1:
        return tuple(takings)
    result: list[Taking] = []
    for taking in sorted(takings, key=lambda t: (t.resource_id, t.share, t.seat, t.start)):
        last = result[-1] if result else None
        if (
            last
            and (last.resource_id, last.share, last.seat)
            == (taking.resource_id, taking.share, taking.seat)
            and taking.start <= last.end
        ):
            result[-1] = Taking(
                last.resource_id, last.start, max(last.end, taking.end), last.seat, last.share
            )
        else:
            result.append(taking)
    return tuple(result)
