"""The command line: parses, calls `app`, prints; data on stdout, talk on stderr."""
