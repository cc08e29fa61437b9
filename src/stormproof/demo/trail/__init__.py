"""Thirty days of CloudTrail at Marram Pay: events, log files and signed digests, from a seed and nothing else."""

from stormproof.demo.trail.delivery import File
from stormproof.demo.trail.named import Named
from stormproof.demo.trail.written import Written, counted, write

__all__ = ["File", "Named", "Written", "counted", "write"]
