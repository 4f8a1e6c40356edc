"""Every reply that the manager may ask for, and the values that its templates may name.

Beside these a template may name the business's facts (business, address, phone, ...). The checker
holds the data against this table; the tests hold the manager against it.
"""

from __future__ import annotations

ROW = "what service when person name"
"""The values of a committed appointment."""

OFFER = "times press"
ASKED_STEP = "service"
"""What the question of a dialog's own step may name."""
OF_TOPICS = frozenset({"service", "until", "people"})
"""What the answer to a question of the business's own may name: what is talked of, until when it
can be moved or cancelled, and the staff."""

REPLIES: dict[str, str] = {
    # opening
    "greeting": "",
    "greeting_closed": "",
    "greeting_known": "name",
    "not_them": "",
    "notice": "",
    "how_can_i_help": "",
    "anything_else": "",
    "ask_wrong": "",
    "go_ahead": "",
    "hello": "",
    "this_is": "",
    "resumed": "",
    # booking
    "ask_service": "services menu",
    "ask_usual": "service person",
    "usual_unknown": "",
    "ask_when": "what",
    "soonest_two": OFFER,
    "soonest_one": OFFER,
    "offer_two": OFFER,
    "offer_one": OFFER,
    "time_is_free": "when",
    "no_set_hour": "time",
    "staff_not_free": "who",
    "staff_unknown": "people",
    "only_they_do": "who",
    "one_at_a_time": "what",
    "next_one": "",
    "next_is": "what",
    "next_after": "what",
    "no_more": "",
    "ask_name": "",
    "ask_name_other": "",
    "ask_sure_name": "name",
    "ask_spelling": "name",
    "ask_key_given": "",
    "ask_key_family": "",
    "ask_phone": "part",
    "ask_phone_rest": "part",
    "read_back": "what when person name reach details",
    "read_back_again": "what when person name reach details",
    "ask_change": "things menu",
    "noted": "noted",
    "may_be_misheard": "noted",
    "ask_same_day": "",
    "booked": ROW,
    "not_booked": "",
    "not_booked_too": "",
    # moving, cancelling, checking
    "ask_identify": "",
    "ask_identify_phone": "",
    "not_found_here": "name",
    "not_found": "name",
    "none_then": "",
    "ask_which": "appointments menu",
    "ask_new_time": ROW,
    "confirm_move": "service was when person",
    "moved": ROW,
    "confirm_cancel": ROW,
    "cancelled": ROW,
    "kept": ROW,
    "not_changed": "",
    "appointment_is": ROW,
    "appointments_are": "appointments",
    "check_cancel": "",
    "check_reschedule": "",
    # people and messages
    "transferring": "",
    "callback_noted": "reach",
    "nobody_now": "",
    "callback_stands": "reach",
    "offer_person": "",
    "no_number": "",
    "ask_message": "",
    "ask_message_name": "",
    "ask_message_phone": "",
    "ask_number_by_keys": "",
    "message_taken": "",
    "passed_on": "",
    "emergency": "",
    "emergency_alerted": "",
    "emergency_end": "",
    "stop_calling_noted": "",
    # questions
    "hours": "hours closed",
    "open_now": "until",
    "closed_now": "when",
    "hours_on": "day hours reason",
    "closed_on": "day hours reason",
    "closed_for": "day hours reason",
    "address": "",
    "our_phone": "",
    "price": "what service price duration",
    "prices": "prices",
    "yes_we_do": "what service price duration",
    "services": "services",
    "staff": "people",
    "staff_member": "who services",
    "staff_does": "who service",
    "staff_does_not": "who service",
    "staff_works": "who day hours",
    "staff_off": "who day next",
    "staff_away": "who day",
    "staff_week": "who hours",
    "staff_that_day": "people day",
    "no_answer": "",
    "bot_yes": "",
    "language": "",
    # repair
    "one_moment": "",
    "not_heard": "",
    "not_working": "",
    "repair_1": "",
    "repair_2": "",
    "out_of_scope": "",
    "silence_1": "",
    "silence_2": "",
    "silence_end": "",
    "give_up": "",
    "slower": "",
    "louder": "",
    "waiting": "",
    "no_cards": "",
    "boundary": "",
    "abuse_end": "",
    "trouble": "",
    "calendar_down": "",
    "call_again": "",
    "slot_gone": "",
    "goodbye": "",
}
REPLIES |= {
    f"why_{reason}": "service who holiday"
    for reason in (
        "taken", "closed", "holiday", "outside_hours", "too_soon", "too_far", "in_the_past", "full",
        "not_offered", "staff_away", "too_long", "too_late_to_change", "same_day", "expired",
        "unknown",
    )
}  # fmt: skip

REPAIRED = {
    "how_can_i_help": "how_can_i_help",
    "anything_else": "anything_else",
    "ask_service": "ask_service",
    "ask_usual": "ask_usual",
    "ask_when": "ask_when",
    "choice": "offer_two",
    "ask_name": "ask_name",
    "ask_name_other": "ask_name_other",
    "ask_sure_name": "ask_sure_name",
    "ask_spelling": "ask_spelling",
    "ask_key_given": "ask_key_given",
    "ask_key_family": "ask_key_family",
    "ask_phone": "ask_phone",
    "confirm": "read_back",
    "ask_change": "ask_change",
    "ask_same_day": "ask_same_day",
    "ask_identify": "ask_identify",
    "ask_identify_phone": "ask_identify_phone",
    "ask_which": "ask_which",
    "ask_new_time": "ask_new_time",
    "confirm_move": "confirm_move",
    "confirm_cancel": "confirm_cancel",
    "ask_message": "ask_message",
    "ask_message_name": "ask_message_name",
    "ask_message_phone": "ask_message_phone",
}
"""Questions with repairs of their own (`..._repair_1`, `..._repair_2`), and whose values those
may name."""
REPLIES |= {
    f"{question}_repair_{attempt}": REPLIES[asked]
    for question, asked in REPAIRED.items()
    for attempt in (1, 2)
}

VARIED = (
    "anything_else", "ask_name", "ask_service", "ask_usual", "offer_one", "offer_two",
    "soonest_one", "soonest_two", "read_back_again", "not_heard", "repair_1", "repair_2",
    "out_of_scope", "silence_1", "no_answer", "confirm_cancel", "confirm_move", "ask_which",
    "ask_new_time", "ask_identify", "waiting",
)  # fmt: skip
"""Replies that may come twice running: they need more than one wording."""


def values(key: str) -> frozenset[str]:
    """The values that a reply of the manager's may name."""
    return frozenset(REPLIES[key].split())
