"""Options that several commands share, each declared once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import click

from stormproof.cli import terminal
from stormproof.model.finding import Severity, Status

F = TypeVar("F", bound=Callable[..., Any])
E = TypeVar("E", bound=StrEnum)


class Words(click.ParamType[tuple[StrEnum, ...]]):
    """`HIGH,CRITICAL` → a tuple of the enum's members; a wrong word is refused with the right ones."""

    def __init__(self, kind: type[StrEnum]) -> None:
        self.kind = kind
        self.name = kind.__name__.lower()

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[StrEnum, ...]:
        """Splits at commas, in any case of letters."""
        if isinstance(value, tuple):
            return value
        known = {member.value.upper(): member for member in self.kind}
        found = []
        for word in str(value).split(","):
            if word.strip().upper().replace("-", "_") not in known:
                self.fail(
                    f"{word.strip()[:40]!r} is none of {', '.join(m.value for m in self.kind)}", param, ctx
                )
            found.append(known[word.strip().upper().replace("-", "_")])
        return tuple(found)


def looks(function: F) -> F:
    """`--ascii --no-color --wide --utc --debug`: how text looks; kept aside, no parameter of the command."""
    for name, words in (
        ("--debug", "Show the traceback of an error."),
        ("--utc", "Times in UTC."),
        ("--wide", "Full ARNs instead of short names."),
        ("--no-color", "No colour."),
        ("--ascii", "ASCII instead of glyphs."),
    ):
        key = name.removeprefix("--").replace("-", "_")
        function = click.option(name, key, is_flag=True, expose_value=False, callback=_keep, help=words)(
            function
        )
    return function


def store_option(function: F) -> F:
    """`--store`: the folder of snapshots and findings."""
    return click.option(
        "--store",
        "store_folder",
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder of snapshots and findings.",
    )(function)


def config_option(function: F) -> F:
    """`--config`: settings, known accounts, exceptions."""
    return click.option(
        "--config",
        "config_file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="stormproof.toml to use.",
    )(function)


def out_option(function: F) -> F:
    """`--out`: a file instead of stdout."""
    return click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")(
        function
    )


def format_option(*formats: str) -> Callable[[F], F]:
    """`--format`, with the formats that the command has."""
    return click.option(
        "--format",
        "style",
        type=click.Choice(formats),
        default="text",
        show_default=True,
        help="How to print it.",
    )


def status_option(default: Iterable[Status] | None, words: str) -> Callable[[F], F]:
    """`--status FAIL,UNKNOWN`."""
    return click.option(
        "--status",
        "statuses",
        type=Words(Status),
        default=None if default is None else tuple(default),
        help=words,
    )


def severity_option(function: F) -> F:
    """`--severity CRITICAL,HIGH`."""
    return click.option(
        "--severity", "severities", type=Words(Severity), help="Only these severities, commas between."
    )(function)


def open_store(folder: Path | None, *, create: bool = False) -> Any:
    """The store of this command."""
    from stormproof.app.opening import open_store as opened

    return opened(folder, os.environ, create=create)


def load_config(file: Path | None) -> Any:
    """The configuration of this command."""
    from stormproof.app.config import load

    return load(file, os.environ)


def _keep(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: FBT001  click's signature
    del ctx
    if value and param.name:
        terminal.choose(param.name, value=True)
