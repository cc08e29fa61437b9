"""Causes that would read the same are told apart by their checks."""

from __future__ import annotations

from stormproof.report.causes import alike, causes
from stormproof.report.html import page
from stormproof.report.look import Look
from stormproof.report.names import Names
from stormproof.report.text.lines import causes_lines
from stormproof.report.text.scan import scan_lines
from stormproof.report.visible import width
from stormproof.testing import finding, results, thing

ROOT = thing("aws:account", arn="arn:aws:iam::111122223333:root", account="111122223333", region="global")
SAYS = "has a root user without MFA"
TWINS = (
    finding("iam_root_mfa", SAYS, about=ROOT),
    finding("iam_root_hardware_mfa", SAYS, about=ROOT),
    finding("iam_root_no_access_keys", "has an access key of the root user", about=ROOT),
)


def test_only_causes_that_read_the_same_are_alike():
    found = causes(TWINS)
    assert alike(found) == {f.fix.group for f in TWINS[:2]}
    assert alike(found[:1]) == frozenset()


def test_the_lines_of_a_terminal_name_the_check_where_two_would_be_equal():
    text = [line.strip() for line in scan_lines(results(*TWINS), Look())]
    assert [line for line in text if line.startswith(SAYS)] == [
        f"{SAYS}  iam_root_hardware_mfa",
        f"{SAYS}  iam_root_mfa",
    ]
    assert "has an access key of the root user" in text


def test_the_name_of_the_check_is_dim_and_never_makes_a_line_too_wide():
    look = Look(colour=True)
    assert any(
        look.paint("iam_root_mfa", "dim") in line for line in causes_lines(causes(TWINS), Names(), look)
    )
    narrow = Look(width=40)
    lines = list(causes_lines(causes(TWINS), Names(), narrow))
    assert all(width(line) <= 40 for line in lines)
    assert sum("iam_root_mfa" in line for line in lines) == 1


def test_the_page_names_the_check_in_the_heads_of_both():
    made = page(results(*TWINS))
    assert made.count('<code class="meta inline">') == 2
    assert '<code class="meta inline">iam_root_mfa</code>' in made
