"""The tutorial, command by command: each line that it shows is printed, numbers and ids aside."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from commands_of_pages import LEFT_OPEN, commands
from stormproof.app import clock
from stormproof.app.config import Config
from stormproof.app.past import exceptions
from stormproof.app.shipped import last_day
from stormproof.cli.root import run
from stormproof.demo.history import days
from stormproof.demo.shipped import STAGES, shipped
from stormproof.store import Store

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "README.md"
LATELY = 7
"""Days of the shipped history that the page looks at; the whole of it takes longer than a test may."""

DEMO = ("demo",)
ENDPOINT = "--endpoint-url"
DAY = re.compile(r"\d{4}-\d\d-\d\d")
IDS = re.compile(r"\b(?:(?P<mark>[fse])-[0-9a-z]{6}|(?P<long>i|snap|sg)-[0-9a-f]{17})\b")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?: (?:ms|s|min))*")


class Screen(io.StringIO):
    """Where a person reads: 80 columns, no pipe."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@dataclass
class Reader:
    """Somebody who types what the page says, and reads both what is printed and what is said."""

    store: Path
    page_starts: dt.date
    starts: dt.date
    exception: str = ""
    wrong: list[str] = field(default_factory=list)

    def types(self, shown) -> None:
        words = [self._mine(word) for word in shown.words]
        out, err = Screen(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run([*words, "--store", str(self.store), "--no-color"])
        printed = out.getvalue() + err.getvalue()
        if words[:2] == ["except", "add"]:
            self.exception = out.getvalue().split()[0]
        there = {plain(line) for line in printed.splitlines()}
        missing = [line for line in shown.prints if line.strip() != LEFT_OPEN and plain(line) not in there]
        if missing or code not in (0, 1):
            self.wrong.append(f"{shown}: left with {code}, without {missing}; printed:\n{printed[:4000]}")

    def _mine(self, word: str) -> str:
        """Days are counted from the start or, if they are to come, from today; `except add` said an exception's id."""
        if word.startswith("e-"):
            return self.exception
        if not DAY.fullmatch(word):
            return word
        later = dt.date.fromisoformat(word) - self.page_starts
        return str((self.starts if later <= dt.timedelta(0) else clock.now().date()) + later)


def plain(line: str) -> str:
    """What a line says, whatever the numbers, ids and blanks are."""
    line = IDS.sub(lambda found: f"{found['mark'] or found['long']}-#", line)
    return " ".join(NUMBER.sub("#", line).split())


@pytest.fixture(scope="module")
def marram(tmp_path_factory):
    """Marram Pay's store as the demo leaves it, as far as the page looks back."""
    held = shipped()
    assert held is not None
    folder = tmp_path_factory.mktemp("tutorial") / "marram"
    with Store.open(folder) as store:
        for exception in exceptions(held.started):
            store.save_exception(exception)
        seen = None
        for day in days(held.started, dict.fromkeys(STAGES, ""), lambda _: None):
            ago = round((held.started - day.at) / dt.timedelta(days=1))
            if ago <= LATELY:
                seen = (
                    store.repeat(seen, day.at)
                    if seen and not day.changed
                    else store.import_file(held.snapshots[ago])
                )
        newest = last_day(store, held, Config(), ("stormproof", "demo")).snapshot
        store.repeat(newest, clock.now())  # a reader's demo is of the day on which he accepts a risk
    return folder, held.started.date()


@pytest.mark.slow  # eight times every check over six accounts
def test_every_command_of_the_tutorial_prints_what_the_page_shows(marram, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("PAGER", raising=False)
    folder, starts = marram
    shown = [one for one in commands(PAGE) if one.words[:1] != DEMO and ENDPOINT not in one.words]
    listed = next(one for one in shown if one.words[:2] == ("snapshots", "list"))
    newest = DAY.search(listed.prints[1])
    assert newest
    reader = Reader(folder, dt.date.fromisoformat(newest[0]), starts)
    for one in shown:
        reader.types(one)
    assert reader.wrong == []
    assert {file.name for file in tmp_path.iterdir()} == {"marram.html", "marram.json"}


def test_what_the_tutorial_shows_of_the_demo_is_what_a_scan_of_its_store_says():
    by_words = {one.words: one.prints for one in commands(PAGE)}
    demo = next(prints for words, prints in by_words.items() if words[:1] == DEMO)
    scan = next(prints for words, prints in by_words.items() if "--snapshot" in words)
    assert [plain(line) for line in demo if line.strip() != LEFT_OPEN][1:] == [
        plain(line) for line in scan if line.strip() != LEFT_OPEN
    ]


def test_the_scan_of_the_embedded_organisation_is_what_its_reader_may_do(served, env, tmp_path, monkeypatch):
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    shown = next(one for one in commands(PAGE) if ENDPOINT in one.words)
    words = [served if "://" in word else word for word in shown.words]
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = run([*words, "--store", str(tmp_path / "store")])
    assert code == 1, out.getvalue()
    assert "has versioning off" in out.getvalue()


pytestmark = pytest.mark.xdist_group("embedded")
