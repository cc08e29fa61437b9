"""Exceptions: signed, bounded in time, narrow, and never more than they say."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from stormproof.errors import UsageError
from stormproof.model.exception import ExceptionState
from stormproof.model.finding import Severity, State, Status
from stormproof.model.memory import EPOCH
from stormproof.rules.exceptions import (
    Muting,
    adopt,
    approve,
    close,
    expired,
    fixed,
    in_force,
    may_be_fixed,
    preview,
    propose,
    renew,
    state,
    validate,
    withdraw,
)
from stormproof.rules.selector import parse

DAY = dt.timedelta(days=1)
WHERE = "check = s3_bucket_versioning and name = tmp-data"


def proposed(**changes):
    given = {
        "where": WHERE,
        "reason": "sandbox",
        "owner": "ann",
        "expires": (EPOCH + 10 * DAY).date(),
        "now": EPOCH,
    }
    given |= changes
    return propose(given.pop("where"), **given)


def approved(**changes):
    return approve(proposed(**changes), "ben", EPOCH)


def test_a_proposed_exception_mutes_nothing(finding):
    assert state(proposed(), EPOCH) is ExceptionState.PROPOSED
    assert Muting.of([proposed()], EPOCH, {}).apply(finding()).status is Status.FAIL


def test_an_approved_one_mutes_until_the_day_it_ends(finding):
    record = approved()
    for days, status in ((0, Status.EXCEPTED), (9, Status.EXCEPTED), (10, Status.FAIL), (11, Status.FAIL)):
        assert Muting.of([record], EPOCH + days * DAY, {}).apply(finding()).status is status, days


def test_what_ran_out_is_listed():
    record, young = approved(), approved(expires=(EPOCH + 50 * DAY).date())
    unsigned = proposed(owner="cid")
    assert expired([record, young, unsigned], EPOCH + 20 * DAY) == (record,)


def test_the_excepted_finding_keeps_all_but_its_status(finding):
    record = approved()
    muted = Muting.of([record], EPOCH, {}).apply(finding())
    back = msgspec.structs.replace(muted, status=Status.FAIL, state=State.NEW, exception=None)
    assert back == finding()
    assert (muted.exception.id, muted.exception.owner, muted.exception.approver) == (record.id, "ann", "ben")


@pytest.mark.parametrize("status", [Status.UNKNOWN, Status.PASS, Status.NOT_APPLICABLE])
def test_only_a_failure_is_muted(status, finding):
    plain = finding(status=status)
    assert Muting.of([approved()], EPOCH, {}).apply(plain) is plain


def test_one_that_begins_later_is_not_in_force_yet():
    record = approved(starts=(EPOCH + 2 * DAY).date())
    assert not in_force(record, EPOCH)
    assert in_force(record, EPOCH + 2 * DAY)


def test_a_withdrawn_one_is_over_at_once_and_never_returns(finding):
    record = withdraw(approved(), EPOCH + DAY)
    assert state(record, EPOCH + DAY) is ExceptionState.WITHDRAWN
    assert in_force(record, EPOCH)
    assert Muting.of([record], EPOCH + DAY, {}).apply(finding()).status is Status.FAIL
    for again in (lambda: approve(record, "ben", EPOCH + DAY), lambda: withdraw(record, EPOCH + DAY)):
        with pytest.raises(UsageError):
            again()


def test_one_that_ran_out_cannot_be_approved_or_withdrawn():
    late = EPOCH + 20 * DAY
    for again in (lambda: approve(proposed(), "ben", late), lambda: withdraw(approved(), late)):
        with pytest.raises(UsageError):
            again()


def test_the_owner_may_sign_and_the_record_says_asserted():
    assert approve(proposed(), "ann", EPOCH).asserted
    assert not approved().asserted


def test_a_renewal_names_the_old_one_and_needs_a_signature():
    old = approved(ticket="T-1")
    new = renew(old, expires=(EPOCH + 100 * DAY).date(), now=EPOCH + 9 * DAY)
    assert (new.renews, new.where, new.ticket, new.approver) == (old.id, old.where, "T-1", None)
    assert new.id != old.id
    assert state(new, EPOCH + 9 * DAY) is ExceptionState.PROPOSED


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"owner": " "}, "needs an owner"),
        ({"reason": ""}, "needs a reason"),
        ({"expires": EPOCH.date()}, "before it begins"),
        ({"expires": (EPOCH + 366 * DAY).date()}, "longer than 365 days"),
        ({"reason": "x" * 5000}, "longer than 4,000 characters"),
        ({"where": "colour = red"}, "is no field"),
    ],
)
def test_a_bad_one_is_refused_with_the_reason(changes, says):
    with pytest.raises(UsageError) as error:
        proposed(**changes)
    assert says in error.value.message


def test_nobody_cannot_approve():
    with pytest.raises(UsageError):
        approve(proposed(), "  ", EPOCH)


@pytest.mark.parametrize(
    "where",
    [
        "name = tmp-data",
        "account = 111122223333",
        'check ~ "*"',
        "service != nothing and name = a",
        "severity > INFO and name = a",
        "not severity = INFO and name = a",
        "check = s3_bucket_versioning or account = 111122223333",
        'problem ~ "*" and name = a',
    ],
)
def test_a_selector_that_matches_every_check_is_refused(where):
    with pytest.raises(UsageError) as error:
        proposed(where=where)
    assert "matches every check" in error.value.message


@pytest.mark.parametrize(
    "where",
    [
        "check = s3_bucket_versioning",
        "service = s3",
        'check = s3_bucket_versioning and account ~ "*"',
        'check = s3_bucket_versioning and name ~ "**"',
        "check = s3_bucket_versioning and (account = 111122223333 or account != 111122223333)",
        "check = s3_bucket_versioning or check = s3_bucket_acls_off and name = a",
    ],
)
def test_a_selector_that_matches_every_account_is_refused(where):
    with pytest.raises(UsageError) as error:
        proposed(where=where)
    assert "matches every account" in error.value.message


@pytest.mark.parametrize(
    "where",
    [
        'check = s3_bucket_access_logging and (tag.env = "dev" or name ~ "tmp-*")',
        "check = s3_bucket_versioning and account = 111122223333",
        "check = s3_bucket_versioning and account != 111122223333",
        "service = s3 and region = eu-west-1",
        "problem = /Status and arn = arn:aws:s3:::a",
        "not (service != s3 or name != a)",
    ],
)
def test_a_selector_that_says_what_and_where_is_taken(where):
    assert validate(proposed(where=where))


def test_a_preview_says_what_would_be_hidden_and_warns(finding):
    hidden = finding(severity=Severity.CRITICAL)
    others = [finding(key=f"o{n}", name="other") for n in range(2)]
    silent = [finding(key="p", status=Status.PASS), finding(key="u", status=Status.UNKNOWN)]
    past = [
        hidden,
        finding(key="recent", last_seen=EPOCH - 80 * DAY),
        finding(key="old", last_seen=EPOCH - 91 * DAY),
        finding(key="other", name="other"),
    ]
    seen = preview(parse(WHERE), [hidden, *others, *silent], {}, now=EPOCH, past=past)
    assert seen.now == (hidden,)
    assert [f.key for f in seen.before] == ["recent"]
    assert seen.failing == 3
    assert seen.warnings == ("hides 1 CRITICAL", "hides 1 of 3 failing findings (33 %)")


def test_a_narrow_preview_is_quiet(finding):
    findings = [finding(), *(finding(key=f"o{n}", name="other") for n in range(4))]
    assert preview(parse(WHERE), findings, {}, now=EPOCH).warnings == ()


def test_of_two_that_match_the_same_one_is_named_always(finding):
    a, b = approved(), approved(owner="zoe")
    first = min((a, b), key=lambda r: r.id)
    for records in ([a, b], [b, a]):
        assert Muting.of(records, EPOCH, {}).apply(finding()).exception.id == first.id


def adopted():
    return adopt(WHERE, reason="from elsewhere", origin="mutelist", now=EPOCH)


def test_what_another_tool_muted_is_proposed_and_mutes_nothing(finding):
    record = adopted()
    later = EPOCH + 400 * DAY
    assert (record.owner, record.expires, record.approver) == ("", None, None)
    assert state(record, EPOCH) is state(record, later) is ExceptionState.PROPOSED
    assert Muting.of([record], later, {}).apply(finding()).status is Status.FAIL
    assert expired([record], later) == ()


@pytest.mark.parametrize(
    ("given", "lacks"),
    [
        ({}, "no owner and no end"),
        ({"owner": "ann"}, "no end"),
        ({"owner": " ", "expires": (EPOCH + DAY).date()}, "no owner"),
    ],
)
def test_it_cannot_be_approved_before_it_has_owner_and_end(given, lacks):
    with pytest.raises(UsageError, match=lacks):
        approve(adopted(), "ben", EPOCH, **given)


def test_it_holds_from_the_day_on_which_somebody_answers_for_it(finding):
    day = EPOCH + 300 * DAY
    record = approve(adopted(), "ben", day, owner="ann", expires=(day + 365 * DAY).date())
    assert (record.owner, record.approver, record.starts) == ("ann", "ben", day.date())
    assert Muting.of([record], day, {}).apply(finding()).status is Status.EXCEPTED


@pytest.mark.parametrize("days", [0, -1, 366])
def test_the_end_that_is_given_to_it_is_held_to_the_same_bounds(days):
    with pytest.raises(UsageError):
        approve(adopted(), "ben", EPOCH, owner="ann", expires=(EPOCH + days * DAY).date())


@pytest.mark.parametrize("given", [{"owner": "cid"}, {"expires": (EPOCH + DAY).date()}])
def test_a_signature_changes_neither_owner_nor_end(given):
    with pytest.raises(UsageError, match="already has an"):
        approve(proposed(), "ben", EPOCH, **given)
    assert approve(proposed(), "ben", EPOCH, owner="ann").owner == "ann"


def test_a_proposal_of_another_tool_is_held_to_the_same_width():
    with pytest.raises(UsageError, match="every account"):
        adopt("check = s3_bucket_versioning", reason="r", origin="mutelist", now=EPOCH)


def test_a_proposal_of_another_tool_can_be_withdrawn():
    assert state(withdraw(adopted(), EPOCH), EPOCH) is ExceptionState.WITHDRAWN


def days(count, since=1, **others):
    """Every check could see the account on so many days, and other accounts on as many as are said."""
    many = {"111122223333": count} | {name.removeprefix("of_"): n for name, n in others.items()}
    return lambda account, _: [(EPOCH + (since + n) * DAY).date() for n in range(many.get(account, 0))]


def over(finding, **changes):
    return finding(state=State.RESOLVED, status=Status.EXCEPTED, **changes)


def test_one_that_had_nothing_to_hide_for_thirty_observed_days_is_fixed(finding):
    history = [over(finding), finding(name="another", state=State.ACTIVE)]
    assert fixed(approved(), history, {}, days(30))
    assert not fixed(approved(), history, {}, days(29))
    assert not fixed(approved(), history, {}, lambda *_: [(EPOCH + DAY).date()] * 30)
    assert not fixed(approved(), history, {}, days(30, since=0))


@pytest.mark.parametrize("left", [State.NEW, State.ACTIVE, State.EXCEPTED])
def test_one_that_still_hides_something_is_not_fixed(finding, left):
    assert not fixed(approved(), [over(finding), finding(state=left)], {}, days(40))


def test_what_nobody_could_tell_is_not_fixed(finding):
    unsure = finding(status=Status.UNKNOWN, state=State.ACTIVE)
    assert not fixed(approved(), [over(finding), unsure], {}, days(40))


def test_one_that_never_hid_anything_is_not_fixed(finding):
    assert not fixed(approved(), [over(finding, name="another")], {}, days(40))


def test_every_account_of_it_must_have_been_looked_at(finding):
    history = [over(finding), over(finding, account="999999999999")]
    assert not fixed(approved(), history, {}, days(40))
    assert fixed(approved(), history, {}, days(40, of_999999999999=30))


def test_only_one_in_force_and_old_enough_can_be_fixed():
    late = (EPOCH + 100 * DAY).date()
    assert may_be_fixed(approved(expires=late), EPOCH + 30 * DAY)
    assert not may_be_fixed(approved(expires=late), EPOCH + 29 * DAY)
    assert not may_be_fixed(proposed(expires=late), EPOCH + 30 * DAY)
    assert not may_be_fixed(approved(), EPOCH + 30 * DAY)


def test_what_comes_back_after_it_was_fixed_is_a_failure(finding):
    record = close(approved(expires=(EPOCH + 100 * DAY).date()), EPOCH + 40 * DAY)
    assert state(record, EPOCH + 40 * DAY) is ExceptionState.FIXED
    assert Muting.of([record], EPOCH + 40 * DAY, {}).apply(finding()).status is Status.FAIL
