"""The carrier's doors: webhooks and the media socket."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, HTTPException, Query, Request, Response, WebSocket
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from voicebot.errors import BadFrame, BadTicket, OtherAccount, blame
from voicebot.ports import CallFacts, Started
from voicebot.telephony import twiml
from voicebot.telephony.webhook import Signatures, VoiceForm, voice_form
from voicebot.web.callflow import NOT_KEPT, Addresses, CallFlow
from voicebot.web.live import AlreadyLive, LiveCalls
from voicebot.web.metrics import WebMetrics
from voicebot.web.recent import Recent
from voicebot.web.services import WebServices
from voicebot.web.socket import GOODBYE, REFUSED, SocketWire

log = logging.getLogger(__name__)

FAILED: Final = 1011
LET_GO_S: Final = 3.0
"""How long a webhook waits for a call's own end; the carrier gives up after 15 s."""
SIGNATURE: Final = "x-twilio-signature"
MEDIA: Final = "/twilio/media"


class CallDoors:
    """The handlers behind `router`; one for the whole process."""

    def __init__(self, services: WebServices, metrics: WebMetrics) -> None:
        self._services = services
        self._metrics = metrics
        self._flow = CallFlow(services)
        self._live = LiveCalls()
        self._statuses: Recent[tuple[str, str], bool] = Recent(services.clock, timedelta(hours=6))
        tokens = services.auth_tokens
        self._signatures = Signatures(services.public_url, tokens) if tokens else None
        self.router = APIRouter(include_in_schema=False)
        for name in ("voice", "after", "dialled", "recorded", "status", "sms"):
            self.router.add_api_route(f"/twilio/{name}", getattr(self, name), methods=["POST"])
        self.router.add_api_websocket_route(MEDIA, self.media)

    async def form(self, request: Request) -> FormData:
        """The whole form of a webhook that is really the carrier's.

        Raises:
            HTTPException: 403 when the signature is missing or wrong, or the account another one.
        """
        form = await request.form(max_files=0)
        if self._signatures is not None:
            signature = request.headers.get(SIGNATURE, "")
            query = request.scope["query_string"].decode("latin-1")
            if not self._signatures.webhook(request.scope["path"], query, form, signature):
                self._count(request.scope["path"], "forged")
                raise HTTPException(403, "the signature does not match")
        account = self._services.account_sid
        if account and form.get("AccountSid") != account:
            log.warning("webhook refused: %s", OtherAccount.code)
            self._count(request.scope["path"], OtherAccount.code)
            raise HTTPException(403, "another account's webhook")
        return form

    async def voice(self, request: Request) -> Response:
        form = await self.form(request)
        call, to = self._call(form), self._addresses(request)
        return await self._answer(
            "voice", lambda: self._flow.voice(call, to), lambda: self._flow.way_out(call, to)
        )

    async def after(self, request: Request, n: Annotated[int, Query(ge=0, le=99)] = 0) -> Response:
        form = await self.form(request)
        call, to = self._call(form), self._addresses(request)
        ending = await self._live.let_go(call.call_sid, n, LET_GO_S)
        return await self._answer(
            "after",
            lambda: self._flow.after(call, to, n, ending),
            lambda: self._flow.way_out(call, to),
        )

    async def dialled(self, request: Request) -> Response:
        form = await self.form(request)
        call, to = self._call(form), self._addresses(request)
        return await self._answer(
            "dialled", lambda: self._flow.dialled(call, to, form), twiml.hang_up
        )

    async def recorded(self, request: Request) -> Response:
        form = await self.form(request)
        call = self._call(form)
        return await self._answer(
            "recorded", lambda: self._flow.recorded(call, form), lambda: twiml.hang_up(NOT_KEPT)
        )

    async def status(self, request: Request) -> Response:
        form = await self.form(request)
        call = self._call(form)
        number = str(form.get("SequenceNumber", "")) or f"status {call.status}"
        if call.over and self._statuses.first((call.call_sid, number), True):
            await self._live.let_go(call.call_sid, None, LET_GO_S)
            await run_in_threadpool(self._flow.over, call)
        self._count("/twilio/status", "noted")
        return Response(status_code=204)

    async def sms(self, request: Request) -> Response:
        form = await self.form(request)
        return await self._answer("sms", lambda: self._flow.text(form), twiml.text_message)

    async def media(self, socket: WebSocket) -> None:
        """One call's media socket, from the handshake to the end of the call."""
        if self._signatures is not None and not self._signatures.socket(
            socket.scope["path"], socket.headers.get(SIGNATURE, "")
        ):
            self._metrics.sockets.labels("forged").inc()
            await socket.close(REFUSED)
            return
        await socket.accept()
        wire = SocketWire(socket, self._metrics)
        try:
            result = await self._serve(wire)
            self._metrics.sockets.labels(result).inc()
        finally:
            await wire.finish()

    async def _serve(self, wire: SocketWire) -> str:
        """Hold the socket's call; what became of it, for the count."""
        started = await self._started(wire)
        if started is None:
            await wire.close(REFUSED)
            return "no_start"
        try:
            facts = await run_in_threadpool(self._redeem, started, wire)
        except BadTicket:
            log.warning("media socket refused: bad ticket")
            await wire.close(REFUSED)
            return "bad_ticket"
        except Exception as error:
            log.error("ticket of call %s: %s", started.call_sid, blame(error))
            await wire.close(FAILED)
            return "failed"
        try:
            with self._live.held(facts.call_sid, facts.reconnects, wire):
                return await self._run(wire, facts)
        except AlreadyLive:
            log.warning("media socket refused: call %s has one", facts.call_sid)
            await wire.close(REFUSED)
            return "second"

    async def _started(self, wire: SocketWire) -> Started | None:
        try:
            async with asyncio.timeout(self._services.start_deadline_s):
                while (event := await wire.receive()) is not None:
                    if isinstance(event, Started):
                        return event
        except TimeoutError:
            log.warning("media socket refused: no start in time")
        return None

    def _redeem(self, started: Started, wire: SocketWire) -> CallFacts:
        """What the signed webhook said of this call.

        Raises:
            BadTicket: none, or not this call's.
        """
        known = self._services.tickets.redeem(
            started.parameters.get("ticket", ""), started.call_sid, now=self._services.clock()
        )
        self._flow.joined(started.call_sid)
        return CallFacts(
            call_sid=started.call_sid,
            stream_sid=started.stream_sid,
            business_id=known.get("business_id", ""),
            caller=known.get("caller", ""),
            called=known.get("called", ""),
            stream=wire.stream,
            reconnects=int(known.get("reconnects", "0")),
        )

    async def _run(self, wire: SocketWire, facts: CallFacts) -> str:
        self._metrics.sockets_open.inc()
        try:
            await self._services.run_call(wire, facts)
            await wire.close(GOODBYE)
        except Exception as error:
            # One call's defect must not reach the others.
            log.error("call %s failed: %s", facts.call_sid, blame(error))
            await wire.close(FAILED)
            wire.goodbye = False
            return "failed"
        finally:
            self._metrics.sockets_open.dec()
            await run_in_threadpool(self._services.release, facts.call_sid)
        return "goodbye" if wire.goodbye else "lost"

    async def _answer(
        self, route: str, work: Callable[[], str], otherwise: Callable[[], str]
    ) -> Response:
        """TwiML from `work`; when a part of ours is down, from `otherwise`: nobody is lost."""
        try:
            document, result = await run_in_threadpool(work), "answered"
        except Exception as error:
            log.error("webhook %s failed: %s", route, blame(error))
            document, result = otherwise(), "way_out"
        self._count(f"/twilio/{route}", result)
        return Response(document, media_type="text/xml")

    def _call(self, form: FormData) -> VoiceForm:
        try:
            return voice_form(form)
        except BadFrame as error:
            raise HTTPException(400, str(error)) from None

    def _addresses(self, request: Request) -> Addresses:
        if self._signatures is not None:
            return Addresses(self._services.public_url.rstrip("/"))
        # Only local phones get here, and their Host is known to be this machine's.
        return Addresses(f"http://{request.headers['host']}")

    def _count(self, path: str, answer: str) -> None:
        self._metrics.webhooks.labels(path, answer).inc()
