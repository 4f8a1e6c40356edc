"""The tables, as SQLAlchemy Core sees them. The migrations make them; both must agree.

Instants are whole microseconds since 1970 (`Instant`): exact, portable, the same in every database.
The catalogue is one document; the diary is tables.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

from voicebot.booking.instants import EPOCH

MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware datetime kept as microseconds since 1970; comes back in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else EPOCH + timedelta(microseconds=value)


metadata = MetaData()
_ROW_ID = BigInteger().with_variant(Integer, "sqlite")

business = Table(
    "business",
    metadata,
    Column("id", String, primary_key=True),
    Column("catalogue", Text, nullable=False),
    Column("revision", Integer, nullable=False),
)

day_rule = Table(
    "day_rule",
    metadata,
    Column("business_id", ForeignKey("business.id"), primary_key=True),
    Column("resource_id", String, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("hours", JSON, nullable=False),
    Column("reason", Text, nullable=False),
)
"""What the owner changed by hand: "" as resource is the business itself."""

customer = Table(
    "customer",
    metadata,
    Column("id", String, primary_key=True),
    Column("business_id", ForeignKey("business.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("phone", String, nullable=False),
    Column("email", Text, nullable=False),
    Column("seen_at", Instant, nullable=False),
)

appointment = Table(
    "appointment",
    metadata,
    Column("id", String, primary_key=True),
    Column("business_id", ForeignKey("business.id"), nullable=False),
    Column("services", JSON, nullable=False),
    Column("start_at", Instant, nullable=False),
    Column("end_at", Instant, nullable=False),
    Column("customer_id", ForeignKey("customer.id"), nullable=False),
    Column("for_name", Text, nullable=False),
    Column("phone", String, nullable=False),
    Column("details", JSON, nullable=False),
    Column("call_id", String, nullable=False),
    Column("status", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("staff_id", String),
    Column("people", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

allocation = Table(
    "allocation",
    metadata,
    Column("id", _ROW_ID, primary_key=True, autoincrement=True),
    Column("business_id", ForeignKey("business.id"), nullable=False),
    Column("resource_id", String, nullable=False),
    Column("start_at", Instant, nullable=False),
    Column("end_at", Instant, nullable=False),
    Column("seat", Integer, nullable=False),
    Column("share", String, nullable=False),
    Column("overbooked", Boolean(create_constraint=False), nullable=False),
    Column("appointment_id", ForeignKey("appointment.id")),
    Column("hold_id", String),
    Column("held_by", String),
    Column("held_until", Instant),
)
"""What is taken, by an appointment or by a hold. The database lets no two of them overlap."""

external_busy = Table(
    "external_busy",
    metadata,
    Column("id", String, primary_key=True),
    Column("business_id", ForeignKey("business.id"), nullable=False),
    Column("resource_id", String, nullable=False),
    Column("start_at", Instant, nullable=False),
    Column("end_at", Instant, nullable=False),
    Column("source", String, nullable=False),
    Column("uid", String, nullable=False),
    Column("etag", String, nullable=False),
    Column("reason", Text, nullable=False),
)
"""Time a resource is not there, from outside calendars and from absences ("away")."""

change = Table(
    "change",
    metadata,
    Column("id", _ROW_ID, primary_key=True, autoincrement=True),
    Column("business_id", ForeignKey("business.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("appointment_id", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("was", JSON),
    Column("became", JSON, nullable=False),
    Column("reason", Text, nullable=False),
    Column("key", String, nullable=False),
)
"""The record: every change of an appointment, with what it took before and after. Append only."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", _ROW_ID, primary_key=True, autoincrement=True),
    Column("business_id", ForeignKey("business.id"), nullable=False),
    Column("kind", String, nullable=False),
    Column("dedupe", String, nullable=False, unique=True),
    Column("payload", JSON, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("leased_until", Instant),
    Column("attempts", Integer, nullable=False),
    Column("done_at", Instant),
    Column("error", Text, nullable=False),
)
"""News for the world outside, written with the change itself, sent by whoever drains it."""

answered = Table(
    "answered",
    metadata,
    Column("business_id", ForeignKey("business.id"), primary_key=True),
    Column("key", String, primary_key=True),
    Column("digest", String, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
"""Idempotency: what a command was answered, by its key."""

message = Table(
    "message",
    metadata,
    Column("id", String, primary_key=True),
    Column("business_id", ForeignKey("business.id"), nullable=False),
    Column("call_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("phone", String, nullable=False),
    Column("urgent", Boolean(create_constraint=False), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("done_at", Instant),
)

call = Table(
    "call",
    metadata,
    Column("id", String, primary_key=True),
    Column("business_id", String, nullable=False),
    Column("caller", String, nullable=False),
    Column("called", String, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("outcome", String, nullable=False),
    Column("turns", Integer, nullable=False),
)

call_entry = Table(
    "call_entry",
    metadata,
    Column("call_id", String, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at_ms", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("data", JSON, nullable=False),
)

recording = Table(
    "recording",
    metadata,
    Column("call_id", String, primary_key=True),
    Column("wav", LargeBinary, nullable=False),
)

ticket = Table(
    "ticket",
    metadata,
    Column("digest", String, primary_key=True),
    Column("call_id", String, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

staff = Table(
    "staff",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("role", String, nullable=False),
    Column("password_hash", String, nullable=False),
    Column("active", Boolean(create_constraint=False), nullable=False),
)
