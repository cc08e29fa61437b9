"""`python -m stormproof.demo.serve [--port N]`: the embedded organisation in a process of its own."""

from __future__ import annotations

import signal
import threading

import click

from stormproof.demo import embedded


@click.command()
@click.option("--port", default=0, show_default=True, help="Port on 127.0.0.1; 0 takes a free one.")
def serve(port: int) -> None:
    """Serve Marram Pay until interrupted: the first line of output is its address.

    Example: python -m stormproof.demo.serve --port 5999
    """
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    with embedded(port=port) as organisation:
        click.echo(organisation.url)
        click.echo(f"access key {organisation.access_key}, secret key {organisation.secret_key}", err=True)
        stop.wait()
    for failure in organisation.failures():
        click.echo(f"failed: {failure}", err=True)
    raise SystemExit(2 if organisation.failures() else 0)


if __name__ == "__main__":
    serve()
