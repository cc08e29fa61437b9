"""The root command: lazy commands, one example in every help, errors that say what happened, to what, and what next."""

from __future__ import annotations

import difflib
import importlib
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from stormproof._version import __version__
from stormproof.cli.commands import COMMANDS, EXAMPLES, UNBUILT
from stormproof.cli.errors import FAULT, reported
from stormproof.errors import NotBuiltError, UsageError

NEAREST = 3


class Command(click.Command):
    """A command whose help ends with its example."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The example, from the table that a test runs."""
        write_example(ctx, formatter)


class Group(click.Group):
    """A command of commands; what is not one of them gets the nearest names."""

    command_class = Command

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The example, from the table that a test runs."""
        write_example(ctx, formatter)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named, or a refusal that names the nearest."""
        if self.get_command(ctx, args[0]) is None:
            unknown_command(self, ctx, args[0])
        return super().resolve_command(ctx, args)


class LazyGroup(Group):
    """The root: a command's module is imported when the command is called, not when the list is printed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of a first day."""
        return [*COMMANDS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports the one that is called."""
        if cmd_name in COMMANDS:
            module, attribute, _ = COMMANDS[cmd_name]
            found: click.Command = getattr(importlib.import_module(module), attribute)
            return found
        if cmd_name in UNBUILT:
            return not_built(cmd_name)
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list, from the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])


def write_example(ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """`Example:` and one line that a test runs."""
    path = ctx.command_path.partition(" ")[2]
    if example := EXAMPLES.get(path):
        with formatter.section("Example"):
            formatter.write_text("\b\n" + example)


def unknown_command(group: Group, ctx: click.Context, name: str) -> NoReturn:
    """No such command: the nearest ones, else where the list is."""
    known = [*group.list_commands(ctx), *(UNBUILT if isinstance(group, LazyGroup) else ())]
    near = difflib.get_close_matches(name, known, n=NEAREST, cutoff=0.6)
    path = ctx.command_path
    meant = f"; did you mean {' or '.join(near)}?" if near else ""
    raise UsageError(
        f"{path} has no command {name[:60]!r}{meant}",
        hint=f"{path} {near[0] if near else ''} --help".replace("  ", " "),
    )


def not_built(name: str) -> click.Command:
    """A command of a later part: it says so, and leaves with 2."""

    @click.command(
        name, hidden=True, context_settings={"ignore_unknown_options": True, "help_option_names": []}
    )
    @click.argument("_", nargs=-1, type=click.UNPROCESSED)
    def later(_: tuple[str, ...]) -> NoReturn:
        raise NotBuiltError(f"stormproof {name}")

    return later


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, "-V", "--version", message="stormproof %(version)s")
def cli() -> None:
    """Stormproof proves what an AWS organisation lets in and out, and which few changes matter.

    It reads AWS, never writes to it, and nothing leaves this machine. What it could not see it calls UNKNOWN.
    """


def run(arguments: Sequence[str]) -> int:
    """One command from its words to its exit code."""
    debug = "--debug" in arguments
    try:
        code = cli.main(args=list(arguments), prog_name="stormproof", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        return _closed_pipe()
    except SystemExit as leaving:
        return _code(leaving.code)
    except BaseException as error:  # noqa: BLE001  the one boundary of the command line: every error becomes a message
        return reported(error, debug=debug, command=_path(arguments))
    return _code(code)


def _path(arguments: Sequence[str]) -> str:
    """The command that was meant, for a hint at its help: `stormproof except add`."""
    command: click.Command | None = cli
    names = ["stormproof"]
    for word in arguments:
        command = command.get_command(click.Context(cli), word) if isinstance(command, click.Group) else None
        if command is None:
            break
        names.append(word)
    return " ".join(names)


def _code(value: Any) -> int:
    return value if isinstance(value, int) else FAULT if value else 0


def _closed_pipe() -> int:
    """The reader went away (`| head`): nothing to say, and nobody to say it to."""
    sys.stdout = open("/dev/null", "w", encoding="utf-8")  # noqa: SIM115, PTH123  it outlives this function
    return FAULT
