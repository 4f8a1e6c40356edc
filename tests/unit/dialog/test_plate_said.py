"""Where a plate stands in a sentence, and what stands there as a plate."""

from __future__ import annotations

import pytest

from voicebot.dialog.details import find
from voicebot.dialog.plate_said import numbers_of_it


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("the plate is the X9 481", "BX9481"),
        ("The plate is wrong. It's the f9 4 8 1", "BF9481"),
        ("no, the play is KRN481.", "KRN481"),
        ("her, my life and slate is the X-9 4 8 1.", "BX9481"),
        ("oh, the fleet is K R N 4 8 1", "KRN481"),
        ("the plate is the KRN481", "KRN481"),
        ("plate number K R N 4 8 1 and I come at ten", "KRN481"),
        ("the flight is at 7 30", ""),
        ("the date is the 7th 2026", ""),
        ("the place is 12 Hill Street", ""),
        ("the plate is 4 not 5", ""),
        ("the play is at 7 30", ""),
    ],
)
def test_a_plate_behind_its_name(text: str, plate: str) -> None:
    found = find("plate", text)
    assert (found.value if found else "") == plate


def test_numbers_behind_its_name_belong_to_it() -> None:
    text = "the plate is something 7 39, on Friday. At ten?"
    span = numbers_of_it(text)
    assert span is not None
    assert text[slice(*span)] == "the plate is something 7 39, on Friday"
    assert numbers_of_it("no plate yet. At ten?") is None
    assert numbers_of_it("Friday at 10, please") is None
