"""How does a full scan compare with Prowler's over the same account and region, in one run?

Not part of `make bench`: `make bench-peers` installs Prowler into an environment of its own (`build/peers`) first.
Prowler is asked for AWS, one region and JSON; it is told the address of the same server by `AWS_ENDPOINT_URL`. What it
asks that the server does not hold is refused at once, as for us. It judges several times as many checks and asks more for
them: the ratios say what a whole scan costs, not what a check costs. Argument: its command.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.machine import account, folder_bytes, measured
from bench.populate import REGION
from bench.scan_account import scan

OUTPUT = ("--output-formats", "json-ocsf", "html", "--no-banner", "--ignore-exit-code-3")


def main(prowler: str) -> None:
    """Prints both, and ratios."""
    with tempfile.TemporaryDirectory() as name, account() as served:
        folder = Path(name)
        ours = scan(served.url, folder)
        written = folder / "peer"
        command = ["env", f"AWS_ENDPOINT_URL={served.url}", prowler, "aws", "--region", REGION]
        theirs = measured([*command, *OUTPUT, "--output-directory", str(written)], log=folder / "peer.log")
        size = folder_bytes(written) / 1e6 if written.exists() else 0.0
        if theirs.code or not size:
            raise SystemExit((folder / "peer.log").read_text()[-4_000:])
    rows = (
        ("CPU s", ours.cost.cpu, theirs.cpu),
        ("wall s", ours.cost.wall, theirs.wall),
        ("peak MB", ours.cost.peak_mb, theirs.peak_mb),
        ("written MB", ours.written_mb, size),
    )
    for what, mine, peer in rows:
        print(f"peers  {what:<11} ours {mine:9.1f}   Prowler {peer:9.1f}   ours is 1/{peer / mine:.1f}")


if __name__ == "__main__":
    main(*sys.argv[1:2])
