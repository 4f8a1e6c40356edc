"""TwiML as Twilio reads it: verbs, attributes, escaping."""

from xml.etree import ElementTree

from voicebot.telephony import twiml


def verbs(text):
    return [(verb.tag, verb.attrib, verb.text) for verb in ElementTree.fromstring(text)]


def test_connect_carries_the_ticket_as_a_parameter_and_no_query():
    text = twiml.connect(
        media_url="wss://bot.example.org/twilio/media",
        after_url="https://bot.example.org/twilio/after?n=1",
        ticket="a&b",
    )
    [connect] = ElementTree.fromstring(text)
    [stream] = connect
    [parameter] = stream
    assert connect.attrib == {
        "action": "https://bot.example.org/twilio/after?n=1",
        "method": "POST",
    }
    assert stream.attrib == {"url": "wss://bot.example.org/twilio/media"}
    assert parameter.attrib == {"name": "ticket", "value": "a&b"}


def test_connect_may_say_something_first():
    text = twiml.connect(media_url="wss://b/m", after_url="https://b/a", ticket="t", say="One <b>")
    assert [(tag, said) for tag, _, said in verbs(text)] == [("Say", "One <b>"), ("Connect", None)]


def test_hang_up():
    assert verbs(twiml.hang_up()) == [("Hangup", {}, None)]
    assert [tag for tag, _, _ in verbs(twiml.hang_up("Bye"))] == ["Say", "Hangup"]


def test_forward_rings_a_number_or_a_sip_address():
    for to, noun in (("+15551230000", "Number"), ("sip:desk@pbx.example.org", "Sip")):
        [dial] = ElementTree.fromstring(twiml.forward(to=to, dialled_url="https://b/d"))
        assert dial.attrib["action"] == "https://b/d"
        assert [(child.tag, child.text) for child in dial] == [(noun, to)]


def test_a_message_never_asks_the_same_address_again():
    # Without an action the Record verb posts to the current address, which would loop.
    _, (tag, attributes, _), last = verbs(twiml.take_message(recorded_url="https://b/r", say="Hi"))
    assert (tag, attributes["action"], attributes["maxLength"]) == ("Record", "https://b/r", "120")
    assert last[0] == "Hangup"


def test_text_messages():
    assert verbs(twiml.text_message()) == []
    assert [(tag, text) for tag, _, text in verbs(twiml.text_message("Call us"))] == [
        ("Message", "Call us")
    ]
