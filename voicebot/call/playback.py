"""What was sent to the phone, what the phone gave back as played, what the caller has heard.

The carrier plays what it gets in the order it gets it, at 16 samples a millisecond here. Little is
sent ahead, so that a `clear` leaves little unheard, yet enough that a late loop is not audible.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from voicebot.call.messages import Pcm, SendAudio

SAMPLES_PER_MS = 16
CHUNK_MS = 200
"""Audio between two marks: how finely is known what was heard."""
LEAD_MS = 600
"""Audio kept at the carrier, ahead of the ear."""
LOST_MARK_MS = 2500
"""A mark this late after its audio must have ended counts as played."""
RESUME_BACK_MS = 250
"""After a false interruption go on this much before the cut, so that no word is lost."""


@dataclass(slots=True, eq=False)
class Sentence:
    """One sentence to be heard. `sent` and `heard` count samples of its audio.

    `filler` is a "one moment": it never counts as an answer. `notice` is not cut even by keys.
    """

    reply_id: str
    index: int
    text: str
    key: str = ""
    interruptible: bool = True
    notice: bool = False
    filler: bool = False
    pcm: Pcm | None = None
    """What there is of its audio; None before any is there."""
    whole: bool = True
    """No more of it is to come."""
    ready_ms: int = 0
    """When the first of it was there, by the call's clock."""
    sent: int = 0
    heard: int = 0
    begun: bool = False
    """Some of it has gone out."""

    @property
    def length(self) -> int:
        return 0 if self.pcm is None else len(self.pcm)

    def extend(self, pcm: Pcm, *, whole: bool) -> None:
        """The next part of its audio is there; `whole` when it is the last."""
        self.pcm = pcm if self.pcm is None else np.concatenate([self.pcm, pcm])
        self.whole = whole


@dataclass(frozen=True, slots=True)
class _Mark:
    sentence: Sentence
    end: int
    """Samples of the sentence that have played when this mark comes back."""
    ends_ms: int
    """When that is, by the audio clock."""


class Playback:
    """The queue of one call. Time is the call's audio clock, in ms."""

    def __init__(self) -> None:
        self._queue: deque[Sentence] = deque()
        self._marks: dict[str, _Mark] = {}
        self._carrier_empty_ms = 0
        self._names = 0

    @property
    def idle(self) -> bool:
        """Everything that was queued has been played."""
        return not self._queue and not self._marks

    @property
    def unheard(self) -> list[Sentence]:
        """What is at the carrier or queued, in order; the first is at the caller's ear."""
        at_carrier = dict.fromkeys(mark.sentence for mark in self._marks.values())
        return list(at_carrier | dict.fromkeys(self._queue))

    def add(self, sentence: Sentence) -> None:
        """Queue a sentence of whose audio something is there."""
        self._queue.append(sentence)

    def advance(self, at_ms: int) -> list[tuple[Sentence, SendAudio]]:
        """What has to be sent now to keep the lead."""
        sends: list[tuple[Sentence, SendAudio]] = []
        while self._queue and self._carrier_empty_ms - at_ms < LEAD_MS:
            sentence = self._queue[0]
            if sentence.sent < sentence.length:
                sends.append((sentence, self._send(sentence, at_ms)))
            if sentence.sent >= sentence.length:
                if not sentence.whole:
                    break
                self._queue.popleft()
        self._expire(at_ms)
        return sends

    def _send(self, sentence: Sentence, at_ms: int) -> SendAudio:
        assert sentence.pcm is not None
        chunk = sentence.pcm[sentence.sent : sentence.sent + CHUNK_MS * SAMPLES_PER_MS]
        sentence.sent += len(chunk)
        self._carrier_empty_ms = max(self._carrier_empty_ms, at_ms) + len(chunk) // SAMPLES_PER_MS
        self._names += 1
        name = f"m{self._names}"
        self._marks[name] = _Mark(sentence, sentence.sent, self._carrier_empty_ms)
        return SendAudio(chunk, name)

    def _expire(self, at_ms: int) -> None:
        late = [n for n, m in self._marks.items() if at_ms - m.ends_ms > LOST_MARK_MS]
        for name in late:
            self.played(name)

    def played(self, name: str) -> None:
        """A mark came back. One that was wiped by a clear says nothing and is ignored."""
        mark = self._marks.pop(name, None)
        if mark is not None:
            mark.sentence.heard = max(mark.sentence.heard, mark.end)

    def stop(self, at_ms: int) -> list[Sentence]:
        """Forget everything unheard (a clear goes with it); the sentences, to resume or to log.

        Outstanding marks are forgotten first: the carrier returns them for the clear as well. What
        played since the last mark is worked out from the clock.
        """
        sentences = self.unheard
        for mark in self._marks.values():
            played = mark.end - max(0, mark.ends_ms - at_ms) * SAMPLES_PER_MS
            mark.sentence.heard = max(mark.sentence.heard, played)
        self._marks.clear()
        self._queue.clear()
        self._carrier_empty_ms = at_ms
        return sentences

    def resume(self, sentences: Iterable[Sentence]) -> None:
        """Play on from a little before where the caller stopped hearing."""
        for sentence in sentences:
            sentence.sent = max(0, sentence.heard - RESUME_BACK_MS * SAMPLES_PER_MS)
            self._queue.append(sentence)
