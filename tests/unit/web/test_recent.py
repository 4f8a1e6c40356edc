"""The memory that forgets."""

from datetime import timedelta

from web_house import Clock

from voicebot.web.recent import Recent


def memory(size=3):
    clock = Clock()
    return clock, Recent(clock, timedelta(seconds=60), size)


def test_it_forgets_with_time():
    clock, recent = memory()
    recent.put("a", 1)
    clock.forward(seconds=59)
    assert recent.get("a") == 1
    clock.forward(seconds=1)
    assert recent.get("a") is None


def test_putting_in_again_keeps_it_longer():
    clock, recent = memory()
    recent.put("a", 1)
    recent.put("b", 1)
    clock.forward(seconds=40)
    recent.put("a", 2)
    clock.forward(seconds=40)
    assert (recent.get("a"), recent.get("b")) == (2, None)


def test_it_is_bounded_and_the_oldest_go():
    _, recent = memory(size=3)
    for n in range(10):
        recent.put(n, n)
    assert [recent.get(n) for n in range(10)] == [None] * 7 + [7, 8, 9]


def test_first():
    clock, recent = memory()
    assert recent.first("a", 1)
    assert not recent.first("a", 2)
    clock.forward(seconds=60)
    assert recent.first("a", 3)


def test_change():
    clock, recent = memory()
    assert [recent.change("a", lambda n: (n or 0) + 1) for _ in range(3)] == [1, 2, 3]
    clock.forward(seconds=60)
    assert recent.change("a", lambda n: (n or 0) + 1) == 1


def test_pop():
    _, recent = memory()
    recent.put("a", 1)
    recent.pop("a")
    recent.pop("a")
    assert recent.get("a") is None
