"""`voicebot call` from the command line, against a service that greets and repeats itself."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import uvicorn
from fake_service import TONE
from fastapi import FastAPI, Response, WebSocket, WebSocketDisconnect

from voicebot.audio.pcm import HZ, read_wav, write_wav
from voicebot.cli import main
from voicebot.simulator import voices
from voicebot.simulator.script import load_script


def service(answer: bool = True) -> FastAPI:
    """Greets, then answers once after two seconds of the caller's audio, and hangs up."""
    app = FastAPI()

    @app.post("/twilio/voice")
    async def voice() -> Response:
        stream = f'<Stream url="ws://127.0.0.1:{app.state.port}/twilio/media"/>'
        text = f'<Response><Connect action="/twilio/after">{stream}</Connect></Response>'
        return Response(text, media_type="text/xml")

    @app.post("/twilio/after")
    async def after() -> Response:
        return Response("<Response><Hangup/></Response>", media_type="text/xml")

    @app.post("/twilio/status")
    async def status() -> Response:
        return Response(status_code=204)

    @app.websocket("/twilio/media")
    async def media(socket: WebSocket) -> None:
        import base64

        await socket.accept()
        await socket.receive_json()
        sid = (await socket.receive_json())["streamSid"]
        payload = base64.b64encode(TONE * 20).decode()
        speak = {"event": "media", "streamSid": sid, "media": {"payload": payload}}
        try:
            if answer:
                await socket.send_json(speak)
            for _ in range(100):
                await socket.receive_json()
            await socket.send_json(speak)
            await asyncio.sleep(0.6)
            await socket.close()
        except WebSocketDisconnect:
            pass

    return app


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    config = uvicorn.Config(app, port=0, log_level="error", ws="websockets-sansio")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        app.state.port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{app.state.port}"
    finally:
        server.should_exit = True
        thread.join(10)


def voicebot(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["call", *words])
    code = ended.value.code
    assert isinstance(code, int)
    return code


@pytest.fixture
def wav(tmp_path: Path) -> str:
    path = tmp_path / "line.wav"
    tone = 8000 * np.sin(2 * np.pi * 440 * np.arange(HZ // 2) / HZ)
    path.write_bytes(write_wav(tone.astype(np.int16), HZ))
    return str(path)


@pytest.fixture(autouse=True)
def _plain_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_call_is_printed_line_by_line_and_saved(
    wav: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "both.wav"
    with running(service()) as url:
        code = voicebot("--url", url, "--wav", wav, "--save", str(saved), "--no-transcript")
    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert [line.split()[2] for line in lines] == ["bot", "caller", "bot", "carrier"]
    assert "(speaks for 0.4 s)  [after " in lines[2]
    assert "<Hangup>" in lines[3]
    mono, hz = read_wav(saved)
    assert hz == 8000
    assert len(mono) > 2 * hz
    assert saved.read_bytes()[22] == 2  # channels


def test_json_is_one_object_and_lines_left_unsaid_are_told(
    wav: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ["--wav", wav] * 4
    with running(service()) as url:
        code = voicebot("--url", url, *lines, "--json", "--no-transcript")
    out, err = capsys.readouterr()
    report = json.loads(out)
    assert code == 0
    assert "hung up before the last line" in err
    assert report["ok"] is True
    assert report["ended_by"] == "bot"
    assert [turn["who"] for turn in report["turns"]][:2] == ["bot", "caller"]
    assert report["turns"][-1]["text"] == "is told <Hangup>"
    assert report["warnings"] == []


def test_no_service_is_status_1_and_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert voicebot("--url", "http://127.0.0.1:9", "--wav", "none.wav") == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("words", [[], ["--say", "hi", "--script", "x.yaml"]])
def test_there_must_be_something_to_say(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert voicebot(*words) == 1
    assert "--say and --wav, or a --script" in capsys.readouterr().err


def test_a_faulty_script_is_told_by_file_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "script.yaml"
    script.write_text("- hello\n- press: 012\n")
    assert voicebot("--script", str(script)) == 1
    assert f"{script}:2: " in capsys.readouterr().err


def test_the_voices_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert voicebot("--voices") == 0
    assert "espeak" in capsys.readouterr().out.split()


def test_with_espeak_alone_it_says_that_this_voice_is_misheard(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(voices, "installed", lambda: ("espeak",))
    assert voicebot("--url", "http://127.0.0.1:9", "--say", "Hello.", "--no-transcript") == 1
    told = capsys.readouterr().err.splitlines()
    assert "eSpeak NG is the only voice" in told[0]
    assert "does not answer" in told[-1]


def test_the_manual_names_every_option_and_its_script_can_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manual = (Path(__file__).parents[3] / "docs" / "phone.md").read_text()
    assert voicebot("--help") == 0
    options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
    assert not [option for option in options if f"`{option}" not in manual]
    script = tmp_path / "script.yaml"
    script.write_text(manual.split("```yaml\n")[1].split("```")[0])
    (tmp_path / "lines").mkdir()
    (tmp_path / "lines" / "name.wav").touch()
    assert len(load_script(script)) == 7
