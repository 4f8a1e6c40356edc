"""What the carrier is told to do with a call: the answers to its webhooks, as TwiML.

Every way through ends with somebody: the bot, a person, a message that is kept, or a goodbye.
Nothing here awaits; the stores may block, so the routes call it in threads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from voicebot.booking.model import TakeMessage
from voicebot.call.history import finished
from voicebot.ports import CallSummary
from voicebot.telephony import twiml
from voicebot.telephony.webhook import VoiceForm, caller_of
from voicebot.web.live import Ending
from voicebot.web.recent import Recent
from voicebot.web.services import WebServices

MAX_RECONNECTS: Final = 2
TICKET_LIFE: Final = timedelta(seconds=60)
SORRY_CUT: Final = "Sorry, we were cut off. One moment, please."
SORRY_BUSY: Final = "Thank you for calling. Our automated assistant cannot take your call just now."
ONE_MOMENT: Final = "One moment, please. I will put you through."
LEAVE_MESSAGE: Final = (
    "Please leave your name, your number and what it is about after the tone. "
    "The message is recorded, and we will call you back. Press the pound key when you are done."
)
NOBODY_THERE: Final = "I am sorry, nobody can come to the phone right now."
THANKS: Final = "Thank you. Your message has been kept. Goodbye."
NOT_KEPT: Final = "I am sorry, the message could not be kept. Please call again later. Goodbye."
NO_BUSINESS: Final = "This number is not in service yet. Goodbye."
ONLY_CALLS: Final = "This number takes calls only. Please call us to book, move or cancel a visit."
UNDECIDED: Final = frozenset({"", "abandoned", "failed"})
"""Outcomes of a call that got nowhere with the bot; what happens after it counts more."""
OPT_OUT: Final = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
KEYWORDS: Final = OPT_OUT | {"start", "yes", "unstop", "help", "info"}
"""Opt-out, opt-in and help words of text messages: the carrier answers them, we must not."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the carrier reaches us. `base` is http(s) without a slash at its end."""

    base: str

    @property
    def media(self) -> str:
        return "ws" + self.base.removeprefix("http") + "/twilio/media"

    def after(self, reconnects: int) -> str:
        return f"{self.base}/twilio/after?n={reconnects}"

    @property
    def dialled(self) -> str:
        return f"{self.base}/twilio/dialled"

    @property
    def recorded(self) -> str:
        return f"{self.base}/twilio/recorded"


class CallFlow:
    def __init__(self, services: WebServices) -> None:
        self._services = services
        self._answered: Recent[str, str] = Recent(services.clock, TICKET_LIFE)
        self._texted: Recent[str, bool] = Recent(services.clock, timedelta(days=1))

    def voice(self, call: VoiceForm, to: Addresses) -> str:
        """A call comes in. The carrier may ask twice for the same call: it gets the same answer."""
        known = self._answered.get(call.call_sid)
        if known is not None:
            return known
        if not self._services.business_for(call.called):
            return twiml.hang_up(NO_BUSINESS)
        if not self._services.admit(call.call_sid):
            return self.way_out(call, to)
        answer = self._connect(call, to, reconnects=0)
        self._answered.put(call.call_sid, answer)
        return answer

    def joined(self, call_id: str) -> None:
        """The call has its media socket: the answer it was given is used up."""
        self._answered.pop(call_id)

    def after(self, call: VoiceForm, to: Addresses, reconnects: int, ending: Ending) -> str:
        """The stream is over. Hang up after a goodbye, hand over, or join the call up again."""
        if call.over:
            return twiml.hang_up()
        person = self._services.handover(call.call_sid)
        if person:
            return twiml.forward(to=person, dialled_url=to.dialled, say=ONE_MOMENT)
        if ending is Ending.GOODBYE or (ending is Ending.UNKNOWN and self._finished(call.call_sid)):
            return twiml.hang_up()
        if reconnects >= MAX_RECONNECTS or not self._services.admit(call.call_sid):
            return self.way_out(call, to)
        return self._connect(call, to, reconnects=reconnects + 1, say=SORRY_CUT)

    def way_out(self, call: VoiceForm, to: Addresses) -> str:
        """The bot cannot take this call: ring a person where there is one, else keep a message."""
        person = self._services.forward_to.get(self._services.business_for(call.called), "")
        if person:
            return twiml.forward(
                to=person, dialled_url=to.dialled, say=f"{SORRY_BUSY} {ONE_MOMENT}"
            )
        return twiml.take_message(recorded_url=to.recorded, say=f"{SORRY_BUSY} {LEAVE_MESSAGE}")

    def dialled(self, call: VoiceForm, to: Addresses, form: Mapping[str, Any]) -> str:
        """A person was rung. Whoever was not answered leaves a message."""
        if form.get("DialCallStatus") in ("completed", "answered"):
            self._keep_call(call, "transferred")
            return twiml.hang_up()
        return twiml.take_message(recorded_url=to.recorded, say=f"{NOBODY_THERE} {LEAVE_MESSAGE}")

    def recorded(self, call: VoiceForm, form: Mapping[str, Any]) -> str:
        """A message was recorded: keep where it is, for the staff."""
        address = str(form.get("RecordingUrl", ""))[:500]
        if not address.startswith("https://"):
            return twiml.hang_up(NOT_KEPT)
        seconds = str(form.get("RecordingDuration", "?"))[:10]
        self._services.calendar.answer(
            self._services.business_for(call.called),
            TakeMessage(
                kind="message",
                text=f"Recorded message, {seconds} seconds: {address}",
                phone=call.caller,
            ),
            key=f"{call.call_sid}/recorded/{address.rsplit('/', 1)[-1]}",
            call_id=call.call_sid,
            now=self._services.clock(),
        )
        self._keep_call(call, "message")
        return twiml.hang_up(THANKS)

    def over(self, call: VoiceForm) -> None:
        """The carrier says that the call is over: no record of it may stay open."""
        self._answered.pop(call.call_sid)
        self._services.release(call.call_sid)
        known = self._services.calls.call(call.call_sid)
        if known is None:
            self._keep_call(call, "abandoned")
        elif known.ended_at is None:
            self._services.calls.close_call(
                call.call_sid, ended_at=self._services.clock(), outcome="failed", turns=known.turns
            )

    def text(self, form: Mapping[str, Any]) -> str:
        """A text message: say once a day to a number that only calls are answered here."""
        sender = caller_of(str(form.get("From", "")))
        words = str(form.get("Body", "")).split()
        if not sender or (len(words) == 1 and words[0].strip(".!").lower() in KEYWORDS):
            return twiml.text_message()
        return twiml.text_message(ONLY_CALLS if self._texted.first(sender, True) else "")

    def _connect(self, call: VoiceForm, to: Addresses, *, reconnects: int, say: str = "") -> str:
        facts = {
            "business_id": self._services.business_for(call.called),
            "caller": call.caller,
            "called": call.called,
            "reconnects": str(reconnects),
        }
        ticket = self._services.tickets.issue(call.call_sid, facts, now=self._services.clock())
        return twiml.connect(
            media_url=to.media, after_url=to.after(reconnects), ticket=ticket, say=say
        )

    def _finished(self, call_id: str) -> bool:
        """What the log says, when this process did not see the end itself."""
        return finished(self._services.calls.entries(call_id))

    def _keep_call(self, call: VoiceForm, outcome: str) -> None:
        """Keep what became of a call without a bot, or after the bot lost it."""
        calls, now = self._services.calls, self._services.clock()
        known = calls.call(call.call_sid)
        if known is None:
            business_id = self._services.business_for(call.called)
            known = CallSummary(
                call.call_sid, business_id, call.caller, call.called, now, None, "", 0
            )
            calls.open_call(known)
        if known.outcome in UNDECIDED:
            calls.close_call(call.call_sid, ended_at=now, outcome=outcome, turns=known.turns)
