"""`voicebot staff add`: accounts for the staff pages."""

from __future__ import annotations

import argparse
import getpass
import sys

from voicebot.cli import Commands
from voicebot.errors import SettingsError


def register(commands: Commands) -> None:
    parser = commands.add(
        "staff add",
        add,
        help="Make an account for the staff pages, or give one a new password and role.",
    )
    parser.add_argument("name", metavar="NAME", help="what the person logs in with")
    parser.add_argument(
        "--role",
        default="staff",
        help="viewer (reads), staff (also hears recordings and cancels) or owner; default staff",
    )
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the password from standard input, one line, instead of asking for it",
    )


def add(options: argparse.Namespace) -> int:
    """
    Raises:
        SettingsError: the name, role or password will not do.
    """
    from voicebot.bootstrap import Stores
    from voicebot.config import Settings
    from voicebot.web.sessions import Role, hash_password

    name = options.name.strip()
    if not name or not name.isprintable() or len(name) > 100:
        raise SettingsError("name: must have 1 to 100 characters that can be printed")
    role = Role.named(options.role)
    hashed = hash_password(_password(from_stdin=options.password_stdin))
    stores = Stores(Settings.read())
    try:
        stores.upgrade()
        known = stores.staff.staff(name) is not None
        stores.staff.add_staff(name, hashed, role.name.lower())
    finally:
        stores.engine.dispose()
    print(f"{name} ({role.name.lower()}) {'was changed' if known else 'can log in'}: /staff/")
    return 0


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    try:
        password = getpass.getpass("Password: ")
        again = getpass.getpass("Again: ")
    except EOFError:
        raise SettingsError("password: none was given (see --password-stdin)") from None
    if password != again:
        raise SettingsError("password: the two are not the same")
    return password
