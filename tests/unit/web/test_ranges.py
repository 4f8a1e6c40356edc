"""Byte ranges, so that a player can jump."""

import pytest

from voicebot.web.ranges import ranged

BODY = bytes(range(10))


@pytest.mark.parametrize("wanted", [None, "", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,4-5"])
def test_the_whole(wanted):
    response = ranged(BODY, wanted, "audio/wav")
    assert (response.status_code, response.body) == (200, BODY)
    assert response.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(
    ("wanted", "body", "where"),
    [
        ("bytes=0-", BODY, "bytes 0-9/10"),
        ("bytes=2-4", BODY[2:5], "bytes 2-4/10"),
        ("bytes=8-99", BODY[8:], "bytes 8-9/10"),
        ("bytes=-3", BODY[7:], "bytes 7-9/10"),
        ("bytes=-99", BODY, "bytes 0-9/10"),
    ],
)
def test_a_part(wanted, body, where):
    response = ranged(BODY, wanted, "audio/wav")
    assert (response.status_code, response.body) == (206, body)
    assert response.headers["content-range"] == where
    assert response.headers["content-length"] == str(len(body))


@pytest.mark.parametrize("wanted", ["bytes=10-", "bytes=99-100", "bytes=5-4", "bytes=-0"])
def test_nothing_to_give(wanted):
    response = ranged(BODY, wanted, "audio/wav")
    assert (response.status_code, response.headers["content-range"]) == (416, "bytes */10")
