"""Checks of Shield Advanced."""
