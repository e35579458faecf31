"""The two lists: the law's question, and what an authority says it looks for; neither is ever a gate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.accrual import CostYear, RateBook
from senco_desk.domain.costs import PupilSpend, pupil_spend
from senco_desk.domain.cycles import Cycle, Outcome
from senco_desk.domain.involvement import Involvement
from senco_desk.domain.measures import Assessment, Attendance
from senco_desk.domain.needs import AreaNote, Need, Status
from senco_desk.domain.papers import Document
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.readiness import HEADS, Item, Readiness, readiness
from senco_desk.domain.readiness_checks import count_of
from senco_desk.domain.reviews import Meeting, Review
from senco_desk.domain.terms import AcademicYear, SchoolCalendar
from senco_desk.domain.thresholds import AuthorityProfile, SourcedValue
from senco_desk.services import schools

TODAY = date(2026, 11, 20)
GENERIC = schools.shipped_profile("generic")


def a_spend(profile: AuthorityProfile = GENERIC) -> PupilSpend:
    year = AcademicYear.of(TODAY)
    shared = CostYear(year=year, as_at=TODAY, calendar=SchoolCalendar(), rates=RateBook())
    return pupil_spend("p", [], profile.threshold, shared)


def a_cycle(number: int, **fields: Any) -> Cycle:
    opened = date(2025, 9, 1) if number == 1 else date(2026, 2, 1)
    usual = {"id": f"c{number}", "pupil_id": "p", "number": number, "opened_on": opened, "stage": "closed"}
    return Cycle(**usual | {"teacher_assessment": "Slower than peers."} | fields)


def a_review(number: int, **fields: Any) -> Review:
    usual = {"id": f"r{number}", "pupil_id": "p", "cycle_id": f"c{number}", "on": date(2026, 1 + 5 * (number - 1), 9)}
    return Review(**usual | {"rating": 0, "pupil_view": "Good.", "parent_view": "Good."} | fields)


def an_outcome(number: int, **fields: Any) -> Outcome:
    usual = {"id": f"o{number}", "pupil_id": "p", "cycle_id": f"c{number}", "aim": f"Reads {number}00 words"}
    return Outcome(**usual | {"baseline": "20", "target": "100", "result": "80", "achieved": "partly"} | fields)


def a_record(**fields: Any) -> PupilRecord:
    """Complete, so far as anything can be."""
    usual: dict[str, Any] = {
        "pupil": Pupil(id="p", legal_forename="Zoë", legal_surname="Lovelace", date_of_birth=date(2017, 3, 1)),
        "statuses": (Status(id="s", pupil_id="p", status="K", start=date(2025, 9, 1), reason="Slow."),),
        "needs": (Need(id="n", pupil_id="p", code="SLCN", rank=1),),
        "area_notes": (AreaNote(id="a", pupil_id="p", area="ci", on=TODAY, difficulties="One step at a time."),),
        "cycles": (a_cycle(1), a_cycle(2)),
        "reviews": (a_review(1), a_review(2)),
        "outcomes": (an_outcome(1), an_outcome(2)),
        "meetings": tuple(Meeting(id=f"m{m}", pupil_id="p", on=date(2026, m, 3)) for m in (2, 6, 10)),
        "involvements": (
            Involvement(id="i", pupil_id="p", profession="Educational psychologist", reported_on=date(2026, 3, 1),
                        advice="Pictures.", action="Pictures are used."),
        ),
        "attendances": (
            Attendance(id="t", pupil_id="p", start=date(2026, 4, 1), end=date(2026, 7, 20), percent=Decimal(91)),
        ),
        "assessments": tuple(
            Assessment(id=f"x{m}", pupil_id="p", on=date(2026, m, 1), subject="Reading", number=Decimal(90 - m))
            for m in (3, 7)
        ),
        "documents": (
            Document(id="d", pupil_id="p", title="Agreement", kind="consent", added_on=TODAY, blob="", sha256="",
                     bytes=1),
        ),
    }  # fmt: skip
    return PupilRecord(**usual | fields)


def read(profile: AuthorityProfile = GENERIC, **fields: Any) -> Readiness:
    return readiness(a_record(**fields), a_spend(profile), profile, TODAY)


def states(items: tuple[Item, ...]) -> dict[str, str]:
    return {item.id: item.state for item in items}


def test_the_law_comes_with_its_two_questions_and_the_six_heads() -> None:
    items = read().legal_test
    assert [item.id for item in items] == ["has_sen", "may_be_necessary", *(f"head.{number}" for number in HEADS)]
    assert len(HEADS) == 6
    assert "s.36(8)" in items[0].source
    assert "9.14" in items[2].source


def test_a_complete_record_is_ready() -> None:
    found = states(read().authority_view)
    # Costs are not part of this record, so that line alone is open.
    assert {identity for identity, state in found.items() if state != "ready"} == {"costed_provision"}


def test_taking_one_baseline_away_turns_exactly_one_line_and_names_it() -> None:
    before = read().authority_view
    after = read(outcomes=(an_outcome(1), an_outcome(2, baseline=""))).authority_view
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert [(item.id, item.state) for item in changed] == [("outcomes", "partly")]
    assert changed[0].why == "Cycle 2, “Reads 200 words”: add the baseline. The papers can be sent without it."


@pytest.mark.parametrize(
    ("identity", "without"),
    [
        ("cycles", {"reviews": (a_review(1),)}),
        ("parent_views", {"reviews": (a_review(1), a_review(2, parent_view=""))}),
        ("pupil_views", {"reviews": (a_review(1), a_review(2, pupil_view=""))}),
        ("meetings", {"meetings": ()}),
        ("attendance", {"attendances": ()}),
        ("signatures", {"documents": ()}),
        ("advice_acted_on", {"involvements": (
            Involvement(id="i", pupil_id="p", profession="CAMHS", reported_on=date(2026, 3, 1), advice="Rest."),
        )}),
        ("recent_reports", {"involvements": (
            Involvement(id="i", pupil_id="p", profession="CAMHS", reported_on=date(2024, 3, 1), advice="Rest.",
                        action="Done."),
        )}),
    ],
)  # fmt: skip
def test_what_is_not_there_says_what_to_do_and_that_it_can_go_anyway(identity: str, without: dict[str, Any]) -> None:
    item = next(item for item in read(**without).authority_view if item.id == identity)
    assert item.state in ("partly", "missing")
    assert item.why.endswith("The papers can be sent without it.")


def test_an_empty_record_is_told_honestly_and_never_refused() -> None:
    found = readiness(PupilRecord(Pupil(id="p", legal_forename="Bo")), a_spend(), GENERIC, TODAY)
    assert states(found.legal_test)["has_sen"] == "missing"
    assert set(states(found.authority_view).values()) <= {"missing", "partly"}
    for item in (*found.legal_test, *found.authority_view):
        assert not item.evidence
        if item.state == "missing":
            assert any(words in item.why for words in ("can be sent without it", "at any time", "any level of spend"))


def test_the_lists_never_merge() -> None:
    found = read()
    assert not {item.id for item in found.legal_test} & {item.id for item in found.authority_view}
    # Leaving out everything an authority wishes for changes nothing in what the law asks.
    bare = GENERIC.model_copy(update={"criteria": (), "min_cycles": GENERIC.min_cycles.model_copy(update={"value": 9})})
    assert read(bare).legal_test == found.legal_test


def test_a_profile_with_numbers_and_no_criteria_still_says_what_it_wants() -> None:
    bare = GENERIC.model_copy(update={"criteria": ()})
    assert list(states(read(bare).authority_view)) == ["cycles", "terms", "recent_reports", "meetings"]


def test_each_wish_carries_its_source_and_how_sure_it_is() -> None:
    assert len(schools.authority_ids()) >= 4
    for name in schools.authority_ids():
        profile = schools.shipped_profile(name)
        wishes = readiness(a_record(), a_spend(profile), profile, TODAY).authority_view
        assert len(wishes) >= max(3, len(profile.criteria)), name
        for item in wishes:
            assert item.source
            assert item.confidence_words


def test_over_eighteen_is_asked_of_the_young_only() -> None:
    old = Pupil(id="p", legal_forename="Zoë", date_of_birth=date(2008, 11, 20))
    assert states(read().legal_test)["head.6"] == "not_needed"
    assert states(read(pupil=old).legal_test)["head.6"] == "partly"
    almost = old.model_copy(update={"date_of_birth": date(2008, 11, 21)})
    assert states(read(pupil=almost).legal_test)["head.6"] == "not_needed"


@given(
    st.fixed_dictionaries({
        name: st.booleans()
        for name in ("statuses", "needs", "area_notes", "cycles", "meetings", "involvements", "attendances",
                     "assessments", "documents")
    }),
    st.integers(0, 9),
    st.integers(0, 9),
)  # fmt: skip
def test_any_part_of_a_record_can_be_read(kept: dict[str, bool], cycles: int, meetings: int) -> None:
    parts: dict[str, Any] = {name: () for name, there in kept.items() if not there}
    if not kept["cycles"]:
        parts |= {"reviews": (), "outcomes": ()}
    profile = GENERIC.model_copy(
        update={
            "min_cycles": SourcedValue[int | None](value=cycles, source="x"),
            "meetings_per_year": SourcedValue[int](value=meetings, source="x"),
        }
    )
    for item in (*read(profile, **parts).legal_test, *read(profile, **parts).authority_view):
        assert item.why.endswith((".", "…"))
        assert "eligible" not in item.why


@pytest.mark.parametrize(("number", "words"), [(0, "0 pupils"), (1, "1 pupil"), (999, "999 pupils"),
                                               (12_000, "12,000 pupils")])  # fmt: skip
def test_a_count_is_told_with_its_thousands_apart(number: int, words: str) -> None:
    assert count_of(number, "pupil") == words
