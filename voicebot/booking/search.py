"""Finding slots: first within the wish, with the person asked for, then with anyone; else nearest.

Days are looked at in turn, and only as many as are needed; the diary is asked for in growing spans.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from voicebot.booking.catalogue import Catalogue
from voicebot.booking.diary import Diary, diary_of
from voicebot.booking.fitting import Choice, Fit, Fitter, own_length
from voicebot.booking.instants import DAY_S, day_span, local, moment, seconds
from voicebot.booking.listing import Admit, Candidate, candidates, starts
from voicebot.booking.model import Appointment, FindSlots, Offered, Reason, Slot
from voicebot.booking.ranking import A_CHOICE, Nearest, Wished, choose
from voicebot.booking.reasons import why_none
from voicebot.booking.snapshot import Need, Snapshot
from voicebot.booking.wish import Wish, wish_of

STAGES = (4, 15, 60)
"""Days of diary to ask for at first, then, then; after that all there is."""
DAYS_OF_CHOICE = 2
"""Days with something free to choose from, before the search ends."""
NEAREST_DAYS = 45
"""How far from the wish alternatives are looked for, in days."""


def find_slots(request: FindSlots, snapshot: Snapshot) -> Offered | Need:
    """Free slots for a wish, or the nearest alternatives with the reason.

    Raises:
        UnknownToken: one of `refused_tokens` was not issued here.
    """
    wish = wish_of(request, snapshot.catalogue, snapshot.now_s, _turned_down(request, snapshot))
    if isinstance(wish, Reason):
        return Offered((), exact=False, reason=wish)
    first = Need(appointment_id=request.moving or "")
    lacking = snapshot.lacks(first)
    if lacking:
        return lacking
    return Search(wish, snapshot, snapshot.appointment if request.moving else None).run()


def _turned_down(request: FindSlots, snapshot: Snapshot) -> frozenset[int]:
    """Starts that are not offered again, nor the time of the visit that is to be moved."""
    business_id = snapshot.catalogue.business.id
    read = [snapshot.signer.read(business_id, t).slot.start for t in request.refused_tokens]
    if request.moving and snapshot.appointment:
        read.append(snapshot.appointment.start)
    return frozenset(map(seconds, read))


def resources_of(wish: Wish, catalogue: Catalogue) -> frozenset[str]:
    """Every resource whose diary matters to a wish."""
    rooms = {r.id for s in wish.services for kind in s.needs for r in catalogue.of_kind(kind, s)}
    places = {f"day:{s.id}" for s in wish.services if s.daily_capacity}
    return wish.resources | rooms | places


class Search:
    """One search in one snapshot, for a visit that would be `moving`; `diary` is the snapshot's."""

    def __init__(
        self,
        wish: Wish,
        snapshot: Snapshot,
        moving: Appointment | None = None,
        diary: Diary | None = None,
    ) -> None:
        self.wish = wish
        self.snapshot = snapshot
        self.catalogue = snapshot.catalogue
        self.length = own_length(moving, wish.services, snapshot.catalogue)
        self.diary = diary or diary_of(snapshot, moving.id if moving else "")
        self._names = resources_of(wish, snapshot.catalogue)
        self.wished = Wished(self.catalogue, self.diary, wish)
        self.closest = Nearest(self.catalogue, self.diary, wish)

    def run(self) -> Offered | Need:
        wish = self.wish
        if wish.preferred is not None:
            found = self._within(wish.preferred)
            if isinstance(found, Need):
                return found
            if found:
                return Offered(self._slots(found, wish.preferred, "asked_staff"))
        if wish.preferred is None or wish.choices != wish.preferred:
            found = self._within(wish.choices)
            if isinstance(found, Need):
                return found
            if found:
                away = wish.preferred is not None
                slots = self._slots(found, wish.choices, *(["other_staff"] if away else []))
                return Offered(slots, not away, Reason.STAFF_AWAY if away else None)
        return self.nearest()

    def nearest(self) -> Offered | Need:
        """What comes nearest to the wish, and why the wish itself cannot be met."""
        slots = self.nearest_slots()
        if isinstance(slots, Need):
            return slots
        reason, note = why_none(self.wish, self.catalogue)
        return Offered(slots, False, reason, note)

    def nearest_slots(self) -> tuple[Slot, ...] | Need:
        wide = all(r.end - r.start > A_CHOICE[0] for r in self.wish.ranges)
        found = self._scan(
            self._days_around(),
            self.wish.choices,
            self.wish.allows,
            rich_days=DAYS_OF_CHOICE if wide else 1,
            back=True,
        )
        if isinstance(found, Need):
            return found
        chosen = choose(found, self.closest, self.wish.limit, A_CHOICE if wide else ())
        return self._slots(chosen, self.wish.choices, "nearest")

    def everything(self) -> dict[str, list[int]] | Need:
        """When all that fits the wish starts, by person; the diary for it is asked for at once."""
        days = list(self.wish.days())
        if not days:
            return {}
        zone = self.wish.zone
        span = day_span(zone, days[0])[0] - DAY_S, day_span(zone, days[-1])[1] + 2 * DAY_S
        lacking = self.snapshot.lacks(Need(self._names, span))
        if lacking:
            return lacking
        fitter, admit = self._fitter(self.wish.choices), self.wish.admitting()
        found: defaultdict[str, list[int]] = defaultdict(list)
        for day in days:
            for person, free in starts(fitter, day, admit):
                found[person.id if person else ""] += free
        return found

    def _fitter(self, choices: Sequence[Choice]) -> Fitter:
        wish = self.wish
        return Fitter(
            self.catalogue, self.diary, wish.services, choices, wish.people, self.length, wish.place
        )

    def _within(self, choices: Sequence[Choice]) -> list[Candidate] | Need:
        found = self._scan(self.wish.days(), choices, self.wish.admitting())
        if isinstance(found, Need):
            return found
        return choose(found, self.wished, self.wish.limit, A_CHOICE)

    def _scan(
        self,
        days: Iterable[date],
        choices: Sequence[Choice],
        admit: Admit,
        *,
        rich_days: int = DAYS_OF_CHOICE,
        back: bool = False,
    ) -> list[Candidate] | Need:
        """Candidates of the first days that have enough to choose from."""
        found: list[Candidate] = []
        fitter = self._fitter(choices)
        for count, day in enumerate(days):
            lacking = self._lacks(day, count, back=back)
            if lacking:
                return lacking
            more = list(candidates(fitter, day, admit))
            found += more
            rich_days -= len({c.start for c in more}) >= self.wish.limit
            if rich_days <= 0:
                break
        return found

    def _lacks(self, day: date, count: int, *, back: bool) -> Need | None:
        """The diary to load before a day can be judged: a few days more than that, at once."""
        zone = self.wish.zone
        start, end = day_span(zone, day)
        exact = Need(self._names, (start - DAY_S, end + 2 * DAY_S))
        if self.snapshot.loaded.covers(exact):
            return None
        ahead = next((n for n in STAGES if n > count), 10**3) * DAY_S
        first, last = start, min(start + ahead, self.wish.bounds[1])
        if back:
            first = max(start - ahead, self.wish.bounds[0])
        elif self.wish.ranges:
            last = min(last, max(r.end for r in self.wish.ranges))
        return self.snapshot.lacks(
            Need(self._names, (min(first, start) - DAY_S, max(last, end) + 2 * DAY_S))
        )

    def _days_around(self) -> Iterator[date]:
        """Days from the nearest to the wish outwards, those after before those before."""
        zone, (earliest, latest) = self.wish.zone, self.wish.bounds
        low, high = local(zone, earliest).date(), local(zone, latest).date()
        starts = [local(zone, r.start).date() for r in self.wish.ranges] or [low]
        ends = [local(zone, max(r.start, r.end - 1)).date() for r in self.wish.ranges] or [low]
        first, last = (min(max(day, low), high) for day in (min(starts), max(ends)))
        if (last - first).days > NEAREST_DAYS:
            last = first
        day = first
        while day <= last:
            yield day
            day += timedelta(days=1)
        for distance in range(1, NEAREST_DAYS + 1):
            after, before = last + timedelta(days=distance), first - timedelta(days=distance)
            yield from (day for day in (after, before) if low <= day <= high)

    def _slots(
        self, chosen: Iterable[Candidate], choices: Sequence[Choice], *why: str
    ) -> tuple[Slot, ...]:
        fitter = self._fitter(choices)
        fits = [(c, fitter.fit(c.start, c.person)) for c in chosen]
        return tuple(
            self._issue(found, (*why, *self._why(c))) for c, found in fits if found is not None
        )

    def _why(self, candidate: Candidate) -> Iterator[str]:
        if self.wish.open:
            yield "soonest"
        elif self.wish.admits(candidate.start, self.catalogue.zone_of(candidate.person)):
            yield "asked_time"
        else:
            days, _ = self.closest.days_off(self.closest.day(candidate.start))
            yield "other_day" if days else "other_time"
        if candidate.person is not None and self.closest.gaps(candidate) == 0:
            yield "no_gap"

    def _issue(self, found: Fit, why: tuple[str, ...]) -> Slot:
        slot = Slot(
            token="",
            start=moment(found.start),
            end=moment(found.end),
            allocations=tuple(t.allocation() for t in found.takings),
            services=tuple(s.id for s in self.wish.services),
            staff_id=found.staff_id,
            why=why,
            people=self.wish.people,
        )
        token = self.snapshot.signer.issue(self.catalogue.business.id, slot, self.snapshot.now_s)
        return replace(slot, token=token)
