"""Intent rules from YAML: fragments, lists, and errors that point at the line."""

import pytest

from voicebot.dialog.intent_data import read_intents
from voicebot.errors import DialogError

GOOD = """
words:
  visit: 'visit|appointment'
  want: '(?:want|need) an? {visit}'
intents:
  - name: book
    patterns: ['{want}', '{start}book']
    unless: ['no {visit}']
    examples: [I want a visit]
    only_when: [not confirm]
    beats: [greet]
    beside: [thank]
  - name: book
    patterns: [yes]
"""


def test_a_rule_with_its_fragments_written_out() -> None:
    book, again = read_intents(GOOD, "x.yaml")
    assert book.name == again.name == "book"
    assert book.patterns == ("(?:(?:want|need) an? (?:visit|appointment))", "{start}book")
    assert book.unless == ("no (?:visit|appointment)",)
    assert book.examples == ("I want a visit",)
    assert (book.only_when, book.beats, book.beside) == (("not confirm",), ("greet",), ("thank",))
    assert again.patterns == ("yes",), "YAML's own booleans are words here"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("intents: [}", 1, "expected"),
        ("intents:\n  - name: a\n    patterns: ['(']\n", 3, r"'\('"),
        ("intents:\n  - name: a\n    pattern: [x]\n", 3, "unknown key 'pattern'"),
        ("intents:\n  - patterns: [x]\n", 2, "needs a name"),
        ("intents:\n  - name: a\n    patterns: ['{nope}']\n", 3, "no fragment 'nope'"),
        ("intents:\n  - name: a\n    patterns: x\n", 3, "expected a list"),
        ("intents:\n  - a\n", 2, "expected a mapping"),
        ("intents:\n  - name: [a]\n", 2, "expected a string"),
        ("rules: []\n", 1, "unknown key 'rules'"),
    ],
)
def test_errors_point_at_the_line(text: str, line: int, message: str) -> None:
    with pytest.raises(DialogError, match=message) as caught:
        read_intents(text, "x.yaml")
    assert (caught.value.file, caught.value.line) == ("x.yaml", line)


def test_nothing() -> None:
    assert read_intents("", "x.yaml") == ()
