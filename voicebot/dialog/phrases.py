"""Phrases for the replies' values: what is booked, when, with whom, how the caller is reached.

Templates only name values; everything that depends on the case is put into words here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from voicebot.booking.model import Appointment, Service, Slot
from voicebot.booking.who import people_of
from voicebot.dialog import spoken
from voicebot.dialog.model import Dialog
from voicebot.dialog.turn import Turn


def what(dialog: Dialog, services: Sequence[str]) -> str:
    """ "a cleaning", "a haircut and a blow-dry"."""
    return spoken.listing([dialog.spoken.get(s, s) for s in services]) or "an appointment"


def bare(dialog: Dialog, services: Sequence[str]) -> str:
    """The same without the article: "cleaning"."""
    names = [what(dialog, [s]).removeprefix("a ").removeprefix("an ") for s in services]
    return spoken.listing(names) or "appointment"


def who(dialog: Dialog, staff_id: str | None) -> str:
    return dialog.spoken.get(staff_id or "", "")


def with_whom(dialog: Dialog, staff_id: str | None) -> str:
    name = who(dialog, staff_id)
    return f" with {name}" if name else ""


def by_whom(dialog: Dialog, slot: Slot) -> str:
    """ " with Renee", or ", the haircut with Marcus and the color with Renee"."""
    people = people_of(slot, dialog.business)
    if len(set(people)) < 2 or None in people:
        return with_whom(dialog, slot.staff_id)
    each = zip(slot.services, people, strict=True)
    return ", " + spoken.listing(
        [f"the {bare(dialog, [service])}{with_whom(dialog, person)}" for service, person in each]
    )


def kind(dialog: Dialog, services: Sequence[str]) -> Service | None:
    return dialog.business.service(services[0]) if services else None


def at_time(dialog: Dialog, services: Sequence[str], start: datetime, *, part: bool = False) -> str:
    """The time of day alone: "at three o'clock", "between nine and eleven o'clock", or ""."""
    service = kind(dialog, services)
    if service and service.daily_capacity:
        return ""
    if service and service.window_min:
        until = start + timedelta(minutes=service.window_min)
        return f"between {spoken.clock(start)} and {spoken.clock(until, part=part)}"
    return f"at {spoken.clock(start, part=part)}"


def on_day(turn: Turn, start: datetime, *, full: bool = False) -> str:
    say = spoken.full_day if full else spoken.day
    return say(start.date(), turn.now.date(), day_first=turn.dialog.locale.day_first)


def when(
    turn: Turn, services: Sequence[str], start: datetime, *, full: bool = False, part: bool = False
) -> str:
    """ "tomorrow at three o'clock"; `full` names the date, `part` the part of the day."""
    local = turn.local(start)
    time = at_time(turn.dialog, services, local, part=part)
    return f"{on_day(turn, local, full=full)} {time}".strip()


def on_when(turn: Turn, services: Sequence[str], start: datetime) -> str:
    """ "on Tuesday the first at three o'clock", but plain "tomorrow at three o'clock"."""
    said = when(turn, services, start)
    return said if said.startswith(("today", "tomorrow")) else f"on {said}"


def slot_label(turn: Turn, slot: Slot, *, staff: bool = False) -> str:
    services = slot.services or turn.state.services
    return when(turn, services, slot.start) + (
        with_whom(turn.dialog, slot.staff_id) if staff else ""
    )


def choices(turn: Turn, slots: Sequence[Slot]) -> str:
    """One or two times in one breath; the day once, and the person where it tells them apart."""
    staff = len({s.staff_id for s in slots}) > 1
    labels = [slot_label(turn, slot, staff=staff) for slot in slots]
    if len(slots) == 2:
        first, second = (turn.local(s.start) for s in slots)
        time = at_time(turn.dialog, slots[1].services or turn.state.services, second)
        if first.date() == second.date() and time and time != _time_in(turn, slots[0]):
            tail = with_whom(turn.dialog, slots[1].staff_id) if staff else ""
            labels[1] = time + tail
    return spoken.listing(labels, "or") if len(set(labels)) > 1 else labels[0]


def _time_in(turn: Turn, slot: Slot) -> str:
    return at_time(turn.dialog, slot.services or turn.state.services, turn.local(slot.start))


def appointment(turn: Turn, booked: Appointment, slot: Slot | None = None) -> dict[str, str]:
    """The values of a committed row, for confirmations; `slot` is the one that it was booked by."""
    known = (
        slot if slot and (slot.start, slot.services) == (booked.start, booked.services) else None
    )
    person = by_whom(turn.dialog, known) if known else with_whom(turn.dialog, booked.staff_id)
    return {
        "what": what(turn.dialog, booked.services),
        "service": bare(turn.dialog, booked.services),
        "when": when(turn, booked.services, booked.start, full=True, part=True),
        "person": person,
        "name": booked.for_name,
    }


def number(turn: Turn, e164: str) -> str:
    code = {"US": "1", "CA": "1", "GB": "44", "IE": "353", "AU": "61"}
    return spoken.phone(e164, code.get(turn.dialog.locale.region, "1"))


def reach(turn: Turn) -> str:
    """ "the number you're calling from", or the digits in groups."""
    phone = turn.reachable_at
    if phone and phone == turn.context.caller:
        return "the number you're calling from"
    return number(turn, phone) if phone else "no number"


MENU_KEYS = 9
"""One key for each entry of a menu; 0 is a person."""


def menu(names: Sequence[str]) -> str:
    """What the keys stand for, in order: "one for haircut, or two for color"."""
    entries = enumerate(names[:MENU_KEYS], 1)
    return spoken.listing([f"{spoken.number(n)} for {name}" for n, name in entries], "or")
