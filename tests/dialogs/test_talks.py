"""Every talk under tests/dialogs, played."""

from __future__ import annotations

from pathlib import Path

import pytest
from talking import Script, play, scripts

SCRIPTS = scripts(Path(__file__).parent)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda s: f"{s.dialog}-{s.file}-{s.name}")
def test_talk(script: Script) -> None:
    play(script)
