"""From matches to intents: what an utterance amounts to in its place of the call."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from voicebot.understanding.intents import Match


def intents_of(
    text: str, matches: Sequence[Match], situation: AbstractSet[str], *, informative: bool
) -> list[str]:
    names = list(dict.fromkeys(match.intent for match in matches))
    if "affirm" in names and "deny" in names:
        names.remove("affirm")
    if not names and not informative and "slot asked" not in situation:
        names.append("out_of_scope")
    return names
