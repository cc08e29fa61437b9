"""The log speaks of the things that the recipe makes, and its objects lie in the embedded bucket."""

from __future__ import annotations

import json
import zlib
from fnmatch import fnmatchcase

import pytest

from stormproof.demo.shipped import STAGES
from stormproof.demo.trail import Named
from stormproof.demo.trail.events import events
from stormproof.demo.trail.guardduty import finding

pytestmark = pytest.mark.xdist_group("recipe")

# Identity centre's roles, a role that came and went between two scans, and the account that nobody may read.
STAND_INS = ("AWSReservedSSO_", "set ", "ci-cache-trial", "666677778888")


class Asking(dict):
    """Ids that remember which of them were not there."""

    def __init__(self, ids):
        super().__init__(ids)
        self.missed = set()

    def get(self, name, default=None):
        if name not in self:
            self.missed.add(name)
        return super().get(name, default)


def as_list(value):
    return [value] if isinstance(value, str) else value


@pytest.fixture(scope="module")
def held(organisation):
    from stormproof.demo.trail import ids

    return Asking(ids.named().ids)


def test_every_id_in_the_log_is_the_endpoints_where_it_has_one(organisation, held):
    named = Named(held)
    events(organisation.started, named)
    finding(organisation.started, named)
    assert {name for name in held.missed if not any(word in name for word in STAND_INS)} == set()


def test_the_log_and_the_recipe_agree_on_when_what_happened(organisation):
    from stormproof.demo import recipe
    from stormproof.demo.recipe import ledger
    from stormproof.demo.trail import lookalikes, scanner

    assert tuple(scanner.CHANGED) == STAGES == tuple(stage.days for stage in recipe.STAGES)
    assert set(lookalikes.SECRETS) == set(ledger.SECRETS)


def test_the_trails_objects_lie_in_the_embedded_bucket_with_their_signatures(
    ask, organisation, held, tmp_path
):
    from stormproof.demo.trail import bucket, write

    written = write(tmp_path, organisation.started, Named(held), bucket.putting(), days=1)
    prefix = f"AWSLogs/{organisation.organization}/111122223333/CloudTrail-Digest/eu-west-1/"
    listed = ask("security", "s3:ListObjectsV2", Bucket="marram-trail", Prefix=prefix)["Contents"]
    assert len(listed) == 24
    got = ask("security", "s3:GetObject", Bucket="marram-trail", Key=listed[-1]["Key"])
    body = got["Body"].read()
    assert body == (written.folder / listed[-1]["Key"]).read_bytes()
    assert json.loads(zlib.decompress(body, 31))["digestS3Object"] == listed[-1]["Key"]
    assert got["Metadata"]["signature-algorithm"] == "SHA256withRSA"
    signed = (tmp_path / "signatures.csv").read_text()
    assert f"{listed[-1]['Key']},{got['Metadata']['signature']},SHA256withRSA\n" in signed


def test_the_recipes_trail_of_prod_is_the_one_that_delivers(ask):
    from stormproof.demo.trail import delivery

    (trail,) = [
        trail
        for trail in ask("prod", "cloudtrail:DescribeTrails")["trailList"]
        if trail["Name"] == delivery.DATA_TRAIL
    ]
    assert (trail["S3BucketName"], trail["S3KeyPrefix"]) == (delivery.BUCKET, delivery.PREFIX)
    assert (trail["IsMultiRegionTrail"], trail["LogFileValidationEnabled"]) == (False, True)
    told = ask("prod", "cloudtrail:GetEventSelectors", TrailName=delivery.DATA_TRAIL)["EventSelectors"]
    writes = [one["ReadWriteType"] for one in told if one["IncludeManagementEvents"]]
    assert writes == ["WriteOnly"]


def test_terraform_does_in_the_log_what_it_may_do_and_nothing_else(ask, organisation, held):
    said = ask("shared", "iam:GetRolePolicy", RoleName="terraform-ci", PolicyName="terraform-ci")
    may = [
        (action, statement["Resource"])
        for statement in said["PolicyDocument"]["Statement"]
        for action in as_list(statement["Action"])
        if action.startswith("iam:")
    ]
    done = {
        (
            f"iam:{record['eventName']}",
            f"arn:aws:iam::555566667777:role/{record['requestParameters']['roleName']}",
        )
        for record in events(organisation.started, Named(held))
        if ":assumed-role/terraform-ci/" in record["userIdentity"].get("arn", "")
        and record["eventSource"] == "iam.amazonaws.com"
    }
    assert len(done) > 10
    denied = [
        (action, arn)
        for action, arn in done
        if not any(action == allowed and fnmatchcase(arn, where) for allowed, where in may)
    ]
    assert denied == []
    assert {action for action, _ in may} == {action for action, _ in done}


def test_the_bucket_and_its_key_admit_both_trails(ask):
    text = ask("security", "s3:GetBucketPolicy", Bucket="marram-trail")["Policy"]
    check, *writes = [s for s in json.loads(text)["Statement"] if s["Effect"] == "Allow"]
    sources = check["Condition"]["StringEquals"]["aws:SourceArn"]
    assert [source.rpartition("/")[2] for source in sources] == ["marram-organisation", "prod-data-events"]
    where = {
        s["Condition"]["StringEquals"]["aws:SourceArn"].rpartition("/")[2]: s["Resource"] for s in writes
    }
    assert where == {
        "marram-organisation": "arn:aws:s3:::marram-trail/AWSLogs/*",
        "prod-data-events": "arn:aws:s3:::marram-trail/data/AWSLogs/333344445555/*",
    }
