"""One check a file, `<service>/<id>.py`; found by folder, through the registry, never imported by name."""
