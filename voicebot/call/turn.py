"""One turn of the bot: what is decided, asked and said in answer to one event.

A turn is worked out as soon as the caller pauses, and stays tentative until the pause proves to be
the end of what the caller wanted to say. A tentative turn changes nothing outside: it may look
things up and have its sentences synthesised, but commands wait until it is committed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from voicebot.booking.model import Book, Cancel, Hold, Move, Renew, TakeMessage
from voicebot.call.messages import AskCalendar, Request, Speak
from voicebot.call.plain import plain
from voicebot.call.playback import Sentence
from voicebot.dialog.manager import decide, rang_off
from voicebot.dialog.model import (
    Context,
    Decision,
    Dialog,
    DialogEvent,
    DialogState,
    Ending,
    Reply,
)
from voicebot.dialog.replies import render
from voicebot.understanding.model import Expectation

COMMANDS = (Book, Move, Cancel, TakeMessage)
"""What cannot be taken back. Look-ups change nothing, and a hold expires by itself: a tentative
turn may ask for those."""

_MOST_TOWNS = 14
"""Towns that recognition leans on at once, the first of the list: so many were measured."""


@dataclass(slots=True)
class Turn:
    """The turn so far. `open` are calendar requests out, by id; `held` those that must wait."""

    id: str
    event: DialogEvent
    state: DialogState
    tentative: bool = False
    expects: Expectation | None = None
    ending: Ending | None = None
    outcome: str | None = None
    sentences: list[Sentence] = field(default_factory=list)
    open: dict[str, int] = field(default_factory=dict)
    held: list[AskCalendar] = field(default_factory=list)
    commanded: bool = False
    """A command has gone out: the turn cannot be taken back."""
    holds: bool = False
    """Slots were asked to be held."""
    voiced: bool = False
    """Some of its answer has gone out to the phone."""
    patient: bool = False
    """The caller was asked for a moment's patience."""
    log: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    replies: int = 0
    requests: int = 0

    @property
    def working(self) -> bool:
        """Answers of the calendar are still to come."""
        return bool(self.open or self.held)


class Mind:
    """Works turns out with the dialog: decides, renders, asks."""

    def __init__(self, dialog: Dialog, context: Callable[[], Context]) -> None:
        self._dialog = dialog
        self._context = context
        self._recent: tuple[str, ...] = ()

    def work(self, turn: Turn, event: DialogEvent) -> list[Request]:
        """Decide on one event of this turn; what has to be asked for it now."""
        context = self._context()
        decision = decide(self._dialog, turn.state, event, context)
        self._take(turn, decision)
        turn.log.append(("decided", _summary(event, context, decision)))
        asked: list[Request] = []
        for reply in decision.replies:
            asked += self.say(turn, reply)
        for ordinal, request in enumerate(decision.requests):
            turn.requests += 1
            ask = AskCalendar(f"{turn.id}:{turn.requests}", request)
            turn.open[ask.request_id] = ordinal
            if turn.tentative and isinstance(request, COMMANDS):
                turn.held.append(ask)
            else:
                asked += self._ask(turn, ask)
        return asked

    def rang_off(self, state: DialogState) -> TakeMessage | None:
        """See `voicebot.dialog.manager.rang_off`."""
        return rang_off(self._dialog, state, self._context())

    def commit(self, turn: Turn) -> list[Request]:
        """The turn holds: its commands go out."""
        turn.tentative = False
        held, turn.held = turn.held, []
        return [request for ask in held for request in self._ask(turn, ask)]

    def say(self, turn: Turn, reply: Reply, *, filler: bool = False) -> list[Request]:
        """Add a reply to the turn; the request to synthesise it."""
        texts = render(self._dialog, reply, self._context(), self._recent)
        self._recent = (*self._recent, *texts)[-8:]
        turn.replies += 1
        reply_id = f"{turn.id}.{turn.replies}"
        turn.sentences += [
            Sentence(reply_id, n, text, reply.key, reply.interruptible, reply.notice, filler)
            for n, text in enumerate(texts)
        ]
        if reply.expects is not None:
            turn.expects = replace(reply.expects, said=" ".join(texts))
        return [Speak(reply_id, texts)] if texts else []

    def _ask(self, turn: Turn, ask: AskCalendar) -> list[Request]:
        turn.commanded = turn.commanded or isinstance(ask.request, COMMANDS)
        turn.holds = turn.holds or isinstance(ask.request, Hold | Renew)
        turn.log.append(("asked", {"id": ask.request_id, "request": plain(ask.request)}))
        return [ask]

    @staticmethod
    def _take(turn: Turn, decision: Decision) -> None:
        turn.state = decision.state
        turn.ending = decision.ending or turn.ending
        turn.outcome = decision.outcome or turn.outcome


def _summary(event: DialogEvent, context: Context, decision: Decision) -> dict[str, Any]:
    return {
        "on": type(event).__name__,
        "snr_db": context.snr_db,
        "step": decision.state.step,
        "replies": [reply.key for reply in decision.replies],
        "outcome": decision.outcome,
        "ending": plain(decision.ending),
    }


def vocabulary(dialog: Dialog) -> tuple[str, ...]:
    """Words of this business that recognition may lean on."""
    terms = (*dialog.lexicon.services, *dialog.lexicon.staff)
    return tuple(term.names[0] for term in terms if term.names)


def answers(dialog: Dialog) -> dict[str, tuple[str, ...]]:
    """Words of the answers to its own questions, by slot: the towns of an address."""
    towns = dialog.lexicon.area[:_MOST_TOWNS]
    return dict.fromkeys(dialog.lexicon.addresses, towns) if towns else {}
