"""Errors as they may be logged: what and where, without the text, which may repeat a value.

Databases, for one, put the row into the message: callers' names, numbers and words.
"""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Final

FRAMES: Final = 4


def blame(error: BaseException) -> str:
    """The error's class and the innermost places it came through: "KeyError at desk.py:12"."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}" if places else type(error).__name__
