"""eSpeak NG as a caller's voice, from the library that the `espeakng-loader` package carries."""

from __future__ import annotations

import ctypes
from functools import cache
from threading import Lock
from typing import Final

import numpy as np

from voicebot.audio.pcm import Pcm
from voicebot.errors import SynthesisFailed

HZ: Final = 22_050
WORDS_A_MINUTE: Final = 160

_SYNCHRONOUS, _UTF8, _RATE = 2, 1, 1  # espeak_AUDIO_OUTPUT, espeakCHARS_UTF8, espeakRATE
_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)
_lock = Lock()  # the library has one state for the whole process


@cache
def _library() -> ctypes.CDLL:
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_Synth.argtypes = [
        ctypes.c_char_p,
        ctypes.c_size_t,
        ctypes.c_uint,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.c_uint,
        ctypes.c_void_p,
        ctypes.c_void_p,
    ]
    data = str(espeakng_loader.get_data_path()).encode()
    if library.espeak_Initialize(_SYNCHRONOUS, 0, data, 0) < 0:
        raise SynthesisFailed("eSpeak NG does not start")
    return library


def speak(text: str, speed: float = 1.0, language: str = "en-us") -> Pcm:
    """The text as `HZ` audio; `speed` 1 is a calm pace.

    Raises:
        ImportError: espeakng-loader is not installed.
        SynthesisFailed: the library refuses the text or the language.
    """
    library = _library()
    pieces: list[Pcm] = []

    def take(samples: object, count: int, _events: object) -> int:
        if samples and count:
            pieces.append(np.ctypeslib.as_array(samples, shape=(count,)).copy())
        return 0

    callback = _Callback(take)
    encoded = text.encode() + b"\0"
    with _lock:
        library.espeak_SetSynthCallback(callback)
        if library.espeak_SetVoiceByName(language.encode()):
            raise SynthesisFailed(f"eSpeak NG has no voice {language!r}")
        library.espeak_SetParameter(_RATE, round(WORDS_A_MINUTE * speed), 0)
        if library.espeak_Synth(encoded, len(encoded), 0, 0, 0, _UTF8, None, None):
            raise SynthesisFailed("eSpeak NG refuses the text")
    return np.concatenate([np.zeros(0, dtype=np.int16), *pieces])
