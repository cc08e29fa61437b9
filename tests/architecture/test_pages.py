"""Pages for people lead somewhere."""

from __future__ import annotations

import re

LINK = re.compile(r"\]\((?P<target>[^)#\s]+)[^)]*\)")
CODE = re.compile(r"^(```.*?^```|    [^\n]*)$|`[^`\n]+`", re.DOTALL | re.MULTILINE)


def test_every_link_of_a_page_leads_to_a_file(root, files):
    broken = [
        f"{page.relative_to(root)}: {link['target']}"
        for page in files
        if page.suffix == ".md"
        for link in LINK.finditer(CODE.sub("", page.read_text()))
        if "://" not in link["target"] and not (page.parent / link["target"]).exists()
    ]
    assert broken == []


def test_every_decision_is_in_the_list_of_decisions(root):
    listed = (root / "docs" / "adr" / "README.md").read_text()
    assert [
        page.name for page in (root / "docs" / "adr").glob("0*.md") if f"({page.name})" not in listed
    ] == []
