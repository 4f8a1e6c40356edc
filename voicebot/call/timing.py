"""Where the time of a turn went, from the caller's last sound to the bot's first."""

from __future__ import annotations

from dataclasses import dataclass

from voicebot.call.listener import Hearing


@dataclass(slots=True)
class Timing:
    """Marks of one turn on the audio clock, in ms; 0 where it has not happened.

    The stages of `split` follow one another and add up to the total: what ran at the same time as
    an earlier stage (recognition during the wait for the end of the turn) costs nothing.
    """

    last_voiced_ms: int = 0
    ended_ms: int = 0
    recognised_ms: int = 0
    decided_ms: int = 0
    ready_ms: int = 0
    sent_ms: int = 0
    recogniser_took_ms: int = 0
    speculated: bool = False

    @classmethod
    def of(cls, hearing: Hearing, *, speculated: bool) -> Timing:
        """The marks that are known when an utterance has become words."""
        return cls(
            last_voiced_ms=hearing.last_voiced_ms,
            ended_ms=hearing.ended_ms or 0,
            recognised_ms=hearing.recognised_ms or 0,
            recogniser_took_ms=hearing.took_ms,
            speculated=speculated,
        )

    @property
    def total_ms(self) -> int:
        return self.sent_ms - self.last_voiced_ms

    def split(self) -> dict[str, int | bool]:
        """The parts of `total_ms`, with what the engine itself took beside them."""
        marks = [self.last_voiced_ms, self.ended_ms, self.recognised_ms, self.decided_ms]
        marks += [self.ready_ms, self.sent_ms]
        for n in range(1, len(marks)):
            marks[n] = max(marks[n], marks[n - 1])
        names = ("endpointing", "recognition", "calendar", "synthesis", "sending")
        parts = {f"{name}_ms": marks[n + 1] - marks[n] for n, name in enumerate(names)}
        return parts | {
            "total_ms": self.total_ms,
            "recogniser_took_ms": self.recogniser_took_ms,
            "speculated": self.speculated,
        }
