"""Secret links under which a person's appointments can be subscribed to."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Engine, insert, select, update

from voicebot.adapters.ical_writing import feed_text
from voicebot.adapters.outside_schema import feed
from voicebot.adapters.sql import reading
from voicebot.adapters.sql_catalogues import read_business
from voicebot.adapters.sql_copies import visit_of
from voicebot.adapters.sql_loading import appointments
from voicebot.adapters.sql_schema import allocation, appointment
from voicebot.booking.outside import Times

BEHIND = timedelta(days=30)
"""How far back a feed goes."""


class SqlFeeds:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = reading(engine)

    def new(self, business_id: str, resource_id: str, now: datetime) -> str:
        """A new secret for a person's appointments; the ones there are stay good."""
        secret = secrets.token_urlsafe(32)
        with self._engine.begin() as transaction:
            transaction.execute(
                insert(feed).values(
                    digest=_digest(secret),
                    business_id=business_id,
                    resource_id=resource_id,
                    created_at=now,
                )
            )
        return secret

    def revoke(self, business_id: str, resource_id: str, now: datetime) -> int:
        """No link of this person's works from now on; how many there were."""
        f = feed.c
        which = (f.business_id == business_id) & (f.resource_id == resource_id)
        with self._engine.begin() as transaction:
            return transaction.execute(
                update(feed).where(which, f.revoked_at.is_(None)).values(revoked_at=now)
            ).rowcount

    def text(self, secret: str, now: datetime) -> str | None:
        """The appointments behind a link, from a month ago on, as iCalendar.

        Looked up by a hash: how long that takes says nothing about the secret.
        """
        f, a, v = feed.c, allocation.c, appointment.c
        digest = _digest(secret)
        with self._reading.connect() as transaction:
            row = transaction.execute(
                select(feed).where(f.digest == digest, f.revoked_at.is_(None))
            ).first()
            if row is None or not hmac.compare_digest(row.digest, digest):
                return None
            business = read_business(transaction, row.business_id)
            taken = transaction.execute(
                select(a.appointment_id, a.start_at, a.end_at).where(
                    a.business_id == row.business_id,
                    a.resource_id == row.resource_id,
                    a.appointment_id.is_not(None),
                    a.end_at > now - BEHIND,
                )
            ).all()
            times: dict[str, Times] = {}
            for one in taken:
                first, last = times.get(one.appointment_id, (one.start_at, one.end_at))
                times[one.appointment_id] = min(first, one.start_at), max(last, one.end_at)
            found = appointments(transaction, select(appointment).where(v.id.in_(list(times))))
        resource = business.resource(row.resource_id)
        visits = (
            visit_of(one, (max(one.start, start), min(one.end, end)), business)
            for one in found
            for start, end in (times[one.id],)
        )
        return feed_text(visits, resource.name if resource else business.name, now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
