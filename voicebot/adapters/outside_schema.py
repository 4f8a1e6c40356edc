"""The tables of outside calendars; they belong to the same schema as `sql_schema`."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, Table, Text

from voicebot.adapters.sql_schema import Instant, metadata

connection = Table(
    "calendar_connection",
    metadata,
    Column("id", String, primary_key=True),
    Column("business_id", ForeignKey("business.id"), nullable=False),
    Column("resource_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("username", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("exports", Boolean(create_constraint=False), nullable=False),
    Column("options", JSON, nullable=False),
    Column("token", Text, nullable=False),
    Column("read_all_at", Instant),
    Column("due_at", Instant, nullable=False),
    Column("leased_until", Instant),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("good_at", Instant),
    Column("write_due_at", Instant),
    Column("write_attempts", Integer, nullable=False),
    Column("write_error", Text, nullable=False),
)
"""A calendar elsewhere. `url` and `secret` are encrypted: an address may be the secret itself."""

held_object = Table(
    "calendar_object",
    metadata,
    Column("connection_id", ForeignKey("calendar_connection.id"), primary_key=True),
    Column("href", String, primary_key=True),
    Column("etag", String, nullable=False),
)
"""What was read there; when it blocks is in `external_busy`, under its href."""

copy = Table(
    "calendar_copy",
    metadata,
    Column("connection_id", ForeignKey("calendar_connection.id"), primary_key=True),
    Column("appointment_id", ForeignKey("appointment.id"), primary_key=True),
    Column("href", String, nullable=False),
    Column("etag", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String, nullable=False),
)
"""Appointments of ours that were written there, as last seen."""

feed = Table(
    "calendar_feed",
    metadata,
    Column("digest", String, primary_key=True),
    Column("business_id", ForeignKey("business.id"), nullable=False),
    Column("resource_id", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)
"""Secret links to a person's appointments; only a hash of each secret is kept."""
