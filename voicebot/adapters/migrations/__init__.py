"""Alembic migrations, for SQLite and PostgreSQL, as package data."""
