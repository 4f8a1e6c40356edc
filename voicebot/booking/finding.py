"""Looking up customers and their coming visits."""

from __future__ import annotations

from difflib import SequenceMatcher
from unicodedata import combining, normalize

from voicebot.booking.instants import local, seconds
from voicebot.booking.model import (
    Appointment,
    FindAppointment,
    FindCustomer,
    Found,
    NotFound,
)
from voicebot.booking.snapshot import Need, Snapshot, Verdict
from voicebot.booking.usual import usual

ALIKE = 0.8
"""How alike two names must be (0 to 1): "Jon Smyth" is heard for "John Smith"."""


def appointments(request: FindAppointment, snapshot: Snapshot) -> Verdict | Need:
    """Coming visits by number, name or both; by nothing, none."""
    if not request.phone and not request.name:
        return Verdict(NotFound())
    lacking = snapshot.lacks(Need(phone=request.phone, on=request.on))
    if lacking:
        return lacking
    found = tuple(a for a in snapshot.coming if _meant(a, request, snapshot))
    if not found:
        return Verdict(NotFound())
    customer = next((c for c in snapshot.customers if c.id == found[0].customer_id), None)
    return Verdict(Found(found, customer))


def _meant(appointment: Appointment, request: FindAppointment, snapshot: Snapshot) -> bool:
    day = local(snapshot.catalogue.zone, seconds(appointment.start)).date()
    return (request.on is None or day == request.on) and (
        not request.name or alike(request.name, appointment.for_name)
    )


def customer(request: FindCustomer, snapshot: Snapshot) -> Verdict | Need:
    """Who has this number, the one seen last, with the coming visits under it.

    Several people with one number have no usual: the number does not tell who of them is calling.
    """
    if not request.phone:
        return Verdict(NotFound())
    lacking = snapshot.lacks(Need(phone=request.phone, past=request.usual))
    if lacking:
        return lacking
    if not snapshot.customers:
        return Verdict(NotFound())
    alone = request.usual and len(snapshot.customers) == 1
    habit = usual(snapshot.past, snapshot.catalogue.business) if alone else None
    return Verdict(Found(snapshot.coming, snapshot.customers[0], habit))


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: case, accents, dots and spaces do not count."""
    return plain(one) == plain(other)


def alike(heard: str, known: str) -> bool:
    """Whether a name that was heard may be this one; a first or last name alone is enough."""
    a, b = plain(heard).split(), plain(known).split()
    if not a or not b:
        return False
    fewer, more = sorted((a, b), key=len)
    return all(max(_ratio(x, y) for y in more) >= ALIKE for x in fewer)


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def plain(name: str) -> str:
    """Lower case letters and digits, one space between words, no accents."""
    kept = (c if c.isalnum() else " " for c in normalize("NFKD", name) if not combining(c))
    return " ".join("".join(kept).casefold().split())
