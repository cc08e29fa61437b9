"""How a folder is laid out, named, split and joined changes nothing in the snapshot; and no content crashes an import."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from collect.saved import ACCOUNT, OTHER, REGION, imported
from stormproof.errors import UnreadableError

PLACES = [(account, region) for account in (ACCOUNT, OTHER) for region in (REGION, "us-east-1")]
LAYOUTS = (
    "{account}/{region}/{name}.json",
    "accounts/{account}/{region}/{name}.json",
    "deep/er/{region}/{account}/{name}.json",
    "{region}/x/{account}/{name}.json",
    "{account}/{name}.{region}.json",
    "{name}.{region}.{account}.json",
)
NAME = st.text("abcxyz-_ ", min_size=1, max_size=8)


def things(account: str, region: str) -> dict[str, list[dict[str, Any]]]:
    """Listings, and one that is asked of each of their things."""
    here = f"{region}:{account}"
    balancers = [f"arn:aws:elasticloadbalancing:{here}:loadbalancer/app/web/{n}" for n in (1, 2)]
    return {
        "Vpcs": [{"VpcId": f"vpc-{n}", "OwnerId": account, "CidrBlock": f"10.{n}.0.0/16"} for n in range(3)],
        "Volumes": [{"VolumeId": f"vol-{n}", "Encrypted": n == 1} for n in range(3)],
        "Reservations": [{"Instances": [{"InstanceId": f"i-{n}"}]} for n in range(2)],
        "LoadBalancers": [{"LoadBalancerArn": arn} for arn in balancers],
        "Listeners": [
            {
                "ListenerArn": arn.replace("loadbalancer", "listener") + "/1",
                "LoadBalancerArn": arn,
                "Port": 80,
            }
            for arn in balancers
        ],
    }


@st.composite
def folders(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """The same facts in some layout: lists cut in parts, parts of one place put together again."""
    layout, found = draw(st.sampled_from(LAYOUTS)), {}
    for account, region in PLACES:
        parts = []
        for member, listed in things(account, region).items():
            cut = draw(st.integers(0, len(listed)))
            order = draw(st.permutations(listed)) if member != "Listeners" else listed
            pieces = [piece for piece in (order[:cut], order[cut:]) if piece]
            parts += [{member: piece} for piece in pieces]
        n = 0
        for part in draw(st.permutations(parts)):
            joined = found.get(name := _name(layout, account, region, n))
            if joined is not None and not set(part) & set(joined) and draw(st.booleans()):
                found[name] = {**joined, **part}
                continue
            n += 1
            found[_name(layout, account, region, n)] = part
    return found


def _name(layout: str, account: str, region: str, n: int) -> str:
    return layout.format(account=account, region=region, name=f"file-{n * 31 % 17}-{n}")


def digest_of(files: Mapping[str, Any]) -> str:
    with tempfile.TemporaryDirectory() as name:
        for path, body in files.items():
            file = Path(name, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(body if isinstance(body, str) else json.dumps(body))
        done, _ = imported(Path(name))
        assert (done.problems, done.skipped) == ((), ())
        return done.snapshot.digest


PLAIN = {
    f"{account}/{region}/{member}.json": {member: listed}
    for account, region in PLACES
    for member, listed in things(account, region).items()
}


@settings(max_examples=8)
@given(folders())
def test_layout_names_cuts_and_joins_leave_the_digest_as_it_is(files):
    assert digest_of(files) == digest_of(PLAIN)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ("Vpcs", "VpcId", "OwnerId", "Subnets", "Instances", "Reservations", "Error", "Code", "Request", "Answer",
             "Policies", "Policy", "Arn", "Tags", "RouteTables", "Routes", "Associations", "configurationItems",
             "resourceType", "configuration", "Buckets", "Name", "NextToken", "UserDetailList", "Regions", "Content")
        )
        | st.text(max_size=4),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=60)
@given(
    st.lists(JSON, min_size=1, max_size=4),
    st.sampled_from(("a", "ec2.describe-vpcs", "s3.get-bucket-policy@x", "list-buckets")),
)
def test_no_content_crashes_an_import_and_none_is_lost_silently(bodies, stem):
    with tempfile.TemporaryDirectory() as name:
        for n, body in enumerate(bodies):
            Path(name, f"{stem}.{n}.json").write_text(json.dumps(body))
        try:
            done, _ = imported(Path(name))
        except UnreadableError:  # says which file, and why: tests/collect/test_import_forms.py
            return
        told = {p.file for p in done.problems} | {s.file for s in done.skipped}
        assert len(told) + done.answers >= len(bodies)
