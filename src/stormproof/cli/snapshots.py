"""`snapshots list|show|delete|prune|export|import`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stormproof.cli import terminal
from stormproof.cli.options import format_option, looks, open_store, store_option
from stormproof.cli.root import Group
from stormproof.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stormproof.report.documents import SnapshotRow

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(cls=Group)
def snapshots() -> None:
    """List, export and delete what was collected.

    A snapshot is named by its id, a unique start of it, its end (s-…), latest, previous, or a date.
    """


@snapshots.command("list")
@format_option("text", "json")
@store_option
@looks
def list_(style: str, store_folder: Path | None) -> None:
    """List snapshots, newest first."""
    from stormproof.app.snapshots import snapshots as rows_of
    from stormproof.report.text.catalogues import snapshot_lines

    with open_store(store_folder) as store:
        rows = rows_of(store)
    if style == "json":
        _json(rows)
        return
    terminal.write(snapshot_lines(rows, terminal.look()))


@snapshots.command("show")
@click.argument("name", default="latest")
@format_option("text", "json")
@store_option
@looks
def show(name: str, style: str, store_folder: Path | None) -> None:
    """Show one snapshot: when, of what, how complete."""
    from stormproof.app.snapshots import snapshot
    from stormproof.report.text.catalogues import snapshot_page

    with open_store(store_folder) as store:
        row = snapshot(store, name)
    if style == "json":
        _json([row])
        return
    terminal.write(snapshot_page(row, terminal.look()))


@snapshots.command("delete")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@store_option
@looks
def delete(name: str, yes: bool, store_folder: Path | None) -> None:  # noqa: FBT001  click's signature
    """Delete a snapshot and what only it holds."""
    from stormproof.app.snapshots import snapshot
    from stormproof.report.look import size

    with open_store(store_folder) as store:
        row = snapshot(store, name)
        if not yes:
            if not sys.stdin.isatty():
                raise UsageError(
                    f"delete {row.id}? nobody is there to say yes",
                    hint=f"stormproof snapshots delete {name} --yes",
                )
            click.confirm(f"Delete {row.id} ({row.resources:,} resources)?", abort=True, err=True)
        freed = store.delete(row.id)
    terminal.talk([f"Deleted {row.id}; {size(freed.size)} are free."])


@snapshots.command("prune")
@click.option(
    "--keep-days",
    type=click.IntRange(0, 36_500),
    default=30,
    show_default=True,
    metavar="N",
    help="Keep everything younger than N days.",
)
@click.option("--dry-run", is_flag=True, help="Say what would go, and delete nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@store_option
@looks
def prune(keep_days: int, dry_run: bool, yes: bool, store_folder: Path | None) -> None:  # noqa: FBT001  click's signature
    """Delete old snapshots, and keep the first, the last and the newest of each month.

    This holds for each question (accounts, services, checks) by itself. Findings and their history stay.
    """
    from stormproof.app import clock
    from stormproof.app.snapshots import outgrown
    from stormproof.report.look import plural, size

    with open_store(store_folder) as store:
        rows = store.snapshots()
        going = outgrown(rows, clock.now(), keep_days)
        if not going:
            terminal.talk([f"Nothing to delete: {plural(len(rows), 'snapshot')}, all to be kept."])
            return
        names = [row.id for row in going]
        look = terminal.look()
        terminal.write(f"{row.id}\t{look.time(row.taken_at)}\t{row.resources}" for row in going)
        freed = store.delete(*names, rehearse=True)
        what = f"{len(going):,} of {plural(len(rows), 'snapshot')}"
        if dry_run:
            terminal.talk([f"{what} would go; {size(freed.size)} would be free. Nothing was deleted."])
            return
        if not yes:
            if not sys.stdin.isatty():
                raise UsageError(
                    f"delete {what}? nobody is there to say yes",
                    hint=f"stormproof snapshots prune --keep-days {keep_days} --yes",
                )
            click.confirm(f"Delete {what} ({size(freed.size)})?", abort=True, err=True)
        freed = store.delete(*names)
    terminal.talk([f"Deleted {what}; {size(freed.size)} are free."])


@snapshots.command("export")
@click.argument("name")
@click.argument("file", type=FILE)
@store_option
@looks
def export(name: str, file: Path, store_folder: Path | None) -> None:
    """Write one snapshot to a file that another store can import; equal snapshots give equal bytes."""
    from stormproof.report.look import size

    with open_store(store_folder) as store:
        store.export(name, file)
    terminal.talk([f"Wrote {file} ({size(file.stat().st_size)})."])


@snapshots.command("import")
@click.argument("file", type=FILE)
@store_option
@looks
def import_(file: Path, store_folder: Path | None) -> None:
    """Take in a snapshot that another store exported; it is refused unless its digest holds."""
    with open_store(store_folder, create=True) as store:
        taken = store.import_file(file)
    terminal.talk([f"Imported snapshot {taken.short}, taken {terminal.look().time(taken.taken_at)}."])


def _json(rows: Iterable[SnapshotRow]) -> None:
    from stormproof.report.document import encode
    from stormproof.report.documents import SnapshotsDocument

    terminal.write_bytes(
        [encode(SnapshotsDocument(schema="stormproof/snapshots/1", snapshots=tuple(rows))), b"\n"]
    )
