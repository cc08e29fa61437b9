"""Findings and answers as text, JSON, NDJSON, CSV and one HTML page; nothing here decides, reads or writes."""
