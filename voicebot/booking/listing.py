"""The visits that would fit on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from voicebot.booking.fitting import Fitter
from voicebot.booking.instants import Span
from voicebot.booking.model import Resource

Admit = Callable[[int], bool]


class Candidate(NamedTuple):
    """A visit that would fit: `shift` is the working time it lies in, for judging gaps."""

    start: int
    end: int
    person: Resource | None
    shift: Span


def candidates(fitter: Fitter, day: date, admit: Admit) -> Iterator[Candidate]:
    """All visits whose shift begins on a local day, person by person, by start."""
    service = fitter.services[0]
    if service.daily_capacity:
        yield from _drop_off(fitter, day, admit)
        return
    plain = len(fitter.services) == 1 and not (
        service.needs or service.capacity > 1 or service.window_min
    )
    for person in fitter.choices[0]:
        length = fitter.catalogue.length(service, person)
        for start, end, stretch in fitter.catalogue.stretch(person, day):
            shift = start, stretch
            grid = _grid(fitter, person, length, start, end, stretch)
            if plain and person is not None:
                yield from (Candidate(t, t + length, person, shift) for t in grid if admit(t))
                continue
            for at in filter(admit, grid):
                found = fitter.fit(at, person)
                if found is not None:
                    yield Candidate(found.start, found.end, person, shift)


def _grid(
    fitter: Fitter, person: Resource | None, length: int, start: int, end: int, stretch: int
) -> Iterable[int]:
    """Times to try in a shift: every step from its beginning, where the person is free."""
    service = fitter.services[0]
    if service.window_min:
        return range(start, end, service.window_min * 60)
    last, step = min(end - 1, stretch - length), service.step_min * 60
    if person is None or service.capacity > 1:
        return range(start, last + 1, step)
    before, after = service.buffer_before_min * 60, service.buffer_after_min * 60
    return fitter.diary.free_starts(person.id, start, last, step, before, length + after)


def _drop_off(fitter: Fitter, day: date, admit: Admit) -> Iterator[Candidate]:
    opened = fitter.catalogue.shifts(None, day)
    if opened and admit(opened[0][0]):
        found = fitter.fit(opened[0][0])
        if found is not None:
            yield Candidate(found.start, found.end, None, (found.start, found.end))
