import pytest

from voicebot.call.turns import TRANSITIONS, Floor, Move, diagram, step
from voicebot.errors import TransitionError


def test_every_floor_can_be_reached_and_left():
    reached = {Floor.NEW} | set(TRANSITIONS.values())
    assert reached == set(Floor)
    assert {floor for floor, _ in TRANSITIONS} == set(Floor)


def test_the_call_can_end_from_anywhere():
    assert {step(floor, Move.END) for floor in Floor} == {Floor.ENDED}


def test_an_illegal_move_raises_and_names_it():
    with pytest.raises(TransitionError, match="no move 'voice' while hearing"):
        step(Floor.HEARING, Move.VOICE)


def test_nothing_but_the_end_follows_the_end():
    for move in set(Move) - {Move.END}:
        with pytest.raises(TransitionError):
            step(Floor.ENDED, move)


def test_the_diagram_shows_every_row():
    text = diagram()
    for (floor, move), after in TRANSITIONS.items():
        if move is not Move.END:
            assert f"{floor} --> {after}: {move}" in text
