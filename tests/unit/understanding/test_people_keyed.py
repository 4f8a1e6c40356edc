"""Names typed on the keys of a telephone."""

import pytest

from voicebot.understanding.people.keyed import keyed_name, keyed_whole, to_keys


@pytest.mark.parametrize(
    ("name", "keys"), [("Anna", "2662"), ("O'Brien", "627436"), ("Smith-Jones", "7648456637")]
)
def test_the_keys_of_a_name(name, keys):
    assert to_keys(name) == keys


@pytest.mark.parametrize("name", ["Anna", "Robert", "Linda", "Mohammed", "Grace"])
def test_a_given_name_that_is_common(name):
    assert keyed_name(to_keys(name), "given") == name


@pytest.mark.parametrize("name", ["Miller", "Garcia", "Nguyen", "Robinson", "Patel"])
def test_a_family_name_that_is_common(name):
    assert keyed_name(to_keys(name), "family") == name


def test_what_was_heard_tells_names_on_the_same_keys_apart():
    assert to_keys("Bow") == to_keys("Cox")
    assert keyed_name(to_keys("Bow"), "family", "Cox") == "Cox"
    assert keyed_name(to_keys("Bow"), "family", "Bow") == "Bow"


def test_a_name_on_no_list_sounds_like_what_was_heard():
    found = keyed_name(to_keys("Zwarkov"), "family", "Swarkoff")
    assert found is not None
    assert to_keys(found) == to_keys("Zwarkov")
    assert found[-3:-1] == "ko"


@pytest.mark.parametrize("keys", ["", "5", "110", "26a2", "2" * 21, "0", "2662#"])
def test_what_are_no_letters_is_no_name(keys):
    assert keyed_name(keys, "given") is None


@pytest.mark.parametrize("keys", ["99999999", "22", "7979797979797979", "2" * 20])
def test_any_keys_make_some_name(keys):
    for part in ("given", "family"):
        found = keyed_name(keys, part, "Smith")
        assert found is not None
        assert to_keys(found) == keys


def test_all_that_was_heard_tells_whole_names_on_the_same_keys_apart():
    given, family = to_keys("Gary"), to_keys("German")
    assert to_keys("Herman") == family
    heard = [["It's Carrie German.", "It's carry Germans."], ["No, it's Gary German."]]
    assert keyed_whole(given, family, heard) == "Gary German"
    assert keyed_whole(given, family, [["It's Carrie Herman.", "It's gory her man."]]) == (
        "Gary Herman"
    )


def test_a_whole_name_on_no_list_is_put_together_elsewhere():
    assert keyed_whole("99999999", to_keys("Miller"), [["Miller"]]) is None
    assert keyed_whole(to_keys("Gary"), to_keys("Miller"), []) is None
