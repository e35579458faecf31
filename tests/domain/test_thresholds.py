"""Thresholds: sourced values, both bases, and sentences in which spending is never a gate."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.thresholds import (
    ANY_LEVEL,
    AuthorityProfile,
    Threshold,
    crossing_sentence,
    distance_pence,
    distance_sentence,
    profile_from_dict,
    spending_sentence,
)

PROFILES = Path(__file__).parents[2] / "resources" / "authorities"
SIX_THOUSAND = Threshold(amount_pence=600_000, basis="additional_only")
MEDWAY = Threshold(amount_pence=1_000_000, basis="core_plus_additional", core_pence=400_000)

FORBIDDEN = (
    "eligib",
    "ineligib",
    "qualif",
    "not ready",
    "too low",
    "too little",
    "not enough",
    "insufficient",
    "short of",
    "shortfall",
    "must spend",
    "must be spent",
    "must wait",
    "wait until",
    "need to spend",
    "needs to spend",
    "has to reach",
    "have to reach",
    "must reach",
    "before you can",
    "before a request",
    "only when",
    "only once",
    "cannot",
    "can’t",
    "can't",
    "may not",
    "required",
    "remaining",
    "still to go",
    "not met",
    "fails",
)

thresholds = st.builds(
    Threshold,
    amount_pence=st.integers(0, 2_000_000),
    basis=st.sampled_from(["additional_only", "core_plus_additional"]),
    core_pence=st.integers(0, 600_000),
)
pence = st.integers(0, 3_000_000)
days = st.dates(date(2026, 9, 1), date(2027, 8, 31))


def shipped(name: str) -> AuthorityProfile:
    return profile_from_dict(json.loads((PROFILES / f"{name}.json").read_text(encoding="utf-8")))


def a_document(**changes: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((PROFILES / "medway.json").read_text(encoding="utf-8"))
    return document | changes


def is_harmless(sentence: str) -> bool:
    return sentence.endswith(f" {ANY_LEVEL}") and not any(words in sentence.casefold() for words in FORBIDDEN)


@given(spent=pence, threshold=thresholds, one=days, two=st.none() | days, three=st.none() | days, as_at=days)
def test_every_sentence_about_spending_says_that_a_request_can_be_made_at_any_level(
    *, spent: int, threshold: Threshold, one: date, two: date | None, three: date | None, as_at: date
) -> None:
    assert is_harmless(spending_sentence(spent, threshold))
    assert is_harmless(distance_sentence(spent, threshold))
    for crossing in (one, None):
        assert is_harmless(
            crossing_sentence(
                crossing, threshold, as_at=as_at, period_end=date(2027, 8, 31), earliest=two, latest=three
            )
        )


def test_additional_only_is_said_with_its_basis() -> None:
    assert spending_sentence(412_000, SIX_THOUSAND) == (
        "Forecast for the year £4,120 of £6,000 (additional only)."
        " An EHC needs assessment can be requested at any level of spend."
    )


def test_core_plus_additional_shows_both_figures() -> None:
    assert spending_sentence(641_200, MEDWAY) == (
        "Forecast for the year £10,412 of £10,000 (core plus additional): additional £6,412 of £6,000, and a core of"
        " £4,000 that every pupil has. An EHC needs assessment can be requested at any level of spend."
    )


def test_the_distance_is_signed_and_the_same_on_either_basis() -> None:
    assert distance_pence(641_200, MEDWAY) == distance_pence(641_200, SIX_THOUSAND) == 41_200
    assert distance_pence(412_050, MEDWAY) == -187_950
    assert distance_sentence(412_050, MEDWAY).startswith(
        "The forecast is £1,879.50 below £10,000 (core plus additional)."
    )
    assert distance_sentence(641_200, SIX_THOUSAND).startswith("The forecast is £412 above £6,000 (additional only).")
    assert "exactly £6,000 (additional only)" in distance_sentence(600_000, SIX_THOUSAND)


def test_the_crossing_is_told_with_its_band() -> None:
    def told(crossing: date | None, **band: date | None) -> str:
        sentence = crossing_sentence(
            crossing, SIX_THOUSAND, as_at=date(2027, 1, 31), period_end=date(2027, 8, 31), **band
        )
        return sentence.removesuffix(f" {ANY_LEVEL}")

    march, may = date(2027, 3, 12), date(2027, 5, 4)
    assert told(march) == "The forecast reaches £6,000 (additional only) on 12 March 2027."
    assert told(march, earliest=date(2027, 3, 1), latest=may).endswith(
        "on 12 March 2027 (between 1 March 2027 and 4 May 2027, going by the sessions logged)."
    )
    assert "and some day after 31 August 2027" in told(march, earliest=date(2027, 3, 1), latest=None)
    assert told(date(2027, 1, 31)) == (
        "Spending to date, as planned, reached £6,000 (additional only) on 31 January 2027."
    )
    assert told(None) == "The forecast stays below £6,000 (additional only) to 31 August 2027."
    assert told(None, earliest=may).endswith(
        "at the best rate the session log allows for, it reaches it on 4 May 2027."
    )


@pytest.mark.parametrize(
    ("name", "la_code", "amount", "basis", "core", "confidence"),
    [
        ("medway", "887", 1_000_000, "core_plus_additional", 400_000, "founding document"),
        ("cheshire-west-and-chester", "896", 600_000, "additional_only", 0, "founding document"),
        ("worcestershire", "885", 600_000, "additional_only", 0, "unconfirmed"),
        ("generic", "", 600_000, "additional_only", 0, "unconfirmed"),
    ],
)
def test_shipped_profiles(*, name: str, la_code: str, amount: int, basis: str, core: int, confidence: str) -> None:
    profile = shipped(name)
    assert (profile.authority_id, profile.la_code) == (name, la_code)
    assert (profile.threshold.amount_pence, profile.threshold.basis) == (amount, basis)
    assert profile.threshold.core_counted == core
    assert profile.threshold.additional_needed == 600_000
    assert profile.threshold_pence.confidence == confidence
    assert profile.threshold.source == profile.threshold_pence.source != ""
    assert profile.weeks.value == 38
    assert profile.meetings_per_year.value == 3
    assert profile.criteria


def test_the_expectations_of_the_shipped_authorities() -> None:
    worcestershire, generic, medway = shipped("worcestershire"), shipped("generic"), shipped("medway")
    assert (worcestershire.min_terms.value, worcestershire.min_terms.confidence) == (2, "confirmed")
    assert (generic.min_cycles.value, generic.min_terms.value, generic.max_report_months.value) == (2, 2, 12)
    assert (medway.min_cycles.value, medway.min_terms.value, medway.max_report_months.value) == (None, None, None)
    assert "min_cycles" in medway.unconfirmed()
    assert "threshold_pence" not in medway.unconfirmed()


@pytest.mark.parametrize("path", sorted(PROFILES.glob("*.json")), ids=lambda path: path.stem)
def test_every_shipped_value_has_a_source_and_an_unconfirmed_one_says_so(path: Path) -> None:
    def sourced(node: Any) -> Any:
        if isinstance(node, dict):
            if "confidence" in node:
                yield node
            for child in node.values():
                yield from sourced(child)
        elif isinstance(node, list):
            for child in node:
                yield from sourced(child)

    document = json.loads(path.read_text(encoding="utf-8"))
    values = list(sourced(document))
    assert len(values) > 12
    for value in values:
        assert value["source"]
        if value["confidence"] != "unconfirmed":
            assert value["checked_on"]
    words = path.read_text(encoding="utf-8").casefold()
    assert not [phrase for phrase in FORBIDDEN if phrase in words.replace("graduated approach required", "")]
    profile = profile_from_dict(document)
    assert profile_from_dict(json.loads(profile.model_dump_json())) == profile


def test_a_faulty_profile_is_refused_with_every_fault() -> None:
    document = a_document(weeks=None, la_codes="887")
    document["basis"] = document["basis"] | {"value": "all of it"}
    with pytest.raises(RefusedError) as refused:
        profile_from_dict(document)
    assert sorted(problem.field for problem in refused.value.problems) == ["basis.value", "la_codes", "weeks"]


def test_a_core_basis_without_a_core_amount_is_refused() -> None:
    document = a_document()
    document["core_pence"] = document["core_pence"] | {"value": 0}
    document["criteria"] = [document["criteria"][0]] * 2
    with pytest.raises(RefusedError) as refused:
        profile_from_dict(document)
    assert [problem.field for problem in refused.value.problems] == ["core_pence", "criteria"]
