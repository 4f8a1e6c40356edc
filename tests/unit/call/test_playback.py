import numpy as np

from voicebot.call.playback import (
    CHUNK_MS,
    LEAD_MS,
    LOST_MARK_MS,
    RESUME_BACK_MS,
    SAMPLES_PER_MS,
    Playback,
    Sentence,
)


def sentence(ms: int, text: str = "words") -> Sentence:
    pcm = np.arange(ms * SAMPLES_PER_MS, dtype=np.int16)
    return Sentence("t1.1", 0, text, pcm=pcm)


def sent_ms(sends) -> int:
    return sum(len(audio.pcm) for _, audio in sends) // SAMPLES_PER_MS


def test_only_the_lead_is_sent_ahead():
    playback = Playback()
    playback.add(sentence(3000))
    assert sent_ms(playback.advance(0)) == LEAD_MS
    assert playback.advance(0) == []
    ahead = LEAD_MS
    for at_ms in range(20, 2000, 20):
        ahead += sent_ms(playback.advance(at_ms))
        assert LEAD_MS <= ahead - at_ms < LEAD_MS + CHUNK_MS


def test_the_audio_arrives_whole_and_in_order():
    playback, piece = Playback(), sentence(1130)
    playback.add(piece)
    parts = []
    for at_ms in range(0, 2000, 20):
        parts += [audio.pcm for _, audio in playback.advance(at_ms)]
    assert np.array_equal(np.concatenate(parts), piece.pcm)


def test_idle_only_when_the_last_mark_is_back():
    playback = Playback()
    playback.add(sentence(CHUNK_MS * 2))
    marks = [audio.mark for _, audio in playback.advance(0)]
    playback.played(marks[0])
    assert not playback.idle
    playback.played(marks[1])
    assert playback.idle


def test_a_mark_that_never_comes_back_does_not_block_the_call():
    playback = Playback()
    playback.add(sentence(CHUNK_MS))
    playback.advance(0)
    playback.advance(CHUNK_MS + LOST_MARK_MS + 1)
    assert playback.idle


def test_what_was_heard_is_what_came_back_not_what_was_sent():
    playback, piece = Playback(), sentence(600)
    playback.add(piece)
    marks = [audio.mark for _, audio in playback.advance(0)]
    playback.played(marks[0])
    assert piece.heard == CHUNK_MS * SAMPLES_PER_MS
    assert piece.sent == 600 * SAMPLES_PER_MS


def test_marks_returned_by_a_clear_do_not_count():
    playback, piece = Playback(), sentence(600)
    playback.add(piece)
    marks = [audio.mark for _, audio in playback.advance(0)]
    assert playback.stop(50) == [piece]
    for mark in marks:
        playback.played(mark)
    assert piece.heard == 50 * SAMPLES_PER_MS
    assert playback.idle


def test_it_goes_on_a_little_before_the_cut():
    playback, piece = Playback(), sentence(3000)
    playback.add(piece)
    playback.advance(0)
    stopped = playback.stop(500)
    playback.resume(stopped)
    first = playback.advance(700)[0][1]
    assert first.pcm[0] == piece.pcm[(500 - RESUME_BACK_MS) * SAMPLES_PER_MS]


def test_the_next_sentence_follows_without_a_gap():
    playback = Playback()
    playback.add(sentence(300, "one"))
    playback.add(sentence(300, "two"))
    sends = playback.advance(0)
    assert [s.text for s, _ in sends] == ["one", "one", "two", "two"]
    assert [s.text for s in playback.unheard] == ["one", "two"]


def test_mark_names_never_repeat():
    playback, names = Playback(), []
    for n in range(5):
        playback.add(sentence(400))
        names += [audio.mark for _, audio in playback.advance(n * 1000)]
    assert len(names) == len(set(names))


def test_a_sentence_of_which_more_is_to_come_keeps_its_place():
    playback, first, second = Playback(), sentence(100), sentence(100, "next")
    first.whole = False
    playback.add(first)
    playback.add(second)
    assert [s.text for s, _ in playback.advance(0)] == ["words"]
    assert playback.unheard[0] is first
    first.extend(np.ones(50 * SAMPLES_PER_MS, np.int16), whole=True)
    sends = playback.advance(100)
    assert [s.text for s, _ in sends] == ["words", "next"]
    assert sent_ms(sends) == 150


def test_stopped_in_a_part_it_goes_on_with_what_came_since():
    playback, piece = Playback(), sentence(400)
    piece.whole = False
    playback.add(piece)
    playback.advance(0)
    stopped = playback.stop(400)
    piece.extend(np.ones(200 * SAMPLES_PER_MS, np.int16), whole=True)
    playback.resume(stopped)
    assert sent_ms(playback.advance(500)) == 200 + RESUME_BACK_MS
