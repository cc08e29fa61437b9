"""`python -m bench.plain_reads CALLS URL`: the reads of a scan by plain boto3 clients, one after another.

CALLS is a file with one call a line, `{"service", "region", "operation", "params"}`. It is the floor that a scan is
held against: nothing is kept, nothing is judged. Run it alone and it says what it needs.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

ONE = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, inject_host_prefix=False)


def main(calls: str, url: str) -> None:
    """Asks every line, in order."""
    clients: dict[tuple[str, str], object] = {}
    failed = 0
    lines = Path(calls).read_text().splitlines()
    for line in lines:
        call = json.loads(line)
        place = call["service"], call["region"]
        if place not in clients:
            clients[place] = boto3.client(
                call["service"], region_name=call["region"], endpoint_url=url, config=ONE
            )
        try:
            getattr(clients[place], xform_name(call["operation"]))(**call["params"])
        except (ClientError, BotoCoreError):
            failed += 1
    print(f"{len(lines)} reads, {failed} without an answer, {len(clients)} clients")


if __name__ == "__main__":
    if len(sys.argv) == 1:
        print("plain_reads  part of scan_account")
    else:
        main(*sys.argv[1:3])
