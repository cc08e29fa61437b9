"""Checks of Certificate Manager."""
