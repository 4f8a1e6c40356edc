"""The visits that would fit on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from voicebot.booking.fitting import Fitter
from voicebot.booking.instants import Span
from voicebot.booking.model import Resource
from voicebot.booking.wish import Within

Admit = Callable[[int, ZoneInfo], bool]
"""Whether a visit may start at an instant, by clocks of a zone."""


class Candidate(NamedTuple):
    """A visit that would fit: `shift` is the working time it lies in, for judging gaps."""

    start: int
    end: int
    person: Resource | None
    shift: Span


class Grid(NamedTuple):
    """Times to try in a person's shift.

    At those of `free` the person has nothing else to do; `others` have to be tried one by one.
    """

    person: Resource | None
    shift: Span
    length: int
    free: Sequence[int]
    others: Sequence[int] = ()


def candidates(fitter: Fitter, day: date, admit: Admit) -> Iterator[Candidate]:
    """All visits whose shift begins on a local day, person by person."""
    if fitter.services[0].daily_capacity:
        yield from _drop_off(fitter, day, admit)
        return
    for grid in _grids(fitter, day):
        person, shift, length = grid.person, grid.shift, grid.length
        zone = fitter.catalogue.zone_of(person)
        for at in _fitting(fitter, grid, admit, zone):
            yield Candidate(at, at + length, person, shift)
        for at in grid.others:
            found = fitter.fit(at, person) if admit(at, zone) else None
            if found is not None:
                yield Candidate(found.start, found.end, person, shift)


def starts(
    fitter: Fitter, day: date, admit: Admit
) -> Iterator[tuple[Resource | None, Sequence[int]]]:
    """When all those `candidates` start, by person: many at a time, for long lists."""
    if not _simple(fitter) or None in fitter.choices[0]:
        for candidate in candidates(fitter, day, admit):
            yield candidate.person, [candidate.start]
        return
    for grid in _grids(fitter, day):
        zone = fitter.catalogue.zone_of(grid.person)
        found = _fitting(fitter, grid, admit, zone)
        others = [t for t in grid.others if admit(t, zone) and fitter.fit(t, grid.person)]
        yield grid.person, sorted([*found, *others]) if others else found


def _simple(fitter: Fitter) -> bool:
    """Whether a free person and a free room are all that it takes."""
    service = fitter.services[0]
    return len(fitter.services) == 1 and not (service.window_min or service.daily_capacity)


def _fitting(fitter: Fitter, grid: Grid, admit: Admit, zone: ZoneInfo) -> Sequence[int]:
    """The times of a person's own at which there is a room as well."""
    if isinstance(admit, Within):
        found = admit.among(grid.free)
    else:
        found = [t for t in grid.free if admit(t, zone)]
    if not found or not fitter.services[0].needs:
        return found
    with_room = fitter.with_room(grid.length, grid.person)
    return [t for t in found if with_room[t]]


def _grids(fitter: Fitter, day: date) -> Iterator[Grid]:
    """Each person's shifts with the times to try: every step from the shift's beginning."""
    service = fitter.services[0]
    for person in fitter.choices[0]:
        length = fitter.length(service, person)
        for start, end, stretch in fitter.catalogue.stretch(person, day):
            shift, last = (start, stretch), min(end - 1, stretch - length)
            steps = range(start, last + 1, service.step_min * 60)
            if service.window_min:
                yield Grid(person, shift, length, (), range(start, end, service.window_min * 60))
            elif person is None:
                yield Grid(person, shift, length, (), steps)
            elif not _simple(fitter):
                tried = steps if service.capacity > 1 else _free(fitter, person, steps, length)
                yield Grid(person, shift, length, (), tried)
            elif service.capacity == 1:
                yield Grid(person, shift, length, _free(fitter, person, steps, length))
            else:
                yield _group(fitter, person, shift, length, steps)


def _free(fitter: Fitter, person: Resource, steps: range, length: int) -> list[int]:
    service = fitter.services[0]
    before, after = service.buffer_before_min * 60, service.buffer_after_min * 60
    first, last, step = steps.start, steps.stop - 1, steps.step
    return fitter.diary.free_starts(person.id, first, last, step, before, length + after)


def _group(fitter: Fitter, person: Resource, shift: Span, length: int, steps: range) -> Grid:
    """A group meets where the person is free, or meets already."""
    service = fitter.services[0]
    free = _free(fitter, person, steps, length) if fitter.people <= service.capacity else []
    there = fitter.diary.overlapping(person.id, steps.start, steps.stop + length)
    meets = {b.start + service.buffer_before_min * 60 for b in there if b.share}
    return Grid(person, shift, length, free, sorted(t for t in meets if t in steps))


def _drop_off(fitter: Fitter, day: date, admit: Admit) -> Iterator[Candidate]:
    opened = fitter.catalogue.shifts(None, day)
    if opened and admit(opened[0][0], fitter.catalogue.zone):
        found = fitter.fit(opened[0][0])
        if found is not None:
            yield Candidate(found.start, found.end, None, (found.start, found.end))
