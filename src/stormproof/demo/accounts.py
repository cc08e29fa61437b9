"""Who Marram Pay is: its accounts, Regions, addresses, and the parties outside."""

from __future__ import annotations

from typing import Final

MANAGEMENT: Final = "111122223333"
SECURITY: Final = "222233334444"
PROD: Final = "333344445555"
DEV: Final = "444455556666"
SHARED: Final = "555566667777"
ACQUIRED: Final = "666677778888"

ACCOUNTS: Final = (
    (MANAGEMENT, "management"),
    (SECURITY, "security"),
    (PROD, "prod"),
    (DEV, "dev"),
    (SHARED, "shared"),
    (ACQUIRED, "acquired"),
)
READABLE: Final = (MANAGEMENT, SECURITY, PROD, DEV, SHARED)

BRIGHTLEDGER: Final = "999988887777"
STRANGER: Final = "888877776666"

MAIN: Final = "eu-west-1"
COPIES: Final = "eu-central-1"
EDGE: Final = "us-east-1"
REGIONS: Final = (MAIN, COPIES, EDGE)
# On, with nothing in it; and a few of those that are off.
IDLE: Final = "eu-north-1"
OFF: Final = ("ap-southeast-1", "eu-south-1", "me-south-1", "sa-east-1", "us-west-2")

OFFICE_NETWORK: Final = "192.168.0.0/16"
OFFICE_ADDRESS: Final = "203.0.113.200"
PARTNERS: Final = "198.51.100.0/24"
ANYWHERE: Final = "0.0.0.0/0"

SCANNER_ROLE: Final = "StormproofReadOnly"
ACCESS_ROLE: Final = "OrganizationAccountAccessRole"

# Keys of nobody: they open this endpoint and nothing else.
ACCESS_KEY: Final = "AKIASTORMPROOFDEMO01"
SECRET_KEY: Final = "opens-the-embedded-organisation-only"
