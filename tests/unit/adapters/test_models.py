from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from voicebot.adapters import models
from voicebot.adapters.models import Packaged, careful_folder, voice_path, whisper_folder
from voicebot.errors import ModelMissing


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two importable packages that hold one split model, known as "split"."""
    site = tmp_path / "site"
    for part, content in ((1, b"first "), (2, b"second")):
        data = site / f"split_model_{part}" / "data"
        data.mkdir(parents=True)
        (data.parent / "__init__.py").touch()
        (data / f"model.bin.part{part}").write_bytes(content)
    (site / "split_model_2" / "data" / "config.json").write_text("{}")
    monkeypatch.syspath_prepend(str(site))
    split = Packaged(
        folder=("split_model_2", "data"),
        parts=(
            ("split_model_1", "data/model.bin.part1"),
            ("split_model_2", "data/model.bin.part2"),
        ),
        sha256=hashlib.sha256(b"first second").hexdigest(),
    )
    monkeypatch.setitem(models.WHISPER, "split", split)
    return site


def test_parts_are_joined_once_beside_their_vocabulary(packages: Path, tmp_path: Path) -> None:
    folder = whisper_folder("split", tmp_path)
    assert folder.is_relative_to(tmp_path)
    assert sorted(path.name for path in folder.iterdir()) == ["config.json", "model.bin"]
    assert (folder / "model.bin").read_bytes() == b"first second"
    made = (folder / "model.bin").stat().st_mtime_ns
    assert whisper_folder("split", tmp_path) == folder
    assert (folder / "model.bin").stat().st_mtime_ns == made


def test_a_damaged_part_is_named_and_not_used(packages: Path, tmp_path: Path) -> None:
    (packages / "split_model_1" / "data" / "model.bin.part1").write_bytes(b"fiRst ")
    with pytest.raises(ModelMissing, match=r"model\.bin is damaged .*force-reinstall"):
        whisper_folder("split", tmp_path)


def test_a_joined_file_that_was_damaged_later_is_found_out(packages: Path, tmp_path: Path) -> None:
    folder = whisper_folder("split", tmp_path)
    (folder / "model.bin").write_bytes(b"first seconD")
    with pytest.raises(ModelMissing, match="damaged"):
        whisper_folder("split", tmp_path)


def test_a_folder_of_ones_own(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"holds no model\.bin"):
        whisper_folder(str(tmp_path), tmp_path)
    (tmp_path / "model.bin").touch()
    assert whisper_folder(str(tmp_path), tmp_path) == tmp_path


def test_a_name_that_nobody_knows_lists_those_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"'huge'.*small\.en"):
        whisper_folder("huge", tmp_path)


def test_a_refused_download_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import faster_whisper.utils

    def refuse(*_: object, **__: object) -> str:
        raise ConnectionError("no route")

    monkeypatch.setattr(faster_whisper.utils, "download_model", refuse)
    with pytest.raises(ModelMissing) as caught:
        whisper_folder("small.en", tmp_path)
    assert "VOICEBOT_WHISPER_MODEL" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_refused_voice_leaves_no_half_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import piper.download_voices

    def break_off(name: str, folder: Path) -> None:
        (folder / f"{name}.onnx").write_bytes(b"half")
        raise ConnectionError("broken off")

    monkeypatch.setattr(piper.download_voices, "download_voice", break_off)
    with pytest.raises(ModelMissing, match="VOICEBOT_PIPER_VOICE"):
        voice_path("en_GB-alba-medium", tmp_path)
    assert list((tmp_path / "voices").iterdir()) == []


def test_a_voice_is_two_files(tmp_path: Path) -> None:
    voice = tmp_path / "mine.onnx"
    voice.touch()
    with pytest.raises(ModelMissing, match=r"mine\.onnx\.json does not exist"):
        voice_path(str(voice), tmp_path)
    (tmp_path / "mine.onnx.json").touch()
    assert voice_path(str(voice), tmp_path) == voice
    with pytest.raises(ModelMissing, match="neither"):
        voice_path("a nice voice", tmp_path)


def test_a_model_of_ones_own_has_no_second_opinion(tmp_path: Path) -> None:
    assert careful_folder("small.en", tmp_path) is None


def test_without_the_package_the_install_command_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "_package", lambda _: None)
    with pytest.raises(ModelMissing, match=r"pip install 'voicebot\[models\]'"):
        voice_path("", tmp_path)


def test_finding_a_model_imports_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "model.bin").touch()
    before = set(sys.modules)
    whisper_folder(str(tmp_path), tmp_path)
    assert not {"ctranslate2", "torch", "av"} & (set(sys.modules) - before)
