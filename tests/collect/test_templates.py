"""Templates put hostile values in as text, and never evaluate them."""

from __future__ import annotations

import pytest

from stormproof.collect.templates import MissingFieldError, batched, fill, holds, pick

VALUES = {"Name": "b", "On": True, "Deep": {"Id": 7}, "Evil": "{Name} {0.__class__} %s"}


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("arn:aws:s3:::{Name}", "arn:aws:s3:::b"),
        ("{Deep.Id}", 7),
        ("x-{Deep.Id}-{On}", "x-7-true"),
        ({"A": ["{Name}", "plain"], "N": 5}, {"A": ["b", "plain"], "N": 5}),
        ("{Evil}!", "{Name} {0.__class__} %s!"),
        ("{Name.__class__}{", None),
    ],
)
def test_places_are_filled_once(template, filled):
    if filled is None:
        with pytest.raises(MissingFieldError):
            fill(template, VALUES)
    else:
        assert fill(template, VALUES) == filled


def test_a_batch_lists_the_field_of_each_thing():
    things = [{"Arn": "a"}, {"Arn": "b"}]
    assert batched({"Names": "{batch:Arn}", "Flag": True}, things) == {"Names": ["a", "b"], "Flag": True}
    assert batched({"ResourceArns": ["{batch:Arn}"]}, things) == {"ResourceArns": ["a", "b"]}


@pytest.mark.parametrize(
    ("condition", "true"),
    [
        ("{Name} == b", True),
        ("{Name} != b", False),
        ("{On} == true", True),
        ("{On} == True", True),
        ("{Missing} == x", False),
        ("{Missing} != x", True),
        ("{Deep.Id} == 7", True),
        ("{Name} == {Name}", True),
        ("{Name} == {Deep.Id}", False),
    ],
)
def test_conditions_compare_one_value(condition, true):
    assert holds(condition, VALUES) is true


def test_a_condition_of_another_form_is_an_error():
    with pytest.raises(ValueError, match="not a comparison"):
        holds("__import__('os')", VALUES)


def test_a_path_joins_the_lists_below_it():
    answer = {"Reservations": [{"Instances": [{"Id": 1}, {"Id": 2}]}, {"Instances": [{"Id": 3}]}, {}]}
    assert pick(answer, "Reservations[].Instances[]") == [{"Id": 1}, {"Id": 2}, {"Id": 3}]
    assert pick(answer, "Reservations[].Instances") == [{"Id": 1}, {"Id": 2}, {"Id": 3}]
    assert pick(answer, "") == answer
    assert pick(answer, "A.B") is None
