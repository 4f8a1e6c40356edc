"""From a wish to a `When`: placed on the calendar, in the business's zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from voicebot.understanding.dates.compose import Wish
from voicebot.understanding.dates.days import Figures, On
from voicebot.understanding.dates.periods import Pointed
from voicebot.understanding.dates.ranges import Open
from voicebot.understanding.dates.times import Hours, Part, Same, each_day, next_time, on_day
from voicebot.understanding.dates.values import DAY, Frame, Span, aware
from voicebot.understanding.model import Grain, When
from voicebot.understanding.normalize import Normal

FORGIVING = On | Figures


def resolve(wish: Wish, frame: Frame, normal: Normal) -> When | None:
    """The time meant, or None when there is no such day."""
    if isinstance(wish.hours, Same) and wish.hours.pointed and not _has_time(frame.pointed()):
        wish = replace(wish, hours=None)
    span = _span(wish, frame)
    if span is None:
        return None
    if wish.zone is not None:
        span = _from_zone(span, wish.zone, frame)
    said = set()
    if wish.days is not None:
        said.add("date")
    if wish.hours is not None:
        said.add("time")
        if wish.hours.halved:
            said.add("half")
    elif span.grain is Grain.MINUTE:
        said.add("time")
    found = when(span, frame, frozenset(said), _text(wish, normal), _certainty(wish))
    edge = wish.hours.edge if isinstance(wish.hours, Part) else None
    return replace(found, edge=edge) if edge in {"first", "last"} else found


def when(span: Span, frame: Frame, said: frozenset[str], text: str, certainty: float) -> When:
    """A span of wall time with the zone on."""
    return When(
        start=aware(span.start, frame.zone) if span.start is not None else None,
        end=aware(span.end, frame.zone) if span.end is not None else None,
        grain=span.grain,
        open=span.open,
        daily=span.daily,
        said=said,
        certainty=certainty,
        text=text,
    )


def _has_time(pointed: Span | None) -> bool:
    return pointed is not None and pointed.grain is Grain.MINUTE


def _span(wish: Wish, frame: Frame) -> Span | None:
    if wish.days is None:
        return _without_days(wish.hours, frame) if wish.hours is not None else None
    span = wish.days.span(frame)
    if span is None and isinstance(wish.days, Pointed) and wish.hours is not None:
        return next_time(wish.hours, frame)
    if span is None or wish.hours is None:
        return span
    if not isinstance(wish.days, FORGIVING):
        return _placed(wish, span, frame)
    morning = frame.at(datetime.combine(frame.today, datetime.min.time()))
    placed = _placed(wish, span, morning)
    if placed is None or placed.end is None or placed.end > frame.now:
        return placed
    if span.end is not None and span.end <= morning.now:
        return placed  # a date that is over, and was meant
    again = wish.days.span(frame.at(morning.now + DAY))
    return _placed(wish, again, morning) if again is not None else placed


def _without_days(hours: Hours, frame: Frame) -> Span:
    if isinstance(hours, Part) and hours.each:
        start = datetime.combine(frame.today, datetime.min.time())
        return Span(start, None, Grain.DAY, each_day(hours, frame))
    return next_time(hours, frame)


def _placed(wish: Wish, span: Span, frame: Frame) -> Span | None:
    """The hours on the day, or each day of a longer range."""
    assert wish.hours is not None
    if span.grain is Grain.MINUTE:
        return span
    if span.days == 1 and span.start is not None:
        return on_day(wish.hours, span.start.date(), frame)
    if isinstance(wish.days, Open) and not isinstance(wish.hours, Part):
        moved = _moved_edge(wish, span, frame)
        if moved is not None:
            return moved
    return replace(span, daily=each_day(wish.hours, frame))


def _moved_edge(wish: Wish, span: Span, frame: Frame) -> Span | None:
    """ "By Friday at three", "from Tuesday at nine": the time sharpens the open edge."""
    assert isinstance(wish.days, Open)
    assert wish.hours is not None
    inner = wish.days.days.span(frame)
    if inner is None or inner.start is None or inner.days != 1:
        return None
    at = on_day(wish.hours, inner.start.date(), frame).start
    if span.open == "before":
        return Span(None, at, Grain.MINUTE)
    return Span(at, None, Grain.MINUTE)


def _from_zone(span: Span, zone: str, frame: Frame) -> Span:
    """Another zone's wall time as ours. A bare offset names no place to compare with."""
    if not isinstance(frame.zone, ZoneInfo):
        return span
    theirs = ZoneInfo(zone)

    def ours(local: datetime | None) -> datetime | None:
        if local is None:
            return None
        instant = local.replace(tzinfo=theirs).astimezone(UTC)
        return instant.astimezone(frame.zone).replace(tzinfo=None)

    return replace(span, start=ours(span.start), end=ours(span.end))


def _certainty(wish: Wish) -> float:
    return 0.8 if any(piece.latent for piece in wish.pieces) else 1.0


def _text(wish: Wish, normal: Normal) -> str:
    first = min(piece.first for piece in wish.pieces)
    last = max(piece.last for piece in wish.pieces)
    return normal.original[normal.tokens[first].start : normal.tokens[last - 1].end]
