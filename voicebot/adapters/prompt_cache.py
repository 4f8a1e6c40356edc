"""A `Synthesiser` that keeps what it said, so that fixed prompts are ready when they are needed.

Fixed prompts are kept in the data directory, across restarts. Everything else, which may hold a
caller's name or number, is only remembered in memory, and only the latest of it.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path

from voicebot.audio.pcm import HZ, Pcm, read_wav, write_wav
from voicebot.ports import Synthesiser

_SOUND = "2"
"""To be raised when what is done to speech changes: level, trimming, fades."""


class PromptCache:
    """Wraps a synthesiser. `settings` names all that shapes its sound: voice file, scales, level.

    Thread-safe. Two threads that ask for the same new sentence at once both synthesise it.
    """

    def __init__(
        self, inner: Synthesiser, settings: str, folder: Path | None = None, remember: int = 256
    ) -> None:
        self._inner, self._settings, self._folder, self._remember = (
            inner,
            settings,
            folder,
            remember,
        )
        self._fixed: dict[tuple[str, str], Pcm] = {}
        self._latest: OrderedDict[tuple[str, str], Pcm] = OrderedDict()
        self._lock = threading.Lock()

    def prepare(self, sentences: Iterable[str], voice: str = "") -> None:
        """Make sentences that are the same in every call ready, from disk where they were kept.

        Raises:
            SynthesisFailed: see `voicebot.ports.Synthesiser`.
        """
        for sentence in sentences:
            pcm = self._load(sentence, voice)
            if pcm is None:
                pcm = self._inner.synthesise(sentence, voice)
                self._save(sentence, voice, pcm)
            with self._lock:
                self._fixed[sentence, voice] = pcm

    def synthesise(self, sentence: str, voice: str = "") -> Pcm:
        """See `voicebot.ports.Synthesiser`."""
        key = sentence, voice
        with self._lock:
            pcm = self._fixed.get(key)
            if pcm is None and (pcm := self._latest.get(key)) is not None:
                self._latest.move_to_end(key)
        if pcm is not None:
            return pcm
        pcm = self._inner.synthesise(sentence, voice)
        with self._lock:
            self._latest[key] = pcm
            while len(self._latest) > self._remember:
                self._latest.popitem(last=False)
        return pcm

    def ready(self, sentence: str, voice: str = "") -> Pcm | None:
        """The sentence if it needs no synthesis now."""
        with self._lock:
            return self._fixed.get((sentence, voice), self._latest.get((sentence, voice)))

    def _path(self, sentence: str, voice: str) -> Path | None:
        if self._folder is None:
            return None
        text = "\0".join([_SOUND, self._settings, voice, sentence])
        return self._folder / f"{hashlib.sha256(text.encode()).hexdigest()}.wav"

    def _load(self, sentence: str, voice: str) -> Pcm | None:
        path = self._path(sentence, voice)
        if path is None or not path.exists():
            return None
        try:
            pcm, hz = read_wav(path)
        except (ValueError, OSError):
            return None  # half a file after a crash: it is made again
        return pcm if hz == HZ and len(pcm) else None

    def _save(self, sentence: str, voice: str, pcm: Pcm) -> None:
        path = self._path(sentence, voice)
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}.tmp")
        fresh.write_bytes(write_wav(pcm, HZ))
        fresh.replace(path)
