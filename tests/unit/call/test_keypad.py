from voicebot.call.keypad import PAUSE_MS, PAUSES_MS, Keypad


def press_all(keypad: Keypad, keys: str, asked: str | None = None) -> str | None:
    entry = None
    for n, key in enumerate(keys):
        entry = keypad.press(key, n * 200, asked)
    return entry


def test_the_hash_key_ends_an_entry():
    assert press_all(Keypad(), "4155550132#") == "4155550132"


def test_the_length_of_a_number_ends_it():
    assert press_all(Keypad(), "4155550132", "phone") == "4155550132"
    assert press_all(Keypad(), "1", "confirm") == "1"


def test_a_number_is_as_long_as_its_region_dials_it():
    assert press_all(Keypad("GB"), "0791112345", "phone") is None
    assert press_all(Keypad("GB"), "07911123456", "phone") == "07911123456"
    assert press_all(Keypad("US"), "1415555013", "phone") is None
    assert press_all(Keypad("US"), "14155550132", "phone") == "14155550132"


def test_a_number_from_abroad_is_ended_by_hash_or_pause():
    assert press_all(Keypad("GB"), "0033142685300", "phone") is None
    assert press_all(Keypad("FR"), "0142685300", "phone") is None
    assert press_all(Keypad("FR"), "0142685300#", "phone") == "0142685300"


def test_the_star_key_starts_again():
    assert press_all(Keypad(), "99*123#") == "123"


def test_a_pause_ends_it():
    keypad = Keypad()
    keypad.press("7", 1000, None)
    assert keypad.waited(1000 + PAUSE_MS - 1, None) is None
    assert keypad.waited(1000 + PAUSE_MS, None) == "7"
    assert not keypad.active


def test_a_hash_alone_is_no_entry():
    assert Keypad().press("#", 0, None) is None


def test_who_types_a_name_may_look_for_the_letters():
    keypad = Keypad()
    keypad.press("7", 0, "name")
    assert keypad.waited(PAUSE_MS, "name") is None
    assert keypad.waited(PAUSES_MS["name"], "name") == "7"
