"""Signatures of webhooks and sockets, and who is calling."""

import pytest
from starlette.datastructures import FormData
from twilio.request_validator import RequestValidator

from voicebot.telephony.webhook import WITHHELD, Signatures, caller_of

FORM = FormData(
    [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675310"),
        ("Digits", "1234"),
        ("From", "+14158675310"),
        ("To", "+18005551212"),
    ]
)


class TestWebhooks:
    def test_the_worked_example_of_the_documentation(self):
        checks = Signatures("https://example.com", ["12345"])
        assert checks.webhook("/myapp.php", "foo=1&bar=2", FORM, "L/OH5YylLD5NRKLltdqwSvS0BnU=")

    @pytest.mark.parametrize("signature", ["", "L/OH5YylLD5NRKLltdqwSvS0BnV=", "x", "é"])
    def test_a_forged_signature(self, signature):
        checks = Signatures("https://example.com", ["12345"])
        assert not checks.webhook("/myapp.php", "foo=1&bar=2", FORM, signature)

    def test_a_changed_field_path_or_query(self):
        checks = Signatures("https://example.com", ["12345"])
        signature = "L/OH5YylLD5NRKLltdqwSvS0BnU="
        changed = FormData([*FORM.multi_items()[:-1], ("To", "+18005551213")])
        assert not checks.webhook("/myapp.php", "foo=1&bar=2", changed, signature)
        assert not checks.webhook("/myapp.php", "foo=1&bar=3", FORM, signature)
        assert not checks.webhook("/other.php", "foo=1&bar=2", FORM, signature)

    def test_repeated_and_blank_fields_are_part_of_it(self):
        form = FormData([("A", "2"), ("A", "1"), ("Blank", "")])
        signature = RequestValidator("12345").compute_signature("https://example.com/v", form)
        checks = Signatures("https://example.com", ["12345"])
        assert checks.webhook("/v", "", form, signature)
        assert not checks.webhook("/v", "", FormData([("A", "1"), ("Blank", "")]), signature)

    def test_either_token_while_they_are_rotated(self):
        old = RequestValidator("old").compute_signature("https://example.com/v", FORM)
        assert Signatures("https://example.com", ["new", "old"]).webhook("/v", "", FORM, old)
        assert not Signatures("https://example.com", ["new"]).webhook("/v", "", FORM, old)

    def test_a_path_and_a_port_in_the_public_address(self):
        signed = RequestValidator("12345")
        checks = Signatures("https://example.com:8443/line/", ["12345"])
        without = signed.compute_signature("https://example.com/line/v", FORM)
        with_port = signed.compute_signature("https://example.com:8443/line/v", FORM)
        assert checks.webhook("/v", "", FORM, without)
        assert checks.webhook("/v", "", FORM, with_port)


class TestSockets:
    checks = Signatures("https://bot.example.org", ["12345"])

    def test_the_wss_address_is_signed(self):
        assert self.checks.socket("/twilio/media", "JN9i/KKyNukysQIhGfyUyNeomp4=")

    def test_the_https_address_is_not(self):
        assert not self.checks.socket("/twilio/media", "VXYBKlM2RH8d5XOTwiu/v8PIBRY=")

    def test_with_a_slash_at_the_end(self):
        signature = RequestValidator("12345").compute_signature(
            "wss://bot.example.org/twilio/media/", {}
        )
        assert self.checks.socket("/twilio/media", signature)


class TestCallers:
    @pytest.mark.parametrize("number", ["+15551230000", "+442079460000", "+15005550006"])
    def test_a_number(self, number):
        assert caller_of(f" {number} ") == number

    @pytest.mark.parametrize(
        "value",
        [
            *WITHHELD,
            *("", "anonymous", "Unknown", "client:ann", "sip:desk@pbx.example.org", "15551230000"),
            *("+0123456789", "+99912345678", "+1555", "+1555123000000000", "+1\u0665551230000"),
        ],
    )
    def test_withheld_or_no_number(self, value):
        assert caller_of(value) == ""
