"""What a trail's selectors record."""

from __future__ import annotations

import msgspec
import pytest

from stormproof.errors import NotSentError
from stormproof.model.cloudtrail import BOTH, Selectors, TrailStatus, Way

NONE = frozenset()
READ, WRITE = frozenset({Way.READ}), frozenset({Way.WRITE})
MANAGEMENT = {"Field": "eventCategory", "Equals": ["Management"]}
DATA = {"Field": "eventCategory", "Equals": ["Data"]}
OBJECTS = {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}


def basic(**selector):
    return msgspec.convert({"EventSelectors": [selector]}, Selectors)


def advanced(*conditions):
    return msgspec.convert({"AdvancedEventSelectors": [{"FieldSelectors": list(conditions)}]}, Selectors)


def objects(*values):
    return [{"Type": "AWS::S3::Object", "Values": list(values)}]


@pytest.mark.parametrize(
    ("selectors", "recorded"),
    [
        (basic(), BOTH),
        (basic(ReadWriteType="ReadOnly"), READ),
        (basic(ReadWriteType="WriteOnly"), WRITE),
        (basic(ReadWriteType="SomethingNew"), NONE),
        (basic(IncludeManagementEvents=False), NONE),
        (basic(ExcludeManagementEventSources=["kms.amazonaws.com"]), BOTH),
        (advanced(MANAGEMENT), BOTH),
        (advanced(MANAGEMENT, {"Field": "readOnly", "Equals": ["true"]}), READ),
        (advanced(MANAGEMENT, {"Field": "readOnly", "Equals": ["false"]}), WRITE),
        (advanced(MANAGEMENT, {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]}), BOTH),
        (advanced(MANAGEMENT, {"Field": "eventSource", "NotEquals": ["iam.amazonaws.com"]}), NONE),
        (advanced(MANAGEMENT, {"Field": "eventName", "Equals": ["CreateUser"]}), NONE),
        (advanced(MANAGEMENT, {"Field": "eventSource", "SomethingNew": ["kms.amazonaws.com"]}), NONE),
        (advanced(DATA, OBJECTS), NONE),
        (msgspec.convert({}, Selectors), NONE),
    ],
)
def test_management_events(selectors, recorded):
    assert selectors.management == recorded


@pytest.mark.parametrize(
    ("selectors", "recorded"),
    [
        (basic(), NONE),
        (basic(DataResources=objects("arn:aws:s3")), BOTH),
        (basic(DataResources=objects("arn:aws:s3:::")), BOTH),
        (basic(DataResources=objects("arn:aws-us-gov:s3")), BOTH),
        (basic(DataResources=objects("arn:aws:s3:::one-bucket/")), NONE),
        (basic(DataResources=objects("arn:aws:s3:::a/", "arn:aws:s3"), ReadWriteType="WriteOnly"), WRITE),
        (basic(DataResources=[{"Type": "AWS::Lambda::Function", "Values": ["arn:aws:lambda"]}]), NONE),
        (advanced(DATA, OBJECTS), BOTH),
        (advanced(DATA, OBJECTS, {"Field": "readOnly", "Equals": ["false"]}), WRITE),
        (
            advanced(DATA, OBJECTS, {"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::one-bucket/"]}),
            NONE,
        ),
        (advanced(DATA, OBJECTS, {"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::"]}), BOTH),
        (advanced(DATA, OBJECTS, {"Field": "resources.ARN", "NotStartsWith": ["arn:aws:s3:::logs/"]}), NONE),
        (advanced(DATA, {"Field": "resources.type", "NotEquals": ["AWS::Lambda::Function"]}), NONE),
        (advanced(OBJECTS), NONE),
        (advanced(MANAGEMENT), NONE),
    ],
)
def test_object_events_of_every_bucket(selectors, recorded):
    assert selectors.s3_objects == recorded


def test_two_selectors_record_what_either_records():
    both = {
        "EventSelectors": [
            {"ReadWriteType": "ReadOnly", "DataResources": objects("arn:aws:s3")},
            {"ReadWriteType": "WriteOnly"},
        ]
    }
    selectors = msgspec.convert(both, Selectors)
    assert (selectors.management, selectors.s3_objects) == (BOTH, READ)


def test_a_trail_without_any_time_is_not_called_late():
    with pytest.raises(NotSentError):
        _ = TrailStatus(is_logging=True).last_sign_of_life
