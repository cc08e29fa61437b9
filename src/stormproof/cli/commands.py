"""The commands as tables: where each lives, what `--help` says of it, one example that is run by a test."""

from __future__ import annotations

# name → (module, attribute, one line). Nothing is imported to print the list.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "demo": ("stormproof.cli.demo", "demo", "Look at an invented company: seed it, scan it, report."),
    "scan": ("stormproof.cli.scan", "scan", "Read accounts, judge what is there, report."),
    "import": ("stormproof.cli.import_", "import_", "Take in saved answers of the AWS CLI."),
    "findings": ("stormproof.cli.findings", "findings", "List what was found."),
    "explain": ("stormproof.cli.explain", "explain", "Say why a finding is so, or what a check asks."),
    "diff": (
        "stormproof.cli.diff",
        "diff",
        "Show what differs between two snapshots, in facts and in findings.",
    ),
    "coverage": (
        "stormproof.cli.coverage",
        "coverage",
        "Show what could not be seen, and what would settle it.",
    ),
    "checks": ("stormproof.cli.checks", "checks", "List the checks and their documentation."),
    "except": ("stormproof.cli.excepts", "excepts", "Accept a finding: by whom, why, until when."),
    "snapshots": ("stormproof.cli.snapshots", "snapshots", "List, export and delete what was collected."),
    "permissions": (
        "stormproof.cli.permissions",
        "permissions",
        "Print the read-only policy that a scan needs.",
    ),
    "schema": ("stormproof.cli.schema", "schema", "Print the JSON Schema of a document."),
}

# Rooms of later parts: they answer that they are not built, and are not advertised.
UNBUILT: tuple[str, ...] = (
    "attest", "blast-radius", "can", "case", "code", "comply", "data", "ddos", "detect", "detections", "escalations",
    "evidence", "exposed", "feeds", "fix", "flows", "hunt", "mcp", "paths", "policy", "preview", "reach",
    "rehearse", "respond", "review", "routes", "segments", "serve", "signals", "timeline", "trace", "trail", "unused", "waf",
    "watch", "who-can",
)  # fmt: skip

EXAMPLES: dict[str, str] = {
    "": "stormproof demo --once",
    "demo": "stormproof demo --once --html report.html",
    "scan": "stormproof scan --profile audit --region eu-west-1 --format json --out scan.json",
    "import": "stormproof import --print-script --check s3_bucket_versioning",
    "findings": "stormproof findings list --severity CRITICAL,HIGH",
    "findings list": "stormproof findings list --severity CRITICAL,HIGH",
    "findings show": "stormproof findings show f-4kq7ta --format json",
    "explain": "stormproof explain s3_bucket_versioning",
    "coverage": "stormproof coverage --snapshot latest",
    "diff": "stormproof diff previous latest",
    "checks": "stormproof checks list --service s3",
    "checks list": "stormproof checks list --service s3",
    "checks show": "stormproof checks show fsbp:S3.8",
    "except": "stormproof except list",
    "except add": "stormproof except add f-4kq7ta --owner dana --reason 'public by design' --expires 2027-03-01",
    "except approve": "stormproof except approve e-7hq2mc --by ilya",
    "except withdraw": "stormproof except withdraw e-7hq2mc",
    "except list": "stormproof except list",
    "except preview": "stormproof except preview 'service = s3 and tag.env = dev'",
    "except import": "stormproof except import mutelist.yaml",
    "snapshots": "stormproof snapshots list",
    "snapshots list": "stormproof snapshots list",
    "snapshots show": "stormproof snapshots show latest",
    "snapshots delete": "stormproof snapshots delete previous --yes",
    "snapshots prune": "stormproof snapshots prune --keep-days 90 --dry-run",
    "snapshots export": "stormproof snapshots export latest facts.zst",
    "snapshots import": "stormproof snapshots import facts.zst",
    "permissions": "stormproof permissions --check s3_bucket_versioning",
    "schema": "stormproof schema scan",
}
