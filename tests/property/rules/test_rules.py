"""Laws of the rules: order has no say, the fused runner agrees with a slow one, keys outlive AWS's order."""

from __future__ import annotations

import random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from stormproof.errors import NotCollectedError
from stormproof.model.answer import NotAsked, Reason, Refused
from stormproof.model.arn import Arn
from stormproof.model.canonical import canonical
from stormproof.model.finding import Finding, Fix, Severity, Status, Subject
from stormproof.model.memory import EPOCH, MemoryFacts, value
from stormproof.model.rds import DBInstance
from stormproof.model.s3 import Bucket
from stormproof.model.snapshot import Listed, Listing, Scope, Snapshot
from stormproof.rules.check import NotApplicable, Problem, Problems, check
from stormproof.rules.keys import finding_key, slug_of
from stormproof.rules.objectives import Objective
from stormproof.rules.runner import order, run
from stormproof.rules.selector import And, Atom, Not, Or, Selector, parse
from stormproof.rules.world import World

ROOT, BUCKETS = "rds:DescribeDBInstances", "s3:ListBuckets"
ACCOUNTS, REGIONS = ("111122223333", "444455556666"), ("eu-west-1", "us-east-1")
DENIED = Refused(Reason.DENIED, ROOT)


@check(Severity.HIGH, Objective.ENCRYPT_AT_REST, aliases=("prowler:x",))
def rds_encrypted(db: DBInstance, _: World) -> Problems:
    """Storage is encrypted.

    Because.

    Fix: encrypt it.
    """
    if not db.facts.storage_encrypted:
        yield Problem("is not encrypted", at="/StorageEncrypted")


@check(Severity.LOW, Objective.BACKUPS_MADE)
def rds_beside_a_bucket(db: DBInstance, world: World) -> Problems:
    """A bucket stands beside each database.

    Because.

    Fix: make one.
    """
    if db.facts.engine == "none":
        raise NotApplicable("no engine")
    if not list(world.all(Bucket, account=db.account)):
        yield Problem("stands alone", at=("/Engine", "/Gone"))


@check(Severity.MEDIUM, Objective.PATCHED)
def rds_fragile(db: DBInstance, _: World) -> Problems:
    """A check of poor make.

    Because.

    Fix: rewrite it.
    """
    for number, name in enumerate(("a", "b")):
        if db.facts.engine == name:
            yield Problem(f"is {name}", at="/Engine", slug=f"engine-{number}", severity=Severity.INFO)
    _ = {"postgres": 1}[db.facts.engine]


CHECKS = (rds_encrypted, rds_beside_a_bucket, rds_fragile)


def member(name, values):
    return st.one_of(st.just({}), st.sampled_from(values).map(lambda v: {name: v}))


ITEMS = st.builds(
    lambda a, b: {**a, **b},
    member("StorageEncrypted", [True, False]),
    member("Engine", ["none", "a", "b", "postgres"]),
)
ANSWERS = st.one_of(ITEMS.map(value), st.sampled_from([DENIED, NotAsked(Reason.EXCLUDED)]))
GAPS = st.sampled_from([None, None, DENIED, NotAsked(Reason.QUIET)])


@st.composite
def worlds(draw):
    """Databases and buckets in two accounts and two regions; some answers refused, some listings too."""
    answers, databases = {}, []
    for number in range(draw(st.integers(0, 6))):
        account, region = draw(st.sampled_from(ACCOUNTS)), draw(st.sampled_from(REGIONS))
        arn = f"arn:aws:rds:{region}:{account}:db:d{number}"
        databases.append(Listed(arn, account, region))
        answers[arn, ROOT, ""] = draw(ANSWERS)
    there = draw(st.sets(st.sampled_from(ACCOUNTS)))
    buckets = [Listed(f"arn:aws:s3:::b-{account}", account, "eu-west-1") for account in sorted(there)]
    listings = {
        (ROOT, "rds:db"): [Listing(a, r, draw(GAPS)) for a in ACCOUNTS for r in REGIONS],
        (BUCKETS, "s3:bucket"): [Listing(a, "global", draw(GAPS)) for a in ACCOUNTS],
    }
    return answers, {"rds:db": databases, "s3:bucket": buckets}, listings


class Shuffled:
    """The same facts in another order."""

    def __init__(self, facts, seed):
        self.facts, self.random = facts, random.Random(seed)
        self.answer, self.calls = facts.answer, facts.calls

    def listed(self, kind):
        return self.random.sample(rows := list(self.facts.listed(kind)), len(rows))

    def listings(self, operation, kind):
        return self.random.sample(rows := list(self.facts.listings(operation, kind)), len(rows))


def world_of(parts, seed=None):
    facts = MemoryFacts(*parts)
    return World(Snapshot("s", "", EPOCH, EPOCH, Scope(), facts if seed is None else Shuffled(facts, seed)))


@given(worlds(), st.integers(0, 1000), st.permutations(CHECKS))
def test_no_order_of_anything_has_a_say(parts, seed, checks):
    plain, shuffled = run(world_of(parts), CHECKS), run(world_of(parts, seed), checks)
    assert msgspec.json.encode(plain.findings) == msgspec.json.encode(shuffled.findings)
    assert plain.tallies == shuffled.tallies


@given(worlds(), st.sets(st.sampled_from(CHECKS)))
def test_other_checks_have_no_say(parts, some):
    alone = [f for c in some for f in run(world_of(parts), [c]).findings]
    assert sorted(alone, key=order) == [
        f for f in run(world_of(parts), CHECKS).findings if f.check in {c.id for c in some}
    ]


@given(worlds())
def test_no_two_findings_have_one_key(parts):
    keys = [f.key for f in run(world_of(parts), CHECKS).findings]
    assert len(keys) == len(set(keys))


@given(worlds())
def test_the_runner_agrees_with_a_slow_one(parts):
    """The slow one takes each check and each thing alone, in a world of its own."""
    expected = []
    for one in CHECKS:
        for row in parts[1]["rds:db"]:
            world = world_of(parts)
            thing = DBInstance(Arn.parse(row.arn), row.account, row.region, world.snapshot.facts)
            expected += [(one.id, row.arn, *verdict) for verdict in slowly(one, thing, world)]
        for listing in parts[2][ROOT, "rds:db"]:
            if isinstance(listing.gap, Refused):
                expected.append(
                    (
                        one.id,
                        f"arn:aws:ec2:{listing.region}:{listing.account}:region",
                        "UNKNOWN",
                        "",
                        "denied",
                    )
                )
    found = run(world_of(parts), CHECKS).findings
    assert sorted(expected) == sorted(
        (f.check, f.resource.arn, str(f.status), f.slug, f.unknown.reason if f.unknown else "") for f in found
    )


def slowly(one, thing, world):
    slugs, end = set(), "PASS"
    try:
        for problem in one(thing, world):
            slugs.add(problem.slug or problem.at if isinstance(problem.at, str) else problem.at[0])
    except NotApplicable:
        end = "NOT_APPLICABLE"
    except NotCollectedError as error:
        end = str(error.answer.reason)
    except KeyError:
        end = "error"
    except Exception as error:  # noqa: BLE001  the slow version names what is left
        end = {"NotSentError": "not-sent", "UnreadableError": "unreadable"}[type(error).__name__]
    yield from (("FAIL", problem.slug or slug, "") for slug in sorted(slugs))
    if end in ("PASS", "NOT_APPLICABLE"):
        if not slugs:
            yield end, "", ""
        return
    yield "UNKNOWN", "", end


ELEMENTS = st.lists(
    st.fixed_dictionaries(
        {"From": st.integers(0, 9)},
        optional={
            "Sid": st.sampled_from("ab"),
            "Ranges": st.lists(st.integers(0, 3), unique=True, max_size=3),
        },
    ),
    max_size=5,
    unique_by=canonical,
)


@given(ELEMENTS, st.integers(0, 10_000))
def test_keys_outlive_the_order_of_awss_lists(elements, seed):
    turned = random.Random(seed).sample(elements, len(elements))
    for place, element in enumerate(elements):
        other = turned.index(element)
        assert slug_of({"L": elements}, f"/L/{place}") == slug_of({"L": turned}, f"/L/{other}")
        for inner, _ in enumerate(element.get("Ranges", ())):
            assert slug_of({"L": elements}, f"/L/{place}/Ranges/{inner}") == slug_of(
                {"L": turned}, f"/L/{other}/Ranges/{inner}"
            )


@given(ELEMENTS)
def test_elements_that_differ_have_different_slugs(elements):
    slugs = [slug_of({"L": elements}, f"/L/{place}") for place, _ in enumerate(elements)]
    assert len(set(slugs)) == len(slugs)


@given(st.tuples(st.text(), st.text(), st.text()), st.tuples(st.text(), st.text(), st.text()))
def test_different_findings_have_different_keys(one, other):
    assert (finding_key(*one) == finding_key(*other)) == (one == other)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
ATOMS = st.one_of(
    st.builds(
        Atom,
        st.sampled_from(["check", "name", "region", "account", "problem", "arn"]),
        st.sampled_from(["=", "!=", "~"]),
        st.tuples(st.one_of(st.sampled_from(["a", "b", "*", "a*"]), TEXTS)),
    ),
    st.builds(Atom, st.just("name"), st.just("in"), st.lists(TEXTS, min_size=1, max_size=3).map(tuple)),
    st.builds(
        Atom,
        st.just("severity"),
        st.sampled_from(["<", ">", "=", "!="]),
        st.sampled_from(Severity).map(lambda s: (str(s),)),
    ),
    st.builds(
        Atom,
        st.just("tag"),
        st.sampled_from(["=", "!="]),
        st.sampled_from([("a",), ("b",)]),
        st.one_of(st.sampled_from(["env", "k"]), TEXTS.filter(bool)),
    ),
)


def flat(kind):
    """The parser joins `a and b and c` into one; a tree that it can give has no And directly in an And."""
    return lambda parts: kind(tuple(parts))


TREES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner.filter(lambda t: not isinstance(t, And)), min_size=2, max_size=3).map(flat(And)),
        st.lists(inner.filter(lambda t: not isinstance(t, Or)), min_size=2, max_size=3).map(flat(Or)),
    ),
    max_leaves=12,
)
FINDINGS = st.builds(
    lambda name, region, severity, tags, slug: Finding(
        key="k",
        check="a",
        aliases=(),
        status=Status.FAIL,
        severity=severity,
        title="",
        message="",
        resource=Subject(f"arn:aws:x:::{name}", name, "T", region, "b", "aws", tags),
        last_seen=EPOCH,
        fix=Fix("", None, ""),
        slug=slug,
    ),
    st.sampled_from(["a", "ab", "b", ""]),
    st.sampled_from(["a", "b"]),
    st.sampled_from(Severity),
    st.dictionaries(st.sampled_from(["env", "k"]), st.sampled_from(["a", "b"])),
    st.sampled_from(["", "a"]),
)


@given(TREES)
@settings(max_examples=200)
def test_a_selector_that_is_written_parses_to_itself(tree):
    assert parse(str(Selector(tree))).tree == tree


@given(TREES, FINDINGS)
@settings(max_examples=200)
def test_a_selector_agrees_with_a_naive_one(tree, finding):
    assert Selector(tree).matches(finding) == naive(tree, finding)


def naive(tree, finding):
    if isinstance(tree, Not):
        return not naive(tree.part, finding)
    if isinstance(tree, And):
        return all(naive(part, finding) for part in tree.parts)
    if isinstance(tree, Or):
        return any(naive(part, finding) for part in tree.parts)
    return naive_atom(tree, finding)


def naive_atom(atom, finding):
    s, wanted = finding.resource, atom.values
    facts = {
        "check": finding.check,
        "name": s.name,
        "region": s.region,
        "account": s.account,
        "problem": finding.slug,
    }
    facts |= {"arn": s.arn, "severity": str(finding.severity), "tag": s.tags.get(atom.key)}
    fact = facts[atom.field]
    if atom.operator in ("=", "in", "!="):
        return (fact in wanted) != (atom.operator == "!=")
    if atom.operator == "~":
        return fits(wanted[0], fact)
    worse = list(Severity).index(finding.severity) - list(Severity).index(Severity(wanted[0]))
    return worse > 0 if atom.operator == "<" else worse < 0


def fits(pattern, text):
    if not pattern:
        return not text
    if pattern[0] == "*":
        return fits(pattern[1:], text) or (bool(text) and fits(pattern, text[1:]))
    return bool(text) and pattern[0] in ("?", text[0]) and fits(pattern[1:], text[1:])
