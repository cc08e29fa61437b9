"""Snapshots, history, findings and exceptions on SQLite; nothing above knows the format."""

from stormproof.store.recording import Recording
from stormproof.store.rows import Answers, Difference, Freed, Life, Recorded, SnapshotRow, Unfinished
from stormproof.store.store import Store

__all__ = [
    "Answers",
    "Difference",
    "Freed",
    "Life",
    "Recorded",
    "Recording",
    "SnapshotRow",
    "Store",
    "Unfinished",
]
