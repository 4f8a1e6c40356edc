"""The keys that are named, in many wordings, and what each is for."""

import pytest

from voicebot.simulator.callers.menu import menu

NAMED = {
    "Press one to book a visit, two to move one, three to cancel one, or zero to have a call.":
        "1 book a visit|2 move one|3 cancel one|0 have a call",
    "Or press one to book, two to change or cancel a visit, or zero for a person.":
        "1 book|2 change or cancel a visit|0 a person",
    "Press one for haircut, two for men's cut, three for color, or four for blow-dry.":
        "1 haircut|2 men's cut|3 color|4 blow-dry",
    "Press its key: one for haircut, or two for color. If you're not sure, press zero.":
        "1 haircut|2 color|0 you're not sure",
    "Press one for the time, two for the service, or three for the name.":
        "1 the time|2 the service|3 the name",
    "Press one to book it, or two if something is wrong.": "1 book it|2 something is wrong",
    "Press one if that is right, or two if not.": "1 that is right|2 not",
    "You can also press one for yes or two for no.": "1 yes|2 no",
    "Press one for yes and two for no.": "1 yes|2 no",
    "Press one, for yes, or two, for no.": "1 yes|2 no",
    "Press the one key for yes and the two key for no.": "1 yes|2 no",
    "Press 1 for yes, 2 for no": "1 yes|2 no",
    "Hit one if you want it, or hit two when you don't.": "1 you want it|2 you don't",
    "If that's right, press 1, if not, press 2.": "1 that's right|2 not",
    "To book a visit, push one; to move one, push two; for a person push 0.":
        "1 book a visit|2 move one|0 a person",
    "Say the first or the second, or press one or two.": "1 |2 ",
    "You can press one, two or three.": "1 |2 |3 ",
    "Press one or two, or three for other times.": "1 |2 |3 other times",
    "Press one for Tuesday at two, two for Dr. Patel between one and two for an hour.":
        "1 tuesday at two|2 dr. patel between one and two for an hour",
    "For help there are keys. Press one for a haircut. Two for a color. Three for highlights.":
        "1 a haircut|2 a color|3 highlights",
    "The team can help with that: press zero and somebody will ring you.":
        "0 somebody will ring you",
}  # fmt: skip


@pytest.mark.parametrize("text", NAMED)
def test_keys_are_heard_with_what_they_are_for(text):
    heard = "|".join(f"{entry.key} {entry.label}" for entry in menu(text))
    assert heard == NAMED[text]


@pytest.mark.parametrize(
    "text",
    [
        "Please type the first name, one key for each letter, then press the hash key.",
        "Type the first name: two for A, B or C, three for D, E or F. Then press the hash key.",
        "If anyone's life is in danger, please hang up and dial nine one one now.",
        "I have two times: one for today, two for tomorrow.",
        "You can press any key. There's a visit at one or two.",
        "We are open from nine to four. Is one for you?",
        "",
    ],
)
def test_what_names_no_key_to_press_is_no_menu(text):
    assert menu(text) == ()


def test_of_a_key_that_is_named_twice_the_later_counts():
    (entry,) = menu("Press one for yes. Now press one for a haircut.")
    assert entry.label == "a haircut"
