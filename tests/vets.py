"""A veterinary practice to test the calendar with, its time and its key."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from voicebot.booking.business import Business, Hours, Resource, Service
from voicebot.booking.model import FindSlots, Window

KEY = b"only for the tests of the calendar"
ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 16, 10, 0, tzinfo=ZONE)
"""A Monday morning."""


def clinic() -> Business:
    """A small practice: two vets, a nurse, two rooms, a puppy class."""
    weekdays = tuple(Hours(day, time(8), time(17)) for day in range(5))
    return Business(
        id="vets",
        name="Elm Street Vets",
        zone="America/New_York",
        services=(
            Service("exam", "Examination", 30, max_ahead_days=90),
            Service("surgery", "Surgery", 90, buffer_after_min=30, needs=("room",)),
            Service("nails", "Nail trim", 15, cancel_until_min=120, reschedule_until_min=240),
            Service("puppies", "Puppy class", 60, capacity=3, step_min=60),
            Service("boarding", "Day boarding", 480, daily_capacity=2),
            Service("visit", "House call", 60, window_min=240, step_min=30),
        ),
        resources=(
            Resource("okafor", "Dr. Okafor", services=("exam", "surgery", "visit")),
            Resource("lind", "Dr. Lind", services=("exam", "surgery"), durations={"exam": 45}),
            Resource("nurse", "Nurse Ruiz", services=("nails", "puppies")),
            Resource("room1", "Room 1", kind="room"),
        ),
        hours=weekdays,
        holidays="US",
    )


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A wall time in the clinic's zone, 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def between(start: datetime, end: datetime, *services: str, **more: object) -> FindSlots:
    """A wish for services (an examination) within one window."""
    return FindSlots(services or ("exam",), (Window(start, end),), **more)  # type: ignore[arg-type]
