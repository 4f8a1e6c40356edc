"""The phone against a small service over a real socket. Times are real, so margins are wide."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import numpy as np
import pytest
from fake_service import PUBLIC, FakeService, Socket, call_to
from twilio.request_validator import RequestValidator
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from voicebot.audio.pcm import HZ, Pcm
from voicebot.errors import BotSilent, CallFailed, LineClosed
from voicebot.simulator import media
from voicebot.simulator.phone import Phone
from voicebot.simulator.timeline import Span


def spoken(ms: int, lead_ms: int = 100) -> Pcm:
    """A tone of `ms` with silence around it."""
    tone = 8000 * np.sin(2 * np.pi * 440 * np.arange(ms * HZ // 1000) / HZ)
    quiet = np.zeros(lead_ms * HZ // 1000)
    return np.concatenate([quiet, tone, quiet]).astype(np.int16)


async def idle(socket: Socket) -> None:
    try:
        while True:
            await socket.next()
    except ConnectionClosed:
        pass


def run(
    talk: Callable[[Socket], Awaitable[None]],
    scenario: Callable[[Phone], Awaitable[None]],
    **options: object,
) -> FakeService:
    async def main() -> FakeService:
        service = FakeService(talk)
        async with call_to(service, **options) as phone:
            await scenario(phone)
        assert service.failure is None
        return service

    return asyncio.run(main())


def test_start_carries_the_ticket_and_frames_come_every_20_ms() -> None:
    async def scenario(phone: Phone) -> None:
        await phone.sleep(400)
        assert len(phone.tracks()) == pytest.approx(3200, abs=480)

    service = run(idle, scenario)
    first, *_ = messages = service.sockets[0].received
    start = messages[1]
    assert first == {"event": "connected", "protocol": "Call", "version": "1.0.0"}
    assert start["sequenceNumber"] == "1"
    assert start["start"]["customParameters"] == {"ticket": "t1"}  # type: ignore[index]
    assert start["start"]["callSid"] == service.posts[0][1]["CallSid"]  # type: ignore[index]
    frames = [m for m in messages if m["event"] == "media"]
    assert 17 <= len(frames) <= 24
    assert [m["sequenceNumber"] for m in frames[:3]] == ["2", "3", "4"]
    assert [m["media"]["timestamp"] for m in frames[:3]] == ["20", "40", "60"]  # type: ignore[index]
    assert messages[-1]["event"] == "stop"
    assert service.paths() == ["/twilio/voice", "/twilio/status"]
    assert service.posts[-1][1]["CallStatus"] == "completed"


def test_marks_come_back_when_their_audio_has_been_played() -> None:
    returned: dict[str, float] = {}

    async def talk(socket: Socket) -> None:
        clock = asyncio.get_running_loop().time
        await socket.send("mark", {"name": "empty"})
        await socket.play(300, mark="a")
        await socket.play(300, mark="b")
        began = clock()
        while "b" not in returned:
            name = (await socket.until("mark"))["mark"]["name"]  # type: ignore[index]
            returned[name] = (clock() - began) * 1000
        await idle(socket)

    async def scenario(phone: Phone) -> None:
        await phone.wait_until_bot_quiet(quiet_ms=200)

    run(talk, scenario)
    assert list(returned) == ["empty", "a", "b"]
    assert returned["empty"] < 100
    assert returned["a"] == pytest.approx(310, abs=80)
    assert returned["b"] == pytest.approx(610, abs=80)


def test_clear_silences_the_bot_and_returns_every_mark() -> None:
    async def talk(socket: Socket) -> None:
        await socket.play(5000, mark="a")
        await socket.play(5000, mark="b")
        await asyncio.sleep(0.3)
        await socket.send("clear")
        names = [(await socket.until("mark"))["mark"]["name"] for _ in "ab"]  # type: ignore[index]
        assert names == ["a", "b"]
        await idle(socket)

    async def scenario(phone: Phone) -> None:
        heard = await phone.wait_until_bot_quiet(quiet_ms=300)
        assert heard.end_ms - heard.start_ms == pytest.approx(300, abs=80)
        assert [e.kind for e in phone.events if e.kind == "cleared"]

    run(talk, scenario)


def test_an_answer_is_timed_from_the_last_voiced_to_the_first_audible_sample() -> None:
    async def talk(socket: Socket) -> None:
        await socket.play(200)
        for _ in range(60):  # answer after 1.2 s of the caller's audio
            await socket.until("media")
        await socket.play(400)
        await idle(socket)

    spans: list[Span] = []

    async def scenario(phone: Phone) -> None:
        await phone.wait_until_bot_quiet(quiet_ms=200)
        spans.append(await phone.say(spoken(300), "hello"))
        spans.append(await phone.wait_until_bot_quiet(quiet_ms=200))
        heard = phone.heard_since(spans[1].start_ms, spans[1].end_ms)
        assert len(heard) == pytest.approx(0.4 * HZ, abs=320)
        assert np.abs(heard).max() > 1000

    run(talk, scenario)
    said, reply = spans
    assert said.end_ms - said.start_ms == pytest.approx(300, abs=20)
    assert reply.start_ms == pytest.approx(1200, abs=60)
    assert reply.start_ms > said.end_ms


def test_both_tracks_hold_what_each_side_said() -> None:
    async def talk(socket: Socket) -> None:
        await socket.play(200)
        await idle(socket)

    async def scenario(phone: Phone) -> None:
        await phone.wait_until_bot_quiet(quiet_ms=100)
        said = await phone.say(spoken(300))
        caller, bot = phone.tracks().T.astype(int)
        start, end = (int(ms * 8) for ms in (said.start_ms, said.end_ms))
        assert np.abs(caller[start + 80 : end - 80]).max() > 7000
        assert np.abs(caller[: start - 80]).max() < 200
        assert np.abs(bot[start:]).max() < 200
        await phone.sleep(400)
        told = sorted((e.at_ms, e.kind) for e in phone.events if e.kind != "connected")
        kinds = [kind for _, kind in told]
        assert kinds == ["bot_started", "bot_stopped", "caller_started", "caller_stopped"]

    run(talk, scenario)


def test_keys_are_sent_one_after_the_other() -> None:
    keys: list[object] = []

    async def talk(socket: Socket) -> None:
        for _ in range(3):
            keys.append((await socket.until("dtmf"))["dtmf"])
        await idle(socket)

    async def scenario(phone: Phone) -> None:
        phone.press("0*")
        phone.press("2")
        await phone.sleep(600)

    run(talk, scenario)
    assert keys == [{"track": "inbound_track", "digit": digit} for digit in "0*2"]


def test_requests_are_signed_over_the_public_addresses() -> None:
    async def scenario(phone: Phone) -> None:
        await phone.sleep(50)

    async def main() -> FakeService:
        service = FakeService(idle, answer="")
        service.answer = service.connect("wss://bot.example.org")
        async with call_to(service, token="12345", public_url=PUBLIC) as phone:
            await scenario(phone)
        return service

    service = asyncio.run(main())
    validator = RequestValidator("12345")
    for path, form, signature in service.posts:
        assert validator.validate(PUBLIC + path, form, signature)
    assert service.signatures == ["JN9i/KKyNukysQIhGfyUyNeomp4="]


def test_when_the_server_closes_the_call_follows_what_after_says() -> None:
    async def talk(socket: Socket) -> None:
        await socket.play(100)
        await asyncio.sleep(0.15)
        await socket.connection.close()

    async def main() -> None:
        service = FakeService(talk)
        async with call_to(service) as phone:
            service.afters = [service.connect(), "<Response><Dial>+15550100</Dial></Response>"]
            assert await phone.wait_until_over(5)
            assert phone.ended_by == "bot"
            assert [e.text for e in phone.events if e.kind == "verb"] == ["<Dial> +15550100"]
            assert phone.bot_spans()
            with pytest.raises(LineClosed, match="Dial"):
                await phone.say(spoken(100))
        assert service.paths() == ["/twilio/" + p for p in ("voice", "after", "after", "status")]
        assert len(service.sockets) == 2
        assert service.posts[1][1]["CallStatus"] == "in-progress"

    asyncio.run(main())


def test_what_twilio_would_warn_of_is_reported() -> None:
    async def talk(socket: Socket) -> None:
        await socket.connection.send(b"\x00")
        await socket.send("media", {"payload": "AAAA", "track": "outbound"})
        sid, socket.sid = socket.sid, "MZother"
        await socket.play(20)
        socket.sid = sid
        await idle(socket)

    async def scenario(phone: Phone) -> None:
        await phone.sleep(200)
        assert [warning[:5] for warning in phone.warnings] == ["31950", "31951", "31951"]
        assert phone.bot_spans() == []

    run(talk, scenario)


def test_a_silent_bot_is_an_error_with_a_reason() -> None:
    async def scenario(phone: Phone) -> None:
        with pytest.raises(BotSilent, match=r"said nothing for 0\.3 s"):
            await phone.wait_until_bot_quiet(timeout_s=0.3)

    run(idle, scenario)


def test_a_bot_that_hangs_up_without_a_word_is_a_closed_line() -> None:
    async def talk(socket: Socket) -> None:
        await socket.connection.close()

    async def scenario(phone: Phone) -> None:
        with pytest.raises(LineClosed, match="ended by the bot"):
            await phone.wait_until_bot_quiet(timeout_s=5)

    run(talk, scenario)


def test_an_interrupted_bot_has_not_answered_yet() -> None:
    async def talk(socket: Socket) -> None:
        await socket.play(4000)
        await asyncio.sleep(0.7)
        await socket.send("clear")
        await asyncio.sleep(0.8)
        await socket.play(200)
        await idle(socket)

    async def scenario(phone: Phone) -> None:
        await phone.wait_until_bot_speaks()
        said = await phone.say(spoken(300))
        reply = await phone.wait_until_bot_quiet(quiet_ms=200)
        assert reply.start_ms - said.end_ms > 500
        assert len(phone.bot_spans()) == 2

    run(talk, scenario)


def test_a_dropped_line_ends_the_call_without_stop() -> None:
    async def scenario(phone: Phone) -> None:
        await phone.sleep(100)
        phone.drop()
        assert await phone.wait_until_over(5)
        assert phone.ended_by == "line"

    service = run(idle, scenario)
    assert service.sockets[0].received[-1]["event"] == "media"


def test_a_stall_is_followed_by_all_that_was_missed() -> None:
    counts: list[int] = []

    async def scenario(phone: Phone) -> None:
        phone.stall(300)
        await asyncio.sleep(0.25)
        counts.append(len(phone.tracks()))
        await asyncio.sleep(0.25)
        counts.append(len(phone.tracks()))

    run(idle, scenario)
    assert counts[0] <= 320
    assert counts[1] == pytest.approx(4000, abs=640)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("sorry?", "not TwiML"),
        ('<Response><Connect><Stream url="https://x/m"/></Connect></Response>', "31922"),
        ('<Response><Connect><Stream url="ws://127.0.0.1:9/m"/></Connect></Response>', "takes no"),
    ],
)
def test_a_call_that_cannot_begin_fails_with_the_reason(answer: str, why: str) -> None:
    async def main() -> None:
        service = FakeService(idle, answer=answer)
        with pytest.raises(CallFailed, match=why):
            async with call_to(service):
                pass

    asyncio.run(main())


def test_a_line_that_only_forwards_has_no_stream() -> None:
    async def main() -> None:
        service = FakeService(idle, answer="<Response><Dial>+15550100</Dial></Response>")
        async with call_to(service) as phone:
            with pytest.raises(LineClosed, match="Dial"):
                await phone.wait_until_bot_quiet()
        assert phone.ended_by == "line"

    asyncio.run(main())


def test_a_server_that_stops_reading_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "SEND_TIMEOUT_S", 0.1)

    async def never(*_: object) -> None:
        await asyncio.sleep(60)

    async def scenario(phone: Phone) -> None:
        await phone.sleep(100)
        monkeypatch.setattr(ClientConnection, "send", never)
        assert await phone.wait_until_over(5)
        assert any("takes no more audio" in warning for warning in phone.warnings)

    run(idle, scenario)
