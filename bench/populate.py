"""`python -m bench.populate [SCALE]`: one account of about 1,450 resources a unit of scale, served from this process.

The first line of output is the address, the second how many calls made the account. It serves until interrupted.
What is in it is the mix of an ordinary account: many principals, instances, disks and groups, some functions, buckets
and keys, a few of everything else. Nothing of it is an organisation's.
"""

from __future__ import annotations

import io
import json
import signal
import sys
import threading
import zipfile
from collections.abc import Callable

from stormproof.demo import host
from stormproof.demo.guard import no_way_out

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)
REGION = "eu-west-1"
ACCESS_KEY, SECRET_KEY = host.ACCESS_KEY, host.SECRET_KEY

# How many of each, a unit of scale.
MIX = {
    "policy": 60,
    "role": 130,
    "user": 30,
    "network": 2,
    "group": 100,
    "instance": 110,
    "snapshot": 90,
    "bucket": 22,
    "key": 20,
    "function": 40,
    "logs": 90,
    "secret": 25,
    "database": 15,
    "table": 20,
    "queue": 25,
    "topic": 25,
    "alarm": 60,
    "repository": 10,
    "parameter": 60,
}

Place = Callable[..., dict]


def document(*actions: str, resource: str = "*") -> str:
    """A policy of one statement."""
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def tags(n: int) -> list[dict[str, str]]:
    """What an orderly team writes on everything."""
    return [{"Key": "env", "Value": ("prod", "dev")[n % 2]}, {"Key": "owner", "Value": f"team-{n % 9}"}]


def tagged(kind: str, n: int) -> list[dict]:
    return [{"ResourceType": kind, "Tags": [*tags(n), {"Key": "Name", "Value": f"{kind}-{n}"}]}]


def policy(place: Place, n: int) -> None:
    resource = f"arn:aws:s3:::data-{n % 20}/*"
    place(
        "iam:CreatePolicy",
        PolicyName=f"policy-{n}",
        PolicyDocument=document("s3:GetObject", "s3:PutObject", "sqs:SendMessage", resource=resource),
    )


def role(place: Place, n: int) -> None:
    place("iam:CreateRole", RoleName=f"role-{n}", AssumeRolePolicyDocument=TRUST, Tags=tags(n))
    place(
        "iam:PutRolePolicy",
        RoleName=f"role-{n}",
        PolicyName="own",
        PolicyDocument=document("logs:PutLogEvents", "dynamodb:GetItem"),
    )
    arn = f"arn:aws:iam::{host_account()}:policy/policy-{n % 60}"
    place("iam:AttachRolePolicy", RoleName=f"role-{n}", PolicyArn=arn)


def user(place: Place, n: int) -> None:
    place("iam:CreateUser", UserName=f"user-{n}", Tags=tags(n))
    place("iam:CreateAccessKey", UserName=f"user-{n}")
    if n % 3 == 0:
        place("iam:CreateLoginProfile", UserName=f"user-{n}", Password="Sand-dune-grass-9")


def network(place: Place, n: int) -> None:
    vpc = place("ec2:CreateVpc", CidrBlock=f"10.{n % 200}.0.0/16", TagSpecifications=tagged("vpc", n))
    vpc_id = vpc["Vpc"]["VpcId"]
    gateway = place("ec2:CreateInternetGateway")["InternetGateway"]["InternetGatewayId"]
    place("ec2:AttachInternetGateway", InternetGatewayId=gateway, VpcId=vpc_id)
    for third in range(8):
        subnet = place("ec2:CreateSubnet", VpcId=vpc_id, CidrBlock=f"10.{n % 200}.{third * 16}.0/20")
        SUBNETS.append(subnet["Subnet"]["SubnetId"])
        table = place("ec2:CreateRouteTable", VpcId=vpc_id)["RouteTable"]["RouteTableId"]
        place("ec2:AssociateRouteTable", RouteTableId=table, SubnetId=SUBNETS[-1])
    VPCS.append(vpc_id)


def group(place: Place, n: int) -> None:
    made = place(
        "ec2:CreateSecurityGroup",
        GroupName=f"group-{n}",
        Description="bench",
        VpcId=VPCS[n % len(VPCS)],
        TagSpecifications=tagged("security-group", n),
    )
    source = "0.0.0.0/0" if n % 25 == 0 else f"10.{n % 200}.0.0/16"
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": source}]}
    place("ec2:AuthorizeSecurityGroupIngress", GroupId=made["GroupId"], IpPermissions=[rule])
    GROUPS.append(made["GroupId"])


def instance(place: Place, n: int) -> None:
    place(
        "ec2:RunInstances",
        ImageId="ami-12c6146b",
        MinCount=1,
        MaxCount=1,
        InstanceType="t3.small",
        SubnetId=SUBNETS[n % len(SUBNETS)],
        MetadataOptions={"HttpTokens": "required" if n % 4 else "optional"},
        TagSpecifications=tagged("instance", n),
    )


def snapshot(place: Place, n: int) -> None:
    if not VOLUMES:
        zone = f"{REGION}a"
        VOLUMES.append(place("ec2:CreateVolume", Size=8, AvailabilityZone=zone)["VolumeId"])
    place("ec2:CreateSnapshot", VolumeId=VOLUMES[0], Description=f"nightly {n}")


def bucket(place: Place, n: int) -> None:
    name = f"bench-data-{n}"
    place("s3:CreateBucket", Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    closed = dict.fromkeys(
        ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
    )
    place("s3:PutPublicAccessBlock", Bucket=name, PublicAccessBlockConfiguration=closed)
    if n % 2:
        place("s3:PutBucketVersioning", Bucket=name, VersioningConfiguration={"Status": "Enabled"})


def key(place: Place, n: int) -> None:
    made = place("kms:CreateKey", Description=f"key {n}")
    place("kms:CreateAlias", AliasName=f"alias/bench-{n}", TargetKeyId=made["KeyMetadata"]["KeyId"])


def function(place: Place, n: int) -> None:
    place(
        "lambda:CreateFunction",
        FunctionName=f"function-{n}",
        Runtime="python3.13",
        Role=f"arn:aws:iam::{host_account()}:role/role-{n}",
        Handler="main.handler",
        Code={"ZipFile": CODE},
        Environment={"Variables": {"STAGE": "prod", "TABLE": f"table-{n}"}},
    )


def logs(place: Place, n: int) -> None:
    place("logs:CreateLogGroup", logGroupName=f"/aws/lambda/function-{n}")


def secret(place: Place, n: int) -> None:
    place("secretsmanager:CreateSecret", Name=f"bench/secret-{n}", SecretString=f"not-so-secret-{n}")


def database(place: Place, n: int) -> None:
    if not n:
        place(
            "rds:CreateDBSubnetGroup",
            DBSubnetGroupName="bench",
            DBSubnetGroupDescription="bench",
            SubnetIds=SUBNETS[:2],
        )
    place(
        "rds:CreateDBInstance",
        DBInstanceIdentifier=f"database-{n}",
        DBInstanceClass="db.t3.small",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="keeper",
        MasterUserPassword="Sand-dune-grass-9",
        StorageEncrypted=bool(n % 3),
        DBSubnetGroupName="bench",
        VpcSecurityGroupIds=GROUPS[:1],
    )


def table(place: Place, n: int) -> None:
    place(
        "dynamodb:CreateTable",
        TableName=f"table-{n}",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    )


def queue(place: Place, n: int) -> None:
    place("sqs:CreateQueue", QueueName=f"queue-{n}")


def topic(place: Place, n: int) -> None:
    place("sns:CreateTopic", Name=f"topic-{n}")


def alarm(place: Place, n: int) -> None:
    place(
        "cloudwatch:PutMetricAlarm",
        AlarmName=f"alarm-{n}",
        MetricName="Errors",
        Namespace="AWS/Lambda",
        Statistic="Sum",
        Period=300,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
    )


def repository(place: Place, n: int) -> None:
    place("ecr:CreateRepository", repositoryName=f"image-{n}")


def parameter(place: Place, n: int) -> None:
    place("ssm:PutParameter", Name=f"/bench/{n}", Value=str(n), Type="String")


VPCS: list[str] = []
SUBNETS: list[str] = []
GROUPS: list[str] = []
VOLUMES: list[str] = []


def _code() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as file:
        file.writestr("main.py", "def handler(event, context): return event\n")
    return body.getvalue()


CODE = _code()


def host_account() -> str:
    """The account that the fixed keys belong to."""
    return host.ACCOUNTS[0][0]


def fill(place: Place, scale: int) -> int:
    """Makes everything; gives the number of things asked for."""
    for name, count in MIX.items():
        for n in range(count * scale):
            globals()[name](place, n)
    return sum(MIX.values()) * scale


def touch(place: Place, scale: int) -> int:
    """Changes one thing in a hundred; gives how many."""
    count = sum(MIX.values()) * scale // 100
    for n in range(count):
        place(
            "iam:PutRolePolicy",
            RoleName=f"role-{n}",
            PolicyName="own",
            PolicyDocument=document("logs:PutLogEvents", "dynamodb:GetItem", "dynamodb:PutItem"),
        )
    return count


def main(scale: int = 1) -> None:
    """Serves until interrupted; SIGUSR1 changes one thing in a hundred, and a line says so."""
    stop, change = threading.Event(), threading.Event()
    signal.signal(signal.SIGUSR1, lambda *_: change.set())
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    with no_way_out():
        from stormproof.demo import backends, endpoint
        from stormproof.demo.place import Clients
        from stormproof.demo.place import Place as At

        front = endpoint.Front()
        backends.start_afresh()
        clients = Clients(front)
        made = fill(At(clients, host_account(), REGION), scale)
        backends.admit_scanner()
        with endpoint.serving(front) as url:
            print(url, flush=True)
            print(f"{made} made", flush=True)
            while not stop.wait(0.05):
                if change.is_set():
                    change.clear()
                    print(f"{touch(At(clients, host_account(), REGION), scale)} changed", flush=True)
        for failure in front.failures:
            print(f"failed: {failure}", file=sys.stderr)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))
