"""Broken dialog data is refused, with the file and the line, by `dialogs check`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from voicebot.cli import main
from voicebot.dialog.check import check
from voicebot.dialog.loader import names, root
from voicebot.errors import DialogError

BUSINESS = """\
name: Corner Barber
zone: America/New_York
phone: "+12125550170"
address: 1 Corner Street
hours:
  monday to friday: "09:00-17:00"
services:
  cut:
    name: cut
    says: a cut
    minutes: 30
  shave:
    name: shave
    says: a shave
    minutes: 30
staff:
  joe: {name: Joe, services: [cut, shave]}
asks:
  - service
  - when
  - style:
      ask: ask_style
      required: no
  - name
  - phone
policy:
  greet_known: no
"""
QUESTIONS = """\
parking:
  patterns: '{ask}{gap} parking'
  examples:
    - Is there parking?
  answer: There is, behind the shop.
"""
REPLIES = """\
ask_style:
  - What style would you like?
  - How would you like it?
goodbye:
  - Thanks for calling {{ business }}. Goodbye.
"""
FILES = {"business": BUSINESS, "questions": QUESTIONS, "replies": REPLIES}

BROKEN = [
    # what is wrong, the file, the text that is replaced and by what, the line, words of the message
    ("unknown key", "business", "zone:", "zome:", 2, "unknown key 'zome'"),
    ("missing key", "business", "address: 1 Corner Street\n", "", 1, "'address' is missing"),
    ("no such zone", "business", "America/New_York", "America/Old_York", 2, "no time zone"),
    ("hours as a number", "business", '"09:00-17:00"', "17:00", 6, "write it in quotes"),
    ("hours backwards", "business", "09:00-17:00", "17:00-09:00", 6, "end is not after the start"),
    ("hours of no day", "business", "monday to friday", "moonday", 6, "not a day"),
    ("no such hour", "business", "09:00-17:00", "09:00-27:00", 6, "no such time of day"),
    ("digits without quotes", "business", '"+12125550170"', "12125550170", 3, "write it in quotes"),
    ("no such number", "business", "+12125550170", "555 0170", 3, "expected a number"),
    ("a yes for a text", "business", "name: Corner Barber", "name: no", 1, "write it in quotes"),
    ("a text for a number", "business", "minutes: 30", "minutes: half an hour", 11, "whole number"),
    ("octal number", "business", "minutes: 30", "minutes: 030", 11, "plain whole number"),
    ("the same twice", "business", "  shave:\n    name", "  cut:\n    name", 12, "here twice"),
    ("an id with a space", "business", "  shave:", "  hot shave:", 12, "small letters"),
    ("nobody does it", "business", "[cut, shave]", "[cut]", 12, "nobody does 'shave'"),
    ("unknown service", "business", "[cut, shave]", "[cut, shave, dye]", 17, "no service 'dye'"),
    ("unknown step", "business", "  - name\n", "  - nickname\n", 24, "no built-in step"),
    ("a step left out", "business", "  - phone\n", "", 19, "needs the step 'phone'"),
    ("step without words", "business", "ask: ask_style", "ask: ask_size", 19, "has no wording"),
    ("unknown policy", "business", "greet_known", "greet_unknown", 27, "unknown policy"),
    ("the usual of whom", "business", "greet_known: no", "offer_usual: yes", 27, "greet_known"),
    ("one name for two", "business", "name: shave", "name: cut", 13, "is a name of 'cut'"),
    (
        "emergency service",
        "business",
        "greet_known: no",
        "emergency_books: x",
        27,
        "no service 'x'",
    ),
    ("not YAML", "business", "hours:", "hours: [", 7, "not YAML"),
    ("bad pattern", "questions", "{gap} parking", "{gap} (parking", 2, "regular expression"),
    ("unknown fragment", "questions", "{ask}", "{aks}", 2, "no fragment 'aks'"),
    (
        "example not matched",
        "questions",
        "Is there parking?",
        "Where can I go?",
        4,
        "taken for 'none'",
    ),
    (
        "stolen example",
        "questions",
        "Is there parking?",
        "I can't breathe, is there parking?",
        4,
        "emerg",
    ),
    ("unknown end", "questions", "  answer:", "  then: sing\n  answer:", 5, "`then` is one of"),
    (
        "no answer",
        "questions",
        "  answer: There is, behind the shop.\n",
        "",
        2,
        "'answer' is missing",
    ),
    ("dead reply", "replies", "goodbye:", "good_bye:", 4, "nothing ever says"),
    ("unknown value", "replies", "{{ business }}", "{{ company }}", 5, "no value 'company'"),
    ("logic in a reply", "replies", "{{ business }}", "{{ business | upper }}", 5, "no logic"),
    ("not a template", "replies", "{{ business }}", "{{ business", 5, "no template"),
    ("a sign in a reply", "replies", "calling", "calling at 3:30", 5, "in words"),
    ("an empty wording", "replies", "How would you like it?", '" "', 3, "empty"),
]


def folder(tmp_path: Path, **files: str) -> Path:
    """A whole dialog in a folder of its own, beside the shared data."""
    shutil.copytree(root() / "_shared", tmp_path / "_shared")
    made = tmp_path / "barber"
    made.mkdir()
    for name, text in {**FILES, **files}.items():
        (made / f"{name}.yaml").write_text(text, encoding="utf-8")
    return made


def found(path: Path) -> list[DialogError]:
    return check(path, path.parent / "_shared")


def test_the_sample_itself_is_right(tmp_path: Path) -> None:
    assert found(folder(tmp_path)) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "words"),
    [pytest.param(*case[1:], id=case[0]) for case in BROKEN],
)
def test_broken_data_is_found(
    tmp_path: Path, file: str, old: str, new: str, line: int, words: str
) -> None:
    assert old in FILES[file]
    path = folder(tmp_path, **{file: FILES[file].replace(old, new, 1)})
    errors = found(path)
    fitting = [e for e in errors if words in str(e)]
    assert fitting, f"{words!r} not among {list(map(str, errors))}"
    assert (fitting[0].file, fitting[0].line) == (f"barber/{file}.yaml", line)


def test_the_command_fails_and_names_the_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder(tmp_path, replies=REPLIES.replace("goodbye:", "good_bye:"))
    with pytest.raises(SystemExit) as stopped:
        main(["dialogs", "check", str(path)])
    assert stopped.value.code == 1
    assert "barber/replies.yaml:4: nothing ever says" in capsys.readouterr().out


def test_a_shared_intent_that_steals_a_sentence_is_found(tmp_path: Path) -> None:
    intents = "intents:\n  - name: cancel\n    patterns: [book an appointment]\n"
    path = folder(tmp_path, intents=intents)
    assert any("of book is taken for" in str(e) for e in found(path))


def test_a_missing_shared_reply_is_found(tmp_path: Path) -> None:
    path = folder(tmp_path)
    shared = tmp_path / "_shared" / "replies.yaml"
    text = shared.read_text(encoding="utf-8").replace("\nbooked:", "\nbookd:")
    shared.write_text(text, encoding="utf-8")
    messages = [str(e) for e in found(path)]
    assert any("the reply 'booked' is missing" in m for m in messages)


def test_a_greeting_must_say_what_answers(tmp_path: Path) -> None:
    path = folder(tmp_path, replies=REPLIES + "greeting:\n  - Corner Barber, hello!\n")
    assert any("automated" in str(e) and e.line == 7 for e in found(path))


@pytest.mark.parametrize("name", names())
def test_packaged_dialogs_are_right(name: str) -> None:
    assert list(map(str, check(root() / name, root() / "_shared"))) == []
