"""The embedded organisation: Marram Pay, seeded on an AWS endpoint inside this process, loopback only."""

from stormproof.demo.accounts import REGIONS
from stormproof.demo.history import Day
from stormproof.demo.host import Embedded, available, embedded

__all__ = ["REGIONS", "Day", "Embedded", "available", "embedded"]
