"""Killed at any moment, a collection goes on where it was and ends with the same digest; no committed page is asked again."""

from __future__ import annotations

import os
import random
import signal
import traceback
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from stormproof.collect.clock import InstantClock
from stormproof.collect.collection import Collection
from stormproof.model.recording import Page
from stormproof.model.snapshot import Scope
from stormproof.store import Store
from stormproof.testing.rehearsal import rehearse

KILLS = 24
WHAT = Collection(access_key="made-up", secret_key="made-up", workers=3, thorough=True)
STARTED = InstantClock().now()
OF_THE_ENGINE = ("sts:GetCallerIdentity", "organizations:DescribeOrganization")
"""Asked at each start, to know who we are; besides, rows ask the same."""


class Diary:
    """What was asked and what was committed, one line each, as it happens; it outlives the process."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def note(self, word: str, what: str) -> None:
        with self.file.open("a") as diary:
            diary.write(f"{word} {what}\n")

    def lines(self) -> list[list[str]]:
        return [line.split() for line in self.file.read_text().splitlines()] if self.file.exists() else []


class Dying:
    """A recorder that is killed with its process: before or after one commit, or when one request is sent."""

    def __init__(self, recorder, diary: Diary, moment: str, at: int) -> None:
        self._recorder = recorder
        self._diary = diary
        self._moment = moment
        self._left = at

    def __getattr__(self, name):
        return getattr(self._recorder, name)

    def commit(self, *pages: Page) -> None:
        self._tick("before")
        self._recorder.commit(*pages)
        for page in pages:
            if page.request_id:
                self._diary.note("committed", page.request_id)
        self._tick("after")

    def asked(self, request) -> None:
        if request.name not in OF_THE_ENGINE:
            self._diary.note("asked", request.id)
        self._tick("asked")

    def _tick(self, moment: str) -> None:
        self._left -= moment == self._moment
        if self._left == 0 and moment == self._moment:
            os.kill(os.getpid(), signal.SIGKILL)


def in_child(folder: Path, diary: Diary, moment: str, at: int) -> int:
    """Goes on collecting in a process of its own, which ends by SIGKILL or with the collection; gives its status."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    try:
        with Store.open(folder) as store:
            begun = store.unfinished()
            recorder = store.resume() if begun else store.begin(Scope(), version="0", started_at=STARTED)
            dying = Dying(recorder, diary, moment, at)
            rehearse(dying, what=WHAT, watch=dying.asked)
        os._exit(0)
    finally:
        traceback.print_exc()
        os._exit(1)


def asked_after_commit(lines: Iterable[list[str]]) -> list[str]:
    committed: set[str] = set()
    again = []
    for word, what in lines:
        if word == "committed":
            committed.add(what)
        elif what in committed:
            again.append(what)
    return again


def test_a_collection_that_is_killed_again_and_again_ends_with_the_same_digest(tmp_path):
    with Store.open(tmp_path / "whole") as store:
        asked = Counter()
        recorder = store.begin(Scope(), version="0", started_at=STARTED)
        whole = rehearse(recorder, what=WHAT, watch=lambda request: asked.update([request.id])).snapshot
    alike = {request for request, times in asked.items() if times > 1}
    chance, kills, ends = random.Random(20261124), 0, 0
    while kills < KILLS:
        folder, diary = tmp_path / f"killed-{ends}", Diary(tmp_path / f"diary-{ends}")
        while (
            status := in_child(
                folder, diary, chance.choice(["before", "after", "asked"]), chance.randint(1, 45)
            )
        ) != 0:
            assert os.WIFSIGNALED(status)
            assert os.WTERMSIG(status) == signal.SIGKILL
            kills += 1
        ends += 1
        assert set(asked_after_commit(diary.lines())) <= alike
        with Store.open(folder) as store:
            assert store.unfinished() == ()
            snapshot = store.snapshot("latest")
        assert snapshot.digest == whole.digest
        assert snapshot.resumed
    assert kills >= 20
    assert len(alike) < 20 < len(asked)
