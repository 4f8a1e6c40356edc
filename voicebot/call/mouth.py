"""The speaking side of a call: sentences in the order they are to be heard, made in any order."""

from __future__ import annotations

from collections import deque

import numpy as np

from voicebot.call.messages import SendAudio, SpeechReady
from voicebot.call.playback import SAMPLES_PER_MS, Playback, Sentence


class Mouth:
    """One call's. Time is the call's audio clock, in ms."""

    def __init__(self) -> None:
        self.playback = Playback()
        self._making: dict[tuple[str, int], Sentence] = {}
        """Synthesis is under way."""
        self._waiting: deque[Sentence] = deque()
        """To be said, in order; the audio may not be there yet."""
        self._stopped: list[Sentence] = []
        """Silenced in the middle, to go on or to be dropped."""

    @property
    def idle(self) -> bool:
        """Nothing is to be said, and everything said was played."""
        return not self._waiting and not self._stopped and self.playback.idle

    @property
    def unheard(self) -> list[Sentence]:
        """All that is still to be heard, in order."""
        return [*self._stopped, *self.playback.unheard, *self._waiting]

    @property
    def unheard_ms(self) -> int:
        """The same in milliseconds; what is not synthesised yet counts as a second."""
        return sum(
            (s.length - s.heard) // SAMPLES_PER_MS + (0 if s.whole else 1000) for s in self.unheard
        )

    def make(self, sentence: Sentence) -> None:
        """Synthesis was asked for; it will be said if it is wanted."""
        sentence.whole = False
        self._making[sentence.reply_id, sentence.index] = sentence

    def ready(self, message: SpeechReady) -> Sentence | None:
        """A sentence, or a part of it, was made. None for one that is not wanted any more."""
        key = message.reply_id, message.sentence
        sentence = self._making.get(key)
        if sentence is None:
            return None
        if message.whole:
            del self._making[key]
        sentence.ready_ms = sentence.ready_ms or message.at_ms
        sentence.extend(message.pcm, whole=message.whole)
        return sentence

    def failed(self, reply_id: str) -> list[Sentence]:
        """What is still missing of this reply will not come: the sentences that end too soon."""
        keys = [key for key in self._making if key[0] == reply_id]
        short = [self._making.pop(key) for key in keys]
        for sentence in short:
            sentence.extend(np.zeros(0, np.int16), whole=True)
        return short

    def say(self, sentence: Sentence) -> None:
        self._waiting.append(sentence)

    def advance(self, at_ms: int) -> list[tuple[Sentence, SendAudio]]:
        """Queue what is ready and send what the lead asks for. Nothing while silenced."""
        while not self._stopped and self._waiting and self._waiting[0].pcm is not None:
            sentence = self._waiting.popleft()
            if sentence.length:
                self.playback.add(sentence)
        return self.playback.advance(at_ms)

    def silence(self, at_ms: int) -> None:
        """Stop at once, remembering what was not heard."""
        self._stopped = self.playback.stop(at_ms)

    def go_on(self) -> None:
        """Say the rest of what `silence` stopped."""
        self.playback.resume(self._stopped)
        self._stopped = []

    def drop(self, at_ms: int) -> list[Sentence]:
        """Forget all that was not heard; the sentences that were begun or waited."""
        dropped = [*self._stopped, *self.playback.stop(at_ms), *self._waiting]
        self._stopped = []
        self._waiting.clear()
        return dropped

    def forget(self, reply_ids: set[str]) -> list[str]:
        """These replies are not wanted; those still being made, to be cancelled."""
        keys = [key for key in self._making if key[0] in reply_ids]
        for key in keys:
            del self._making[key]
        return list(dict.fromkeys(reply for reply, _ in keys))
