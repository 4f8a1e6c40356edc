"""Outside calendars: connections, what was read, what was written, feeds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_connection",
        sa.Column("id", sa.String, primary_key=True),
        _business(),
        *map(_text, ("resource_id", "kind", "url", "username", "secret")),
        sa.Column("exports", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        _text("token"),
        _instant("read_all_at"),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        _instant("leased_until"),
        sa.Column("attempts", sa.Integer, nullable=False),
        _text("error"),
        _instant("good_at"),
        _instant("write_due_at"),
        sa.Column("write_attempts", sa.Integer, nullable=False),
        _text("write_error"),
    )
    op.create_table(
        "calendar_object",
        _connection(),
        sa.Column("href", sa.String, primary_key=True),
        _text("etag"),
    )
    op.create_table(
        "calendar_copy",
        _connection(),
        sa.Column("appointment_id", sa.String, sa.ForeignKey("appointment.id"), primary_key=True),
        *map(_text, ("href", "etag")),
        sa.Column("version", sa.Integer, nullable=False),
        _text("state"),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("digest", sa.String, primary_key=True),
        _business(),
        _text("resource_id"),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        _instant("revoked_at"),
    )
    op.create_index("calendar_copy_appointment", "calendar_copy", ["appointment_id"])
    op.create_index("external_busy_source", "external_busy", ["source", "uid"])


def downgrade() -> None:
    # Without the connections nothing would ever end what they blocked.
    op.execute("DELETE FROM external_busy WHERE source LIKE 'calendar:%'")
    op.drop_index("external_busy_source", "external_busy")
    for table in ("calendar_feed", "calendar_copy", "calendar_object", "calendar_connection"):
        op.drop_table(table)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _instant(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=True)


def _business() -> sa.Column[str]:
    return sa.Column("business_id", sa.String, sa.ForeignKey("business.id"), nullable=False)


def _connection() -> sa.Column[str]:
    return sa.Column(
        "connection_id", sa.String, sa.ForeignKey("calendar_connection.id"), primary_key=True
    )
