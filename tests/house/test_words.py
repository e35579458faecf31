"""No text of the program makes spending a condition of asking for an assessment."""

from __future__ import annotations

import ast

import pytest

from tests.house.gates import gates_in, leaves_open_when
from tests.house.sources import texts, texts_in


def test_no_text_makes_the_threshold_a_gate() -> None:
    found = [f"{text.place}: {gate!r} in {text.words!r}" for text in texts() for gate in gates_in(text.words)]
    assert not found, "\n".join(found)


def test_a_text_on_spending_and_requests_says_that_any_level_will_do() -> None:
    found = [f"{text.place}: {text.words!r}" for text in texts() if leaves_open_when(text.words)]
    assert not found, "\n".join(found)


def test_there_are_texts_to_read() -> None:
    assert len(texts()) > 1000


@pytest.mark.parametrize(
    "sentence",
    [
        "This child is not eligible for an assessment.",
        "Not yet eligible",
        "The pupil is ineligible.",
        "You cannot apply yet.",
        "An assessment can't be requested: you can not request one.",
        "£1,200 below threshold",
        "Spending is under the threshold",
        "Not ready to apply",
        "The school must spend £6,000 first.",
        "£6,000 has to be spent",
        "Spend £6,000 before you can request an assessment.",
        "Wait until the threshold is reached.",
        "Please wait for spending to reach £6,000.",
        "This does not qualify.",
        "Insufficient spend",
        "A request can be made once £6,000 has been spent.",
        "Until the threshold is reached no request will be accepted.",
        "Request an assessment only when spending is over £10,000.",
        "Spend a further £400",
        "The threshold has not been met",
    ],
)
def test_the_reader_knows_a_gate(sentence: str) -> None:
    assert gates_in(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Provision recorded £4,120 of £6,000 (additional only). You can request an assessment at any level of spend.",
        "Not eligible for free school meals",
        "Wait until the backup has finished.",
        "The provision recorded is £1,880 below £6,000 (additional only).",
        "What a request would rest on",
        "Nothing has to be in place before a request: this is what the authority likes to see.",
    ],
)
def test_the_reader_leaves_honest_sentences_alone(sentence: str) -> None:
    assert not gates_in(sentence)


def test_a_sentence_with_gaps_is_read_whole() -> None:
    module = ast.parse('"""Not eligible, says the docstring."""\nx = f"{name} is not {\'yet\'} " f"eligible. {ANY}"\n')
    assert next(words for _, words in texts_in(module, {"ANY": "At any level of spend."})) == (
        "… is not … eligible. At any level of spend."
    )


def test_spending_beside_a_request_needs_the_sentence() -> None:
    assert leaves_open_when("Spending so far, for the request")
    assert not leaves_open_when("A request can be made at any level of spending; the threshold is a measure.")
    assert not leaves_open_when("Spend this year, against the threshold")
