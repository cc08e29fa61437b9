"""The files of a folder: walked in order, never out of it, each bounded; JSON, gzipped JSON, one JSON object a line."""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from stormproof.collect.dump.given import Code, Document, Hint, Log
from stormproof.collect.dump.names import Namer
from stormproof.errors import UnreadableError, UsageError

BIGGEST = 100_000_000
WHOLE = 2_000_000_000
DEEPEST = 100
MARK = b"\xef\xbb\xbf"
TOO_DEEP = f"nested more than {DEEPEST} deep"
FILES_MOST = 200_000
READ = (".json", ".ndjson", ".jsonl", ".json.gz", ".ndjson.gz", ".jsonl.gz")
EXAMPLE = "aws ec2 describe-vpcs --region eu-west-1 > DIR/111122223333/eu-west-1/describe-vpcs.json; stormproof import DIR"


class Folder:
    """A folder of saved answers, or one file of them; `newest` is when the newest file that was read was written."""

    def __init__(self, path: Path, namer: Namer, log: Log, *, biggest: int = BIGGEST) -> None:
        if not path.exists():
            raise UsageError(f"there is no {path}", hint=EXAMPLE)
        self._root = path.resolve()
        self._namer = namer
        self._log = log
        self._left = WHOLE
        self._biggest = biggest
        self.read = 0
        self.newest = 0.0

    def documents(self) -> Iterator[Document]:
        """Every JSON object that the folder holds. Raises `UnreadableError` if the folder cannot be listed."""
        for n, (name, path) in enumerate(self._files()):
            if n >= FILES_MOST:
                self._log.skip(
                    name, f"more than {FILES_MOST:,} files: this one and those after it are not read"
                )
                return
            body = self._body(name, path)
            if body is not None:
                self.read += 1
                yield from self._documents(name, body)

    def _files(self) -> Iterator[tuple[str, Path]]:
        if self._root.is_file():
            yield _shown(self._root.name), self._root
            return
        found = []
        for folder, below, names in os.walk(self._root, onerror=_unlistable):
            for name in [*below, *names]:
                path = Path(folder, name)
                told = _shown(path.relative_to(self._root).as_posix())
                if name in names or path.is_symlink():
                    found.append((told, path))
        yield from sorted(found)

    def _body(self, name: str, path: Path) -> bytes | None:
        why = self._unfit(name, path)
        if why:
            self._log.skip(name, why)
            return None
        try:
            with path.open("rb") as file:
                body = file.read(self._biggest + 1)
                self.newest = max(self.newest, os.fstat(file.fileno()).st_mtime)
            if name.lower().endswith(".gz"):
                body = _unpacked(body, self._biggest)
        except (OSError, zlib.error) as error:
            self._log.problem(Code.NOT_JSON, name, "", f"cannot be read: {str(error)[:100]}")
            return None
        self._left -= len(body)
        if len(body) > self._biggest or self._left < 0:
            self._log.skip(
                name, f"too large: a file may have {self._biggest:,} bytes, all files together {WHOLE:,}"
            )
            return None
        return body

    def _unfit(self, name: str, path: Path) -> str | None:
        if not name.lower().endswith(READ):
            return "not a .json file"
        try:
            if not path.resolve().is_relative_to(self._root):
                return "a link that leads out of the folder"
            found = path.stat()
        except (OSError, RuntimeError):
            return "a link that leads nowhere"
        if not stat.S_ISREG(found.st_mode):
            return "not a regular file"
        return (
            f"too large: a file may have {self._biggest:,} bytes" if found.st_size > self._biggest else None
        )

    def _documents(self, name: str, body: bytes) -> Iterator[Document]:
        hint = self._namer.hint(name)
        if not body.strip():
            yield Document(name, "", hint, None)
            return
        try:
            whole = decoded(body)
        except UnreadableError as error:
            lines = body.splitlines()
            if len(lines) > 1 and lines[0].strip().startswith(b"{") and lines[0].strip().endswith(b"}"):
                yield from self._lines(name, hint, lines)
            else:
                self._log.problem(Code.NOT_JSON, name, "", error.message)
            return
        yield from self._objects(name, "", hint, whole)

    def _lines(self, name: str, hint: Hint, lines: list[bytes]) -> Iterator[Document]:
        for n, line in enumerate(lines):
            if not line.strip():
                continue
            try:
                one = decoded(line)
            except UnreadableError as error:
                self._log.problem(Code.NOT_JSON, name, "", f"line {n + 1}: {error.message}")
                continue
            yield from self._objects(name, f"/{n}", hint, one)

    def _objects(self, name: str, pointer: str, hint: Hint, whole: Any) -> Iterator[Document]:
        if isinstance(whole, Mapping):
            yield Document(name, pointer, hint, whole)
        elif isinstance(whole, list) and whole and all(isinstance(one, Mapping) for one in whole):
            for n, one in enumerate(whole):
                yield Document(name, f"{pointer}/{n}", hint, one)
        else:
            self._log.skip(name, "no member of a known AWS answer")


def decoded(body: bytes) -> Any:
    """JSON as plain values; raises `UnreadableError` for anything else."""
    try:
        found = msgspec.json.decode(body.removeprefix(MARK))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadableError(f"not JSON: {str(error)[:150]}") from error
    except RecursionError as error:
        raise UnreadableError(TOO_DEEP) from error
    if _is_deep(found):
        raise UnreadableError(TOO_DEEP)
    return found


def _is_deep(value: Any) -> bool:
    """Level by level, so that no depth can exhaust the stack; AWS's answers have a dozen."""
    level = [value]
    for _ in range(DEEPEST):
        held = [
            one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list)
        ]
        level = [one for some in held for one in some if isinstance(one, dict | list)]
        if not level:
            return False
    return True


def _unpacked(body: bytes, most: int) -> bytes:
    """Stops at the bound: a small file may hold a very large one."""
    unpacker = zlib.decompressobj(wbits=31)
    whole = unpacker.decompress(body, most + 1)
    if not unpacker.eof and len(whole) <= most:
        raise zlib.error("the file ends too early")
    return whole


def _shown(name: str) -> str:
    """A name that is no UTF-8 cannot be told as it is."""
    return os.fsencode(name).decode("utf-8", "replace")


def _unlistable(error: OSError) -> None:
    raise UnreadableError(f"{error.filename} cannot be listed: {error.strerror}")
