"""Callers and calendars that may do anything: strategies for the manager's property tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from voicebot.booking.model import (
    Appointment,
    Book,
    Booked,
    Cancel,
    Cancelled,
    Customer,
    FindAppointment,
    FindCustomer,
    FindSlots,
    Found,
    Held,
    Hold,
    Move,
    Moved,
    Noted,
    NotFound,
    Offered,
    Reason,
    Refused,
    Slot,
    TakeMessage,
    Taken,
    Usual,
)
from voicebot.dialog.model import DialogEvent, Failed, Heard, Keyed, NotHeard
from voicebot.understanding.model import (
    Daily,
    Grain,
    Intent,
    SlotValue,
    Understanding,
    When,
)

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
INTENTS = (
    "book reschedule cancel check_appointment ask_availability ask_hours ask_address ask_phone "
    "ask_price ask_service ask_staff ask_other speak_to_human leave_message emergency affirm deny "
    "provide_info request_alternatives choose correct repeat slower louder wait dont_know "
    "are_you_a_bot greet thank goodbye nothing_else stop_calling change_language out_of_scope"
).split()
WORDS = (
    "yes no the first one later please another day skip never mind cancel that is there parking "
    "4111 1111 1111 1111 call me back my appointment time name number same day now fuck wrong "
    "running late either"
).split()
SERVICES = ("check_up", "cleaning", "filling", "whitening", "urgent")
STAFF = ("patel", "nguyen", "lopez")

OF_THE_USUAL = (
    "the usual please", "same as last time", "yes but with somebody else", "I'm not Jane",
    "this is her husband",
)  # fmt: skip
texts = st.lists(st.sampled_from(WORDS), min_size=0, max_size=6).map(" ".join) | st.sampled_from(
    OF_THE_USUAL
)
instants = st.integers(0, 60 * 24 * 60).map(lambda m: NOW + timedelta(minutes=m))


@st.composite
def whens(draw: Any) -> When:
    start = draw(instants)
    length = draw(st.sampled_from((1, 60, 240, 1440, 10080)))
    said = draw(st.sampled_from((("date",), ("time",), ("date", "time"))))
    daily = draw(st.sampled_from((None, Daily(time(8), time(12)), Daily(time(17), time(0)))))
    opened = draw(st.sampled_from((None, None, None, "after", "before")))
    return When(
        None if opened == "before" else start,
        None if opened == "after" else start + timedelta(minutes=length),
        draw(st.sampled_from(list(Grain))),
        opened,
        daily,
        frozenset(said),
        text=draw(st.sampled_from(("", "Monday", "next Tuesday", "the third"))),
    )


@st.composite
def slots(draw: Any) -> SlotValue:
    name, values = draw(
        st.sampled_from(
            (
                ("service", SERVICES),
                ("staff", (*STAFF, "any")),
                ("choice", (0, 1, 5)),
                ("name", ("Ann Lee", "Bo", "Jane Doe")),
                ("phone", ("+12125550142", "+12125550199")),
                ("phone_part", ("212", "5550199")),
                ("reason", ("it hurts",)),
                ("for_other", ("son",)),
                ("people", (2,)),
                ("email", ("a@example.com",)),
            )
        )
    )
    return SlotValue(name, draw(st.sampled_from(values)), "x", (0, 1), draw(st.floats(0, 1)))


@st.composite
def heard(draw: Any) -> Heard:
    return Heard(
        Understanding(
            draw(texts),
            tuple(Intent(i) for i in draw(st.lists(st.sampled_from(INTENTS), max_size=3))),
            tuple(draw(st.lists(slots(), max_size=3))),
            draw(st.none() | whens()),
            tuple(draw(st.lists(whens(), max_size=1))),
            tuple(draw(st.lists(whens(), max_size=1))),
            score=draw(st.floats(0, 1)),
        )
    )


events: st.SearchStrategy[DialogEvent] = st.one_of(
    heard(),
    heard(),
    heard(),
    st.just(NotHeard()),
    st.sampled_from(("1", "2", "0", "2125550142", "77", "2662", "645537", "")).map(Keyed),
    st.sampled_from(("recognition", "synthesis")).map(lambda what: Failed(what, "x")),
)


@st.composite
def a_slot(draw: Any) -> Slot:
    start = draw(instants).astimezone(UTC)
    return Slot(
        draw(st.text("abc", min_size=1, max_size=3)),
        start,
        start + timedelta(minutes=30),
        services=draw(st.sampled_from(((), ("cleaning",)))),
        staff_id=draw(st.sampled_from((None, *STAFF))),
    )


@st.composite
def rows(draw: Any, for_name: str = "Jane Doe") -> Appointment:
    start = draw(instants).astimezone(UTC)
    return Appointment(
        draw(st.sampled_from(("A1", "A2"))),
        "dental_clinic",
        (draw(st.sampled_from(SERVICES)),),
        start,
        start + timedelta(minutes=30),
        "C1",
        for_name,
        "+12125550142",
        staff_id=draw(st.sampled_from((None, *STAFF))),
    )


some_slots = st.lists(a_slot(), max_size=3).map(tuple)
refusals = st.builds(Refused, st.sampled_from(list(Reason)), some_slots)


def answers_to(draw: Any, request: Any) -> Any:
    """Anything that a calendar may answer to a request."""
    match request:
        case FindSlots():
            offers = st.builds(
                Offered, some_slots, st.booleans(), st.none() | st.sampled_from(list(Reason))
            )
            return draw(offers | refusals)
        case Hold():
            return draw(st.just(Held(request.tokens)) | refusals)
        case Book():
            return draw(st.builds(Booked, rows(request.for_name)) | refusals)
        case Move():
            return draw(st.builds(Moved, rows(), rows()) | refusals)
        case Cancel():
            return draw(st.builds(Cancelled, rows()) | refusals)
        case FindAppointment():
            lists = st.lists(rows(), max_size=2).map(lambda found: Found(tuple(found)))
            return draw(lists | st.just(NotFound()))
        case FindCustomer():
            customer = Customer("C1", "dental_clinic", "Jane Doe", "+12125550142")
            habits = [None, *(Usual(("cleaning",), staff) for staff in (None, "lopez"))]
            known = [Found((), customer, habit) for habit in (habits if request.usual else [None])]
            return draw(st.sampled_from((*known, NotFound())))
        case TakeMessage():
            return draw(st.just(Taken("M1")) | refusals)
        case _:
            return Noted()


TODAY = date(2026, 11, 23)
