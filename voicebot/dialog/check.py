"""Checking a dialog's data as a whole: what the loader cannot see file by file.

Every finding names file and line. `check(folder, shared)` finds all that it can in one go; an error
of the loader ends it, since nothing can be said of the rest then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import TemplateSyntaxError

from voicebot.dialog import keys
from voicebot.dialog.loader import load_folder
from voicebot.dialog.model import Dialog
from voicebot.dialog.nodes import Node, read
from voicebot.dialog.replies import is_plain, names_in
from voicebot.errors import DialogError
from voicebot.understanding.intents import IntentMatcher, settle
from voicebot.understanding.model import IntentRule
from voicebot.understanding.overmatch import stolen
from voicebot.understanding.wording import fold

_UNSPEAKABLE = re.compile(r"\d\s*:\s*\d|\d{3,}|[$£€%&@#*_/\\]")
"""What a synthesiser reads in its own way: clock times, long numbers, signs."""
MAY_ACCOMPANY = frozenset(
    "ask_other ask_service ask_price ask_staff ask_hours ask_availability ask_address ask_phone "
    "book deny affirm out_of_scope provide_info are_you_a_bot change_language dont_know "
    "leave_message correct".split()
)
"""Intents that may be read from a question of the business's own beside it: the manager lets the
question go first."""
NO_WISHES = frozenset({"cancel", "reschedule", "request_alternatives"})
"""What a question that ends in `then: resume` may sound like."""


def check(folder: Path, shared: Path) -> list[DialogError]:
    """Everything that is wrong with one dialog, by file and line."""
    try:
        dialog = load_folder(folder, shared)
        places = Places(folder, shared)
    except DialogError as error:
        return [error]
    found = [
        *_replies(dialog, places),
        *_steps(dialog, places),
        *_names(dialog, places),
        *_unused(dialog, places),
        *_topics(dialog, places),
        *_intents(dialog, folder),
    ]
    return sorted(set(found), key=lambda error: (error.file, error.line))


class Places:
    """Where in the files things stand."""

    def __init__(self, folder: Path, shared: Path) -> None:
        self.business = read(folder / "business.yaml", f"{folder.name}/business.yaml")
        self.replies = {**_keyed(shared, "replies"), **_keyed(folder, "replies")}
        self.topics = {**_keyed(shared, "questions"), **_keyed(folder, "questions")}
        self._fields = {name: value for name, _, value in self.business.items()}

    def field(self, *path: str) -> Node:
        """The value under keys of `business.yaml`, as deep as there is one."""
        node = self.business
        for name in path:
            inner = {n: v for n, _, v in node.items()} if node.is_mapping else {}
            node = inner.get(name, node)
        return node


def _keyed(folder: Path, name: str) -> dict[str, tuple[Node, Node]]:
    file = folder / f"{name}.yaml"
    if not file.is_file():
        return {}
    node = read(file, f"{folder.name}/{name}.yaml")
    return {key: (key_node, value) for key, key_node, value in node.items()}


# --- replies -------------------------------------------------------------------------------------


def _replies(dialog: Dialog, places: Places) -> Iterator[DialogError]:
    for key in keys.REPLIES:
        if key not in dialog.replies:
            yield places.business.wrong(f"the reply {key!r} is missing")
    for key in keys.VARIED:
        if len(dialog.replies.get(key, ("", ""))) < 2:
            node = places.replies[key][1]
            yield node.wrong(f"{key!r} may come twice running: give it another wording")
    own = {key for step in dialog.steps for key in (step.ask, *step.repairs, step.left_open)}
    for key, (key_node, value) in places.replies.items():
        if key not in keys.REPLIES and key not in own:
            yield key_node.wrong(f"nothing ever says the reply {key!r}")
            continue
        allowed = keys.values(key) if key in keys.REPLIES else {keys.ASKED_STEP}
        for wording in _wordings(value):
            yield from _wording(wording, allowed | dialog.facts.keys())
    for _, value in places.topics.values():
        answer = next(v for n, _, v in value.items() if n == "answer")
        for wording in _wordings(answer):
            yield from _wording(wording, keys.OF_TOPICS | dialog.facts.keys())
    yield from _says_what_it_is(dialog, places)


def _wordings(value: Node) -> list[Node]:
    return value.list() if value.is_list else [value]


def _wording(node: Node, allowed: set[str] | frozenset[str]) -> Iterator[DialogError]:
    text = node.text()
    try:
        unknown = names_in(text) - allowed
    except TemplateSyntaxError as error:
        yield node.wrong(f"no template: {error.message}")
        return
    if not is_plain(text):
        yield node.wrong("a wording only names values, like {{ name }}: no logic, no filters")
    for name in sorted(unknown):
        known = ", ".join(sorted(allowed))
        yield node.wrong(f"there is no value {name!r} here; known: {known}")
    badly = _UNSPEAKABLE.search(re.sub(r"\{\{.*?\}\}", "", text))
    if badly:
        yield node.wrong(f"write {badly[0]!r} in words, so that it is spoken well")


def _says_what_it_is(dialog: Dialog, places: Places) -> Iterator[DialogError]:
    for key in ("greeting", "greeting_closed"):
        for wording in dialog.replies.get(key, ()):
            if not re.search(r"automated|assistant|computer|machine", wording):
                node = places.replies[key][1]
                yield node.wrong(f"{key!r} does not say that an automated assistant answers")


# --- steps ---------------------------------------------------------------------------------------


def _steps(dialog: Dialog, places: Places) -> Iterator[DialogError]:
    asks = places.field("asks")
    seen: set[str] = set()
    for step in dialog.steps:
        if step.id in seen:
            yield asks.wrong(f"the step {step.id!r} is there twice: the second is never asked")
        seen.add(step.id)
        for key in (step.ask, *step.repairs):
            if key not in dialog.replies:
                yield asks.wrong(f"the step {step.id!r} is asked by {key!r}, which has no wording")
        if step.left_open and step.left_open not in dialog.replies:
            yield asks.wrong(
                f"the step {step.id!r} is left open by {step.left_open!r}, which has no wording"
            )
    for slot in dialog.lexicon.choices:
        if slot not in seen:
            yield places.field("choices", slot).wrong(f"no step asks for {slot!r}")


# --- names ---------------------------------------------------------------------------------------


def _names(dialog: Dialog, places: Places) -> Iterator[DialogError]:
    """What callers say must tell things apart."""
    for part, terms in (("services", dialog.lexicon.services), ("staff", dialog.lexicon.staff)):
        owners: dict[str, str] = {}
        for term in terms:
            for name in map(str.lower, term.names):
                owner = owners.setdefault(name, term.id)
                if owner != term.id:
                    node = places.field(part, term.id)
                    yield node.wrong(f"{name!r} is a name of {owner!r} as well as of {term.id!r}")


def _unused(dialog: Dialog, places: Places) -> Iterator[DialogError]:
    """Rooms, devices and locations that no booking will ever meet."""
    business = dialog.business
    needed = {kind for service in business.services for kind in service.needs}
    for thing in business.resources:
        if thing.kind not in {"staff", *needed}:
            node = places.field("equipment", thing.id)
            yield node.wrong(f"no service needs a {thing.kind!r}")
    for place in business.locations:
        if all(r.location_id != place.id for r in business.resources):
            node = places.field("locations", place.id)
            yield node.wrong(f"nobody and nothing says `location: {place.id}`")


# --- what callers say ----------------------------------------------------------------------------


def _topics(dialog: Dialog, places: Places) -> Iterator[DialogError]:
    topics = IntentMatcher([IntentRule(t.id, t.patterns) for t in dialog.topics])
    intents = IntentMatcher(dialog.lexicon.intents)
    for topic in dialog.topics:
        key, value = places.topics[topic.id]
        examples = next((v for n, _, v in value.items() if n == "examples"), key)
        for node in _wordings(examples):
            text = fold(node.text()).text
            hits = settle(topics.matches(text))
            if not hits or hits[0].intent != topic.id:
                got = hits[0].intent if hits else "none"
                yield node.wrong(f"this example of {topic.id!r} is taken for {got!r}")
            thieves = {m.intent for m in settle(intents.matches(text))} - MAY_ACCOMPANY
            if topic.then == "resume":
                thieves -= NO_WISHES
            if thieves:
                yield node.wrong(f"this question is taken for {', '.join(sorted(thieves))}")


def _intents(dialog: Dialog, folder: Path) -> Iterator[DialogError]:
    """One intent must not steal another's sentence."""
    rules = [rule for rule in dialog.lexicon.intents if not _is_topic(rule, dialog)]
    shared = folder.parent / "_shared" / "intents.yaml"
    for theft in stolen(rules):
        file, line = _line_of(theft.example, folder / "intents.yaml", shared)
        got = ", ".join(theft.got) or "nothing"
        yield DialogError(f"{theft.example!r} of {theft.intent} is taken for {got}", file, line)


def _is_topic(rule: IntentRule, dialog: Dialog) -> bool:
    return any(rule.patterns == topic.patterns for topic in dialog.topics)


def _line_of(example: str, *files: Path) -> tuple[str, int]:
    for file in files:
        if file.is_file():
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                if example in line:
                    return f"{file.parent.name}/{file.name}", number
    return f"{files[-1].parent.name}/{files[-1].name}", 1
