"""`import`: saved answers of the AWS CLI become a snapshot; and the script that saves them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from stormproof._version import __version__
from stormproof.app.judging import chosen
from stormproof.collect.dump.importing import Imported, Options, read, record
from stormproof.collect.dump.names import is_region
from stormproof.collect.dump.script import script
from stormproof.collect.rows import rows_for
from stormproof.errors import UsageError
from stormproof.model.arn import ACCOUNT
from stormproof.model.snapshot import Scope
from stormproof.report.documents import ImportDocument, ImportProblem, SkippedFile
from stormproof.report.results import resources
from stormproof.rules.needs import needs

if TYPE_CHECKING:
    from stormproof.store import Store


def import_folder(store: Store, folder: Path, options: Options | None = None) -> ImportDocument:
    """A snapshot of what the folder holds. Nothing is left in the store if nothing is recognised."""
    options = options or Options()
    if options.account is not None and not ACCOUNT.fullmatch(options.account):
        raise UsageError(f"not an account: {options.account[:40]!r}", hint="--account 111122223333")
    if options.region is not None and not is_region(options.region):
        raise UsageError(f"not a region: {options.region[:40]!r}", hint="--region eu-west-1")
    reading = read(folder, options)
    recording = store.begin(Scope(), version=__version__, started_at=reading.taken_at)
    store.note(recording.run, json.dumps({"import": True}))
    ended = False
    try:
        imported = record(reading, recording)
        ended = True
    finally:
        if not ended:
            store.discard(str(recording.run))
    return _document(imported)


def print_script(checks: Sequence[str] = ()) -> str:
    """The commands that save what these checks need; all that is read, if none is named."""
    return script(rows_for(needs(chosen(checks))) if checks else rows_for(None))


def _document(imported: Imported) -> ImportDocument:
    return ImportDocument(
        schema="stormproof/import/1",
        snapshot=imported.snapshot.id,
        taken_at=imported.snapshot.taken_at,
        accounts=imported.accounts,
        regions=imported.regions,
        files=imported.files,
        answers=imported.answers,
        resources=resources(imported.snapshot),
        not_asked=imported.not_asked,
        skipped=tuple(SkippedFile(file=one.file, why=one.why) for one in imported.skipped),
        problems=tuple(
            ImportProblem(code=p.code.value, file=p.file, pointer=p.pointer, message=p.message)
            for p in imported.problems
        ),
    )
