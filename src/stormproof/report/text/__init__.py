"""Answers as lines for a terminal or a pipe: 80 columns, no boxes; every outside text passes through `Look.text`."""
