"""The account-wide subjects: an account, one region of it, the organisation."""

from __future__ import annotations

from stormproof.errors import NotSentError
from stormproof.model.answer import Value
from stormproof.model.apigateway import ApiGatewayAccount, DomainAccess
from stormproof.model.arn import Arn
from stormproof.model.artifact import AuditReport, CustomerAgreement
from stormproof.model.backup import ProtectedResource
from stormproof.model.bedrock import InvocationLogging
from stormproof.model.codebuild import SourceCredential
from stormproof.model.config import DeliveryChannel, Recorder, RecorderStatus
from stormproof.model.credentials import REPORT, CredentialRow
from stormproof.model.ec2 import (
    AllowedImages,
    EbsDefault,
    GroupVpcAssociation,
    ImageBlock,
    MetadataDefaults,
    SerialConsole,
    ServicePrefixList,
    SnapshotBlock,
    SnapshotName,
    VpcBlock,
    VpcBlockExclusion,
    Zone,
)
from stormproof.model.ecr import RegistryScanning
from stormproof.model.elbv2 import SslPolicy
from stormproof.model.emr import PublicAccessBlock as ClusterPublicAccessBlock
from stormproof.model.glue import CatalogEncryption, SecurityConfiguration
from stormproof.model.iam import AccountSummary, OrganizationsFeatures, PasswordPolicy
from stormproof.model.lambda_ import LambdaSettings
from stormproof.model.logs import Delivery, DeliverySource, LogsResourcePolicy, MetricFilter
from stormproof.model.macie2 import MacieSession
from stormproof.model.organizations import DelegatedAdministrator, Organization, ServiceAccess
from stormproof.model.policy import Policy
from stormproof.model.ram import ShareAssociation
from stormproof.model.rds import Certificate, ExportTask
from stormproof.model.resource import GLOBAL, Answers, Resource, facet
from stormproof.model.route53resolver import (
    DnsFirewallConfig,
    FirewallAssociation,
    QueryLogAssociation,
    RuleAssociation,
)
from stormproof.model.s3 import NO_BLOCK, PublicAccessBlock
from stormproof.model.securityhub import AdminAccount, Hub, OrganizationConfiguration, Standard
from stormproof.model.shape import Shape
from stormproof.model.shield import EmergencyContact, ResponseAccess, Subscription, SubscriptionState


def account_arn(account: str, partition: str = "aws") -> Arn:
    """The ARN that stands for a whole account: its root."""
    return Arn(partition, "iam", "", account, "root")


def region_arn(account: str, region: str, partition: str = "aws") -> Arn:
    """The ARN that stands for one region of an account."""
    return Arn(partition, "ec2", region, account, "region")


class ContactInformation(Shape):
    """Whom AWS reaches about the account. AWS asks for all of these, so one that is not sent is not on file."""

    full_name: str = ""
    phone_number: str = ""
    address_line1: str = ""
    city: str = ""
    postal_code: str = ""
    country_code: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not on file, in words for a person."""
        address = (self.address_line1, self.city, self.postal_code, self.country_code)
        told = {
            "full name": self.full_name.strip(),
            "phone number": self.phone_number.strip(),
            "postal address": all(part.strip() for part in address),
        }
        return tuple(name for name, there in told.items() if not there)


class AlternateContact(Shape):
    """Whom AWS reaches about one matter."""

    alternate_contact_type: str


class Account(Resource, kind="aws:account", type="AWS::::Account"):
    """A whole account: password policy, contacts, S3 block; the shapes stand in the services' modules."""

    contact_information = facet("account:GetContactInformation", ContactInformation, absent=None)
    security_contact = facet("account:GetAlternateContact", AlternateContact, absent=None, variant="SECURITY")
    agreements = facet("artifact:ListCustomerAgreements", tuple[CustomerAgreement, ...])
    audit_reports = facet("artifact:ListReports", tuple[AuditReport, ...])
    summary = facet("iam:GetAccountSummary", AccountSummary)
    password_policy = facet("iam:GetAccountPasswordPolicy", PasswordPolicy, absent=None)
    root_credentials = facet(REPORT, CredentialRow)
    organizations_features = facet("iam:ListOrganizationsFeatures", OrganizationsFeatures, absent=None)
    organization = facet("organizations:DescribeOrganization", Organization, absent=None)
    delegated_administrators = facet(
        "organizations:ListDelegatedAdministrators", tuple[DelegatedAdministrator, ...]
    )
    service_access = facet("organizations:ListAWSServiceAccessForOrganization", tuple[ServiceAccess, ...])
    public_access_block = facet("s3control:GetPublicAccessBlock", PublicAccessBlock, absent=NO_BLOCK)
    delivery_sources = facet("logs:DescribeDeliverySources", tuple[DeliverySource, ...])
    deliveries = facet("logs:DescribeDeliveries", tuple[Delivery, ...])
    shield_state = facet("shield:GetSubscriptionState", SubscriptionState)
    shield_subscription = facet("shield:DescribeSubscription", Subscription, absent=None)
    shield_response_access = facet("shield:DescribeDRTAccess", ResponseAccess, absent=None)
    shield_contacts = facet(
        "shield:DescribeEmergencyContactSettings", tuple[EmergencyContact, ...], absent=()
    )

    @property
    def root_in_report(self) -> bool:
        """The credential report was answered, with a row for the root user."""
        return isinstance(self.answer(REPORT), Value)

    @property
    def name(self) -> str:
        return self.account

    @property
    def short(self) -> str:
        return "account"


class AccountRegion(Resource, kind="aws:region", type="AWS::::Region"):
    """One region of an account: defaults and settings of services live here."""

    ebs_default = facet("ec2:GetEbsEncryptionByDefault", EbsDefault)
    metadata_defaults = facet("ec2:GetInstanceMetadataDefaults", MetadataDefaults, absent=MetadataDefaults())
    snapshot_block = facet("ec2:GetSnapshotBlockPublicAccessState", SnapshotBlock)
    image_block = facet("ec2:GetImageBlockPublicAccessState", ImageBlock)
    serial_console = facet("ec2:GetSerialConsoleAccessStatus", SerialConsole)
    allowed_images = facet("ec2:GetAllowedImagesSettings", AllowedImages)
    public_snapshots = facet("ec2:DescribeSnapshots", tuple[SnapshotName, ...])
    zones = facet("ec2:DescribeAvailabilityZones", tuple[Zone, ...])
    vpc_block = facet("ec2:DescribeVpcBlockPublicAccessOptions", VpcBlock)
    vpc_block_exclusions = facet("ec2:DescribeVpcBlockPublicAccessExclusions", tuple[VpcBlockExclusion, ...])
    group_vpc_associations = facet(
        "ec2:DescribeSecurityGroupVpcAssociations", tuple[GroupVpcAssociation, ...]
    )
    service_prefix_lists = facet("ec2:DescribePrefixLists", tuple[ServicePrefixList, ...])
    ssl_policies = facet("elbv2:DescribeSSLPolicies", tuple[SslPolicy, ...])
    config_recorders = facet("config:DescribeConfigurationRecorders", tuple[Recorder, ...])
    config_recorder_statuses = facet("config:DescribeConfigurationRecorderStatus", tuple[RecorderStatus, ...])
    config_channels = facet("config:DescribeDeliveryChannels", tuple[DeliveryChannel, ...])
    lambda_settings = facet("lambda:GetAccountSettings", LambdaSettings)
    macie = facet("macie2:GetMacieSession", MacieSession, absent=None)
    metric_filters = facet("logs:DescribeMetricFilters", tuple[MetricFilter, ...])
    logs_policies = facet("logs:DescribeResourcePolicies", tuple[LogsResourcePolicy, ...])
    api_gateway = facet("apigateway:GetAccount", ApiGatewayAccount)
    api_domain_access = facet("apigateway:GetDomainNameAccessAssociations", tuple[DomainAccess, ...])
    query_log_associations = facet(
        "route53resolver:ListResolverQueryLogConfigAssociations", tuple[QueryLogAssociation, ...]
    )
    resolver_rule_associations = facet(
        "route53resolver:ListResolverRuleAssociations", tuple[RuleAssociation, ...]
    )
    dns_firewall_associations = facet(
        "route53resolver:ListFirewallRuleGroupAssociations", tuple[FirewallAssociation, ...]
    )
    dns_firewall_configs = facet("route53resolver:ListFirewallConfigs", tuple[DnsFirewallConfig, ...])
    build_credentials = facet("codebuild:ListSourceCredentials", tuple[SourceCredential, ...])
    shared_things = facet(
        "ram:GetResourceShareAssociations", tuple[ShareAssociation, ...], variant="RESOURCE"
    )
    shared_with = facet("ram:GetResourceShareAssociations", tuple[ShareAssociation, ...], variant="PRINCIPAL")
    database_certificates = facet("rds:DescribeCertificates", tuple[Certificate, ...])
    database_exports = facet("rds:DescribeExportTasks", tuple[ExportTask, ...])
    security_hub = facet("securityhub:DescribeHub", Hub, absent=None)
    security_standards = facet("securityhub:GetEnabledStandards", tuple[Standard, ...], absent=None)
    security_hub_admins = facet(
        "securityhub:ListOrganizationAdminAccounts", tuple[AdminAccount, ...], absent=None
    )
    security_hub_organization = facet(
        "securityhub:DescribeOrganizationConfiguration", OrganizationConfiguration, absent=None
    )
    image_scanning = facet("ecr:GetRegistryScanningConfiguration", RegistryScanning)
    registry_policy = facet("ecr:GetRegistryPolicy", Policy, absent=None)
    protected_resources = facet("backup:ListProtectedResources", tuple[ProtectedResource, ...])
    catalog_policy = facet("glue:GetResourcePolicy", Policy, absent=None)
    catalog_encryption = facet("glue:GetDataCatalogEncryptionSettings", CatalogEncryption)
    job_security = facet("glue:GetSecurityConfigurations", tuple[SecurityConfiguration, ...])
    cluster_block = facet("emr:GetBlockPublicAccessConfiguration", ClusterPublicAccessBlock)
    model_logging = facet("bedrock:GetModelInvocationLoggingConfiguration", InvocationLogging, absent=None)

    @property
    def name(self) -> str:
        return self.region

    @property
    def short(self) -> str:
        return f"region/{self.region}"

    def ssl_policy(self, name: str) -> tuple[SslPolicy, str]:
        """A load balancers' TLS policy and where it stands; raises `NotSentError` for one that AWS does not list."""
        for n, policy in enumerate(self.ssl_policies):
            if policy.name == name:
                return policy, f"elbv2:DescribeSSLPolicies/{n}"
        raise NotSentError("SslPolicies", name)


def account(number: str, source: Answers, partition: str = "aws") -> Account:
    """The account as a subject."""
    return Account(account_arn(number, partition), number, GLOBAL, source)


def region(number: str, name: str, source: Answers, partition: str = "aws") -> AccountRegion:
    """The region of an account as a subject."""
    return AccountRegion(region_arn(number, name, partition), number, name, source)
