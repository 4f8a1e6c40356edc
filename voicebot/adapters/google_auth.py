"""Access tokens for Google's API, from a refresh token or from a service account's key."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from voicebot.adapters.outside_http import OutsideHttp
from voicebot.errors import AccessRefused, OutsideFailed

TOKEN_URL = "https://oauth2.googleapis.com/token"
SCOPE = "https://www.googleapis.com/auth/calendar.events"
EARLY = timedelta(minutes=2)
"""How long before it ends a token is replaced."""


class GoogleAuth:
    """`credentials`: the JSON of an authorised user or of a service account, as Google hands it.

    Raises:
        AccessRefused: it is neither.
    """

    def __init__(
        self,
        http: OutsideHttp,
        credentials: str,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        try:
            self._known: Mapping[str, str] = json.loads(credentials)
            wanted = (
                ("client_email", "private_key")
                if self._known["type"] == "service_account"
                else ("client_id", "client_secret", "refresh_token")
            )
            for name in wanted:
                _ = self._known[name]
        except (ValueError, KeyError, TypeError):
            raise AccessRefused("these are not Google credentials") from None
        self._http = http
        self._clock = clock
        self._token = ""
        self._until = datetime.min.replace(tzinfo=UTC)

    def header(self, *, renew: bool = False) -> dict[str, str]:
        """
        Raises:
            AccessRefused: Google takes these credentials no more ("invalid_grant").
            OutsideFailed: Google does not answer.
        """
        if renew or self._clock() + EARLY >= self._until:
            self._renew()
        return {"authorization": f"Bearer {self._token}"}

    def _renew(self) -> None:
        answer = self._http.send(
            "POST",
            TOKEN_URL,
            headers={"content-type": "application/x-www-form-urlencoded"},
            content=urlencode(self._grant()),
        )
        if answer.status in (400, 401, 403):
            raise AccessRefused("Google takes these credentials no more: connect it again")
        try:
            body = json.loads(answer.expect(200).text)
            self._token = str(body["access_token"])
            self._until = self._clock() + timedelta(seconds=int(body.get("expires_in", 3600)))
        except (ValueError, KeyError, TypeError):
            raise OutsideFailed("Google's token cannot be read") from None

    def _grant(self) -> dict[str, str]:
        known = self._known
        if known["type"] == "service_account":
            grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
            return {"grant_type": grant, "assertion": self._assertion()}
        return {
            "grant_type": "refresh_token",
            "client_id": known["client_id"],
            "client_secret": known["client_secret"],
            "refresh_token": known["refresh_token"],
        }

    def _assertion(self) -> str:
        """A signed JWT (RFC 7523): who we are, for an hour."""
        now = int(self._clock().timestamp())
        claims = {
            "iss": self._known["client_email"],
            "scope": SCOPE,
            "aud": TOKEN_URL,
            "iat": now,
            "exp": now + 3600,
        }
        if self._known.get("subject"):
            claims["sub"] = self._known["subject"]
        try:
            key = load_pem_private_key(self._known["private_key"].encode(), None)
        except ValueError:
            raise AccessRefused("the service account's key cannot be read") from None
        if not isinstance(key, RSAPrivateKey):
            raise AccessRefused("the service account's key is not an RSA key")
        head = _part({"alg": "RS256", "typ": "JWT"}) + "." + _part(claims)
        return f"{head}.{_base64(key.sign(head.encode(), PKCS1v15(), SHA256()))}"


def _part(value: Mapping[str, object]) -> str:
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
