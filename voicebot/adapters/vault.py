"""Passwords of others, kept encrypted: a copy of the database alone does not give them away."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from voicebot.errors import AccessRefused


class Vault:
    """Fernet (AES-128-CBC with HMAC-SHA256) under a key derived from `secret`."""

    def __init__(self, secret: bytes) -> None:
        derived = HKDF(SHA256(), 32, salt=None, info=b"voicebot outside calendars").derive(secret)
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def lock(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, locked: str) -> str:
        """
        Raises:
            AccessRefused: it was locked under another key.
        """
        try:
            return self._fernet.decrypt(locked.encode()).decode()
        except InvalidToken:
            raise AccessRefused(
                "the password was kept under another key: add the connection again"
            ) from None
