"""What a caller is to do, line by line: from a YAML file, from the command line, or from code.

A script is a list; each item is words to say, or a mapping with one of these:

    - Hi, I'd like to book a cleaning.
    - say: Next Tuesday at three.
      wait_ms: 500               # so much longer after the bot has finished
    - say: No, Wednesday!
      interrupt_after_ms: 800    # so long after the bot began, while it speaks
    - wav: lines/name.wav        # relative to the script
      words: Anna Miller         # what is said in it, for the transcript
    - press: "012"               # keys; in quotes, since YAML reads 012 as ten
    - wait_ms: 8000              # say nothing for so long, whatever the bot does
    - hang_up: true
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import yaml

from voicebot.audio.pcm import read_wav
from voicebot.errors import DialogError
from voicebot.simulator.phone import Phone
from voicebot.simulator.speech import Speech
from voicebot.simulator.voices import Voice

PATIENCE_MS: Final = 700
"""A caller takes a pause this long for the end of what the bot has to say."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. Exactly one of say, wav, press and hang_up; none: only wait.

    With `wav`, `say` holds the words in it where they are known.
    """

    say: str = ""
    wav: Path | None = None
    press: str = ""
    hang_up: bool = False
    wait_ms: int = 0
    interrupt_after_ms: int | None = None
    speech: Speech | None = None
    """The audio to say, once `prepared`."""

    @property
    def only_waits(self) -> bool:
        return not (self.say or self.wav or self.press or self.hang_up)


def prepared(steps: Sequence[Step], voice: Callable[[], Voice]) -> list[Step]:
    """The same with all audio made, so that nothing is synthesised while the call runs.

    `voice` is only asked for when there is a line without a recording.

    Raises:
        SynthesisFailed: the voice cannot say a line.
        OSError, ValueError: a recording cannot be read.
    """
    return [replace(step, speech=_speech(step, voice)) for step in steps]


def _speech(step: Step, voice: Callable[[], Voice]) -> Speech | None:
    if step.speech is not None:
        return step.speech
    if step.wav is not None:
        return Speech.of(*read_wav(step.wav))
    return Speech.of(voice().speak(step.say)) if step.say else None


async def follow(phone: Phone, steps: Sequence[Step]) -> None:
    """Do all steps, each when the bot has finished unless it says otherwise, and hear the answer.

    Raises:
        BotSilent: the bot said nothing, or did not stop.
        LineClosed: the call ended before the last step was done.
    """
    for step in steps:
        await _wait_for_turn(phone, step)
        if step.speech is not None:
            await phone.say(step.speech, step.say)
        elif step.press:
            phone.press(step.press)
        elif step.hang_up:
            phone.hang_up()
            return
    if not steps or not steps[-1].only_waits:
        await phone.wait_until_bot_quiet(PATIENCE_MS)


async def _wait_for_turn(phone: Phone, step: Step) -> None:
    if step.interrupt_after_ms is not None:
        began_ms = await phone.wait_until_bot_speaks()
        await phone.sleep(began_ms + step.interrupt_after_ms - phone.now_ms)
    elif not step.only_waits:
        await phone.wait_until_bot_quiet(PATIENCE_MS)
    await phone.sleep(step.wait_ms)


# --- reading ---------------------------------------------------------------------------------

_STRING: Final = "tag:yaml.org,2002:str"
_KEYS: Final = ("say", "wav", "words", "press", "hang_up", "wait_ms", "interrupt_after_ms")
_DEEDS: Final = ("say", "wav", "press", "hang_up")


def load_script(path: Path) -> tuple[Step, ...]:
    """Read a script.

    Raises:
        DialogError: it is not one; the message begins with file and line.
        OSError: the file cannot be read.
    """
    text = path.read_text(encoding="utf-8")
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DialogError(error.problem or "not YAML", str(path), line) from None
    if not isinstance(root, yaml.SequenceNode):
        raise DialogError("a script is a list of lines", str(path), 1)
    return tuple(_Item(path, node).step() for node in root.value)


class _Item:
    """One item of the list, with the place that its faults are reported at."""

    def __init__(self, path: Path, node: yaml.Node) -> None:
        self._path, self._node = path, node
        self._fields: dict[str, yaml.Node] = {}

    def step(self) -> Step:
        if isinstance(self._node, yaml.ScalarNode):
            return Step(say=self._text("say", self._node))
        if not isinstance(self._node, yaml.MappingNode):
            raise self._error("neither words nor a mapping")
        for key, value in self._node.value:
            if key.value not in _KEYS:
                raise self._error(f"no such key {key.value!r}; there are {', '.join(_KEYS)}", key)
            self._fields[key.value] = value
        return self._checked()

    def _checked(self) -> Step:
        deeds = [key for key in _DEEDS if key in self._fields]
        if len(deeds) > 1:
            raise self._error(f"{deeds[0]} and {deeds[1]} are two lines")
        if not deeds and "wait_ms" not in self._fields:
            raise self._error(f"nothing to do; give one of {', '.join(_DEEDS)}, wait_ms")
        press = self._string("press")
        if not re.fullmatch(r"[0-9*#]*", press):
            raise self._error("keys are 0-9, * and #", self._fields["press"])
        return Step(
            say=self._string("say") or self._string("words"),
            wav=self._recording(),
            press=press,
            hang_up=self._true("hang_up"),
            wait_ms=self._milliseconds("wait_ms") or 0,
            interrupt_after_ms=self._milliseconds("interrupt_after_ms"),
        )

    def _string(self, key: str) -> str:
        return self._text(key, self._fields[key]) if key in self._fields else ""

    def _text(self, key: str, node: yaml.Node) -> str:
        if node.tag != _STRING or not node.value.strip():
            shown = node.value if isinstance(node.value, str) else "..."
            raise self._error(f'write it in quotes: {key}: "{shown}"', node)
        return str(node.value)

    def _recording(self) -> Path | None:
        if "wav" not in self._fields:
            return None
        wav = self._path.parent / self._string("wav")
        if not wav.is_file():
            raise self._error(f"there is no file {wav}", self._fields["wav"])
        return wav

    def _true(self, key: str) -> bool:
        if key in self._fields and self._fields[key].value != "true":
            raise self._error(f"{key} can only be true", self._fields[key])
        return key in self._fields

    def _milliseconds(self, key: str) -> int | None:
        if key not in self._fields:
            return None
        if not re.fullmatch(r"0|[1-9]\d*", str(self._fields[key].value)):
            raise self._error(f"{key} is a whole number of milliseconds", self._fields[key])
        return int(self._fields[key].value)

    def _error(self, message: str, node: yaml.Node | None = None) -> DialogError:
        mark = (node or self._node).start_mark
        return DialogError(message, str(self._path), mark.line + 1)
