"""The call as a whole, in virtual time: who speaks when, what is dropped, what is never lost."""

import pytest
from callrig import Delays, FailsSpeech

from voicebot.booking.model import Book, FindSlots, Release, TakeMessage
from voicebot.call.limits import Limits, Restored
from voicebot.call.messages import (
    AskCalendar,
    CallEnded,
    ClearAudio,
    HangUp,
    SendAudio,
    Speak,
    Tick,
    Transcribe,
)
from voicebot.call.patience import NO_INPUT_MS
from voicebot.dialog.state import load_state


def test_it_greets_and_says_that_it_is_a_machine(new_rig):
    greeting = new_rig().wait_for_bot().lower()
    assert "riverside dental" in greeting
    assert "automated" in greeting


def test_a_booking_from_the_first_word_to_the_committed_row(rig, diary):
    rig.turn("I want to book a cleaning tuesday at three")
    rig.turn("yes the first one")
    rig.turn("Anna Miller")
    said = ""
    for _ in range(4):
        said = rig.turn("yes")
        if any(isinstance(request, Book) for request in diary.requests):
            break
    booked = [request for request in diary.requests if isinstance(request, Book)]
    assert len(booked) == 1, rig.transcript()
    assert booked[0].for_name == "Anna Miller"
    assert rig.session.outcome == "booked"
    assert "tuesday" in said.lower()


def test_the_answer_is_ready_when_the_pause_has_proved_to_be_the_end(new_rig):
    quick, slow = new_rig(), new_rig(limits=Limits(speculate=False))
    for rig in (quick, slow):
        rig.wait_for_bot()
        rig.turn("I want to book a cleaning tuesday at three")
    assert quick.entries("latency")[-1].data["speculated"]
    assert not slow.entries("latency")[-1].data["speculated"]
    gain = (
        slow.entries("latency")[-1].data["total_ms"] - quick.entries("latency")[-1].data["total_ms"]
    )
    assert gain > 200


def test_the_log_of_decisions_tells_how_quiet_the_line_is(rig):
    rig.turn("I want to book a cleaning tuesday at three")
    assert rig.entries("decided")[-1].data["snr_db"] > 35


def test_a_guess_changes_nothing_outside(new_rig, diary):
    rig = new_rig()
    rig.wait_for_bot()
    rig.run(300)
    rig.say("I want a person", ms=900)
    rig.say("to call me about my weather", ms=900, after_ms=1300)
    rig.run(1300)
    assert not any(isinstance(request, TakeMessage) for request in diary.requests)
    rig.wait_for_bot()
    assert len(rig.entries("heard")) == 1
    assert rig.entries("heard")[0].data["text"] == "I want a person to call me about my weather"


def test_words_of_a_dropped_guess_do_not_come_back(new_rig, diary):
    """A late answer about the first half must not stand for the whole."""
    rig = new_rig(delays=Delays(recognition=400))
    rig.wait_for_bot()
    rig.run(300)
    rig.say("I want to book a cleaning", ms=700)
    rig.say("tuesday at three", ms=900, after_ms=950)
    rig.wait_for_bot()
    assert [e.data["text"] for e in rig.entries("heard")] == [
        "I want to book a cleaning tuesday at three"
    ]
    searches = [request for request in diary.requests if isinstance(request, FindSlots)]
    assert searches[-1].windows


def test_who_goes_on_before_the_answer_is_heard_is_answered_once(new_rig):
    rig = new_rig(delays=Delays(recognition=120, synthesis=2000))
    rig.wait_for_bot()
    rig.run(300)
    first = rig.say("I want to book a cleaning", ms=1200)
    rig.run_until(lambda: rig.entries("heard") != [])
    rig.say("tuesday at three", ms=900)
    rig.wait_for_bot()
    assert "taken_back" in rig.kinds()
    assert rig.entries("heard")[-1].data["text"] == "I want to book a cleaning tuesday at three"
    assert rig.entries("heard")[-1].data["from_ms"] - first.start_ms < 200


def test_real_speech_stops_the_bot_within_300_ms(new_rig):
    rig = new_rig(ms_a_word=500)
    rig.run_until(lambda: "How can I help you?" in rig.bot())
    rig.run(700)
    said = rig.say("I want to book a cleaning", ms=1400)
    rig.run(1000)
    cleared = [at for at, request in rig.requests if isinstance(request, ClearAudio)]
    assert cleared
    assert cleared[0] - said.start_ms <= 300
    rig.wait_for_bot()
    assert rig.entries("cut"), rig.transcript()
    assert rig.entries("heard")[0].data["text"] == "I want to book a cleaning"


def test_after_a_listeners_sound_it_goes_on_where_it_stopped(new_rig):
    rig = new_rig()
    rig.run_until(lambda: rig.bot() != [])
    rig.run(500)
    rig.say("mm-hm", ms=420)
    rig.wait_for_bot()
    rig.run_until(rig.quiet)
    assert rig.entries("ignored"), rig.transcript()
    assert not rig.entries("heard")
    assert not rig.entries("cut")
    audio_ms = sum(len(r.pcm) for r in rig.asked(SendAudio)) // 16
    words = " ".join(rig.bot()).split()
    assert audio_ms >= len(words) * rig.ms_a_word


def test_a_cough_does_not_even_make_it_pause(new_rig):
    rig = new_rig()
    rig.run_until(lambda: rig.bot() != [])
    rig.run(500)
    rig.say("", ms=160)
    rig.run(1500)
    assert not rig.asked(ClearAudio)


def test_a_television_does_not_take_the_turn(new_rig):
    rig = new_rig()
    rig.run_until(lambda: rig.bot() != [])
    rig.run(500)
    rig.say("and now the weather", ms=900)
    rig.run(4000)
    assert not rig.entries("heard")
    assert rig.entries("ignored")


def test_silence_is_answered_differently_each_time_and_ends(rig):
    asked = [rig.wait_for_bot() for _ in range(2)]
    assert asked[0] != asked[1]
    rig.run_until(lambda: rig.session.ended, 60_000)
    assert rig.asked(HangUp)
    times = [entry.at_ms for entry in rig.entries("silence")]
    assert times[0] >= NO_INPUT_MS[0]


def test_a_sound_without_words_gets_one_sorry(rig):
    rig.run(300)
    rig.say("", ms=700)
    before = len(rig.bot())
    rig.wait_for_bot()
    assert len(rig.bot()) > before
    assert "no_words" in rig.kinds()


def test_a_click_in_silence_is_not_worth_a_word(rig):
    before = len(rig.bot())
    rig.run(300)
    rig.say("", ms=130)
    rig.run(2500)
    assert len(rig.bot()) == before


def test_keys_stop_the_bot_and_zero_is_a_person(new_rig, diary):
    rig = new_rig()
    rig.run_until(lambda: rig.bot() != [])
    rig.run(400)
    rig.press("0#")
    rig.wait_for_bot()
    assert rig.asked(ClearAudio)
    assert "keyed" in rig.kinds()


def test_a_calendar_that_is_down_has_a_spoken_consequence(rig):
    rig.fail[AskCalendar] = "calendar_failed"
    before = len(rig.bot())
    rig.turn("I want to book a cleaning tuesday at three")
    assert len(rig.bot()) > before
    assert rig.entries("failed")[0].data["code"] == "calendar_failed"
    assert rig.session.outcome != "booked"


def test_a_slow_calendar_gets_a_moments_patience(new_rig):
    rig = new_rig(delays=Delays(calendar=2500))
    rig.wait_for_bot()
    rig.turn("I want to book a cleaning tuesday at three")
    replies = [entry.data["reply"] for entry in rig.entries("said")]
    assert "one_moment" in replies
    assert rig.entries("latency")[-1].data["total_ms"] > 2000


def test_failed_recognition_is_a_sorry_not_an_end(rig):
    rig.fail[Transcribe] = "recognition_failed"
    rig.turn("I want to book a cleaning")
    assert not rig.session.ended
    rig.fail.clear()
    rig.turn("I want to book a cleaning tuesday at three")
    assert rig.entries("heard")


def test_a_voice_that_cannot_be_made_ends_the_call_for_a_person(new_rig):
    rig = new_rig()
    rig.fail[Speak] = "synthesis_failed"
    rig.run_until(lambda: rig.session.ended, 60_000)
    assert rig.entries("ended")[0].data["reason"] == "synthesis_failed"


def test_holds_are_given_back_at_the_end(rig):
    rig.turn("I want to book a cleaning tuesday at three")
    rig._tell(CallEnded(rig.now_ms, "stop"))
    released = [r for r in rig.asked(AskCalendar) if isinstance(r.request, Release)]
    assert len(released) == 1
    assert rig.entries("ended")[0].data["outcome"] == "abandoned"


def test_a_line_without_media_ends(rig):
    for n in range(60):
        rig._tell(Tick(rig.now_ms + 500 * n, 0.5))
    assert rig.session.ended
    assert rig.entries("ended")[0].data["reason"] == "stalled"


def test_a_call_has_a_longest_time(new_rig):
    rig = new_rig(limits=Limits(longest_ms=20_000))
    rig.run_until(lambda: rig.session.ended, 60_000)
    assert rig.now_ms < 35_000


def test_goodbye_is_heard_to_its_last_word(rig):
    rig.turn("goodbye")
    rig.run_until(lambda: rig.session.ended)
    assert rig.now_ms >= rig.heard_until_ms
    assert rig.asked(HangUp)


def test_a_call_whose_process_died_goes_on(new_rig, rig):
    rig.turn("I want to book a cleaning tuesday at three")
    state = load_state(rig.entries("state")[-1].data["state"])
    again = new_rig(restored=Restored(state, len(rig.log)))
    again.wait_for_bot()
    assert again.log[0].seq == len(rig.log)
    old = {request.request_id for request in rig.asked(AskCalendar)}
    again.turn("yes the first one")
    assert not old & {request.request_id for request in again.asked(AskCalendar)}


def test_the_log_counts_up_without_a_gap(rig):
    rig.turn("I want to book a cleaning tuesday at three")
    assert [entry.seq for entry in rig.log] == list(range(len(rig.log)))


def test_a_recorded_call_says_so_first(new_rig):
    rig = new_rig(recorded=True)
    rig.wait_for_bot()
    replies = [entry.data["reply"] for entry in rig.entries("said")]
    assert replies.index("notice") < replies.index("how_can_i_help")


def test_card_numbers_are_not_kept(rig):
    rig.turn("my card is 4111 1111 1111 1111 book a cleaning")
    assert "4111" not in str([entry.data for entry in rig.log])
    rig.press("4111111111111111#")
    rig.wait_for_bot()
    assert "4111" not in str([entry.data for entry in rig.log])


def test_who_goes_on_while_the_words_are_out_is_not_spoken_over(new_rig):
    rig = new_rig(delays=Delays(recognition=1500))
    rig.wait_for_bot()
    rig.run(300)
    rig.say("I want to book a cleaning", ms=1200)
    rig.run(2300)
    rest = rig.say("tuesday at three", ms=2500)
    before = len(rig.bot())
    rig.run_until(lambda: rig.now_ms >= rest.end_ms)
    assert len(rig.bot()) == before, rig.transcript()
    rig.wait_for_bot()
    assert "taken_back" in rig.kinds()
    assert rig.entries("heard")[-1].data["text"] == "I want to book a cleaning tuesday at three"


def test_a_call_ends_when_its_overtime_is_over_whatever_is_on_the_line(new_rig):
    limits = Limits(longest_ms=10_000, overtime_ms=8_000)
    rig = new_rig(limits=limits)
    rig.say("weather", ms=120_000)
    rig.run(20_000)
    assert rig.session.ended
    assert len(rig.asked(HangUp)) == 1


def test_a_yes_said_as_the_read_back_begins_books_nothing(rig, diary):
    rig.turn("I want to book a cleaning tuesday at three")
    rig.turn("yes the first one")
    rig.run(300)
    rig.say("Anna Miller")
    rig.run_until(lambda: rig.entries("said")[-1].data["reply"].startswith("read_back"))
    rig.say("yes", after_ms=100)
    rig.run(12_000)
    assert not any(isinstance(request, Book) for request in diary.requests), rig.transcript()
    rig.say("yes")
    rig.run(6_000)
    assert any(isinstance(request, Book) for request in diary.requests), rig.transcript()


@pytest.mark.parametrize("times", [1, 2])
def test_a_read_back_that_could_not_be_spoken_is_not_agreed_to(rig, diary, times):
    rig.turn("I want to book a cleaning tuesday at three")
    rig.turn("yes the first one")
    rig.run(300)
    rig.fail = FailsSpeech(times)  # of the guess, and then of the turn
    rig.say("Anna Miller")
    asked = rig.wait_for_bot()
    assert "three" in asked, rig.transcript()
    rig.turn("yes")
    assert any(isinstance(request, Book) for request in diary.requests), rig.transcript()
