"""Descriptions of copies: ours anew, what people wrote stays."""

from __future__ import annotations

from voicebot.adapters.copy_notes import RULE, renewed

OLD, NEW = "+12125550101\nnotes: left side", "+12125550101\nnotes: right side"


def test_nothing_added_nothing_kept():
    text, mark = renewed(OLD, "", "")
    assert text == OLD
    assert renewed(NEW, text, mark)[0] == NEW
    assert renewed("", text, mark)[0] == ""


def test_what_was_added_anywhere_goes_below_the_rule_and_stays_there():
    text, mark = renewed(OLD, "", "")
    there = f"bring the x-ray\n{text}\n\nring the bell\ntwice"
    text, mark = renewed(NEW, there, mark)
    assert text == f"{NEW}\n{RULE}\nbring the x-ray\n\nring the bell\ntwice"
    assert renewed(NEW, text, mark) == (text, mark)
    assert renewed("", text, mark)[0].startswith(RULE)


def test_without_our_mark_nothing_is_lost_either():
    text = renewed(NEW, f"{OLD}\nring the bell", "")[0]
    assert text == f"{NEW}\n{RULE}\nnotes: left side\nring the bell"


def test_programs_that_make_html_of_it():
    text, mark = renewed(OLD, "", "")
    html = text.replace("\n", "<br>") + "<br />ring the bell"
    assert renewed(NEW, html, mark)[0] == f"{NEW}\n{RULE}\nring the bell"
