"""The terminal of this process: how it looks, writing data to it or to a file, and talking on stderr."""

from __future__ import annotations

import datetime as dt
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TextIO

import click

from stormproof.errors import UsageError
from stormproof.report.look import TABLE_WIDTH, TEXT_WIDTH, Look

_GLYPHS = "▲◆■●·✓✗?○→…"
_WIDE_LOCALES = ("ja", "ko", "zh")  # where half of the glyphs may take two columns
_META = "stormproof.look"


def look(stream: TextIO | None = None) -> Look:
    """How text should look on this stream, by what was typed, the environment and the terminal."""
    out = stream or sys.stdout
    chosen: dict[str, bool] = click.get_current_context().meta.get(_META, {})
    terminal = out.isatty()
    columns = shutil.get_terminal_size((TEXT_WIDTH, 24)).columns if terminal else TEXT_WIDTH
    return Look(
        width=min(columns, TEXT_WIDTH),
        table=min(columns, TABLE_WIDTH),
        colour=wants_colour(os.environ, terminal=terminal, refused=chosen.get("no_color", False)),
        ascii=chosen.get("ascii", False) or needs_ascii(os.environ, out.encoding or "ascii"),
        piped=not terminal and out is sys.stdout and not chosen.get("text_in_pipe", False),
        wide=chosen.get("wide", False),
        zone=dt.UTC
        if chosen.get("utc") or not terminal
        else (dt.datetime.now().astimezone().tzinfo or dt.UTC),
    )


def choose(name: str, *, value: bool) -> None:
    """Keeps what was typed about looks, for this command."""
    click.get_current_context().meta.setdefault(_META, {})[name] = value


def wants_colour(environment: Mapping[str, str], *, terminal: bool, refused: bool) -> bool:
    """NO_COLOR and --no-color remove it, FORCE_COLOR keeps it in a pipe, a pipe and a dumb terminal have none.

    >>> wants_colour({"FORCE_COLOR": "1"}, terminal=False, refused=False)
    True
    """
    if refused or environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "0") != "0":
        return True
    return terminal and environment.get("TERM") != "dumb"


def needs_ascii(environment: Mapping[str, str], encoding: str) -> bool:
    """Whether the glyphs cannot be written, or may be two columns wide."""
    locale = environment.get("LC_ALL") or environment.get("LC_CTYPE") or environment.get("LANG") or ""
    if locale.startswith(_WIDE_LOCALES):
        return True
    try:
        _GLYPHS.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return True
    return False


def write(lines: Iterable[str], out: Path | None = None, *, pager: bool = False) -> None:
    """Data: to a file, or to stdout; long text goes through `$PAGER` on a terminal if the caller allows it."""
    if out is not None:
        write_file(out, (f"{line}\n".encode() for line in lines))
        return
    if pager and sys.stdout.isatty() and os.environ.get("PAGER"):
        every = list(lines)
        if len(every) >= shutil.get_terminal_size().lines:
            click.echo_via_pager("\n".join(every) + "\n", color=True)
            return
        lines = every
    for line in lines:
        sys.stdout.write(f"{line}\n")


def write_bytes(chunks: Iterable[bytes], out: Path | None = None) -> None:
    """Data as UTF-8 whatever the locale: machine formats have one encoding."""
    if out is not None:
        write_file(out, chunks)
        return
    sys.stdout.flush()
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()


def write_file(out: Path, chunks: Iterable[bytes]) -> None:
    """The whole file or nothing; for its owner alone, since it holds the map of every way in.

    A device or a pipe (`/dev/null`, `/dev/stdout`) is written to, never replaced.
    """
    if _is_device(out):
        _write_into(out, chunks)
        return
    out = out.resolve() if out.is_symlink() else out
    handle, half = _half(out)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(chunks)
        half.replace(out)
    except OSError as error:
        raise _cannot_write(out, error) from error
    finally:
        half.unlink(missing_ok=True)


def expect_to_write(*files: Path | None) -> None:
    """Refuses at once what could not be written in the end: a scan takes minutes."""
    for out in files:
        if out is not None and not _is_device(out):
            handle, half = _half(out.resolve() if out.is_symlink() else out)
            os.close(handle)
            half.unlink()


def _is_device(out: Path) -> bool:
    return out.exists() and not out.is_file() and not out.is_dir()


def _write_into(out: Path, chunks: Iterable[bytes]) -> None:
    try:
        with out.open("wb") as file:
            file.writelines(chunks)
    except OSError as error:
        raise _cannot_write(out, error) from error


def _half(out: Path) -> tuple[int, Path]:
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    except OSError as error:
        raise _cannot_write(out, error) from error
    return handle, Path(name)


def _cannot_write(out: Path, error: OSError) -> UsageError:
    if not out.parent.is_dir():
        return UsageError(
            f"{out} cannot be written: there is no folder {out.parent}", hint=f"mkdir -p {out.parent}"
        )
    hint = "free some space" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "name another file"
    return UsageError(f"{out} cannot be written: {error.strerror or type(error).__name__}", hint=hint)


def talk(lines: Iterable[str]) -> None:
    """Talk: on stderr, so that data on stdout is clean."""
    sys.stdout.flush()
    for line in lines:
        sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def encoded(lines: Iterable[str]) -> Iterator[bytes]:
    """Lines as UTF-8."""
    return (f"{line}\n".encode() for line in lines)
