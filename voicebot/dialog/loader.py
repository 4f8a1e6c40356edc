"""The dialogs on disk: a folder for each business, plain YAML, errors with file and line.

`business.yaml` says what is offered and when, `questions.yaml` what callers ask, `replies.yaml`
what is said where it differs from `_shared/replies.yaml`, `intents.yaml` adds to the shared ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from pathlib import Path
from typing import Any

import voicebot
from voicebot.dialog import spoken
from voicebot.dialog.business_data import phrases, read_business, terms
from voicebot.dialog.hours_data import open_by_weekday, span
from voicebot.dialog.intent_data import read_intents
from voicebot.dialog.model import Dialog, Policy, Step, Topic
from voicebot.dialog.nodes import Node, read
from voicebot.errors import DialogError
from voicebot.understanding.intents import compiled
from voicebot.understanding.model import Daily, IntentRule, Lexicon, Locale, Term

BUSINESS_KEYS = (
    "holidays", "open_holidays", "days", "equipment", "region", "day_first", "facts", "asks",
    "policy", "heard_as", "choices", "parts_of_day", "locations", "area",
)  # fmt: skip
REQUIRED = ("name", "zone", "phone", "address", "hours", "services", "staff")
KINDS = ("text", "address", "car", "plate")
BUILT_IN = {"service": "service", "when": "datetime", "name": "name", "phone": "phone"}
"""The steps that every dialog may use, and the slots they fill."""
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_FRAGMENT = re.compile(r"\{([a-z_]+)\}")
TOPICS_BEAT = ("ask_service", "ask_price", "are_you_a_bot", "change_language", "out_of_scope")
"""A business's own question is more particular than these."""
THEN = ("", "message", "callback", "team", "human", "goodbye", "resume")


def root() -> Path:
    """Where the packaged dialogs are: beside the package in a checkout, inside it in a wheel."""
    package = Path(voicebot.__file__).parent
    beside = package.parent / "dialogs"
    return beside if (beside / "_shared").is_dir() else package / "_dialogs"


def names() -> list[str]:
    """The packaged dialogs."""
    return sorted(p.parent.name for p in root().glob("[a-z]*/business.yaml"))


def folder(name: str | Path) -> Path:
    """The folder of a packaged dialog by its name, or of any by its path.

    Raises:
        DialogError: there is none.
    """
    packaged = root() / str(name)
    path = packaged if (packaged / "business.yaml").is_file() else Path(name)
    if not (path / "business.yaml").is_file():
        known = ", ".join(names())
        raise DialogError(f"no dialog here; packaged ones: {known}", f"{name}/business.yaml", 1)
    return path


def load(name: str | Path = "dental_clinic") -> Dialog:
    """One business's dialog, with all that it shares with the others.

    Raises:
        DialogError: something in the data is wrong; carries file and line.
    """
    return load_folder(folder(name), root() / "_shared")


def load_folder(path: Path, shared: Path) -> Dialog:
    node = read(path / "business.yaml", f"{path.name}/business.yaml")
    fields = node.fields(*BUSINESS_KEYS, required=REQUIRED)
    business = read_business(fields, path.name)
    if not _E164.fullmatch(fields["phone"].text()):
        raise fields["phone"].wrong('expected a number like "+12125550100"')
    fragments = _fragments(shared)
    own = _topics(path, fragments)
    common = _topics(shared, fragments)
    topics = (*own, *(t for t in common if t.id not in {mine.id for mine in own}))
    replies = {**_replies(shared), **_replies(path), **_answers(shared), **_answers(path)}
    intents = (*_intents(path), *_intents(shared), *map(_topic_rule, topics))
    choices = _choices(fields)
    steps = _steps(fields, {s.id for s in business.services})
    return Dialog(
        path.name,
        business,
        Locale(
            day_first="day_first" in fields and fields["day_first"].flag(),
            region=fields["region"].text() if "region" in fields else "US",
            parts=_parts(fields),
            hours=open_by_weekday(business.hours),
        ),
        Lexicon(
            terms(fields["services"]),
            terms(fields["staff"]),
            choices,
            intents,
            _texts(fields.get("heard_as")),
            tuple(step.slot for step in steps if step.kind == "address"),
            fields["area"].texts() if "area" in fields else (),
        ),
        steps,
        replies,
        {topic.id: topic.reply for topic in topics},
        settings=_plain_settings(fields),
        policy=_policy(fields, shared),
        topics=topics,
        spoken={**phrases(fields["services"]), **phrases(fields["staff"])},
        facts=_facts(fields),
    )


def _parts(fields: Mapping[str, Node]) -> dict[str, Daily]:
    """What a part of the day means here: `morning: "07:00-11:00"`."""
    if "parts_of_day" not in fields:
        return {}
    return {name: Daily(*span(node)) for name, _, node in fields["parts_of_day"].items()}


def _facts(fields: Mapping[str, Node]) -> dict[str, str]:
    region = fields["region"].text() if "region" in fields else "US"
    code = {"US": "1", "CA": "1", "GB": "44"}.get(region, "")
    return {
        **_texts(fields.get("facts")),
        "business": fields["name"].text(),
        "address": fields["address"].text(),
        "phone": spoken.phone(fields["phone"].text(), code),
    }


def _plain_settings(fields: Mapping[str, Node]) -> dict[str, Any]:
    return {name: fields[name].text() for name in ("address", "phone")}


def _texts(node: Node | None) -> dict[str, str]:
    return {name: value.text() for name, _, value in node.items()} if node else {}


# --- steps ---------------------------------------------------------------------------------------


def _steps(fields: Mapping[str, Node], services: set[str]) -> tuple[Step, ...]:
    if "asks" not in fields:
        return tuple(_built_in(name) for name in BUILT_IN)
    steps = [_step(node, services) for node in fields["asks"].list()]
    for needed in BUILT_IN:
        if needed not in {step.id for step in steps}:
            raise fields["asks"].wrong(f"every booking needs the step {needed!r}")
    return tuple(steps)


def _built_in(name: str) -> Step:
    return Step(name, BUILT_IN[name], f"ask_{name}", keypad=10 if name == "phone" else 0)


def _step(node: Node, services: set[str]) -> Step:
    """ "service" by its name alone, or `name: {ask: ..., again: [..., ...]}`."""
    if not node.is_mapping:
        if node.text() not in BUILT_IN:
            raise node.wrong(f"{node.text()!r} is no built-in step; say how it is asked")
        return _built_in(node.text())
    ((name, key, value),) = list(node.items()) if len(node.raw.value) == 1 else [_one(node)]
    fields = value.fields("again", "required", "for", "kind", "left_open", required=("ask",))
    if name in BUILT_IN:
        raise key.wrong(f"{name!r} is built in and is written by its name alone")
    only = fields["for"].texts() if "for" in fields else ()
    for service in only:
        if service not in services:
            raise fields["for"].wrong(f"there is no service {service!r}")
    kind = fields["kind"].text() if "kind" in fields else "text"
    if kind not in KINDS:
        raise fields["kind"].wrong(f"`kind` is one of {', '.join(KINDS)}")
    return Step(
        name,
        name,
        fields["ask"].text(),
        fields["again"].texts() if "again" in fields else (),
        fields["required"].flag() if "required" in fields else True,
        only,
        kind=kind,
        left_open=fields["left_open"].text() if "left_open" in fields else "",
    )


def _one(node: Node) -> tuple[str, Node, Node]:
    raise node.wrong("one step to a list item")


def _choices(fields: Mapping[str, Node]) -> dict[str, tuple[Term, ...]]:
    if "choices" not in fields:
        return {}
    return {
        slot: tuple(Term(item, (item, *also.texts())) for item, _, also in values.items())
        for slot, _, values in fields["choices"].items()
    }


# --- policy --------------------------------------------------------------------------------------


def _policy(fields: Mapping[str, Node], shared: Path) -> Policy:
    kinds = {f.name: f.type for f in dataclass_fields(Policy)}
    values: dict[str, Any] = {}
    for name, key, node in fields["policy"].items() if "policy" in fields else ():
        if name not in kinds:
            raise key.wrong(f"unknown policy {name!r}; known: {', '.join(kinds)}")
        values[name] = _policy_value(str(kinds[name]), node)
    if "abuse" not in values:
        values["abuse"] = _words(shared)["abuse"].texts()
    services = {name for name, _, _ in fields["services"].items()}
    books = values.get("emergency_books")
    if books and books not in services:
        raise fields["policy"].wrong(f"emergency_books: there is no service {books!r}")
    if values.get("offer_usual") and not values.get("greet_known"):
        raise fields["policy"].wrong("offer_usual goes with greet_known: yes, and not without it")
    return Policy(**values)


def _policy_value(kind: str, node: Node) -> Any:
    match kind:
        case "bool":
            return node.flag()
        case "int":
            return node.number()
        case "float":
            return node.number() / 100
        case "str":
            return node.text()
        case _:
            return node.texts()


def _words(shared: Path) -> dict[str, Node]:
    node = read(shared / "words.yaml", "_shared/words.yaml")
    return node.fields(required=("abuse", "fragments"))


def _fragments(shared: Path) -> dict[str, str]:
    return _texts(_words(shared)["fragments"])


# --- replies, questions, intents -----------------------------------------------------------------


def _replies(path: Path) -> dict[str, tuple[str, ...]]:
    file = path / "replies.yaml"
    if not file.is_file():
        return {}
    node = read(file, f"{path.name}/replies.yaml")
    return {key: value.texts() for key, _, value in node.items()}


def _question_nodes(path: Path) -> list[tuple[str, Node, dict[str, Node]]]:
    file = path / "questions.yaml"
    if not file.is_file():
        return []
    node = read(file, f"{path.name}/questions.yaml")
    return [
        (name, key, value.fields("then", required=("patterns", "examples", "answer")))
        for name, key, value in node.items()
    ]


def _topics(path: Path, fragments: Mapping[str, str]) -> tuple[Topic, ...]:
    return tuple(_topic(name, fields, fragments) for name, _, fields in _question_nodes(path))


def _topic(name: str, fields: dict[str, Node], fragments: Mapping[str, str]) -> Topic:
    then = fields["then"].text() if "then" in fields else ""
    if then not in THEN:
        raise fields["then"].wrong(f"`then` is one of {', '.join(THEN[1:])}")
    written = fields["patterns"]
    patterns = tuple(
        _pattern(node, fragments) for node in (written.list() if written.is_list else [written])
    )
    return Topic(name, patterns, fields["examples"].texts(), f"answer_{name}", then)


def _pattern(node: Node, fragments: Mapping[str, str]) -> str:
    """A pattern with its {fragments} written out."""

    def fragment(found: re.Match[str]) -> str:
        if found[1] not in fragments:
            raise node.wrong(f"no fragment {found[1]!r} in _shared/words.yaml")
        return fragments[found[1]]

    pattern = _FRAGMENT.sub(fragment, node.text())
    try:
        compiled(pattern)
    except ValueError as error:
        raise node.wrong(f"no regular expression: {error}") from None
    return pattern


def _answers(path: Path) -> dict[str, tuple[str, ...]]:
    return {f"answer_{name}": f["answer"].texts() for name, _, f in _question_nodes(path)}


def _topic_rule(topic: Topic) -> IntentRule:
    return IntentRule("ask_other", topic.patterns, topic.examples, beats=TOPICS_BEAT)


def _intents(path: Path) -> tuple[IntentRule, ...]:
    file = path / "intents.yaml"
    if not file.is_file():
        return ()
    return read_intents(file.read_text(encoding="utf-8"), f"{path.name}/intents.yaml")


class DialogStore:
    """Loaded dialogs, read again when a file has changed: new data holds from the next call on."""

    def __init__(self) -> None:
        self._loaded: dict[str, tuple[tuple[int, ...], Dialog]] = {}

    def get(self, name: str) -> Dialog:
        """
        Raises:
            DialogError: the data is wrong and there is no earlier version to go on with.
        """
        stamp = self._stamp(name)
        known = self._loaded.get(name)
        if known is not None and known[0] == stamp:
            return known[1]
        try:
            self._loaded[name] = (stamp, load(name))
        except DialogError:
            if known is None:
                raise
            self._loaded[name] = (stamp, known[1])
        return self._loaded[name][1]

    @staticmethod
    def _stamp(name: str) -> tuple[int, ...]:
        files = [*folder(name).glob("*.yaml"), *(root() / "_shared").glob("*.yaml")]
        return tuple(sorted(file.stat().st_mtime_ns for file in files))
