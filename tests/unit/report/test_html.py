"""The single-file report: no part from elsewhere, unknowns beside failures, within its budget."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace

from stormproof.model.finding import Status
from stormproof.report.html import BUDGET, page
from stormproof.testing import finding, results, snapshot, thing


def test_nothing_is_loaded_and_only_our_own_script_may_run(organisation):
    made = page(organisation)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', made)[1].replace(
        "&#39;", "'"
    )
    for element in ("script", "style"):
        body = re.search(rf"<{element}>(.*?)</{element}>", made, re.DOTALL)[1]
        pin = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{element}-src 'sha256-{pin}'" in policy
    assert policy.startswith("default-src 'none'")
    assert not re.search(r'(?:src|href|action)="(?!#)', made)
    assert "url(" not in made
    assert "@import" not in made


def test_the_script_is_small(organisation):
    assert len(re.search(r"<script>(.*?)</script>", page(organisation), re.DOTALL)[1].encode()) < 2_600


def test_every_count_on_the_page_equals_the_rows(organisation):
    made = page(organisation)
    figures = dict(
        re.findall(r'<li class="(\w+)"><a href="#\w+"><span class="figure num">([\d,]+)</span>', made)
    )
    assert figures["unknown"] == str(organisation.count(Status.UNKNOWN))
    assert figures["pass"] == str(organisation.count(Status.PASS))
    assert figures["excepted"] == str(organisation.count(Status.EXCEPTED))
    listed = sum(int(n) for n in re.findall(r'class="tally num">(\d+) (?:finding|verdict)', made))
    assert listed == sum(organisation.count(s) for s in (Status.FAIL, Status.UNKNOWN, Status.EXCEPTED))


def test_unknowns_have_their_own_section_glyph_and_remedy(organisation):
    made = page(organisation)
    assert '<section id="unknown"' in made
    assert 'class="chip unknown"><span aria-hidden="true">?</span> UNKNOWN' in made
    assert "let the role that reads this account be assumed" in made


def test_an_account_that_gave_nothing_is_marked_in_its_row(organisation):
    assert re.search(r'<tr class="blind"><th scope="row"><b>acquired</b>', page(organisation))


def test_redacted_values_are_shown_as_hidden(organisation):
    made = page(organisation)
    assert "hidden·3fa9" in made
    assert "c0ffee" not in made


def test_the_page_says_where_it_comes_from(organisation):
    made = page(organisation)
    assert organisation.snapshot.id in made
    assert organisation.snapshot.digest in made
    assert "An asserted" not in made


def test_the_same_facts_give_the_same_bytes(organisation):
    slow = replace(organisation.run, stats=replace(organisation.run.stats, wall_s=99.5, cpu_s=3.0))
    assert page(replace(organisation, run=slow)) == page(organisation)


def test_the_demo_says_on_the_page_that_the_company_is_invented(organisation):
    assert "Demo: invented company" not in page(organisation)
    assert "Demo: invented company" in page(replace(organisation, demo=True))


def test_a_page_over_budget_leaves_out_evidence_counts_it_and_says_so():
    things = [thing("ec2:instance", name=f"i-{n}") for n in range(1500)]
    rows = [finding(f"check_{n % 120}", "x" * 200, about=t) for n, t in enumerate(things)]
    made = results(*rows, over=snapshot(*things))
    small = page(made, budget=200_000)
    assert len(page(made).encode()) <= BUDGET
    assert len(small.encode()) < len(page(made).encode())
    assert "some evidence is left out and counted" in small
    assert "more findings of this cause" in small or "too many for one page" in small


def test_more_than_two_hundred_causes_are_counted_not_lost():
    rows = [finding(f"check_{n:03}", "is wrong") for n in range(250)]
    made = page(results(*rows))
    assert "50 more causes with 50 findings" in made
