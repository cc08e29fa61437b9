"""Checks of CodeBuild: one file, one check."""
