"""The single entry: a text and what was asked, in; the times meant, out. A pure function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import partial

from voicebot.understanding.dates.compose import Wish, Wishes, compose
from voicebot.understanding.dates.compounds import without_parts
from voicebot.understanding.dates.context import TIME_SLOTS
from voicebot.understanding.dates.misheard import put_right
from voicebot.understanding.dates.offered import Compared, compare, compare_on
from voicebot.understanding.dates.pauses import without_pauses
from voicebot.understanding.dates.periods import Pointed
from voicebot.understanding.dates.picked import Offers
from voicebot.understanding.dates.pieces import Piece, find_pieces
from voicebot.understanding.dates.resolve import resolve, when
from voicebot.understanding.dates.times import Part
from voicebot.understanding.dates.values import Frame, Span, aware
from voicebot.understanding.model import Expectation, Grain, Locale, When
from voicebot.understanding.normalize import Normal, normalize

_CANDIDATES = 8
"""More alternatives than this are no answer but a list; the rest is left out."""


@dataclass(frozen=True, slots=True)
class DateReading:
    """The times of one utterance.

    `when` is the time meant, `also` further candidates, `excluded` what was ruled out. `spans`
    are the (start, end) of the text that speak of times; `why` names the steps of the reading.
    """

    when: When | None = None
    also: tuple[When, ...] = ()
    excluded: tuple[When, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    why: tuple[str, ...] = ()


def read_dates(
    text: str, expectation: Expectation, now: datetime, zone: tzinfo, locale: Locale
) -> DateReading:
    """Read the days and times of an utterance.

    `now` is aware; `zone` is the business's. Never fails, whatever the text; takes time in
    proportion to its length.
    """
    asked = expectation.asked in TIME_SLOTS
    offered = _offers(expectation, zone)
    agreed = expectation.agreed is not None
    plain = without_parts(without_pauses(normalize(text)))
    normal = put_right(plain, asked=asked, offered=offered, agreed=agreed)
    local = now.astimezone(zone).replace(tzinfo=None)
    frame = Frame(
        local, zone, locale, expectation, partial(_pointed, expectation, now, zone, locale)
    )
    pieces = find_pieces(normal, expectation)
    wishes = compose(pieces, normal.tokens, frame)
    if expectation.offered and all(_only_points(wish, normal) for wish in wishes.wanted):
        compared = compare(normal.text, frame)
        if compared is not None:
            return _compared(compared, frame, normal)
    day = _day_alone(wishes, frame) if expectation.offered else None
    same = compare_on(day, normal.text, frame) if day is not None else None
    if same is not None:
        return _compared(same, frame, normal)
    return _reading(wishes, frame, normal, pieces) if pieces else DateReading()


def _offers(expectation: Expectation, zone: tzinfo) -> Offers | None:
    """The times there are to choose from; None where none was offered."""
    spans = [(o.start.astimezone(zone), o.end) for o in expectation.offered if o.start is not None]
    return Offers.of(spans) if spans else None


def _day_alone(wishes: Wishes, frame: Frame) -> date | None:
    """The day that was named, if nothing else was."""
    wish = wishes.wanted[0] if len(wishes.wanted) == 1 and not wishes.excluded else None
    span = wish.days.span(frame) if wish is not None and wish.days and not wish.hours else None
    return (
        span.start.date() if span is not None and span.start and span.grain is Grain.DAY else None
    )


def _only_points(wish: Wish, normal: Normal) -> bool:
    """ "That day", "that afternoon": no time of its own, but the place of "later that day"."""
    if wish.days is None and isinstance(wish.hours, Part) and wish.pieces[0].first:
        return normal.tokens[wish.pieces[0].first - 1].text == "that"
    return isinstance(wish.days, Pointed) and wish.hours is None and wish.days.steps == 0


def _compared(compared: Compared, frame: Frame, normal: Normal) -> DateReading:
    """Earlier or later than what was offered."""
    first, last = normal.span(compared.first, compared.last)
    said = frozenset({"date"} if compared.excluded else {"date", "time"})
    found = when(compared.span, frame, said, normal.original[first:last], 0.9)
    if compared.excluded:
        return DateReading(excluded=(found,), spans=((first, last),), why=("not that day",))
    return DateReading(when=found, spans=((first, last),), why=("compared with the offer",))


def _reading(wishes: Wishes, frame: Frame, normal: Normal, pieces: list[Piece]) -> DateReading:
    wanted = _resolved(wishes.wanted, frame, normal)
    now = aware(frame.now, frame.zone)
    wanted.sort(key=lambda found: found.end is not None and found.end <= now)
    return DateReading(
        when=wanted[0] if wanted else None,
        also=tuple(wanted[1:]),
        excluded=tuple(_resolved(wishes.excluded, frame, normal)),
        spans=tuple((normal.tokens[p.first].start, normal.tokens[p.last - 1].end) for p in pieces),
        why=tuple(wishes.why),
    )


def _resolved(wishes: Sequence[Wish], frame: Frame, normal: Normal) -> list[When]:
    """Each time once, in the order said."""
    times: dict[tuple[object, ...], When] = {}
    for wish in wishes[:_CANDIDATES]:
        found = resolve(wish, frame, normal)
        if found is not None:
            times.setdefault((found.start, found.end, found.daily), found)
    return list(times.values())


def _pointed(expected: Expectation, now: datetime, zone: tzinfo, locale: Locale) -> Span | None:
    """What "that day" points at: the last thing offered, what is agreed on, or the day the bot
    last spoke of."""
    for offer in (*reversed(expected.offered), expected.agreed):
        if offer is not None and offer.start is not None:
            start = offer.start.astimezone(zone).replace(tzinfo=None)
            end = offer.end.astimezone(zone).replace(tzinfo=None) if offer.end else None
            return Span(start, end, Grain.MINUTE)
    if not expected.said:
        return None
    spoken = read_dates(expected.said, Expectation(), now, zone, locale)
    when = spoken.when
    if when is None or when.start is None or "date" not in when.said:
        return None
    return Span(when.start.replace(tzinfo=None), None, when.grain)
