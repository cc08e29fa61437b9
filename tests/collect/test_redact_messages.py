"""What EventBridge sends along, and whom SNS tells: no secret of it and no person's address is stored."""

from __future__ import annotations

import json

from stormproof.collect.redact import redact

KEY = b"k" * 32
SECRET = "q8ZkT1xLp9" + "RdW7cYb2Hs"


def stored(item: object, operation: str) -> str:
    return json.dumps(redact(item, operation, KEY).item)


def test_what_a_target_is_sent_is_not_stored() -> None:
    target = {
        "Id": "1",
        "Arn": "arn:aws:events:eu-west-1:111122223333:api-destination/pager/1",
        "Input": f'{{"key": "{SECRET}"}}',
        "InputTransformer": {"InputTemplate": f"token {SECRET}"},
        "HttpParameters": {"HeaderParameters": {"X-Key": SECRET}, "QueryStringParameters": {"k": SECRET}},
    }
    found = stored([target], "events:ListTargetsByRule")
    assert SECRET not in found
    assert "api-destination/pager/1" in found


def test_addresses_of_people_and_hooks_are_masked_and_arns_stay() -> None:
    told = [
        {"SubscriptionArn": "PendingConfirmation", "Protocol": "email", "Endpoint": "oncall@marram.example"},
        {"Protocol": "https", "Endpoint": f"https://hooks.example/{SECRET}"},
        {"Protocol": "sqs", "Endpoint": "arn:aws:sqs:eu-west-1:111122223333:alarms"},
    ]
    found = stored(told, "sns:ListSubscriptionsByTopic")
    assert "oncall" not in found
    assert "o…@marram.example" in json.loads(found)[0]["Endpoint"]
    assert SECRET not in found
    assert "arn:aws:sqs:eu-west-1:111122223333:alarms" in found
