"""The embedded organisation: Marram Pay, seeded on an AWS endpoint inside this process, loopback only."""

from stormproof.demo.accounts import REGIONS
from stormproof.demo.host import Embedded, available, embedded

__all__ = ["REGIONS", "Embedded", "available", "embedded"]
