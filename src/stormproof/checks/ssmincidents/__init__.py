"""Checks of Incident Manager: one file, one check."""
