"""A small service to call: the webhooks in process, the media socket on loopback."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

import httpx
from websockets.asyncio.server import ServerConnection, serve

from voicebot.simulator.phone import Phone

PUBLIC = "https://bot.example.org"
TONE = bytes([0x9F, 0x1F]) * 80
"""20 ms of a loud 4 kHz tone as mu-law."""

Talk = Callable[["Socket"], Awaitable[None]]


class Socket:
    """The service's end of a media stream."""

    def __init__(self, connection: ServerConnection) -> None:
        self.connection = connection
        self.received: list[dict[str, object]] = []
        self.sid = ""

    async def start(self) -> None:
        while not self.sid:
            message = await self.next()
            self.sid = str(message.get("streamSid", ""))

    async def next(self) -> dict[str, object]:
        message: dict[str, object] = json.loads(await self.connection.recv())
        self.received.append(message)
        return message

    async def until(self, event: str) -> dict[str, object]:
        while True:
            message = await self.next()
            if message["event"] == event:
                return message

    async def send(self, event: str, body: dict[str, str] | None = None) -> None:
        message = {"event": event, "streamSid": self.sid}
        await self.connection.send(json.dumps(message | ({event: body} if body else {})))

    async def play(self, ms: int, mark: str = "") -> None:
        payload = base64.b64encode(TONE * (ms // 20)).decode()
        await self.send("media", {"payload": payload})
        if mark:
            await self.send("mark", {"name": mark})


class FakeService:
    """Records every form; answers `voice` with `answer` and `after` with each of `afters`."""

    def __init__(self, talk: Talk, answer: str = "", afters: tuple[str, ...] = ()) -> None:
        self.talk = talk
        self.answer = answer
        self.afters = list(afters)
        self.posts: list[tuple[str, dict[str, str], str]] = []
        self.signatures: list[str] = []
        self.sockets: list[Socket] = []
        self.failure: BaseException | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def connect(self, host: str = "") -> str:
        """TwiML for a stream at `host` (this service's own address without one)."""
        there = host or f"ws://127.0.0.1:{self.port}"
        return (
            '<Response><Connect action="/twilio/after">'
            f'<Stream url="{there}/twilio/media"><Parameter name="ticket" value="t1"/></Stream>'
            "</Connect></Response>"
        )

    def handle(self, request: httpx.Request) -> httpx.Response:
        form = dict(parse_qsl(request.content.decode(), keep_blank_values=True))
        path = request.url.path
        self.posts.append((path, form, request.headers.get("x-twilio-signature", "")))
        if path == "/twilio/voice":
            return httpx.Response(200, text=self.answer or self.connect())
        if path == "/twilio/after":
            after = self.afters.pop(0) if self.afters else "<Response><Hangup/></Response>"
            return httpx.Response(200, text=after)
        return httpx.Response(204)

    def paths(self) -> list[str]:
        return [path for path, _, _ in self.posts]

    async def serve(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        self.signatures.append(connection.request.headers.get("X-Twilio-Signature", ""))
        socket = Socket(connection)
        self.sockets.append(socket)
        try:
            await socket.start()
            await self.talk(socket)
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            self.failure = error


@asynccontextmanager
async def call_to(service: FakeService, **options: object) -> AsyncIterator[Phone]:
    """A phone in a call with this service, for 20 s at most."""
    async with asyncio.timeout(20), serve(service.serve, "127.0.0.1", 0) as server:
        service.port = next(iter(server.sockets)).getsockname()[1]
        http = httpx.AsyncClient(transport=httpx.MockTransport(service.handle))
        async with http, Phone(service.url, http=http, **options) as phone:  # type: ignore[arg-type]
            yield phone
