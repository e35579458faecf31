"""The pack as content: pure, honest where nothing is recorded, and nothing typed is lost or reformatted."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from senco_desk.documents.charts_content import AttendanceChart, OutcomeBars, SpendChart
from senco_desk.documents.content import Document, Figure, Grid, Heading, PageOf, Quote, Run
from senco_desk.documents.layout import Followed
from senco_desk.documents.pack import (
    Appendix,
    LeftOut,
    PackFacts,
    compose_pack,
    page_of,
    sections_of,
    typed_texts,
    without,
)
from senco_desk.documents.pack_evidence import told_in_a_pack
from senco_desk.documents.pack_progress import term_of
from senco_desk.documents.render import render
from senco_desk.domain.papers import Document as Paper
from senco_desk.domain.papers import Note
from senco_desk.services import costs, pupils, readiness, schools, timelines
from tests.builders import TODAY, a_desk, a_pupil
from tests.rich_child import a_rich_child


def a_paper(number: int, **fields: object) -> Paper:
    usual = {
        "id": f"paper-{number}", "pupil_id": "p", "title": f"Report {number}", "kind": "speech", "added_on": TODAY,
        "blob": "", "sha256": f"{number:064x}", "bytes": 1000, "pages": 2, "dated": date(2026, 1, number),
    }  # fmt: skip
    return Paper(**usual | fields)


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PackFacts, PackFacts]]:
    """A rich child's facts with three papers, and those of a child of whom nothing is recorded."""
    desk = a_desk(tmp_path_factory.mktemp("desk"))
    papers = (a_paper(1), a_paper(2, kind="assessment"), a_paper(3, kind="letter", title="Locked letter"))
    yield facts_of(desk, a_rich_child(desk).id, papers), facts_of(desk, a_pupil(desk, upn="").id, ())
    desk.close()


def facts_of(desk: object, pupil_id: str, papers: tuple[Paper, ...]) -> PackFacts:
    spend = costs.for_pupil(desk, pupil_id)
    record = pupils.record_of(desk, pupil_id)
    return PackFacts(
        record=record,
        school=schools.school(desk),
        profile=spend.profile,
        spend=spend.spend,
        curve=spend.curve,
        sentences=spend.sentences,
        readiness=readiness.of(desk, pupil_id),
        today=desk.today,
        timeline=timelines.timeline_of(desk, record, told_in_a_pack(record, desk.today)),
        appendices=tuple(Appendix(number, paper) for number, paper in enumerate(papers, 1)),
    )


def text_of(document: Document) -> str:
    return "\n".join(each.text for each in typed_texts(document))


def test_the_parts_come_in_their_order(rich) -> None:
    assert [section.id for section in sections_of(rich[0])] == [
        "cover", "contents", "child", "needs", "cycles", "provision", "spend", "progress", "professionals", "views",
        "chronology", "evidence", "not_included", "appendices", "provenance",
    ]  # fmt: skip


def test_the_childs_own_words_come_before_the_code(rich) -> None:
    blocks = list(compose_pack(rich[0]).flat())
    about = next(at for at, block in enumerate(blocks) if isinstance(block, Heading) and block.text == "About Zoë")
    assert isinstance(blocks[about + 1], Quote)
    assert blocks[about + 1].who == "Zoë"
    assert blocks[about + 1].method == "drawn"


def test_every_cycle_and_every_outcome_is_there(rich) -> None:
    facts = rich[0]
    text = text_of(compose_pack(facts))
    for outcome in facts.record.outcomes:
        assert outcome.aim in text
    for review in facts.record.reviews:
        assert review.pupil_view in text
        assert review.parent_view in text
    bars = [b.chart for b in compose_pack(facts).flat() if isinstance(b, Figure) and isinstance(b.chart, OutcomeBars)]
    assert [(bar.baseline, bar.now, bar.target) for chart in bars for bar in chart.bars] == [
        (3, 5, 8), (5, 8, 9), (0, 3, 3),
    ]  # fmt: skip


def test_the_curve_stands_on_the_authoritys_basis(rich) -> None:
    facts = rich[0]
    chart = next(
        b.chart for b in compose_pack(facts).flat() if isinstance(b, Figure) and isinstance(b.chart, SpendChart)
    )
    assert chart.threshold == 1_000_000
    assert chart.basis == "core plus additional"
    assert chart.planned[0][1] >= 400_000
    assert chart.planned[-1] == (date(2027, 8, 31), facts.spend.planned_pence + 400_000)
    assert chart.to_date[-1] == (TODAY, facts.spend.to_date_pence + 400_000)
    assert chart.forecast[-1][1] == facts.spend.counted_pence


def test_money_is_told_as_a_measure_and_never_as_a_gate(rich) -> None:
    for facts in rich:
        text = text_of(compose_pack(facts))
        assert "An EHC needs assessment can be requested at any level of spend." in text
        assert "eligible" not in text
        assert "It is a measure of spending only." in text


def test_said_and_done_says_why_not(rich) -> None:
    text = text_of(compose_pack(rich[0]))
    assert "Shown but not counted: it is paid for by the health service" in text
    assert "staff absence (7)" in text
    assert "not logged" in text


def test_long_gaps_are_said_plainly(rich) -> None:
    assert "No recorded activity 12 Feb – 19 May 2026, 10 school weeks." in text_of(compose_pack(rich[0]))


def test_the_chronology_begins_with_its_picture_whose_words_are_read_for_names(rich) -> None:
    (chronology,) = (section for section in sections_of(rich[0]) if section.id == "chronology")
    pictures = [block for block in chronology.blocks if isinstance(block, Figure)]
    assert [lane.words for lane in pictures[0].chart.timeline.lanes][:3] == ["Status", "Cycles", "Provision"]
    text = text_of(compose_pack(rich[0]))
    for lane in pictures[0].chart.timeline.lanes:
        assert all(span.words in text for span in lane.spans)
    assert "Hatched: more than 6 school weeks" in text


def test_empty_parts_say_so_in_one_sentence_and_no_more(rich) -> None:
    for section in sections_of(rich[1]):
        if section.state == "missing" and section.id not in ("spend", "evidence", "appendices"):
            assert not section.blocks, section.id
    text = text_of(compose_pack(rich[1]))
    assert text.count("Nothing recorded yet.") >= 8
    assert "No papers are attached." in text


def test_papers_that_cannot_be_bound_are_named_with_why(rich) -> None:
    facts = replace(without(rich[0], {3: "It has a password."}), left_out=(LeftOut("Old map", "Torn."),), kept_back=2)
    missing = next(section for section in sections_of(facts) if section.id == "not_included")
    rows = next(block for block in missing.blocks if isinstance(block, Grid)).rows
    assert ("Appendix 3: Locked letter", "It has a password.") in rows
    assert ("Old map", "Torn.") in rows
    assert "2 papers are kept by the school as confidential" in text_of(compose_pack(facts))
    assert next(s for s in sections_of(facts) if s.id == "appendices").state == "partly"


def test_papers_stand_under_the_heads_they_are_evidence_for(rich) -> None:
    section = next(section for section in sections_of(rich[0]) if section.id == "evidence")
    heads: dict[str, list[str]] = {}
    for block in section.blocks:
        if isinstance(block, Heading):
            heads[block.text[0]] = under = []
        elif isinstance(block, Grid):
            under += [row[1].anchor for row in block.rows if isinstance(row[1], PageOf)]
    assert "appendix-2" in heads["1"]
    assert "appendix-1" in heads["2"]
    assert "appendix-1" in heads["5"]
    assert "cycle-1" in heads["3"]
    assert "said-and-done" in heads["4"]
    assert all("appendix-3" not in anchors for anchors in heads.values())  # a letter proves nothing by itself


def test_every_link_lands_and_every_section_knows_its_page(rich) -> None:
    for facts in rich:
        inserts = {each.number: Followed(2, "") for each in facts.appendices}
        rendered = render(compose_pack(facts), io.BytesIO(), inserts=inserts)
        pages = [page_of(section, rendered.anchors) for section in sections_of(facts)]
        assert pages == sorted(pages)
        assert not rendered.missing


def test_the_upn_is_on_the_cover_and_nowhere_else(rich) -> None:
    facts = rich[0]
    places = [each.where for each in typed_texts(compose_pack(facts)) if facts.record.pupil.upn in each.text]
    assert places == ["the cover"]


def test_the_fingerprint_of_each_paper_is_printed(rich) -> None:
    section = next(section for section in sections_of(rich[0]) if section.id == "provenance")
    grid = next(block for block in section.blocks if isinstance(block, Grid))
    printed = ["".join(run.text.strip() for run in row[3] if isinstance(run, Run)) for row in grid.rows]
    assert printed == [each.paper.sha256 for each in rich[0].appendices]


def test_half_terms_are_told_apart() -> None:
    assert term_of(date(2025, 9, 2), date(2025, 12, 19)) == "Autumn 2025"
    assert term_of(date(2025, 9, 2), date(2025, 10, 24)) == "Autumn 2025, first half"
    assert term_of(date(2025, 11, 3), date(2025, 12, 19), brief=True) == "Aut 2 2025"
    assert term_of(date(2026, 1, 5), date(2026, 2, 13), brief=True) == "Spr 1 2026"
    assert term_of(date(2026, 6, 1), date(2026, 7, 21), brief=True) == "Sum 2 2026"
    assert term_of(date(2025, 9, 1), date(2026, 7, 21)) == "2025/26"


def test_attendance_is_drawn_as_it_was_recorded(rich) -> None:
    chart = next(
        b.chart for b in compose_pack(rich[0]).flat() if isinstance(b, Figure) and isinstance(b.chart, AttendanceChart)
    )
    assert chart.terms == (("Autumn 2025", 87.3), ("Spring 2026", 86.0), ("Summer 2026", 86.7))


HOSTILE = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=300).filter(
    lambda words: words.strip()
)


@settings(max_examples=20)
@given(HOSTILE)
def test_whatever_is_typed_is_printed_and_scanned(rich, words: str) -> None:
    facts = rich[1]
    note = Note(id="n", pupil_id="p", on=TODAY, text=f"<b>{words} & </para>")
    kept = replace(facts.record, notes=(note,))
    document = compose_pack(replace(facts, record=kept))
    assert any(note.text in each.text for each in typed_texts(document))
    render(document, io.BytesIO())


def test_composing_is_pure(rich, tmp_path: Path) -> None:
    assert compose_pack(rich[0]) == compose_pack(rich[0])
    assert not list(tmp_path.iterdir())


def test_a_young_person_signs_and_a_child_does_not(rich) -> None:
    facts = rich[0]
    assert "Young person" not in text_of(compose_pack(facts))
    older = replace(facts, record=replace_pupil(facts, date_of_birth=date(2009, 5, 1), year_group="13"))
    assert "Young person" in text_of(compose_pack(older))


def replace_pupil(facts: PackFacts, **fields: object) -> object:
    return replace(facts.record, pupil=facts.record.pupil.model_copy(update=fields))


def test_a_childs_words_are_never_signed_the_child(rich) -> None:
    assert "The child’s views" not in text_of(compose_pack(rich[0]))
