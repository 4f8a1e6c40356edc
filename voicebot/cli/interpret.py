"""`voicebot interpret --jsonl`: what callers' words mean, one JSON a line in and out."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from voicebot.cli import Commands


def register(commands: Commands) -> None:
    parser = commands.add("interpret", run, help="understand utterances, one JSON object a line")
    parser.add_argument("--jsonl", action="store_true", required=True, help="JSON lines in and out")


def run(options: argparse.Namespace) -> int:
    from voicebot.bootstrap import load_spacy
    from voicebot.config import Settings

    settings = Settings.read()
    service = Lines(load_spacy(settings.spacy_model), settings.dialog)
    failed = False
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    for line in _stripped(sys.stdin):
        answer = service.answer(line)
        failed = failed or "error" in answer
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    return 1 if failed else 0


def _stripped(lines: Iterable[str]) -> Iterable[str]:
    return (line for line in map(str.strip, lines) if line)


class Lines:
    """Answers lines; keeps the interpreters of the dialogs and zones it has met."""

    def __init__(self, nlp: Any, default: str) -> None:
        self._nlp = nlp
        self._default = default
        self._made: dict[tuple[str, str, bool], Any] = {}

    def answer(self, line: str) -> dict[str, Any]:
        """The answer to one line, or `{"id", "error"}` when it is not as it should be."""
        from voicebot.errors import VoicebotError

        asked: Any = None
        try:
            asked = json.loads(line)
            return self._answer(asked)
        except (ValueError, ArithmeticError, RecursionError, VoicebotError) as error:
            name = asked.get("id") if isinstance(asked, dict) else None
            return {"id": name, "error": f"{type(error).__name__}: {error}"}

    def _answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        from voicebot.understanding import json_form

        question = json_form.question(asked)
        interpreter = self._interpreter(asked, question)
        found = interpreter.interpret(question.hypotheses, question.expectation, question.now)
        return json_form.answer(asked.get("id"), found)

    def _interpreter(self, asked: dict[str, Any], question: Any) -> Any:
        from dataclasses import replace

        from voicebot.dialog.loader import load
        from voicebot.understanding.interpret import Interpreter

        name = asked.get("dialog") or self._default
        if not isinstance(name, str):
            raise ValueError("dialog must be a name or null")
        key = (name, str(question.zone), question.day_first)
        if key not in self._made:
            dialog = load(name)
            locale = replace(dialog.locale, day_first=question.day_first)
            self._made[key] = Interpreter(self._nlp, dialog.lexicon, question.zone, locale)
        return self._made[key]
