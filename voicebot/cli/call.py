"""`voicebot call`: a phone that speaks the carrier's side of the wire to a running line."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from voicebot.cli import Commands
from voicebot.errors import CallFailed, DialogError, LineClosed, ModelMissing, SynthesisFailed

if TYPE_CHECKING:
    from voicebot.config import Settings
    from voicebot.ports import Recogniser
    from voicebot.simulator.phone import Phone
    from voicebot.simulator.script import Step
    from voicebot.simulator.transcript import Transcript, Turn
    from voicebot.simulator.voices import Voice

LAST_WORD_S = 3.0
"""How long the bot is given to hang up by itself after its last answer."""


def register(commands: Commands) -> None:
    call = commands.add("call", run, help="Call a running line, and print who said what and when.")
    call.add_argument("--url", default="http://127.0.0.1:8000", help="the service (%(default)s)")
    # One list for both, so that spoken and recorded lines keep the order they are given in.
    for kind, metavar, what in (("say", "TEXT", "speak"), ("wav", "FILE", "play")):
        call.add_argument(
            f"--{kind}",
            metavar=metavar,
            action="append",
            dest="lines",
            default=[],
            type=partial(_line, kind),
            help=f"a line to {what} when the bot has finished; again for the next",
        )
    call.add_argument("--script", metavar="FILE", type=Path, help="lines as YAML (docs/phone.md)")
    call.add_argument("--voice", default="", metavar="NAME", help="NAME, NAME@SPEED[,PITCH]")
    call.add_argument("--voices", action="store_true", help="list the voices there are, and end")
    call.add_argument("--save", metavar="FILE", type=Path, help="a WAV: caller left, bot right")
    call.add_argument("--from", dest="caller", default="+14155550132", metavar="NUMBER")
    call.add_argument("--to", dest="called", default="+12125550100", metavar="NUMBER")
    call.add_argument("--no-transcript", action="store_true", help="do not write the bot's words")
    call.add_argument("--json", action="store_true", help="one JSON object at the end, no text")


def _line(kind: str, text: str) -> tuple[str, str]:
    return kind, text


def run(options: argparse.Namespace) -> int:
    """0: the call went through and the bot answered. 1: it did not; one line says why."""
    if options.voices:
        return _list_voices()
    try:
        steps = _steps(options)
        return asyncio.run(_place(options, steps))
    except DialogError:
        raise
    except (CallFailed, SynthesisFailed, ModelMissing, OSError, ValueError) as error:
        print(f"voicebot call: {error}", file=sys.stderr)
        return 1


def _list_voices() -> int:
    from voicebot.simulator.voices import installed

    print("\n".join(installed()))
    return 0 if installed() else 1


def _steps(options: argparse.Namespace) -> list[Step]:
    """The lines of the call, with their audio made.

    Raises:
        ValueError: no lines, or both a script and lines; OSError, DialogError, SynthesisFailed.
    """
    from voicebot.simulator.script import Step, load_script, prepared

    if bool(options.lines) == bool(options.script):
        raise ValueError("give lines with --say and --wav, or a --script (see --help)")
    if options.script:
        steps = list(load_script(options.script))
    else:
        made = {"say": lambda text: Step(say=text), "wav": lambda text: Step(wav=Path(text))}
        steps = [made[kind](text) for kind, text in options.lines]
    return prepared(steps, lambda: _voice(options.voice))


def _voice(name: str) -> Voice:
    from voicebot.simulator.voices import Voice

    voice = Voice.named(name)
    if voice.is_hard_to_hear and not name:
        print(
            "voicebot call: eSpeak NG is the only voice here, and recognisers mishear it; "
            "install flite, or festival with festvox-us-slt-hts",
            file=sys.stderr,
        )
    return voice


async def _place(options: argparse.Namespace, steps: list[Step]) -> int:
    from voicebot.config import Settings
    from voicebot.simulator.phone import Phone
    from voicebot.simulator.transcript import Transcript

    settings = Settings.read()
    recogniser = None if options.no_transcript else _recogniser(settings)
    transcript = Transcript(recogniser, None if options.json else _show)
    phone = Phone(
        options.url,
        token=settings.twilio_auth_token.get_secret_value().split(",")[0],
        public_url=settings.public_url if settings.twilio_auth_token else "",
        caller=options.caller,
        called=options.called,
        on_event=transcript.on_event,
    )
    async with phone:
        writing = asyncio.create_task(transcript.write(phone))
        why = await _talk(phone, steps)
    await writing
    if options.save:
        _save(phone, options.save)
    answered = any(turn.who == "bot" for turn in transcript.turns)
    why = why or ("" if answered else "the bot said nothing")
    if options.json:
        print(json.dumps(_report(phone, transcript, why)))
    if why:
        print(f"voicebot call: {why}", file=sys.stderr)
    return 1 if why else 0


async def _talk(phone: Phone, steps: list[Step]) -> str:
    """Say all lines; why the call counts as failed, or ""."""
    from voicebot.simulator.script import follow

    try:
        await follow(phone, steps)
        await phone.wait_until_over(LAST_WORD_S)
    except LineClosed as error:
        if phone.ended_by != "bot" or not phone.bot_spans():
            return str(error)
        print("voicebot call: the bot hung up before the last line", file=sys.stderr)
    except CallFailed as error:
        return str(error)
    return ""


def _recogniser(settings: Settings) -> Recogniser | None:
    """The packaged model, to write down the bot's words; None where it is not installed."""
    from voicebot.adapters.models import whisper_folder
    from voicebot.adapters.whisper import WhisperRecogniser

    try:
        folder = whisper_folder(settings.whisper_model, settings.data_dir)
        return WhisperRecogniser(folder, workers=1, nbest=1)
    except ModelMissing as error:
        print(f"voicebot call: the bot's words are not written down: {error}", file=sys.stderr)
        return None


def _show(turn: Turn) -> None:
    after = turn.answered_after_ms
    answered = "" if after is None else f"  [after {after / 1000:.2f} s]"
    print(f"{turn.start_ms / 1000:6.1f} s  {turn.who:<7}  {turn.text}{answered}", flush=True)


def _save(phone: Phone, path: Path) -> None:
    from voicebot.audio.pcm import LINE_HZ, write_wav

    path.write_bytes(write_wav(phone.tracks().reshape(-1), LINE_HZ, channels=2))


def _report(phone: Phone, transcript: Transcript, why: str) -> dict[str, object]:
    from dataclasses import asdict

    return {
        "call_id": phone.call_id,
        "ok": not why,
        "why": why or None,
        "ended_by": phone.ended_by,
        "turns": [asdict(turn) for turn in transcript.turns],
        "warnings": phone.warnings,
        "late_frames": phone.late_frames,
    }
