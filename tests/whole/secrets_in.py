"""Secrets of every kind that the collector meets, put into the embedded organisation as a careless person would."""

from __future__ import annotations

import base64
import gzip
import io
import json
import zipfile
from typing import Any
from urllib.parse import quote

from botocore.config import Config
from botocore.session import Session

SECRETS = {
    "environment": "Zq7fK2mXw9RtLc4VbN8sYd3H",
    "user data": "hT5vQ1nJx6WzPf0GkM2rCb9E",
    "zipped user data": "uD8yB4eRs3AjKq6TmZ1oXw7L",
    "template": "pL2gV9cFh5NtSk8RdY4wQj1M",
    "master password": "mW6xJ3bTz0EqGn7HfC5kUs2A",
    "pre-shared key": "rS1dN8vKy4LpXa6ZgB9tMe3Q",
    "tag": "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",
    "secret": "cX5aG2jQw8UyTn0RkD4zLf6S",
    "address": "kF9oV4hEm1WbYs7PxA3qZn5C",
    "log group": "glpat-zR5nV1hKq8WsYc3PfD7m",
    "key": "eB6uH0sMd2RkJw8YtQ4vXg1Z",
    "policy": "glpat-xT9mW4kRz7LqVb2NcJ5y",
    "build variable": "bV3yK8rLq5WmZt1NxS6dPc0J",
    "build script": "bS7nG2vXe4HkRw9QpT1zMf5D",
    "build source": "bR6tM1xQj8LzVc4WnK3sYd9P",
    "second build source": "bT2wP9kZh5NvXq7RmJ4cLs8F",
    "queue policy": "glpat-qP8vT3nXk6LzWc1RmJ9y",
    "state machine": "ghp_Qm7ZtR4xVn2KsW9pLc6Jd1Hb3G0eXAIY",
}
PEOPLE = {"mail": "ida.sandvik.private@example.org", "telephone": "+47 912 34 567"}
PLAIN = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})


class Careless:
    """One who has the keys of an account and writes secrets where they do not belong."""

    def __init__(self, url: str, access_key: str, secret_key: str) -> None:
        self._session, self._url = Session(), url
        self._keys = {"aws_access_key_id": access_key, "aws_secret_access_key": secret_key}

    def client(self, service: str) -> Any:
        return self._session.create_client(
            service, region_name="eu-west-1", endpoint_url=self._url, config=PLAIN, **self._keys
        )

    def writes_everything(self) -> None:
        self.writes_code()
        self.starts_machines()
        self.makes_connections()
        self.describes_things()
        self.builds_things()

    def builds_things(self) -> None:
        variables = [
            {"name": "DB_PASSWORD", "value": SECRETS["build variable"], "type": "PLAINTEXT"},
            {"name": "MODE", "value": f"postgres://me:{SECRETS['build variable']}@db.example.org/"},
        ]
        self.client("codebuild").create_project(
            name="careless",
            source={
                "type": "GITHUB",
                "location": f"https://{SECRETS['build source']}@github.com/marram/careless",
                "buildspec": f"version: 0.2\nenv:\n  variables:\n    TOKEN: {SECRETS['build script']}\n",
            },
            secondarySources=[
                {
                    "type": "BITBUCKET",
                    "location": f"https://me:{SECRETS['second build source']}@bitbucket.org/marram/tools",
                    "sourceIdentifier": "tools",
                }
            ],
            artifacts={"type": "NO_ARTIFACTS"},
            environment={
                "type": "LINUX_CONTAINER",
                "image": "aws/codebuild/standard:7.0",
                "computeType": "BUILD_GENERAL1_SMALL",
                "environmentVariables": variables,
            },
            serviceRole="arn:aws:iam::111122223333:role/careless",
        )
        statement = {"Sid": SECRETS["queue policy"], "Effect": "Deny", "Principal": "*", "Action": "sqs:*"}
        self.client("sqs").create_queue(
            QueueName="careless", Attributes={"Policy": json.dumps({"Statement": [statement]})}
        )
        self.client("stepfunctions").create_state_machine(
            name="careless",
            roleArn="arn:aws:iam::111122223333:role/careless",
            definition=json.dumps({"Comment": SECRETS["state machine"], "StartAt": "a", "States": WAITS}),
        )

    def writes_code(self) -> None:
        role = self.client("iam").create_role(RoleName="careless", AssumeRolePolicyDocument=TRUST)["Role"]
        self.client("lambda").create_function(
            FunctionName="careless",
            Role=role["Arn"],
            Code={"ZipFile": zipped("handler.py", "def handler(event, context): ...")},
            Runtime="python3.12",
            Handler="handler.handler",
            Environment={"Variables": {"DB_PASSWORD": SECRETS["environment"], "MODE": SECRETS["key"]}},
        )
        self.client("secretsmanager").create_secret(
            Name="careless", SecretString=SECRETS["secret"], Tags=[{"Key": "how", "Value": SECRETS["tag"]}]
        )

    def starts_machines(self) -> None:
        ec2 = self.client("ec2")
        image = ec2.register_image(Name="careless", Architecture="x86_64")["ImageId"]
        network = ec2.create_vpc(CidrBlock="10.99.0.0/16")["Vpc"]["VpcId"]
        subnet = ec2.create_subnet(VpcId=network, CidrBlock="10.99.1.0/24")["Subnet"]["SubnetId"]
        plain = f"#!/bin/sh\nexport TOKEN={SECRETS['user data']}\n"
        packed = gzip.compress(f"password: {SECRETS['zipped user data']}\n".encode()).decode("latin-1")
        for script in (plain, packed):
            data = script.encode("latin-1")
            ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, SubnetId=subnet, UserData=data)
        template = base64.b64encode(f"curl -u me:{SECRETS['template']} x".encode()).decode()
        ec2.create_launch_template(LaunchTemplateName="careless", LaunchTemplateData={"UserData": template})
        rds = self.client("rds")
        group = {"DBSubnetGroupName": "careless", "DBSubnetGroupDescription": "one", "SubnetIds": [subnet]}
        rds.create_db_subnet_group(**group)
        rds.create_db_instance(
            DBSubnetGroupName="careless",
            VpcSecurityGroupIds=[ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]],
            DBInstanceIdentifier="careless",
            DBInstanceClass="db.t3.micro",
            Engine="postgres",
            AllocatedStorage=20,
            MasterUsername="master",
            MasterUserPassword=SECRETS["master password"],
        )

    def makes_connections(self) -> None:
        ec2 = self.client("ec2")
        gateway = ec2.create_customer_gateway(Type="ipsec.1", PublicIp="203.0.113.9", BgpAsn=65000)
        ec2.create_vpn_connection(
            Type="ipsec.1",
            CustomerGatewayId=gateway["CustomerGateway"]["CustomerGatewayId"],
            VpnGatewayId=ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"],
            Options={"TunnelOptions": [{"PreSharedKey": SECRETS["pre-shared key"]}] * 2},
        )

    def describes_things(self) -> None:
        address = f"https://reader:{SECRETS['address']}@db.example.org/"
        self.client("kms").create_key(
            Description=address, Tags=[{"TagKey": "token", "TagValue": SECRETS["tag"]}]
        )
        self.client("cloudwatch").put_metric_alarm(
            AlarmName="careless",
            AlarmDescription=f"see {address} or {SECRETS['policy']}",
            MetricName="CPUUtilization",
            Namespace="AWS/EC2",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1.0,
            ComparisonOperator="GreaterThanThreshold",
            Statistic="Average",
        )
        self.client("logs").create_log_group(
            logGroupName="careless", tags={"key": SECRETS["log group"], "who": SECRETS["tag"]}
        )
        for kind in ("SECURITY", "BILLING"):
            self.client("account").put_alternate_contact(
                AlternateContactType=kind,
                EmailAddress=PEOPLE["mail"],
                PhoneNumber=PEOPLE["telephone"],
                Name="Ida Sandvik",
                Title="Lead",
            )


WAITS = {"a": {"Type": "Wait", "Seconds": 1, "End": True}}
TRUST = '{"Version": "2012-10-17", "Statement": []}'


def zipped(name: str, text: str) -> bytes:
    """A zip file of one file."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr(name, text)
    return whole.getvalue()


def forms(secret: str) -> dict[str, bytes]:
    """A secret as it might lie in a file: plain, quoted for addresses, and inside base64 at any place."""
    plain = secret.encode()
    found = {"plain": plain, "quoted": quote(secret, safe="").encode(), "hexadecimal": plain.hex().encode()}
    for before in range(3):
        # Characters that depend on neighbours are left away at both ends.
        coded = base64.b64encode(b"\0" * before + plain)
        found[f"base64 after {before}"] = coded[4 * (before > 0) : (before + len(plain)) // 3 * 4]
    return found
