"""The first schema: calendar, calls, staff, with overlap impossible from the start."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _catalogue()
    _diary()
    _record()
    _calls()
    _indexes()
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_guard()
    else:
        _postgresql_guard()


def downgrade() -> None:
    for table in (
        "staff",
        "ticket",
        "recording",
        "call_entry",
        "call",
        "message",
        "answered",
        "outbox",
        "change",
        "external_busy",
        "allocation",
        "appointment",
        "customer",
        "day_rule",
        "business",
    ):
        op.drop_table(table)


def _text(name: str, type_: type[sa.String] = sa.String) -> sa.Column[str]:
    return sa.Column(name, type_, nullable=False)


def _instant(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=nullable)


def _business() -> sa.Column[str]:
    return sa.Column("business_id", sa.String, sa.ForeignKey("business.id"), nullable=False)


def _catalogue() -> None:
    op.create_table(
        "business",
        sa.Column("id", sa.String, primary_key=True),
        _text("catalogue", sa.Text),
        sa.Column("revision", sa.Integer, nullable=False),
    )
    op.create_table(
        "day_rule",
        sa.Column("business_id", sa.String, sa.ForeignKey("business.id"), primary_key=True),
        sa.Column("resource_id", sa.String, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("hours", sa.JSON, nullable=False),
        _text("reason", sa.Text),
    )


def _diary() -> None:
    op.create_table(
        "customer",
        sa.Column("id", sa.String, primary_key=True),
        _business(),
        _text("name", sa.Text),
        _text("phone"),
        _text("email", sa.Text),
        _instant("seen_at"),
    )
    op.create_table(
        "appointment",
        sa.Column("id", sa.String, primary_key=True),
        _business(),
        sa.Column("services", sa.JSON, nullable=False),
        _instant("start_at"),
        _instant("end_at"),
        sa.Column("customer_id", sa.String, sa.ForeignKey("customer.id"), nullable=False),
        _text("for_name", sa.Text),
        _text("phone"),
        sa.Column("details", sa.JSON, nullable=False),
        _text("call_id"),
        _text("status"),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("staff_id", sa.String),
        sa.Column("people", sa.Integer, nullable=False),
        _instant("created_at"),
        _instant("changed_at"),
        sa.CheckConstraint("start_at < end_at", name="appointment_in_order"),
        sa.CheckConstraint("status IN ('booked', 'cancelled')", name="appointment_status"),
    )
    op.create_table(
        "allocation",
        sa.Column("id", _ROW_ID, primary_key=True, autoincrement=True),
        _business(),
        _text("resource_id"),
        _instant("start_at"),
        _instant("end_at"),
        sa.Column("seat", sa.Integer, nullable=False),
        _text("share"),
        sa.Column("overbooked", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("appointment_id", sa.String, sa.ForeignKey("appointment.id")),
        sa.Column("hold_id", sa.String),
        sa.Column("held_by", sa.String),
        _instant("held_until", nullable=True),
        sa.CheckConstraint(
            "start_at < end_at AND end_at - start_at <= 172800000000", name="allocation_length"
        ),
        sa.CheckConstraint(
            "(appointment_id IS NULL) <> (hold_id IS NULL)"
            " AND (hold_id IS NULL) = (held_by IS NULL)"
            " AND (hold_id IS NULL) = (held_until IS NULL)",
            name="allocation_owner",
        ),
    )
    op.create_table(
        "external_busy",
        sa.Column("id", sa.String, primary_key=True),
        _business(),
        _text("resource_id"),
        _instant("start_at"),
        _instant("end_at"),
        _text("source"),
        _text("uid"),
        _text("etag"),
        _text("reason", sa.Text),
        sa.CheckConstraint("start_at < end_at", name="external_busy_in_order"),
    )


def _record() -> None:
    op.create_table(
        "change",
        sa.Column("id", _ROW_ID, primary_key=True, autoincrement=True),
        _business(),
        _instant("at"),
        _text("actor"),
        _text("action"),
        _text("appointment_id"),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("was", sa.JSON),
        sa.Column("became", sa.JSON, nullable=False),
        _text("reason", sa.Text),
        _text("key"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", _ROW_ID, primary_key=True, autoincrement=True),
        _business(),
        _text("kind"),
        sa.Column("dedupe", sa.String, nullable=False, unique=True),
        sa.Column("payload", sa.JSON, nullable=False),
        _instant("due_at"),
        _instant("created_at"),
        _instant("leased_until", nullable=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        _instant("done_at", nullable=True),
        _text("error", sa.Text),
    )
    op.create_table(
        "answered",
        sa.Column("business_id", sa.String, sa.ForeignKey("business.id"), primary_key=True),
        sa.Column("key", sa.String, primary_key=True),
        _text("digest"),
        _text("answer", sa.Text),
        _instant("at"),
    )


def _calls() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.String, primary_key=True),
        _business(),
        _text("call_id"),
        _text("kind"),
        _text("text", sa.Text),
        _text("name", sa.Text),
        _text("phone"),
        sa.Column("urgent", sa.Boolean(create_constraint=False), nullable=False),
        _instant("created_at"),
        _instant("done_at", nullable=True),
    )
    op.create_table(
        "call",
        sa.Column("id", sa.String, primary_key=True),
        _text("business_id"),
        _text("caller"),
        _text("called"),
        _instant("started_at"),
        _instant("ended_at", nullable=True),
        _text("outcome"),
        sa.Column("turns", sa.Integer, nullable=False),
    )
    op.create_table(
        "call_entry",
        sa.Column("call_id", sa.String, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at_ms", sa.Integer, nullable=False),
        _text("kind"),
        sa.Column("data", sa.JSON, nullable=False),
    )
    op.create_table(
        "recording",
        sa.Column("call_id", sa.String, primary_key=True),
        sa.Column("wav", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "ticket",
        sa.Column("digest", sa.String, primary_key=True),
        _text("call_id"),
        sa.Column("facts", sa.JSON, nullable=False),
        _instant("expires_at"),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        _text("role"),
        _text("password_hash"),
        sa.Column("active", sa.Boolean(create_constraint=False), nullable=False),
    )


def _indexes() -> None:
    op.create_index("customer_phone", "customer", ["business_id", "phone"])
    op.create_index("appointment_phone", "appointment", ["business_id", "phone", "start_at"])
    op.create_index("appointment_start", "appointment", ["business_id", "start_at"])
    op.create_index("allocation_time", "allocation", ["business_id", "resource_id", "start_at"])
    op.create_index("allocation_appointment", "allocation", ["appointment_id"])
    op.create_index("allocation_call", "allocation", ["held_by"])
    op.create_index("external_busy_time", "external_busy", ["business_id", "resource_id", "end_at"])
    op.create_index("change_appointment", "change", ["appointment_id", "version"])
    op.create_index("answered_at", "answered", ["at"])
    op.create_index("outbox_due", "outbox", ["done_at", "due_at"])
    op.create_index("call_started", "call", ["started_at"])


_OVERLAP = """
    EXISTS (
        SELECT 1 FROM allocation AS other
        WHERE other.business_id = NEW.business_id AND other.resource_id = NEW.resource_id
          AND other.start_at < NEW.end_at AND other.start_at > NEW.start_at - 172800000000
          AND other.end_at > NEW.start_at AND NOT other.overbooked AND other.id IS NOT NEW.id
          AND (other.share <> NEW.share OR other.seat = NEW.seat)
    )
"""


def _sqlite_guard() -> None:
    """Triggers. No allocation is longer than two days, so they look no further back than that."""
    for event in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER allocation_no_overlap_{event.lower()} BEFORE {event} ON allocation "
            f"WHEN NOT NEW.overbooked AND {_OVERLAP} "
            "BEGIN SELECT RAISE(ABORT, 'allocation overlaps'); END"
        )


def _postgresql_guard() -> None:
    """Two exclusion constraints: another share never overlaps; within a share, no seat twice."""
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    for name, column, operator in (
        ("allocation_one_share", "share", "<>"),
        ("allocation_one_seat", "seat", "="),
    ):
        op.execute(
            f"ALTER TABLE allocation ADD CONSTRAINT {name} EXCLUDE USING gist ("
            "business_id WITH =, resource_id WITH =, "
            f"{column} WITH {operator}, int8range(start_at, end_at) WITH &&) "
            "WHERE (NOT overbooked)"
        )
