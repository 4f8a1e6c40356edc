"""Any valid number of the United States, said in any of the usual ways, is understood exactly."""

from __future__ import annotations

import phonenumbers
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from people_cases import read, value

DIGITS = "zero one two three four five six seven eight nine".split()
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
AREA_CODES = ("212", "415", "312", "617", "206", "305", "702", "503", "808", "202", "720")


@st.composite
def numbers(draw: st.DrawFn) -> str:
    area = draw(st.sampled_from(AREA_CODES))
    rest = draw(st.integers(min_value=2_000_000, max_value=9_999_999))
    number = f"{area}{rest}"
    parsed = phonenumbers.parse(number, "US")
    assume(phonenumbers.is_valid_number(parsed))
    return number


def digit(draw: st.DrawFn, figure: str) -> str:
    if figure == "0":
        return draw(st.sampled_from(["zero", "oh", "o"]))
    return draw(st.sampled_from([DIGITS[int(figure)], figure]))


def by_digits(draw: st.DrawFn, group: str) -> str:
    """ "five five five", "double five five", "triple five"."""
    said: list[str] = []
    at = 0
    while at < len(group):
        same = len(group[at:]) - len(group[at:].lstrip(group[at]))
        if same >= 2 and draw(st.booleans()):
            times = draw(st.integers(min_value=2, max_value=min(3, same)))
            said.append(f"{'double' if times == 2 else 'triple'} {DIGITS[int(group[at])]}")
            at += times
        else:
            said.append(digit(draw, group[at]))
            at += 1
    return " ".join(said)


def pair(figures: str) -> str:
    """Two digits as a number: "fifteen", "eighty two", "oh five"."""
    tens, units = int(figures[0]), int(figures[1])
    if tens == 0:
        return f"oh {DIGITS[units]}"
    if tens == 1:
        return TEENS[units]
    return TENS[tens - 2] + (f" {DIGITS[units]}" if units else "")


def by_pairs(group: str) -> str:
    """ "four fifteen", "oh one eighty two"."""
    if len(group) == 3:
        return f"{DIGITS[int(group[0])]} {pair(group[1:])}"
    return f"{pair(group[:2])} {pair(group[2:])}"


def hundreds(group: str) -> str | None:
    """ "eight hundred", "nine thousand"."""
    if group[0] != "0" and group[1:] == "00":
        return f"{DIGITS[int(group[0])]} hundred"
    if group[0] != "0" and group[1:] == "000":
        return f"{DIGITS[int(group[0])]} thousand"
    return None


def said_group(draw: st.DrawFn, group: str, pause: str) -> str:
    ways = [by_digits(draw, group), group]
    # "Seven twenty five fifty" without a pause is 720 5 50 or 725 50: nobody can tell.
    if pause.strip() or not group.endswith("0"):
        ways.append(by_pairs(group))
    round_number = hundreds(group)
    if round_number:
        ways.append(round_number)
    return draw(st.sampled_from(ways))


@st.composite
def said(draw: st.DrawFn) -> tuple[str, str]:
    number = draw(numbers())
    groups = [number[:3], number[3:6], number[6:]]
    pause = draw(st.sampled_from([" ", ", ", " uh ", "... ", " - ", ". ", " and then "]))
    lead = draw(st.sampled_from(["", "it's ", "my number is ", "sure, ", "um ", "area code "]))
    country = draw(st.sampled_from(["", "", "one ", "plus one ", "+1 "]))
    tail = draw(st.sampled_from(["", " please", ".", " thank you"]))
    return lead + country + pause.join(said_group(draw, g, pause) for g in groups) + tail, number


@settings(max_examples=400, deadline=None)
@given(said())
def test_any_number_said_in_any_usual_way(case: tuple[str, str]) -> None:
    text, number = case
    assert value(read(text, "phone"), "phone") == f"+1{number}"


@settings(max_examples=150, deadline=None)
@given(numbers(), st.sampled_from(["{a}-{b}-{c}", "({a}) {b}-{c}", "{a}.{b}.{c}", "{s}", "{n}"]))
def test_any_number_as_recognisers_write_it(number: str, form: str) -> None:
    text = form.format(a=number[:3], b=number[3:6], c=number[6:], s=" ".join(number), n=number)
    assert value(read(f"call me at {text} please"), "phone") == f"+1{number}"


@settings(max_examples=150, deadline=None)
@given(numbers(), st.integers(min_value=1, max_value=4), st.randoms())
def test_a_correction_replaces_the_last_digits(number: str, count: int, random) -> None:  # type: ignore[no-untyped-def]
    wrong = "".join(random.choice("0123456789") for _ in range(count))
    heard = f"{' '.join(number[:-count] + wrong)}, no wait, {' '.join(number[-count:])}"
    assert value(read(heard, "phone"), "phone") == f"+1{number}"
