"""Checks of Organizations: one file, one check."""
