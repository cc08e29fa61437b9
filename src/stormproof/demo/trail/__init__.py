"""Thirty days of CloudTrail at Marram Pay: events, log files and signed digests, from a seed and nothing else."""

from stormproof.demo.trail.delivery import File
from stormproof.demo.trail.named import Named
from stormproof.demo.trail.record import DAYS
from stormproof.demo.trail.written import FOLDER, Put, Written, counted, delivered, write

__all__ = ["DAYS", "FOLDER", "File", "Named", "Put", "Written", "counted", "delivered", "write"]
