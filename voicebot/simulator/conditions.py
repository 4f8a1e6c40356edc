"""Lines that a spoken call may come over: what is around the caller, and what the network loses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voicebot.audio.pcm import HZ, Pcm
from voicebot.simulator.channel import at_level, background, drop_frames
from voicebot.simulator.crowd import crowd
from voicebot.simulator.microphone import Echo

LOOP_S = 8
"""Noise is made for so long and then begins again."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`noise` at `snr_db` below the speech, frames lost at a rate of `loss`, the bot's echo."""

    name: str
    noise: str = ""
    snr_db: float = 0.0
    loss: float = 0.0
    echo: Echo | None = None

    def background(self, seed: int, speech_dbfs: float) -> Pcm | None:
        """What is to be heard behind the whole call, 16 kHz.

        `speech_dbfs` is the caller's `voicebot.simulator.channel.line_level_dbfs`.
        """
        if not self.noise:
            return None
        rng = np.random.default_rng(seed)
        level_dbfs = speech_dbfs - self.snr_db
        if self.noise == "babble":
            return at_level(crowd(LOOP_S * HZ, rng), level_dbfs)
        return background(self.noise, LOOP_S * HZ, level_dbfs, rng)

    def spoken(self, pcm: Pcm, seed: int) -> Pcm:
        """What is left of the caller's words on the way."""
        if not self.loss:
            return pcm
        return drop_frames(pcm, self.loss, np.random.default_rng(seed))


CONDITIONS = {
    condition.name: condition
    for condition in (
        Condition("clean"),
        Condition("babble_15", noise="babble", snr_db=15),
        Condition("babble_5", noise="babble", snr_db=5),
        Condition("street_15", noise="street", snr_db=15),
        Condition("street_5", noise="street", snr_db=5),
        Condition("loss_3", loss=0.03),
        Condition("echo", echo=Echo()),
    )
}
