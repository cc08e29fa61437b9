from __future__ import annotations

from stormproof.model.ec2 import Instance
from stormproof.model.finding import Severity
from stormproof.rules.check import NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

INSTANCES = "ec2:DescribeInstances"


@check(
    Severity.HIGH,
    Objective.INSTANCE_METADATA_GUARDED,
    aliases=("prowler:ec2_instance_imdsv2_enabled", "fsbp:EC2.8", "cis7:6.7"),
)
def ec2_instance_imdsv2(instance: Instance, _: World) -> Problems:
    """Instances answer metadata requests only with a session token.

    The metadata address hands out the keys of the instance's role. Without a token, a web application that can be made
    to fetch one address of an attacker's choosing gives those keys away; a token needs a request that it cannot forge.

    Fix: set `HttpTokens` to `required` (`aws ec2 modify-instance-metadata-options`), in launch templates too, after the
    metric `MetadataNoToken` shows no more use; or switch the metadata service off where nothing reads it.
    """
    if instance.gone:
        raise NotApplicable("is terminated")
    options = instance.facts.metadata_options
    if options.http_endpoint == "enabled" and options.http_tokens == "optional":
        yield Problem("answers metadata requests without a session token", at="/MetadataOptions/HttpTokens")


ec2_instance_imdsv2.fails(
    {
        INSTANCES: {
            "State": {"Name": "running"},
            "MetadataOptions": {"HttpEndpoint": "enabled", "HttpTokens": "optional"},
        }
    }
)
ec2_instance_imdsv2.passes(
    {
        INSTANCES: {
            "State": {"Name": "stopped"},
            "MetadataOptions": {"HttpEndpoint": "enabled", "HttpTokens": "required"},
        }
    }
)
ec2_instance_imdsv2.passes(
    {
        INSTANCES: {
            "State": {"Name": "running"},
            "MetadataOptions": {"HttpEndpoint": "disabled", "HttpTokens": "optional"},
        }
    }
)
ec2_instance_imdsv2.skips({INSTANCES: {"State": {"Name": "terminated"}}})
ec2_instance_imdsv2.cannot_say({INSTANCES: {"State": {"Name": "running"}}})
