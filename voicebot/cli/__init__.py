"""The `voicebot` command. Each module here adds its commands in `register(commands)`.

Modules import their heavy parts inside the functions that run, so that `--help` stays quick.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Callable, Sequence

from voicebot import __version__
from voicebot.errors import DialogError, VoicebotError

Run = Callable[[argparse.Namespace], int]
"""What a command does; the result is the exit status."""


class Commands:
    """Collects commands by their words: `add("bench dates", run, help="...")`."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._groups = {"": parser.add_subparsers(metavar="COMMAND", required=True)}

    def add(self, words: str, run: Run, *, help: str) -> argparse.ArgumentParser:
        """A parser for the command, to add arguments to. One level of grouping is allowed."""
        group, _, name = words.rpartition(" ")
        if group and group not in self._groups:
            parser = self._groups[""].add_parser(group, help=f"{group}: see `{group} --help`")
            self._groups[group] = parser.add_subparsers(metavar="COMMAND", required=True)
        added = self._groups[group].add_parser(name, help=help, description=help)
        added.set_defaults(run=run)
        return added


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="voicebot", description=__doc__)
    parser.description = "A voice bot that answers a business's phone and books appointments."
    parser.add_argument("--version", action="version", version=f"voicebot {__version__}")
    commands = Commands(parser)
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        importlib.import_module(f"{__name__}.{module}").register(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command. Errors of our own end in one line: 1 for wrong data, else 2."""
    options = build_parser().parse_args(argv)
    try:
        status = options.run(options)
    except VoicebotError as error:
        print(f"voicebot: {error}", file=sys.stderr)
        status = 1 if isinstance(error, DialogError) else 2
    except BrokenPipeError:
        sys.stderr.close()
        status = 1
    except KeyboardInterrupt:
        status = 130
    raise SystemExit(status)
