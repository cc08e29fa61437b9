"""The pages under `patterns/` are run: a heading is a test, a line a question and its answer."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from stormproof.rules.patterns import events, filters

PAGES = Path(__file__).parent / "patterns"
BLOCK = re.compile(r"^```(?P<kind>[a-z ]+)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)
ENGINES = {
    "filter": lambda text, event: filters.matches(filters.parse(text), event),
    "pattern": lambda text, event: events.matches(events.parse(text), event),
}


def sections():
    for page in sorted(PAGES.glob("*.md")):
        for section in re.split(r"^# ", page.read_text(), flags=re.MULTILINE)[1:]:
            heading, _, body = section.partition("\n")
            yield pytest.param(body, id=f"{page.stem}: {heading}")


@pytest.mark.parametrize("body", list(sections()))
def test_a_page_says_what_is_so(body):
    event, asked, wrong = None, 0, []
    for block in BLOCK.finditer(body):
        if block["kind"] == "json event":
            event = json.loads(block["body"])
            continue
        for line in block["body"].splitlines():
            text, _, answer = line.rpartition("->")
            said = ENGINES[block["kind"]](text.strip(), event)
            asked += 1
            wrong += [] if said == answer.strip() else [f"{line} (said {said})"]
    assert asked
    assert wrong == []
