"""What a person reads of an import."""

from __future__ import annotations

import datetime as dt

from stormproof.report.documents import ImportDocument, ImportProblem, SkippedFile
from stormproof.report.look import Look
from stormproof.report.text.importing import import_lines

ACCOUNT = "111122223333"
PROBLEM = ImportProblem(
    code="DANGLING_REFERENCE",
    file=f"{ACCOUNT}/eu-west-1/RouteTables.json",
    pointer="/RouteTables/3/Associations/0",
    message="subnet-0f is in no answer",
)


def document(**more):
    plain = {
        "schema": "stormproof/import/1",
        "snapshot": "2026-11-24T135018Z-7f3c0a",
        "taken_at": dt.datetime(2026, 11, 24, 13, 50, 18, tzinfo=dt.UTC),
        "accounts": (ACCOUNT,),
        "regions": ("eu-central-1", "eu-west-1"),
        "files": 24,
        "answers": 31,
        "resources": 97,
        "not_asked": (),
        "skipped": (),
        "problems": (),
    }
    return ImportDocument(**plain | more)


def test_an_import_reads_as_a_few_lines():
    skipped = SkippedFile(file="notes.json", why="no member of a known AWS answer")
    done = document(not_asked=("ec2:DescribeVpcs",), skipped=(skipped,), problems=(PROBLEM,))
    assert list(import_lines(done, Look(width=80, table=80))) == [
        "Snapshot s-7f3c0a, taken 2026-11-24 13:50 UTC",
        f"97 resources · account {ACCOUNT} · regions eu-central-1, eu-west-1",
        "31 answers in 24 files",
        "1 operation in no file: stormproof coverage --snapshot s-7f3c0a",
        "",
        f"DANGLING_REFERENCE  {ACCOUNT}/eu-west-1/RouteTables.json#/RouteTables/3/Associations/0",
        "  subnet-0f is in no answer",
        "",
        "skipped  notes.json: no member of a known AWS answer",
    ]


def test_many_problems_are_counted_and_a_name_cannot_move_the_cursor():
    problems = tuple(
        ImportProblem(code="NOT_JSON", file=f"\x1b[2J{n}.json", pointer="", message="no") for n in range(25)
    )
    lines = list(import_lines(document(problems=problems), Look(width=80, table=80)))
    assert lines[-1] == "5 more: stormproof import … --format json"
    assert "\x1b" not in "".join(lines)
