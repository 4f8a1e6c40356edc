"""Our appointments in calendars elsewhere: what is said of them, and whose word counts.

Our diary is the authority on appointments. A copy in a person's own calendar follows it, until
somebody changes the copy by hand: then it is left as they made it, a person is told, and the next
change in the diary, made knowing that, is written over it. What was never read is never
overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from voicebot.booking.model import Appointment

Times = tuple[datetime, datetime]
"""A half-open range of aware instants."""


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment as one person's calendar is told of it. `zone` is an IANA name."""

    uid: str
    version: int
    start: datetime
    end: datetime
    zone: str
    title: str
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Wrote:
    """What a copy says that we wrote into it."""

    version: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Copy:
    """What a calendar holds under the UID of a visit. `raw` is the event in the calendar's form.

    `wrote` is None where another program dropped our mark.
    """

    href: str
    etag: str
    uid: str
    start: datetime
    end: datetime
    wrote: Wrote | None
    raw: str = ""
    off: bool = False
    """Marked as cancelled there."""

    @property
    def touched(self) -> bool:
        """Whether a hand other than ours changed when it is."""
        wrote = self.wrote
        return self.off or wrote is None or (wrote.start, wrote.end) != (self.start, self.end)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a visit was written. `etag` is "" when the server did not tell."""

    href: str
    etag: str


class State(StrEnum):
    """How a copy stood when it was last looked at."""

    SAME = "same"
    MOVED = "moved"
    """Changed by hand, and a person was told."""
    DELETED = "deleted"
    """Deleted by hand, and a person was told."""


@dataclass(frozen=True, slots=True)
class Known:
    """What we remember of a copy: the etag we saw last, and the version of ours it answers to."""

    href: str
    etag: str
    version: int
    state: State = State.SAME


class Step(StrEnum):
    """What is to be done about a copy."""

    NOTHING = "nothing"
    CREATE = "create"
    UPDATE = "update"
    REMOVE = "remove"
    ADOPT = "adopt"
    """It is as it should be: remember it."""
    FORGET = "forget"
    TELL = "tell"
    """A person has to be told that it was changed or deleted by hand."""


def next_step(version: int, want: Visit | None, known: Known | None, copy: Copy | None) -> Step:
    """What brings a copy in line with the diary.

    `version` is the appointment's; `want` is None when it has no place in this calendar (any more);
    `copy` is what was just read there, None when there is nothing. Doing it and asking again ends
    in NOTHING or ADOPT; an interrupted step is found again, done or not done.
    """
    if copy is None:
        return _absent(version, want, known)
    if want is None:
        return _unwanted(version, known, copy)
    if (copy.start, copy.end) == (want.start, want.end) and not copy.off:
        stale = copy.wrote is not None and copy.wrote.version < want.version
        return Step.UPDATE if stale else Step.ADOPT
    if copy.touched:
        return _touched(version, known, copy, Step.UPDATE)
    assert copy.wrote is not None
    return Step.NOTHING if copy.wrote.version > want.version else Step.UPDATE


def _absent(version: int, want: Visit | None, known: Known | None) -> Step:
    if known is None:
        return Step.CREATE if want else Step.NOTHING
    if want is None:
        return Step.FORGET
    if known.state is State.DELETED:
        return Step.CREATE if version > known.version else Step.NOTHING
    return Step.TELL


def _unwanted(version: int, known: Known | None, copy: Copy) -> Step:
    by_hand = copy.touched and not copy.off
    return _touched(version, known, copy, Step.REMOVE) if by_hand else Step.REMOVE


def _touched(version: int, known: Known | None, copy: Copy, settled: Step) -> Step:
    """Somebody's change stands until they were told of it and the diary changed after that."""
    told = known is not None and known.state is State.MOVED and known.etag == copy.etag
    if not told:
        return Step.TELL
    assert known is not None
    return settled if version > known.version else Step.NOTHING


# --- what comes in -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outside:
    """One object of an outside calendar, and when it makes its owner busy.

    A copy of ours that nobody touched has no `busy`: the diary knows it.
    """

    href: str
    etag: str
    busy: tuple[Times, ...] = ()
    uid: str = ""
    """Set for copies of ours."""
    unclear: bool = False
    """It cannot be read in full, and may make its owner busy at other times, too."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new since a token. `full`: everything was looked through."""

    objects: tuple[Outside, ...]
    gone: frozenset[str]
    token: str
    full: bool = False


@dataclass(frozen=True, slots=True)
class Connection:
    """A calendar elsewhere, of one person or room. `options`: see `voicebot calendars add`.

    `exports`: our appointments are written there too.
    """

    id: str
    business_id: str
    resource_id: str
    kind: str
    url: str
    username: str
    secret: str
    exports: bool
    options: Mapping[str, str]
    token: str = ""
    read_all_at: datetime | None = None
    attempts: int = 0
    leased_until: datetime | None = None
    good_at: datetime | None = None
    error: str = ""
    write_due_at: datetime | None = None
    write_error: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where an appointment belongs. `visits` by connection id, None where it has no place (any
    more); `known` by connection id.
    """

    appointment: Appointment
    connections: tuple[Connection, ...]
    visits: Mapping[str, Visit | None]
    known: Mapping[str, Known]


def told(times: Times, zone: str) -> str:
    """A range of time in words for the people of the business: "Tue 24 Nov 15:30-16:00"."""
    start, end = (instant.astimezone(ZoneInfo(zone)) for instant in times)
    return f"{start:%a} {start.day} {start:%b %H:%M}-{end:%H:%M}"


def uid_of(appointment_id: str, business_id: str) -> str:
    """The UID of a visit, the same for ever: a repeated write finds what the first one made."""
    return f"{appointment_id}@{business_id}.voicebot"


def appointment_of(uid: str, business_id: str) -> str:
    """The appointment a UID is of; "" when it is not one of this business's."""
    name, _, house = uid.partition("@")
    return name if house == f"{business_id}.voicebot" else ""
