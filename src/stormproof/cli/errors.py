"""Errors for people: what happened, to what, and the next command; a traceback only with `--debug`."""

from __future__ import annotations

import difflib
import sys
import traceback

import click

from stormproof.errors import (
    AmbiguousNameError,
    ConfigError,
    CredentialsError,
    MissingExtraError,
    NotBuiltError,
    NotCollectedError,
    NotFoundError,
    StormproofError,
    UsageError,
)
from stormproof.report.visible import visible

FAULT = 2
INTERRUPTED = 130
NEXT: dict[type[StormproofError], str] = {
    ConfigError: "stormproof scan --config FILE",
    CredentialsError: "stormproof scan --profile NAME",
    NotFoundError: "stormproof findings list",
    AmbiguousNameError: "use more of the name",
    NotCollectedError: "stormproof coverage",
    NotBuiltError: "stormproof --help",
    MissingExtraError: "pip install 'stormproof[demo]'",
}


def reported(error: BaseException, *, debug: bool, command: str = "stormproof") -> int:
    """Says an error on stderr and gives the exit code; `command` is whose help explains what may be typed."""
    if debug:
        traceback.print_exception(error)
    match error:
        case KeyboardInterrupt() | click.Abort():
            say("interrupted")
            return INTERRUPTED
        case click.exceptions.NoArgsIsHelpError():
            sys.stderr.write(f"{error.format_message()}\n")
        case click.UsageError():
            say(usage_message(error), hint=f"{error.ctx.command_path if error.ctx else 'stormproof'} --help")
        case click.ClickException():
            say(error.format_message())
        case StormproofError():
            say(error.message, hint=error.hint or _next(error, command))
        case OSError() if error.filename:
            say(f"{error.strerror or type(error).__name__}: {error.filename}")
        case MemoryError():
            say("out of memory", hint="stormproof scan --workers 8")
        case _:
            say(
                f"a fault of ours ({type(error).__name__}); nothing about AWS follows from it",
                hint="the same command with --debug",
            )
    return FAULT


def say(message: str, hint: str | None = None) -> None:
    """`error: …`, more lines indented, then `next: …`."""
    first, *more = message.splitlines() or [""]
    lines = [f"error: {visible(first)}", *(f"  {visible(line.strip())}" for line in more)]
    if hint:
        lines.append(f"  next: {visible(hint)}")
    sys.stderr.write("\n".join(lines) + "\n")


def usage_message(error: click.UsageError) -> str:
    """click's message in our words, with the nearest option."""
    if isinstance(error, click.NoSuchOption):
        known = [o for p in error.ctx.command.params for o in p.opts] if error.ctx else []
        near = difflib.get_close_matches(error.option_name, known, n=1)
        return f"there is no option {error.option_name}" + (f"; did you mean {near[0]}?" if near else "")
    text = error.format_message().rstrip(".").replace("a valid float range", "a number")
    text = text.replace("a valid integer range", "a whole number")
    return text[:1].lower() + text[1:]


def _next(error: StormproofError, command: str) -> str | None:
    if isinstance(error, UsageError):
        return f"{command} --help"
    return next((hint for kind, hint in NEXT.items() if isinstance(error, kind)), None)
