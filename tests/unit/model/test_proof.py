"""One proof decides, whatever is missing beside it."""

from __future__ import annotations

import pytest

from stormproof.errors import NotSentError
from stormproof.model.proof import holds_of_one


def known(thing):
    if thing is None:
        raise NotSentError("Thing", "member")
    return thing


def test_one_proof_decides_before_and_behind_a_gap():
    assert holds_of_one([None, True], known)
    assert holds_of_one([True, None], known)


def test_a_gap_counts_where_nothing_is_proven():
    with pytest.raises(NotSentError):
        holds_of_one([False, None, False], known)


def test_where_all_is_known_and_nothing_holds_the_answer_is_no():
    assert not holds_of_one([False, False], known)
    assert not holds_of_one([], known)
