"""What a paper says of itself, how old it is, and which of its versions is the newest."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.paper_ages import AgeLimit, AgeLimits, age_sentences, is_old, months_old
from senco_desk.domain.paper_suggestions import guessed_kind, suggested
from senco_desk.domain.paper_versions import chains, newest
from senco_desk.domain.papers import Document
from senco_desk.domain.thresholds import SourcedValue

TODAY = date(2026, 11, 20)
REPORT = (
    "Speech and Language Therapy Report\nConfidential\nName: Amelia\nDate of birth: 2 March 2018\n"
    "Date of report: 3 June 2026\nReport by: Ms J Ashworth\n\nSummary\nAmelia uses short sentences. She is proud.\n"
)
LIMITS = AgeLimits(limits=(AgeLimit(kinds=("psychologist",), months=24, source="somewhere"),))


def a_document(**fields: object) -> Document:
    usual = {"id": "1", "pupil_id": "p", "title": "Report", "added_on": TODAY, "blob": "b", "sha256": "s", "bytes": 1}
    return Document(**{**usual, **fields})  # type: ignore[arg-type]


def test_a_scan_says_kind_title_author_date_and_summary() -> None:
    found = suggested("scan0001.pdf", (REPORT,), today=TODAY, not_dated=[date(2018, 3, 2)], needs=("SLCN", "ASD"))
    assert (found.kind, found.title) == ("speech", "Speech and Language Therapy Report")
    assert (found.author, found.dated) == ("Ms J Ashworth", date(2026, 6, 3))
    assert found.summary.startswith("Amelia uses short sentences.")
    assert found.needs == ("SLCN",)
    assert not found.confidential  # the word alone keeps nothing out of a pack


def test_a_name_that_a_person_gave_stays() -> None:
    assert suggested("Speech report.pdf", ("words",), today=TODAY).title == "Speech report"


def test_nothing_is_suggested_where_nothing_is_said() -> None:
    found = suggested("IMG_1234.jpg", (), today=TODAY)
    assert (found.kind, found.title, found.author, found.dated, found.summary) == ("other", "IMG_1234", "", None, "")


def test_child_protection_is_suggested_to_be_kept_apart() -> None:
    assert suggested("minutes.pdf", ("Child Protection conference",), today=TODAY).confidential


def test_a_date_ahead_and_a_date_of_birth_are_not_the_papers_date() -> None:
    assert suggested("a.pdf", ("Date: 3 June 2027",), today=TODAY).dated is None
    assert suggested("a.pdf", ("Born 2 March 2018",), today=TODAY).dated is None
    assert suggested("a.pdf", ("2 March 2018",), today=TODAY, not_dated=[date(2018, 3, 2)]).dated is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("EP report Amelia.pdf", "psychologist"),
        ("SALT.pdf", "speech"),
        ("OT report.docx", "occupational"),
        ("annual_review_2025.pdf", "plan"),
        ("CAMHS letter.pdf", "medical"),
        ("Salter.pdf", "other"),
        ("x.pdf", "other"),
    ],
)
def test_the_kind_is_told_by_the_name(name: str, kind: str) -> None:
    assert guessed_kind(name) == kind


@given(st.text(max_size=60), st.lists(st.text(max_size=300), max_size=3))
def test_suggestions_never_fail_and_never_lie_ahead(name: str, pages: list[str]) -> None:
    found = suggested(name, pages, today=TODAY)
    assert found.dated is None or found.dated <= TODAY
    assert len(found.title) <= 200
    assert "\n" not in found.author + found.title


def test_an_old_report_is_said_and_never_in_the_way() -> None:
    old = a_document(kind="psychologist", dated=date(2023, 10, 1))
    said = age_sentences(old, TODAY, LIMITS)
    assert said[0] == "3 years old: some authorities ask for a newer one; a request can go without it."
    assert "somewhere" in said[1]
    assert not age_sentences(a_document(kind="psychologist", dated=date(2025, 10, 1)), TODAY, LIMITS)
    assert not age_sentences(a_document(kind="work", dated=date(2015, 1, 1)), TODAY, LIMITS)
    assert not age_sentences(a_document(kind="psychologist"), TODAY, LIMITS)


def test_an_authoritys_own_figure_comes_first() -> None:
    own = LIMITS.with_authority(SourcedValue[int | None](value=6, source="its form", confidence="confirmed"))
    paper = a_document(kind="psychologist", dated=date(2026, 3, 1))
    assert is_old(paper, TODAY, own)
    assert not is_old(paper, TODAY, LIMITS)
    assert "its form" in age_sentences(paper, TODAY, own)[1]


@given(st.dates(date(2000, 1, 1), TODAY))
def test_months_count_whole_ones(day: date) -> None:
    months = months_old(a_document(dated=day), TODAY)
    assert months is not None
    assert months >= 0
    assert abs((TODAY - day).days - months * 30.44) < 35


def test_the_newest_version_stands_for_all() -> None:
    first = a_document(id="1", added_on=date(2026, 1, 1))
    second = a_document(id="2", added_on=date(2026, 2, 1), version_of="1")
    third = a_document(id="3", added_on=date(2026, 3, 1), version_of="1")
    lone = a_document(id="4", added_on=date(2026, 1, 5))
    assert [each.id for each in newest((first, second, lone, third))] == ["4", "3"]
    assert [each.id for each in chains((first, third, second))["1"]] == ["3", "2", "1"]
    assert [each.id for each in newest((second, lone))] == ["2", "4"]  # the first was removed
