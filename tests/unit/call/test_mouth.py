import numpy as np

from voicebot.call.messages import SpeechReady
from voicebot.call.mouth import Mouth
from voicebot.call.playback import Sentence

PCM = np.ones(16 * 300, np.int16)


def ready(sentence: Sentence) -> SpeechReady:
    return SpeechReady(0, sentence.reply_id, sentence.index, PCM, last=True)


def two_sentences(mouth: Mouth) -> list[Sentence]:
    pair = [Sentence("t1.1", n, text) for n, text in enumerate(["first", "second"])]
    for sentence in pair:
        mouth.make(sentence)
        mouth.say(sentence)
    return pair


def said(mouth: Mouth, at_ms: int = 0) -> list[str]:
    return list(dict.fromkeys(s.text for s, _ in mouth.advance(at_ms)))


def test_sentences_are_heard_in_order_whatever_is_ready_first():
    mouth = Mouth()
    first, second = two_sentences(mouth)
    mouth.ready(ready(second))
    assert said(mouth) == []
    mouth.ready(ready(first))
    assert said(mouth) == ["first", "second"]


def test_a_sentence_made_on_a_guess_is_silent_until_it_is_wanted():
    mouth, guess = Mouth(), Sentence("t2.1", 0, "guess")
    mouth.make(guess)
    mouth.ready(ready(guess))
    assert said(mouth) == []
    mouth.say(guess)
    assert said(mouth) == ["guess"]


def test_a_failed_reply_is_passed_over():
    mouth = Mouth()
    two_sentences(mouth)
    assert mouth.failed("t1.1")
    assert not mouth.failed("t9.9")
    mouth.advance(0)
    assert mouth.idle


def test_silenced_it_says_nothing_and_then_goes_on():
    mouth = Mouth()
    first, second = two_sentences(mouth)
    mouth.ready(ready(first))
    mouth.ready(ready(second))
    mouth.advance(0)
    mouth.silence(100)
    assert said(mouth, 200) == []
    assert not mouth.idle
    assert [s.text for s in mouth.unheard] == ["first", "second"]
    mouth.go_on()
    assert said(mouth, 300) == ["first", "second"]


def test_dropped_speech_tells_what_was_missed_and_forgotten_replies_are_ignored():
    mouth = Mouth()
    first, second = two_sentences(mouth)
    mouth.ready(ready(first))
    mouth.advance(0)
    assert mouth.drop(150) == [first, second]
    assert mouth.forget({"t1.1"}) == ["t1.1"]
    assert mouth.ready(ready(second)) is None
    assert mouth.idle


def part(sentence: Sentence, *, whole: bool) -> SpeechReady:
    return SpeechReady(7, sentence.reply_id, sentence.index, PCM, last=True, whole=whole)


def test_the_first_part_of_a_sentence_is_heard_while_the_next_is_made():
    mouth = Mouth()
    first, second = two_sentences(mouth)
    mouth.ready(part(first, whole=False))
    mouth.ready(ready(second))
    assert said(mouth) == ["first"]
    assert mouth.unheard_ms == 300 + 1000 + 300
    mouth.ready(part(first, whole=True))
    assert said(mouth, 100) == ["first", "second"]
    assert first.length == 2 * len(PCM)


def test_a_sentence_that_fails_in_the_middle_ends_where_it_is():
    mouth = Mouth()
    first, _ = two_sentences(mouth)
    mouth.ready(part(first, whole=False))
    mouth.advance(0)
    assert mouth.failed("t1.1")
    mouth.advance(400)
    assert mouth.unheard == [first]
    assert first.length == len(PCM)
