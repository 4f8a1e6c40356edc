"""What a correction leaves of a plate."""

from __future__ import annotations

from datetime import datetime

import pytest
from talking import Talk, dialog_of, interpreter_of


@pytest.mark.parametrize(
    ("hour", "plate", "said", "kept"),
    [
        ("nine", "K L M 4 7 9", "no, 10 not 9", "KLM479"),
        ("five", "K L M 4 7 5", "no, at 4, not 5", "KLM475"),
        ("nine", "K L M 4 7 5", "no, 4 not 5", "KLM475"),
        ("nine", "K L M 4 7 5", "no, the plate is 4 not 5", "KLM474"),
        ("nine", "K L M 4 7 5", "no, it's K L N not K L M", "KLN475"),
    ],
)
def test_plate_after_a_correction(hour: str, plate: str, said: str, kept: str) -> None:
    now = datetime.fromisoformat("2026-11-23T09:00:00-07:00")
    talk = Talk(dialog_of("auto_repair"), interpreter_of("auto_repair"), now, "+13035550144")
    talk.open()
    talk.hear(f"an inspection for my Honda Civic on Wednesday at {hour}")
    for line in (plate, "Fay Moss", said):
        talk.hear(line)
    plates = [v.value for v in talk.state.slots.values() if v.name == "plate"]
    assert [str(value).replace(" ", "") for value in plates] == [kept]
