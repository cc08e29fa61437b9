"""Views of EC2: instances, launch templates, volumes, snapshots, images, and a region's defaults for them."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

# --- instances ---


class InstanceState(Shape):
    name: str


class MetadataOptions(Shape):
    """How an instance answers metadata requests."""

    http_tokens: str
    http_endpoint: str
    http_put_response_hop_limit: int


class InstanceProfile(Shape):
    arn: str


class GroupIdentifier(Shape):
    group_id: str
    group_name: str


class InstanceInterface(Shape):
    network_interface_id: str


class InstanceFacts(Shape):
    instance_id: str
    state: InstanceState
    image_id: str
    instance_type: str
    vpc_id: str | None = None  # set for every instance of today; EC2-Classic had none
    subnet_id: str | None = None
    private_ip_address: str | None = None
    public_ip_address: str | None = None  # AWS: "if applicable"
    iam_instance_profile: InstanceProfile | None = None  # AWS: "if applicable"
    metadata_options: MetadataOptions
    security_groups: tuple[GroupIdentifier, ...] = ()
    network_interfaces: tuple[InstanceInterface, ...] = ()
    key_name: str | None = None


class AttributeText(Shape):
    """A text attribute: `Value` is left out where the attribute is not set. A redacted text is an object."""

    value: str | dict[str, object] | None = None


class UserDataAnswer(Shape):
    user_data: AttributeText = AttributeText()


class Instance(Resource, kind="ec2:instance", type="AWS::EC2::Instance"):
    """An instance; a terminated one stays in AWS's lists for about an hour."""

    facts = facet("ec2:DescribeInstances", InstanceFacts)
    user_data = facet("ec2:DescribeInstanceAttribute", UserDataAnswer, variant="userData")

    @property
    def short(self) -> str:
        return f"i/{self.name}"

    @property
    def gone(self) -> bool:
        """Terminated, or on its way there: nothing runs in it again."""
        return self.facts.state.name in ("terminated", "shutting-down")

    @property
    def running(self) -> bool:
        return self.facts.state.name == "running"


class LaunchTemplateFacts(Shape):
    launch_template_id: str
    launch_template_name: str
    default_version_number: int
    latest_version_number: int


class LaunchTemplate(Resource, kind="ec2:launch-template", type="AWS::EC2::LaunchTemplate"):
    facts = facet("ec2:DescribeLaunchTemplates", LaunchTemplateFacts)


class KeyPairFacts(Shape):
    key_pair_id: str
    key_name: str


class KeyPair(Resource, kind="ec2:key-pair", type="AWS::EC2::KeyPair"):
    facts = facet("ec2:DescribeKeyPairs", KeyPairFacts)


# --- volumes, snapshots, images ---


class VolumeFacts(Shape):
    volume_id: str
    encrypted: bool
    state: str
    kms_key_id: str | None = None  # AWS: set for an encrypted volume
    snapshot_id: str | None = None


class Volume(Resource, kind="ec2:volume", type="AWS::EC2::Volume"):
    facts = facet("ec2:DescribeVolumes", VolumeFacts)


class EbsSnapshotFacts(Shape):
    snapshot_id: str
    encrypted: bool
    volume_id: str | None = None
    kms_key_id: str | None = None  # AWS: set for an encrypted snapshot
    description: str = ""


class VolumePermission(Shape):
    """Who may make a volume of a snapshot: an account, or the group `all`."""

    user_id: str | None = None
    group: str | None = None


class LaunchPermission(Shape):
    """Who may start an image: an account, the group `all`, an organisation or a unit of one."""

    user_id: str | None = None
    group: str | None = None
    organization_arn: str | None = None
    organizational_unit_arn: str | None = None


class EbsSnapshot(Resource, kind="ec2:snapshot", type="AWS::EC2::Snapshot"):
    """A snapshot that the account owns."""

    facts = facet("ec2:DescribeSnapshots", EbsSnapshotFacts)
    permissions = facet("ec2:DescribeSnapshotAttribute", tuple[VolumePermission, ...])


class ImageFacts(Shape):
    image_id: str
    public: bool
    name: str | None = None
    state: str


class Image(Resource, kind="ec2:image", type="AWS::EC2::Image"):
    """A machine image that the account owns."""

    facts = facet("ec2:DescribeImages", ImageFacts)
    permissions = facet("ec2:DescribeImageAttribute", tuple[LaunchPermission, ...])


# --- a region's defaults ---


class EbsDefault(Shape):
    ebs_encryption_by_default: bool


class MetadataDefaults(Shape):
    """The account's defaults for new instances; a member that is not set leaves the choice to image and launch."""

    http_tokens: str | None = None
    http_endpoint: str | None = None
    http_put_response_hop_limit: int | None = None


class SnapshotBlock(Shape):
    state: str


class ImageBlock(Shape):
    image_block_public_access_state: str


class SerialConsole(Shape):
    serial_console_access_enabled: bool


class AllowedImages(Shape):
    state: str


class VpcBlock(Shape):
    """VPC Block Public Access of a region."""

    internet_gateway_block_mode: str
    state: str | None = None


class VpcBlockExclusion(Shape):
    exclusion_id: str
    internet_gateway_exclusion_mode: str
    resource_arn: str
    state: str


class Zone(Shape):
    zone_name: str
    zone_id: str
    zone_type: str = "availability-zone"


class ServicePrefixList(Shape):
    """A prefix list of an AWS service, with its ranges."""

    prefix_list_id: str
    prefix_list_name: str
    cidrs: tuple[str, ...] = ()


class GroupVpcAssociation(Shape):
    group_id: str
    vpc_id: str
    state: str


class SnapshotName(Shape):
    snapshot_id: str
