"""Customers from another system, kept once."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import Engine, insert, select, update

from voicebot.adapters.sql_schema import customer
from voicebot.booking.finding import same_name


class SqlCustomers:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, business_id: str, name: str, phone: str, email: str, now: datetime) -> str:
        """ "new", "known", or "changed" where an e-mail address was added."""
        c = customer.c
        with self._engine.begin() as transaction:
            rows = transaction.execute(
                select(c.id, c.name, c.email).where(c.business_id == business_id, c.phone == phone)
            ).all()
            known = next((row for row in rows if same_name(row.name, name)), None)
            if known is None:
                raw = "\n".join((business_id, phone, name.casefold()))
                transaction.execute(
                    insert(customer).values(
                        id=hashlib.sha256(raw.encode()).hexdigest()[:16],
                        business_id=business_id,
                        name=name,
                        phone=phone,
                        email=email,
                        seen_at=now,
                    )
                )
                return "new"
            if not email or known.email:
                return "known"
            transaction.execute(update(customer).where(c.id == known.id).values(email=email))
            return "changed"
