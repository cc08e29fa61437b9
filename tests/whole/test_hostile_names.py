"""Names, tags and descriptions that strangers chose: kept as they are, shown so that nothing obeys them."""

from __future__ import annotations

import csv
import html.parser
import io
import json
import re
import unicodedata

import pytest

from stormproof.collect import Collection, collect
from stormproof.collect.clock import InstantClock
from stormproof.collect.memory import MemoryTransport
from stormproof.model.answer import Value
from stormproof.model.finding import Status
from stormproof.model.resource import KINDS, root_of
from stormproof.model.snapshot import Scope
from stormproof.rules.registry import checks
from stormproof.rules.runner import run
from stormproof.rules.world import World
from stormproof.store import Store
from stormproof.testing import SampleAws
from whole.healthy import START
from whole.support import rendered

TEXTS = {
    "colours": "\x1b[31mred\x1b[0m\x1b[2J\x9b31m",
    "a link": "\x1b]8;;https://evil.example\x07click\x1b]8;;\x07",
    "a title": "\x1b]0;owned\x07\x1bP1;2|evil\x1b\\",
    "new lines": "one\r\ntwo\nerror: three\u2028four\u2029five\x85",
    "nothing": "a\x00b\x08\x08\x7f\x7f",
    "directions": "a\u202etxt.exe\u2066b\u200f\u061c\ufeff\u200b",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><!--",
    "an entity": "&lt;b&gt; &amp; ]]> </style></title> javascript:alert(1)",
    "a template": "{{ 7*7 }} {% raw %} %s %(x)s %n ${jndi:ldap://x} {0.__class__}",
    "a formula": '=HYPERLINK("http://evil.example","x")',
    "another formula": "@SUM(1+1)*cmd|' /C calc'!A0",
    "a tab and a formula": "\t=1+1",
    "a wide formula": '＝1+1,"quoted";\'',
    "much": "x" * 10_000,
    "many marks": "z" + "\u0301" * 5_000,
    "other planes": "\U0001f4a5\U000e0001\ue000\U0010ffff",
    "a shell": "`id`; $(reboot) | rm -rf / \\ ../../../etc/passwd",
}
TOLD = re.compile(r"(Description|description|Value)$")
NAMED = re.compile(r"^(Name|UserName|RoleName|GroupName|FunctionName|Comment)$")
LONGEST_NAME = 1000
HALF = "\ud83d"
"""Half of a character: JSON allows it, UTF-8 does not."""
WRITTEN = re.compile(r"\x1b\[[0-9;]*m")
"""What our own colours look like."""


class Stranger:
    """The rehearsed AWS; every tag and description in it is one text, and every name, unless no name is so long."""

    def __init__(self, sample: SampleAws, text: str, *members: re.Pattern[str]) -> None:
        self._sample = sample
        self._text = text
        self._members = members

    def __call__(self, asked):
        return self._written(self._sample(asked), "")

    def _written(self, value, member: str):
        if isinstance(value, dict):
            return {name: self._written(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._written(inner, member) for inner in value]
        chosen = any(pattern.search(member) for pattern in self._members)
        return self._text if isinstance(value, str) and chosen else value


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What was kept of an account of one text, what was judged, and every format of it."""
    sample, known = SampleAws(), {}

    def look(text: str, like: str = ""):
        members = (TOLD, NAMED) if len(like or text) < LONGEST_NAME and HALF not in text else (TOLD,)
        if (text, members) not in known:
            with Store.open(tmp_path_factory.mktemp("store")) as store:
                recording = store.begin(Scope(), version="0", started_at=START)
                what = Collection(access_key="made-up", secret_key="made-up", workers=2, thorough=True)
                transport = MemoryTransport(Stranger(sample, text, *members))
                snapshot = collect(what, recording, transport=transport, clock=InstantClock()).snapshot
                found = run(World(snapshot), checks())
                known[text, members] = (found, bodies(snapshot), rendered(snapshot, found.findings))
        return known[text, members]

    return look


def bodies(snapshot):
    """What was kept of each thing that was listed."""
    answers = (
        snapshot.facts.answer(row.arn, root_of(kind))
        for kind in KINDS.values()
        if root_of(kind)
        for row in snapshot.facts.listed(kind.kind)
    )
    return [answer.item() for answer in answers if isinstance(answer, Value)]


every_text = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)


@every_text
def test_nothing_is_lost(seen, text):
    plain, hostile = seen("ordinary", like=text), seen(text)
    assert [(f.check, f.status) for f in hostile[0].findings] == [
        (f.check, f.status) for f in plain[0].findings
    ]
    assert hostile[0].errors == 0
    assert occurrences(hostile[1], text) == occurrences(plain[1], "ordinary") > 20


def occurrences(value, text: str) -> int:
    if isinstance(value, dict):
        return sum(occurrences(inner, text) for inner in value.values())
    if isinstance(value, list):
        return sum(occurrences(inner, text) for inner in value)
    return value == text


@every_text
@pytest.mark.parametrize("style", ["text", "wide text", "piped text", "talk", "csv"])
def test_nothing_that_a_terminal_obeys_is_written(seen, text, style):
    shown = WRITTEN.sub("", seen(text)[2][style].decode())
    assert {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs")} <= {"\n", "\t"}


@every_text
def test_text_has_the_same_lines_as_for_a_plain_name(seen, text):
    for style in ("piped text", "csv"):
        assert seen(text)[2][style].count(b"\n") == seen("ordinary", like=text)[2][style].count(b"\n")


@every_text
def test_no_cell_begins_a_formula(seen, text):
    rows = list(csv.reader(io.StringIO(seen(text)[2]["csv"].decode())))
    assert len({len(row) for row in rows}) == 1
    assert [cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))] == []


@every_text
def test_json_is_json_and_says_the_very_text(seen, text):
    judged, _, shown = seen(text)
    document = json.loads(shown["json"])
    assert [f["key"] for f in document["findings"]] == [
        f.key for f in judged.findings if f.status != "NOT_APPLICABLE"
    ]
    lines = [json.loads(line) for line in shown["ndjson"].split(b"\n")]
    assert len([line for line in lines if line["type"] == "finding"]) == len(document["findings"])
    assert any(text in f"{f['resource']['arn']} {f['resource']['tags']}" for f in document["findings"])


class Page(html.parser.HTMLParser):
    """Tags, and attributes, as a browser would see them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: dict[str, int] = {}
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.attributes |= {name for name, _ in attrs}


@every_text
def test_html_has_no_tag_that_a_plain_name_does_not_give(seen, text):
    plain = Page(seen("ordinary", like=text)[2]["html"].decode())
    hostile = Page(seen(text)[2]["html"].decode())
    assert hostile.attributes == plain.attributes
    assert {tag: n for tag, n in hostile.tags.items() if n > plain.tags.get(tag, 0)} == {}


def test_half_a_character_is_a_gap_and_the_rest_is_judged(seen):
    judged, _, shown = seen(f"half{HALF}")
    assert judged.errors == 0
    assert {f.check for f in judged.findings} == {f.check for f in seen("ordinary")[0].findings}
    gaps = [f.unknown for f in judged.findings if f.unknown]
    assert any(gap.reason == "unreadable" and gap.operation for gap in gaps)
    assert any(f.status is not Status.UNKNOWN for f in judged.findings)
    assert json.loads(shown["json"])["findings"]
