"""`stormproof.toml`: found, read, typed. An unknown key is an error that names file, key and the nearest one."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import msgspec

from stormproof.errors import ConfigError, StormproofError
from stormproof.model.exception import ExceptionRecord
from stormproof.rules.exceptions import LONGEST, exception_id, validate
from stormproof.rules.settings import Known, Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

T = TypeVar("T", bound=msgspec.Struct)

NAME = "stormproof.toml"
VARIABLE = "STORMPROOF_CONFIG"
BIGGEST = 1_000_000
SECTIONS = ("scan", "settings", "known", "exception")
LATER = ("comply", "jewels", "notify", "paths", "respond", "serve")
"""Sections of rooms that do not exist yet: they may be there, and are not read."""


class ScanSection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Defaults of `stormproof scan`; an option on the command line wins."""

    profile: str | None = None
    role: str | None = None
    external_id: str | None = None
    mfa_serial: str | None = None
    org: bool = False
    org_role: str | None = None
    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    thorough: bool = False
    gentle: bool = False
    workers: Annotated[int, msgspec.Meta(ge=1, le=512)] | None = None
    max_rate: Annotated[float, msgspec.Meta(gt=0)] | None = None
    deadline: Annotated[float, msgspec.Meta(gt=0)] | None = None


class ExceptionSection(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"starts": "from"}
):
    """One `[[exception]]`. Without `from` it has been in force for as long as it may be: 365 days before its end."""

    where: str
    reason: str
    owner: str
    approver: str
    expires: dt.date
    starts: dt.date | None = None
    id: str | None = None
    compensating: str = ""
    evidence: tuple[str, ...] = ()
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """What the file says, or the defaults where there is none. `unused` are sections that nothing reads yet."""

    settings: Settings = field(default_factory=Settings)
    known: Known = field(default_factory=Known)
    scan: ScanSection = field(default_factory=ScanSection)
    exceptions: tuple[ExceptionRecord, ...] = ()
    source: Path | None = None
    unused: tuple[str, ...] = ()


def load(path: Path | None, environment: Mapping[str, str], *, folder: Path | None = None) -> Config:
    """Reads the first of: `path`, `$STORMPROOF_CONFIG`, `stormproof.toml` in the folder, the one under `~/.config`.

    The first two must exist where they are named. Raises `ConfigError`.
    """
    source = find(path, environment, folder or Path())
    return parse(_text(source), source) if source else Config()


def find(path: Path | None, environment: Mapping[str, str], folder: Path) -> Path | None:
    """The file to read; None where there is none."""
    named = path or (Path(environment[VARIABLE]) if environment.get(VARIABLE) else None)
    if named:
        if not named.is_file():
            raise ConfigError(
                f"there is no file {named}", hint=None if path else f"it is named by ${VARIABLE}"
            )
        return named
    home = environment.get("HOME")
    places = (folder / NAME, *((Path(home) / ".config" / "stormproof" / NAME,) if home else ()))
    return next((place for place in places if place.is_file()), None)


def parse(text: str, source: Path) -> Config:
    """The text of a configuration file; raises `ConfigError` that names the file and the key."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source}: {error}") from error
    except RecursionError as error:
        raise ConfigError(f"{source} is nested too deeply") from error
    _known_keys(source, "", tables, (*SECTIONS, *LATER))
    return Config(
        settings=_section(source, "settings", tables.get("settings", {}), Settings),
        known=_section(source, "known", tables.get("known", {}), Known),
        scan=_section(source, "scan", tables.get("scan", {}), ScanSection),
        exceptions=tuple(_exceptions(source, tables.get("exception", []))),
        source=source,
        unused=tuple(name for name in LATER if name in tables),
    )


def _text(source: Path) -> str:
    try:
        with source.open("rb") as file:
            body = file.read(BIGGEST + 1)
        if len(body) > BIGGEST:
            raise ConfigError(f"{source} is larger than {BIGGEST:,} bytes")
        return body.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{source} cannot be read: {error}") from error


def _section(source: Path, name: str, table: Any, shape: type[T]) -> T:
    if not isinstance(table, dict):
        raise ConfigError(f"{source}: {name} must be a table")
    _known_keys(source, name, table, shape.__struct_encode_fields__)
    try:
        return msgspec.convert(table, shape)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{source}: [{name}] {error}") from error


def _exceptions(source: Path, tables: Any) -> Iterable[ExceptionRecord]:
    if not isinstance(tables, list):
        raise ConfigError(f"{source}: exceptions are written [[exception]]")
    ids: set[str] = set()
    for number, table in enumerate(tables, 1):
        name = f"exception {number}"
        record = _record(_section(source, name, table, ExceptionSection))
        try:
            validate(record)
        except StormproofError as error:
            raise ConfigError(f"{source}: [{name}] {error.message}", hint=error.hint) from error
        if not record.approver:
            raise ConfigError(f"{source}: [{name}] an exception needs an approver")
        if record.id in ids:
            raise ConfigError(f"{source}: [{name}] two exceptions are called {record.id}")
        ids.add(record.id)
        yield record


def _record(table: ExceptionSection) -> ExceptionRecord:
    starts = table.starts or dt.date.fromordinal(max(1, table.expires.toordinal() - LONGEST.days))
    since = dt.datetime.combine(starts, dt.time(), dt.UTC)
    return ExceptionRecord(
        id=table.id or exception_id(table.where, table.owner, since),
        where=table.where,
        reason=table.reason.strip(),
        owner=table.owner.strip(),
        created=since,
        starts=starts,
        expires=table.expires,
        approver=table.approver.strip(),
        approved_at=since,
        compensating=table.compensating,
        evidence=table.evidence,
        ticket=table.ticket,
        origin="file",
    )


def _known_keys(source: Path, section: str, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for key in table:
        if key not in known:
            near = get_close_matches(key, known, n=1, cutoff=0.5)
            where = f"[{section}] has no key" if section else "there is no section"
            says = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(known)}"
            raise ConfigError(f"{source}: {where} {key[:100]!r}{says}")
