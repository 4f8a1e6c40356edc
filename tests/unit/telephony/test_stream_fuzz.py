"""Whatever comes, the protocol answers with events or with BadFrame, never with anything else."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from voicebot.errors import BadFrame
from voicebot.telephony.clock import MAX_FILL_MS
from voicebot.telephony.stream import MediaStream

START = {
    "event": "start",
    "streamSid": "MZ1",
    "start": {"streamSid": "MZ1", "callSid": "CA1", "customParameters": {"ticket": "t"}},
}
MEDIA = {"track": "inbound", "chunk": "1", "timestamp": "20", "payload": "////"}
EVENTS = {"media": MEDIA, "dtmf": {"digit": "1"}, "mark": {"name": "m"}, "stop": {}, "start": {}}

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)
names = st.sampled_from(["event", "streamSid", *EVENTS, *MEDIA, "digit", "name", "callSid"])


def fed(texts):
    stream, filled = MediaStream(), 0
    for text in texts:
        try:
            events = stream.receive_text(text)
        except BadFrame:
            continue
        filled = max([filled, *(len(e.payload) for e in events if getattr(e, "filled", False))])
    return filled


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=60) | values.map(json.dumps), max_size=5))
def test_any_text_at_all(texts):
    fed([*texts, json.dumps(START), *texts])


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(sorted(EVENTS)), st.dictionaries(names, values, max_size=3), st.data())
def test_real_events_with_parts_of_them_changed(name, changes, data):
    body = dict(EVENTS[name])
    message = {"event": name, "streamSid": "MZ1", name: body}
    for key, value in changes.items():
        (body if data.draw(st.booleans()) else message)[key] = value
    text = json.dumps(message)
    assert fed([text, json.dumps(START), text, text]) <= MAX_FILL_MS * 8


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 2**53 - 1)), max_size=12))
def test_any_order_of_frames(frames):
    texts = [
        json.dumps({"event": "media", "media": MEDIA | {"chunk": chunk, "timestamp": stamp}})
        for chunk, stamp in frames
    ]
    assert fed([json.dumps(START), *texts]) <= MAX_FILL_MS * 8
