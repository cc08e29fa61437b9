"""Tables of calls: one module a service, one row a line, `CALLS`."""
