"""No utterance breaks the interpreter, nor holds it up.

`VOICEBOT_FUZZ=100000` runs that many utterances instead of a few hundred.
"""

import os
import random
import string
import time
from datetime import datetime
from zoneinfo import ZoneInfo

from voicebot.dialog.loader import load
from voicebot.understanding.interpret import Interpreter
from voicebot.understanding.model import Expectation, Hypothesis

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 23, 9, tzinfo=ZONE)
ASKED = (
    None, "service", "staff", "date", "time", "datetime", "name", "phone", "email", "confirm",
    "choice", "anything_else", "reason", "people", "dob", "colour",
)  # fmt: skip
WORDS = (
    "yes no not cancel book move tuesday the of at 3 three half past five 555 0100 at gmail dot "
    "com my name is patel cleaning um uh um repeat double o'clock tomorrow next after before "
    "between and . ? ! , - ' ’ … 二 é ñ ß 🙂 \x00 \u202e \ufeff \ud83d İ"
).split(" ")


def interpreter() -> Interpreter:
    dialog = load()
    return Interpreter(None, dialog.lexicon, ZONE, dialog.locale)


def utterance(rng: random.Random) -> str:
    match rng.randrange(4):
        case 0:
            return " ".join(rng.choices(WORDS, k=rng.randrange(25)))
        case 1:
            return "".join(rng.choices(string.printable, k=rng.randrange(80)))
        case 2:
            return "".join(chr(rng.randrange(0x110000)) for _ in range(rng.randrange(40)))
        case _:
            return rng.choice(WORDS) * rng.randrange(200)


def test_nothing_breaks_it() -> None:
    rng = random.Random(20261123)
    subject = interpreter()
    for _ in range(int(os.environ.get("VOICEBOT_FUZZ", "400"))):
        texts = [utterance(rng) for _ in range(rng.randrange(1, 4))]
        asked = rng.choice(ASKED)
        said = rng.choice((None, utterance(rng)))
        expectation = Expectation(slots=(asked,) if asked else (), said=said)
        found = subject.interpret([Hypothesis(text) for text in texts], expectation, NOW)
        assert 0 <= found.score <= 1, texts
        assert any(text.startswith(found.text) for text in texts)


def test_the_longest_text_takes_no_longer_than_a_long_one() -> None:
    subject = interpreter()
    rng = random.Random(7)

    def seconds(words: int) -> float:
        text = " ".join(rng.choices([word for word in WORDS if word.isalpha()], k=words))
        start = time.process_time()
        subject.interpret([Hypothesis(text)], Expectation(), NOW)
        return time.process_time() - start

    seconds(50)
    assert seconds(10_000) < 1
