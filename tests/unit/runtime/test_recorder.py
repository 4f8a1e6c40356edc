import numpy as np

from voicebot.audio.pcm import mulaw_encode, read_wav
from voicebot.runtime.recorder import Recorder

TONE = (8000 * np.sin(np.arange(16_000) * 0.2)).astype(np.int16)


def stereo(recorder: Recorder, tmp_path) -> np.ndarray:
    import wave

    path = tmp_path / "call.wav"
    path.write_bytes(recorder.wav())
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getframerate()) == (2, 8000)
        frames = file.readframes(file.getnframes())
    return np.frombuffer(frames, np.int16).reshape(-1, 2)


def test_each_side_has_its_track_and_its_time(tmp_path):
    recorder = Recorder()
    silence = mulaw_encode(np.zeros(8000, np.int16))
    recorder.heard(silence)
    recorder.said(TONE)
    recorder.heard(silence)
    tracks = stereo(recorder, tmp_path)
    assert len(tracks) == 16_000
    assert abs(tracks[:, 0]).max() < 50
    assert abs(tracks[:7900, 1]).max() < 50
    assert abs(tracks[8200:15_800, 1]).max() > 4000


def test_what_was_cleared_was_never_heard(tmp_path):
    recorder = Recorder()
    recorder.said(TONE)
    recorder.heard(mulaw_encode(np.zeros(2000, np.int16)))
    recorder.cleared()
    tracks = stereo(recorder, tmp_path)
    assert len(tracks) == 2000


def test_two_sentences_follow_each_other(tmp_path):
    recorder = Recorder()
    recorder.said(TONE)
    recorder.said(TONE)
    assert len(stereo(recorder, tmp_path)) == 16_000


def test_the_wav_can_be_read_as_mono_too():
    recorder = Recorder()
    recorder.said(TONE)
    pcm, hz = read_wav(recorder.wav())
    assert hz == 8000
    assert len(pcm) == 8000


def test_nothing_is_kept_before_it_is_started(tmp_path):
    recorder = Recorder(started=False)
    recorder.heard(mulaw_encode(TONE[:4000]))
    recorder.said(TONE[:8000])
    recorder.start()
    recorder.heard(mulaw_encode(TONE[:4000]))
    tracks = stereo(recorder, tmp_path)
    assert len(tracks) == 8000
    assert abs(tracks[:4000]).max() < 50
    assert abs(tracks[4000:, 0]).max() > 4000
