"""Reads suites of scenarios: folders of YAML, one file for each business (docs/simulation.md)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from importlib.resources import as_file, files
from pathlib import Path

from voicebot.dialog.nodes import Node, read
from voicebot.simulator.callers.answers import ANSWERS
from voicebot.simulator.callers.moments import WEEKDAYS
from voicebot.simulator.callers.scenario import (
    KINDS,
    STYLES,
    Change,
    Goal,
    Scenario,
    Setting,
    Visit,
    Wish,
)
from voicebot.simulator.callers.wording import phrases

_FILE = ("numbers", "names", "words", "details", "day_first", "diary")
_CALLER = ("name", "phone", "gives", "style", "now", "diary", "cut_off")
_GOAL = (
    "when", "becomes", "settles", "with", "for", "says", "hears", "between", "later",
    "ends", "service", "changes", "details", "holds", "announced",
)  # fmt: skip
_CHANGE = ("at", "says", "when", "service", "with", "for", "details", "then")
_WHEN = ("day", "to", "at", "after", "before", "not", "part")


def builtin() -> list[Scenario]:
    """The project's own scenarios."""
    with as_file(files("voicebot.simulator").joinpath("suites")) as folder:
        return load_folder(folder)


def load_folder(folder: Path) -> list[Scenario]:
    """All scenarios of the `.yaml` files in a folder, in the order of names and of lines.

    Raises:
        DialogError: a file is not a suite; the message begins with file and line.
        FileNotFoundError: there is no such folder, or no suite in it.
    """
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise FileNotFoundError(f"no *.yaml with scenarios in {folder}")
    return [scenario for path in paths for scenario in load_file(path)]


def load_file(path: Path) -> list[Scenario]:
    """
    Raises:
        DialogError: as `load_folder`.
    """
    required = ("dialog", "now", "scenarios")
    fields = read(path, str(path)).fields(*_FILE, *required, required=required)
    setting = _setting(fields)
    return [
        _scenario(f"{path.stem}/{name}", node, setting)
        for name, _, node in fields["scenarios"].items()
    ]


def _setting(fields: dict[str, Node]) -> Setting:
    setting = Setting(
        dialog=fields["dialog"].text(),
        now=_instant(fields["now"]),
        words=_texts(fields.get("words")),
        names=fields["names"].texts() if "names" in fields else (),
        details=_texts(fields.get("details")),
        day_first="day_first" in fields and fields["day_first"].flag(),
        diary=_diary(fields.get("diary")),
    )
    numbers = fields.get("numbers")
    return replace(setting, numbers=numbers.texts()) if numbers else setting


def _texts(node: Node | None) -> dict[str, tuple[str, ...]]:
    return {key: value.texts() for key, _, value in node.items()} if node else {}


def _diary(node: Node | None) -> tuple[Visit, ...]:
    return tuple(_visit(name, value) for name, _, value in node.items()) if node else ()


def _visit(visit_id: str, node: Node) -> Visit:
    required = ("service", "at", "name", "phone")
    fields = node.fields("with", *required, required=required)
    staff = fields.get("with")
    return Visit(
        visit_id,
        fields["service"].texts(),
        _local(fields["at"]),
        fields["name"].text(),
        fields["phone"].text(),
        staff.text() if staff else "",
    )


def _scenario(scenario_id: str, node: Node, setting: Setting) -> Scenario:
    fields = node.fields("goals", *_CALLER, *_GOAL, *KINDS)
    now = fields.get("now")
    given = {
        key: fields[key].text() for key in ("name", "phone", "gives", "style") if key in fields
    }
    if given.get("style", "") not in ("", *STYLES):
        raise fields["style"].wrong(f"no such style; there are {', '.join(STYLES)}")
    goals = fields["goals"].list() if "goals" in fields else [node]
    scenario = Scenario(
        scenario_id,
        replace(setting, now=_instant(now)) if now else setting,
        (),
        diary=_diary(fields.get("diary")),
        cut_off=fields["cut_off"].number() if "cut_off" in fields else 0,
        **given,
    )
    return replace(scenario, goals=tuple(_goal(goal, scenario) for goal in goals))


def _goal(node: Node, scenario: Scenario) -> Goal:
    fields = {key: value for key, _, value in node.items() if key not in (*_CALLER, "goals")}
    kinds = [key for key in fields if key in KINDS]
    if len(kinds) != 1:
        raise node.wrong(f"a goal is one of {', '.join(KINDS)}")
    for key, value in fields.items():
        if key not in (*KINDS, *_GOAL):
            raise value.wrong(f"unknown key {key!r} of a goal; known: {', '.join(_GOAL)}")
    kind = kinds[0]
    goal = _more(_what(kind, fields[kind], scenario), fields)
    return replace(goal, services=fields["service"].texts()) if "service" in fields else goal


def _what(kind: str, node: Node, scenario: Scenario) -> Goal:
    """What stands behind the kind itself: services, a visit, a topic or the words of a message."""
    match kind:
        case "book" | "change_mind":
            return Goal(kind, services=node.texts())
        case "move" | "cancel" | "check":
            visit = node.text()
            if visit not in {known.id for known in scenario.visits}:
                raise node.wrong(f"the diary has no visit {visit!r}")
            return Goal(kind, visit=visit)
        case "ask":
            return Goal(kind, topic=_topic(node))
        case "message":
            return Goal(kind, text=node.text())
        case "emergency":
            return Goal(kind, says=node.texts())
        case _:
            node.flag()
            return Goal(kind)


def _more(goal: Goal, fields: dict[str, Node]) -> Goal:
    """The goal with all else that is said of it."""

    def texts(key: str) -> tuple[str, ...]:
        return fields[key].texts() if key in fields else ()

    def text(key: str) -> str:
        return fields[key].text() if key in fields else ""

    def wish(key: str) -> Wish | None:
        return _wish(fields[key]) if key in fields else None

    between = fields.get("between")
    asides = (between.list() if between.is_list else [between]) if between else []
    return replace(
        goal,
        wish=wish("when") or goal.wish,
        becomes=wish("becomes"),
        settles=wish("settles"),
        staff=text("with"),
        for_name=text("for"),
        says=texts("says") or goal.says,
        hears=texts("hears"),
        ends=texts("ends"),
        holds=texts("holds"),
        announced="announced" in fields and fields["announced"].flag(),
        changes=_changes(fields.get("changes")),
        details=_values(fields.get("details")),
        between=tuple(map(_topic, asides)),
        later=fields["later"].number() if "later" in fields else 0,
    )


def _changes(node: Node | None) -> tuple[Change, ...]:
    if node is None:
        return ()
    return tuple(_change(change) for change in (node.list() if node.is_list else [node]))


def _change(node: Node) -> Change:
    fields = node.fields(*_CHANGE, required=("at", "says"))
    at = fields["at"].text()
    if at not in (*ANSWERS, "done"):
        raise fields["at"].wrong(f"no question {at!r}; there are done, {', '.join(ANSWERS)}")
    kind = fields["then"].text() if "then" in fields else ""
    if kind not in ("", *KINDS):
        raise fields["then"].wrong(f"a goal is one of {', '.join(KINDS)}")
    return Change(
        at,
        fields["says"].texts(),
        _wish(fields["when"]) if "when" in fields else None,
        fields["service"].texts() if "service" in fields else (),
        fields["with"].text() if "with" in fields else "",
        fields["for"].text() if "for" in fields else "",
        _values(fields.get("details")),
        kind,
    )


def _values(node: Node | None) -> dict[str, str]:
    return {key: value.text() for key, _, value in node.items()} if node else {}


def _topic(node: Node) -> str:
    topic = node.text()
    if f"ask_{topic}" not in phrases():
        known = sorted(key.removeprefix("ask_") for key in phrases() if key.startswith("ask_"))
        raise node.wrong(f"no topic {topic!r}; there are {', '.join(known)}")
    return topic


def _wish(node: Node) -> Wish:
    if not node.is_mapping:
        if node.text() != "soonest":
            raise node.wrong("expected `soonest`, or day and time as a mapping")
        return Wish()
    fields = node.fields(*_WHEN)
    first = _date(fields["day"]) if "day" in fields else None
    unless = fields["not"].texts() if "not" in fields else ()
    for day in unless:
        if day not in WEEKDAYS:
            raise fields["not"].wrong(f"{day!r} is no weekday")
    part = fields["part"].text() if "part" in fields else ""
    if part not in ("", "morning", "afternoon"):
        raise fields["part"].wrong("a part is morning or afternoon")
    at, after, before = (
        _clock(fields[key]) if key in fields else None for key in ("at", "after", "before")
    )
    return Wish(
        first,
        _date(fields["to"]) if "to" in fields else first,
        at,
        after,
        before,
        tuple(WEEKDAYS.index(day) for day in unless),
        part,
    )


def _instant(node: Node) -> datetime:
    moment = _local(node)
    if moment.tzinfo is None:
        raise node.wrong('say the offset as well: "2026-11-23T09:00:00-05:00"')
    return moment


def _local(node: Node) -> datetime:
    try:
        return datetime.fromisoformat(node.text())
    except ValueError:
        raise node.wrong('expected a day and a time like "2026-11-24T10:00"') from None


def _date(node: Node) -> date:
    try:
        return date.fromisoformat(node.text())
    except ValueError:
        raise node.wrong('expected a day like "2026-11-24"') from None


def _clock(node: Node) -> time:
    try:
        return time.fromisoformat(node.text())
    except ValueError:
        raise node.wrong('expected a time like "10:00"') from None
