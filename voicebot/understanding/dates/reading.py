"""The single entry: a text and what was asked, in; the times meant, out. A pure function."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial

from voicebot.understanding.dates.compose import Wishes, compose
from voicebot.understanding.dates.pieces import Piece, find_pieces
from voicebot.understanding.dates.resolve import resolve
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
    normal = normalize(text)
    local = now.astimezone(zone).replace(tzinfo=None)
    frame = Frame(
        local, zone, locale, expectation, partial(_pointed, expectation, now, zone, locale)
    )
    pieces = find_pieces(normal, expectation)
    if not pieces:
        return DateReading()
    wishes = compose(pieces, normal.tokens, frame)
    return _reading(wishes, frame, normal, pieces)


def _reading(wishes: Wishes, frame: Frame, normal: Normal, pieces: list[Piece]) -> DateReading:
    wanted = [
        when for wish in wishes.wanted[:_CANDIDATES] if (when := resolve(wish, frame, normal))
    ]
    excluded = [
        when for wish in wishes.excluded[:_CANDIDATES] if (when := resolve(wish, frame, normal))
    ]
    unlike: list[When] = []
    now = aware(frame.now, frame.zone)
    for when in wanted:
        if all((when.start, when.end, when.daily) != (u.start, u.end, u.daily) for u in unlike):
            unlike.append(when)
    unlike.sort(key=lambda when: when.end is not None and when.end <= now)
    return DateReading(
        when=unlike[0] if unlike else None,
        also=tuple(unlike[1:]),
        excluded=tuple(excluded),
        spans=tuple((normal.tokens[p.first].start, normal.tokens[p.last - 1].end) for p in pieces),
        why=tuple(wishes.why),
    )


def _pointed(expected: Expectation, now: datetime, zone: tzinfo, locale: Locale) -> Span | None:
    """What "that day" points at: the last thing offered, or the day the bot last spoke of."""
    for offer in reversed(expected.offered):
        if offer.start is not None:
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
