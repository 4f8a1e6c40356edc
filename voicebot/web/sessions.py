"""Staff passwords and sessions: who is logged in, for how long, and the token of their forms.

Limits after NIST SP 800-63B-4 and the OWASP session management guide: argon2id, a new session at
log-in, an idle and an absolute time-out, and a log-out that holds on the server's side.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import cache
from threading import Lock
from typing import Any, Final

from itsdangerous import BadSignature, URLSafeSerializer
from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError

from voicebot.errors import SettingsError
from voicebot.ports import StaffAccount, StaffStore
from voicebot.web.recent import Recent

IDLE: Final = timedelta(minutes=30)
ABSOLUTE: Final = timedelta(hours=12)
TRIES: Final = 5
"""Failed log-ins for one name from one address within `TRY_WINDOW`; the next is refused unread."""
TRIES_OF_PEER: Final = 30
TRY_WINDOW: Final = timedelta(minutes=15)
HASHING_S: Final = 2.0
MIN_PASSWORD: Final = 8
MAX_PASSWORD: Final = 1024

_hasher = PasswordHash.recommended()


class Role(IntEnum):
    """What an account may do; each role may do what the ones before it may.

    A viewer reads lists and transcripts, staff also hear recordings and cancel appointments, an
    owner may do everything that is added later.
    """

    VIEWER = 1
    STAFF = 2
    OWNER = 3

    @classmethod
    def named(cls, name: str) -> Role:
        """
        Raises:
            SettingsError: there is no such role.
        """
        try:
            return cls[name.upper()]
        except KeyError:
            names = ", ".join(role.name.lower() for role in cls)
            raise SettingsError(f"role: must be one of {names}") from None


def hash_password(password: str) -> str:
    """
    Raises:
        SettingsError: too short or too long.
    """
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise SettingsError(f"password: must have {MIN_PASSWORD} to {MAX_PASSWORD} characters")
    return _hasher.hash(password)


@dataclass(frozen=True, slots=True)
class Session:
    """`name` is "" before log-in; the session then only ties the log-in form to its browser."""

    id: str
    name: str
    role: Role | None
    started: datetime
    seen: datetime
    proof: str = ""


class LoginRefused(Exception):
    """`wait`: too many tries; the password was not even looked at."""

    def __init__(self, *, wait: bool) -> None:
        super().__init__("too many tries" if wait else "wrong name or password")
        self.wait = wait


class Sessions:
    """Sessions live in a signed cookie; what was logged out is remembered until it would end."""

    def __init__(self, staff: StaffStore, key: str, clock: Callable[[], datetime]) -> None:
        self._staff = staff
        self._key = key.encode()
        self._clock = clock
        self._signer = URLSafeSerializer(key, salt="voicebot.staff.session")
        self._ended: Recent[str, bool] = Recent(clock, ABSOLUTE)
        self._tries: Recent[tuple[str, str], int] = Recent(clock, TRY_WINDOW)
        # A hash takes 64 MiB and a core: log-ins wait for each other rather than disturb calls.
        self._hashing = Lock()

    def anonymous(self) -> Session:
        now = self._clock()
        return Session(secrets.token_urlsafe(16), "", None, now, now)

    def log_in(self, name: str, password: str, peer: str) -> Session:
        """A new session of this account.

        Raises:
            LoginRefused: wrong name or password, an account that is off, or too many tries.
        """
        limits = {(peer, name): TRIES, (peer, ""): TRIES_OF_PEER}
        if any((self._tries.get(key) or 0) >= limit for key, limit in limits.items()):
            raise LoginRefused(wait=True)
        # Counted before the password is looked at, so that tries at once do not slip through.
        if any(self._tries.change(key, _one_more) > limit for key, limit in limits.items()):
            raise LoginRefused(wait=True)
        account = self._staff.staff(name)
        if not self._hashing.acquire(timeout=HASHING_S):
            raise LoginRefused(wait=True)
        try:
            right = _matches(password, account)
        finally:
            self._hashing.release()
        if account is None or not right:
            raise LoginRefused(wait=False)
        self._tries.pop((peer, name))
        return replace(
            self.anonymous(), name=account.name, role=_role(account), proof=_proof(account)
        )

    def log_out(self, session: Session) -> None:
        self._ended.put(session.id, True)

    def write(self, session: Session) -> str:
        """The session as a cookie's value, seen now."""
        seen = self._clock()
        stamps = [session.started.timestamp(), seen.timestamp()]
        return str(self._signer.dumps([session.id, session.name, *stamps, session.proof]))

    def read(self, cookie: str) -> Session | None:
        """The session of a cookie; None when it is forged, over, or its account has changed."""
        try:
            fields: Any = self._signer.loads(cookie)
        except BadSignature:
            return None
        number, name, started, seen, proof = fields
        session = Session(number, name, None, _time(started), _time(seen), proof)
        now = self._clock()
        if now - session.started > ABSOLUTE or now - session.seen > IDLE or self._ended.get(number):
            return None
        if not name:
            return session
        account = self._staff.staff(name)
        if account is None or not account.active or _proof(account) != proof:
            return None
        return replace(session, role=_role(account))

    def form_token(self, session: Session) -> str:
        """What every form of this session must carry."""
        return hmac.new(self._key, f"form {session.id}".encode(), hashlib.sha256).hexdigest()

    def own_form(self, session: Session, token: str) -> bool:
        return hmac.compare_digest(self.form_token(session).encode(), token.encode())


def _matches(password: str, account: StaffAccount | None) -> bool:
    # An unknown name takes as long as a known one, so that names cannot be found by the clock.
    known = account.password_hash if account is not None else _nobodys_hash()
    try:
        right = len(password) <= MAX_PASSWORD and _hasher.verify(password, known)
    except PwdlibError:
        right = False
    return right and account is not None and account.active


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))


def _one_more(count: int | None) -> int:
    return (count or 0) + 1


def _role(account: StaffAccount) -> Role:
    return Role.named(account.role)


def _proof(account: StaffAccount) -> str:
    """Changes with the password, so that sessions end when it is set anew."""
    return hashlib.sha256(account.password_hash.encode()).hexdigest()[:16]


def _time(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)
