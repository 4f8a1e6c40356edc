"""From a reply's key and values to the sentences that are spoken.

A key has several wordings, Jinja2 templates that only name values. Which one is taken depends on
what was said lately: never the same twice running. Nothing is random, so a call can be replayed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, meta
from jinja2.sandbox import SandboxedEnvironment

from voicebot.dialog.model import Context, Dialog, Reply
from voicebot.dialog.spoken import plain_titles

_ENVIRONMENT = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
_HOLE = re.compile(r"\{\{.*?\}\}")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"'A-Z0-9])")
_CLAUSE_END = re.compile(r"(?<=[,;:])\s+")
_CLAUSE_WORDS = 4
"""A shorter part would be over before the next is made."""
_RECOGNISABLE = 8
"""A stretch of fixed text this long tells a wording from another."""


def render(
    dialog: Dialog, reply: Reply, context: Context, recent: Sequence[str]
) -> tuple[str, ...]:
    """The sentences to speak. `recent` are the last sentences of the call, oldest first.

    Raises:
        KeyError: the dialog has no such reply (the checker finds this before any call).
        jinja2.UndefinedError: a template names a value that the reply does not carry.
    """
    wording = _pick(dialog.replies[reply.key], " ".join(recent))
    text = _template(wording).render({**dialog.facts, **reply.values})
    return sentences(tidy(text))


def tidy(text: str) -> str:
    """One space between words, titles written out, a capital at each start of a sentence."""
    text = plain_titles(" ".join(text.split())).replace(" ,", ",").replace(" .", ".")
    return re.sub(r"(^|[.!?] )([a-z])", lambda m: m[1] + m[2].upper(), text)


def sentences(text: str) -> tuple[str, ...]:
    """The text cut after full stops, question and exclamation marks."""
    return tuple(part for part in _SENTENCE_END.split(text) if part.strip())


def clauses(sentence: str) -> tuple[str, ...]:
    """The sentence cut where a speaker breathes: each part is heard while the next is made."""
    parts: list[str] = []
    for part in _CLAUSE_END.split(sentence):
        if parts and (len(parts[-1].split()) < _CLAUSE_WORDS or " " not in part):
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    return tuple(parts)


@lru_cache(maxsize=4096)
def _template(source: str) -> Template:
    return _ENVIRONMENT.from_string(source)


def _pick(wordings: Sequence[str], recently: str) -> str:
    """The wording that was not used lately, or longest ago."""
    return min(wordings, key=lambda wording: recently.rfind(_fixed_part(wording)))


@lru_cache(maxsize=4096)
def _fixed_part(wording: str) -> str:
    """The longest stretch of a wording that is always the same."""
    parts = [part.strip(" ,") for part in _HOLE.split(wording)]
    sentence_parts = [piece for part in parts for piece in _SENTENCE_END.split(part)]
    longest = max(sentence_parts, key=len)
    return longest if len(longest) >= _RECOGNISABLE else longest + "\0"


def names_in(wording: str) -> set[str]:
    """The values that a template names.

    Raises:
        jinja2.TemplateSyntaxError: it is not a template.
    """
    return set(meta.find_undeclared_variables(_ENVIRONMENT.parse(wording)))


def is_plain(wording: str) -> bool:
    """Whether a template only names values: no logic, no filters, no calls."""
    holes: list[Any] = _HOLE.findall(wording)
    without = _HOLE.sub("", wording)
    simple = all(re.fullmatch(r"\{\{ ?[a-z_]+ ?\}\}", hole) for hole in holes)
    return simple and "{" not in without and "}" not in without


def fixed_sentences(dialog: Dialog) -> tuple[str, ...]:
    """What is the same in all calls of this business, to be synthesised ahead.

    Whole sentences, and of those that name something the clauses that do not.
    """
    fixed: dict[str, None] = {}
    for wordings in dialog.replies.values():
        for wording in wordings:
            marked = _HOLE.sub(lambda hole: _filled(hole[0], dialog), wording)
            for sentence in sentences(tidy(marked)):
                parts = clauses(sentence) if _VARIES in sentence else (sentence,)
                fixed |= dict.fromkeys(part for part in parts if "\0" not in part)
    return tuple(fixed)


_VARIES = "\0 \0"
"""Stands for a value: some words."""


def _filled(hole: str, dialog: Dialog) -> str:
    return dialog.facts.get(hole.strip("{} "), _VARIES)
