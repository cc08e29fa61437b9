"""One check a file, `<service>/<id>.py`; found by folder through `stormproof.rules.registry`, never imported by name."""
