"""The repository speaks of the product alone: not of a machine, a registry or a tracker."""

from __future__ import annotations

import re

# Each is written in two pieces, so that this file does not contain what it looks for.
WORDS = (
    ("clau", "de"),
    ("chat", "gpt"),
    ("co", "pilot"),
    ("sub", "agent"),
    ("work", "place"),
    ("language ", "model"),
)
PLACES = (
    ("/wo", "rk/"),
    ("/tm", "p/"),
    ("/ro", "ot/"),
    ("/ho", "me/"),
    ("shared/", "design"),
    ("shared/", "data"),
    ("issues ", "show"),
)
HOSTS = (
    ("pypi", ".org"),
    ("python", "hosted.org"),
    ("npmjs", ".org"),
    ("debian", ".org"),
    ("crates", ".io"),
    ("conda.", "anaconda"),
)
VENDORS = "|".join(("anthro" + "pic", "open" + "ai")).join(
    ("(?:", ")(?![ _-]?key)")
)  # whose keys we know by their form
NUMBERS = r"\bissues?\s+#?\d|\b(?:closes|fixes|refs)\s+#\d"
FORBIDDEN = re.compile(
    "|".join([*(re.escape("".join(pair)) for pair in (*WORDS, *PLACES, *HOSTS)), VENDORS, NUMBERS]),
    re.IGNORECASE,
)


def test_no_file_speaks_of_anything_but_the_product(root, files):
    said = [
        f"{file.relative_to(root)}:{number}: {found[0]}"
        for file in files
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1)
        for found in FORBIDDEN.finditer(line)
    ]
    assert said == []


def test_no_file_has_a_name_of_anything_but_the_product(root, files):
    assert [name for file in files if FORBIDDEN.search(name := str(file.relative_to(root)))] == []
