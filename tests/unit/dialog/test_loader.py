from __future__ import annotations

import os
import shutil
from datetime import time
from pathlib import Path

import pytest

from voicebot.booking.model import Hours
from voicebot.dialog import loader
from voicebot.dialog.loader import DialogStore, load, names
from voicebot.errors import DialogError

DEFAULT = load()


def test_the_default_dialog() -> None:
    business = DEFAULT.business
    assert (business.id, business.name, business.zone) == (
        "dental_clinic",
        "Riverside Dental",
        "America/New_York",
    )
    assert {s.id: s.duration_min for s in business.services} == {
        "check_up": 30,
        "cleaning": 30,
        "filling": 60,
        "whitening": 60,
        "urgent": 30,
    }
    assert Hours(5, time(9), time(13)) in business.hours
    assert Hours(0, time(8), time(17)) in business.hours
    assert business.holidays == "US-NY"


def test_who_does_what() -> None:
    served = {r.name: set(r.services) for r in DEFAULT.business.resources}
    others = {"check_up", "filling", "whitening", "urgent"}
    assert served["Dr. Patel"] == served["Dr. Nguyen"] == others
    assert served["Maria Lopez"] == {"cleaning", "check_up"}


def test_the_lexicon_holds_what_callers_say() -> None:
    services = {term.id: term.names for term in DEFAULT.lexicon.services}
    assert services["check_up"][0] == "check-up"
    assert "toothache" in services["urgent"]
    assert any(rule.name == "emergency" for rule in DEFAULT.lexicon.intents)


def test_own_replies_win_over_shared_ones() -> None:
    assert load("hair_salon").replies["greeting"] != DEFAULT.replies["greeting"]
    assert load("hair_salon").replies["goodbye"] == DEFAULT.replies["goodbye"]


def test_four_businesses() -> None:
    assert set(names()) >= {"dental_clinic", "hair_salon", "auto_repair", "plumber"}


def test_a_drop_off_needs_nobody() -> None:
    business = load("auto_repair").business
    brakes = business.service("brakes")
    assert brakes is not None
    assert brakes.daily_capacity == 3
    assert not any("brakes" in r.services for r in business.resources)


def test_an_unknown_name_says_what_there_is() -> None:
    with pytest.raises(DialogError, match="dental_clinic"):
        load("no_such_business")


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The packaged dialogs, where they can be edited."""
    shutil.copytree(loader.root(), tmp_path / "dialogs")
    monkeypatch.setattr(loader, "root", lambda: tmp_path / "dialogs")
    return tmp_path / "dialogs" / "dental_clinic" / "business.yaml"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    stamp = path.stat().st_mtime_ns + 1_000_000
    os.utime(path, ns=(stamp, stamp))


def test_an_edit_holds_from_the_next_call_on(copied: Path) -> None:
    store = DialogStore()
    first = store.get("dental_clinic")
    assert store.get("dental_clinic") is first
    edit(copied, "name: Riverside Dental", "name: Hillside Dental")
    assert store.get("dental_clinic").business.name == "Hillside Dental"


def test_a_wrong_edit_leaves_the_last_right_version(copied: Path) -> None:
    store = DialogStore()
    first = store.get("dental_clinic")
    edit(copied, "zone: America/New_York", "zone: Nowhere")
    assert store.get("dental_clinic") is first


def test_wrong_data_at_the_start_is_an_error(copied: Path) -> None:
    edit(copied, "zone: America/New_York", "zone: Nowhere")
    with pytest.raises(DialogError) as raised:
        DialogStore().get("dental_clinic")
    assert (raised.value.file, raised.value.line) == ("dental_clinic/business.yaml", 4)
