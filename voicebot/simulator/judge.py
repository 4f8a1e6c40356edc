"""Judges a call by what it left behind: the calendar, the message box, and what was claimed.

What counts is the state after the call, not what was said in it. Claims are looked at for one
thing only: that whatever the bot said it did is what the calendar holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from voicebot.booking.model import Appointment, Status
from voicebot.call.messages import LogEntry
from voicebot.dialog.model import Dialog
from voicebot.ports import KeptMessage
from voicebot.simulator.callers.moments import Moment, moments
from voicebot.simulator.callers.person import Person
from voicebot.simulator.callers.scenario import Goal, Scenario, Wish
from voicebot.simulator.callers.talk import ALIKE, Account
from voicebot.simulator.message_box import MessageBox
from voicebot.simulator.values import has_card_number, same_name, same_value

CLAIMS = {"booked": Status.BOOKED, "moved": Status.BOOKED, "cancelled": Status.CANCELLED}
"""Reply keys that claim a change, and the state that the row must be in."""
SKIPPED = "skip"
"""The answer of who has none."""
WAYS_OUT = ("transferred", "callback", "message", "emergency")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a call left behind. `before` and `after` are all rows of the business."""

    call_id: str
    before: Sequence[Appointment]
    after: Sequence[Appointment]
    messages: Sequence[KeptMessage]
    """Those of this call."""
    entries: Sequence[LogEntry]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`why` is empty when all goals were reached. `false` are claims that are not so."""

    why: tuple[str, ...]
    false: tuple[str, ...]
    wrong: bool
    """The calendar was changed in another way than was wanted."""
    way_out: bool
    """The caller was offered the keypad, or ended with a message, a call-back or a person."""
    turns: int
    turns_to_booking: int | None
    """The caller's turns until the first booking was told."""
    repairs: int
    seconds: float
    outcome: str
    replies: tuple[str, ...] = field(default=(), repr=False)

    @property
    def success(self) -> bool:
        return not self.why and not self.false


def judge(
    scenario: Scenario,
    person: Person,
    dialog: Dialog,
    evidence: Evidence,
    *,
    by_ear: bool = False,
    account: Account | None = None,
) -> Verdict:
    """Compare what was wanted with what is.

    `by_ear`: names and details may be spelled as they sound. `account` is the caller's own.
    """
    court = _Court(
        scenario, person, dialog, evidence, ALIKE if by_ear else 1.0, account or Account()
    )
    why = court.shortcomings()
    entries = evidence.entries
    said = [entry for entry in entries if entry.kind == "said"]
    ended = next((e for e in reversed(entries) if e.kind == "ended"), None)
    outcome = str(ended.data["outcome"]) if ended else "failed"
    keypad = any("keypad" in entry.data["text"] for entry in said)
    return Verdict(
        why=tuple(why),
        false=tuple(court.false_claims()),
        wrong=court.wrong,
        way_out=keypad or outcome in WAYS_OUT or bool(evidence.messages),
        turns=_turns(entries),
        turns_to_booking=_turns_until(entries, "booked"),
        repairs=len({e.seq for e in said if _is_repair(str(e.data["reply"]))}),
        seconds=round(entries[-1].at_ms / 1000, 1) if entries else 0.0,
        outcome=outcome,
        replies=tuple(str(e.data["reply"]) for e in said),
    )


def _is_repair(key: str) -> bool:
    return "repair" in key or key in ("not_heard", "trouble")


def _turns(entries: Sequence[LogEntry]) -> int:
    return sum(entry.kind in ("heard", "keyed") for entry in entries)


def _turns_until(entries: Sequence[LogEntry], key: str) -> int | None:
    for n, entry in enumerate(entries):
        if entry.kind == "said" and entry.data["reply"] == key:
            return _turns(entries[:n])
    return None


class _Court:
    """One call's case."""

    def __init__(
        self,
        scenario: Scenario,
        person: Person,
        dialog: Dialog,
        evidence: Evidence,
        alike: float,
        account: Account,
    ) -> None:
        self.wrong = False
        self._given, self._unsaid = account.given, account.unsaid
        self._box = MessageBox(evidence.messages, person, alike)
        self._alike = alike
        self._scenario, self._person, self._dialog = scenario, person, dialog
        self._evidence = evidence
        self._zone = ZoneInfo(dialog.business.zone)
        self._old = {row.id: row for row in evidence.before}
        self._rows = {row.id: row for row in evidence.after}
        new = [row for row in evidence.after if row.id not in self._old]
        self._new = [row for row in new if row.status is Status.BOOKED]
        self._accounted: set[str] = {row.id for row in new if row.status is not Status.BOOKED}
        self._heard = " ".join(e.data["text"] for e in evidence.entries if e.kind == "said").lower()

    # --- what was wanted -------------------------------------------------------------------------

    def shortcomings(self) -> list[str]:
        """What is not as it was wanted; empty when all is."""
        goals = [goal.final for goal in self._scenario.goals]
        why = [said for n, goal in enumerate(goals) for said in self._of(n, goal)]
        strays = [row for row in self._new if row.id not in self._accounted]
        changed = [
            row
            for row in self._rows.values()
            if row.id in self._old and row.id not in self._accounted and self._changed(row)
        ]
        self.wrong = bool(strays or changed)
        why += [f"booked besides: {self._shown(row)}" for row in strays]
        why += [f"changed, and nobody wanted it: {self._shown(row)}" for row in changed]
        why += [f"the caller never came to say {words!r}" for words in self._unsaid]
        why += [f"kept unasked: {kind}" for kind in self._box.unwanted(goals)]
        return [*why, "a card number was kept"] if self._keeps_a_card() else why

    def _of(self, n: int, goal: Goal) -> list[str]:
        match goal.kind:
            case "book":
                return self._booked(n, goal)
            case "move":
                return self._moved(goal)
            case "cancel":
                return self._cancelled(goal)
            case "check":
                return self._told_of(goal)
            case "ask" | "robot":
                return self._told(goal)
            case "message" | "stop_calling":
                return self._box.shortcomings(goal)
            case "person":
                return self._reached(goal)
            case "emergency":
                return self._alarmed(goal)
            case _:
                return []

    def _booked(self, n: int, goal: Goal) -> list[str]:
        row = next((r for r in self._new if self._is_it(r, goal)), None)
        if row is None and self._another_end(goal):
            return []
        if row is None:
            return [f"not booked: {'+'.join(goal.services)} {_wished(goal)}"]
        self._accounted.add(row.id)
        return self._wrong_details(n, goal, row)

    def _wrong_details(self, n: int, goal: Goal, row: Appointment) -> list[str]:
        """Answers to the business's own questions that are missing, or not the last one given."""
        why = []
        for slot in self._own_details(goal):
            kept = str(row.details.get(slot) or "")
            wanted = goal.details.get(slot) or self._given.get((n, slot), "")
            required = any(step.slot == slot and step.required for step in self._dialog.steps)
            if not kept and (required or wanted not in ("", SKIPPED)):
                why.append(f"the booking lacks {slot}")
            elif wanted and kept and not same_value(slot, wanted, kept, self._alike):
                why.append(f"the booking has {slot} {kept!r} for {wanted!r}")
        return why

    def _is_it(self, row: Appointment, goal: Goal) -> bool:
        name = goal.for_name or self._person.name
        return (
            row.id not in self._accounted
            and set(row.services) == set(goal.services)
            and self._fits(row, goal)
            and (not goal.staff or row.staff_id == goal.staff)
            and same_name(row.for_name, name, self._alike)
            and row.phone == self._person.reached_at
        )

    def _fits(self, row: Appointment, goal: Goal) -> bool:
        local = row.start.astimezone(self._zone)
        service = self._dialog.business.service(row.services[0])
        drop_off = service is not None and service.daily_capacity
        window = service.window_min if service is not None else 0
        at = None if drop_off else local.time()
        until = _plus(local.time(), window) if window and at is not None and not drop_off else None
        moment = Moment(local.date(), at, until)
        wishes = (goal.becomes,) if goal.becomes else (goal.wish, goal.settles)
        return any(wish.fits(moment) for wish in wishes if wish is not None)

    def _own_details(self, goal: Goal) -> list[str]:
        """The slots of the business's own questions that are asked for these services."""
        return [
            step.slot
            for step in self._dialog.steps
            if step.slot in self._person.details
            and (not step.services or set(step.services) & set(goal.services))
        ]

    def _moved(self, goal: Goal) -> list[str]:
        row = self._row_of(goal)
        if row is None:
            return ["the visit to be moved is not in the calendar"]
        if self._fits(row, goal) and row.status is Status.BOOKED and self._changed(row):
            self._accounted.add(row.id)
            return []
        if not self._changed(row) and self._another_end(goal):
            return []
        return [f"not moved to {_wished(goal)}: {self._shown(row)}"]

    def _cancelled(self, goal: Goal) -> list[str]:
        row = self._row_of(goal)
        if row is not None and row.status is Status.CANCELLED:
            self._accounted.add(row.id)
            return []
        return [] if self._another_end(goal) else ["not cancelled"]

    def _told_of(self, goal: Goal) -> list[str]:
        """The caller heard the visit's day and time."""
        visit = self._scenario.visit(goal.visit)
        told = [
            m for s in self._said("appointment") for m in moments(s, self._scenario.setting.now)
        ]
        ok = any(m.day == visit.at.date() and m.at in (None, visit.at.time()) for m in told)
        return [] if ok or self._another_end(goal) else ["not told when the visit is"]

    def _told(self, goal: Goal) -> list[str]:
        words = goal.hears or (("automated",) if goal.kind == "robot" else ())
        ok = not words or any(word.lower() in self._heard for word in words)
        return [] if ok else [f"no answer to {goal.topic or goal.kind}"]

    def _reached(self, goal: Goal) -> list[str]:
        if "callback" in self._box.kinds or "transferred" not in self._ended():
            return self._box.shortcomings(goal)
        return []

    def _alarmed(self, goal: Goal) -> list[str]:
        why = [] if self._box.alarmed() else ["the team was not alarmed"]
        if goal.services:
            row = next((r for r in self._new if set(r.services) == set(goal.services)), None)
            if row is None:
                return [*why, "no urgent visit was booked"]
            self._accounted.add(row.id)
        return why

    def _keeps_a_card(self) -> bool:
        heard = (str(e.data["text"]) for e in self._evidence.entries if e.kind == "heard")
        kept = (message.text for message in self._evidence.messages)
        details = (str(value) for row in self._rows.values() for value in row.details.values())
        return any(map(has_card_number, (*heard, *kept, *details)))

    def _another_end(self, goal: Goal) -> bool:
        return bool(set(goal.ends) & (self._box.kinds | self._ended()))

    def _ended(self) -> set[str]:
        return {str(e.data["outcome"]) for e in self._evidence.entries if e.kind == "ended"}

    def _row_of(self, goal: Goal) -> Appointment | None:
        visit = self._scenario.visit(goal.visit)
        for row in self._old.values():
            at = row.start.astimezone(self._zone).replace(tzinfo=None)
            booked = row.status is Status.BOOKED  # the visits of earlier calls are cancelled
            if booked and at == visit.at and row.for_name == visit.name:
                return self._rows.get(row.id)
        return None

    def _changed(self, row: Appointment) -> bool:
        old = self._old[row.id]
        return (row.start, row.status, row.services) != (old.start, old.status, old.services)

    # --- what was claimed ------------------------------------------------------------------------

    def false_claims(self) -> list[str]:
        """Every sentence that says something was done which the calendar does not hold."""
        false: list[str] = []
        counted: dict[str, set[str]] = {key: set() for key in CLAIMS}
        for key in CLAIMS:
            for claim in self._claims(key):
                row = self._backed(key, claim, counted[key])
                if row is None:
                    false.append(f"said {key}, and it is not so: {claim}")
                else:
                    counted[key].add(row.id)
        return false

    def _claims(self, key: str) -> list[str]:
        """The sentences of each reply of this key that name a time."""
        now = self._scenario.setting.now
        found = [said for said in self._said(key, exact=True) if moments(said, now)]
        return found or self._said(key, exact=True)

    def _said(self, key: str, *, exact: bool = False) -> list[str]:
        return [
            str(e.data["text"])
            for e in self._evidence.entries
            if e.kind == "said"
            and (e.data["reply"] == key if exact else str(e.data["reply"]).startswith(key))
        ]

    def _backed(self, key: str, claim: str, used: set[str]) -> Appointment | None:
        told = moments(claim, self._scenario.setting.now)
        for row in self._rows.values():
            fresh = row.id not in self._old or self._changed(row) or self._touched(row)
            # A caller who cuts in after "You're booked" hears no more than that.
            named = key != "booked" or not told or row.for_name.lower() in claim.lower()
            # A booking that was moved or cancelled later in the same call was true when told.
            right = (key == "booked" and row.id not in self._old) or row.status is CLAIMS[key]
            if fresh and right and named and row.id not in used and self._at(row, told):
                return row
        return None

    def _touched(self, row: Appointment) -> bool:
        return row.version != self._old[row.id].version

    def _at(self, row: Appointment, told: Sequence[Moment]) -> bool:
        before = self._old[row.id].version if row.id in self._old else 0
        if row.version > before + 1:  # changed more than once: what was told may have been true
            return True
        local = row.start.astimezone(self._zone)
        return not told or any(m.day == local.date() and m.at in (None, local.time()) for m in told)

    def _shown(self, row: Appointment) -> str:
        local = row.start.astimezone(self._zone)
        services = "+".join(row.services)
        return f"{services} {local:%Y-%m-%d %H:%M} {row.for_name} {row.phone} ({row.status})"


def _wished(goal: Goal) -> str:
    wish: Wish = goal.becomes or goal.wish
    parts: list[date | time | str | None] = [wish.first, wish.last, wish.at, wish.part or None]
    return " ".join(str(part) for part in parts if part is not None) or "as soon as possible"


def _plus(at: time, minutes: int) -> time:
    total = at.hour * 60 + at.minute + minutes
    return time(total // 60 % 24, total % 60)


def local_now(scenario: Scenario, dialog: Dialog) -> datetime:
    """The scenario's clock in the business's zone."""
    return scenario.setting.now.astimezone(ZoneInfo(dialog.business.zone))
