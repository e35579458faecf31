"""Where each entry of a chronology comes from, and the timeline on paper, from a real desk."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from senco_desk.domain.commitments import CommitmentDraft
from senco_desk.domain.needs import StatusDraft
from senco_desk.domain.papers import DocumentDraft, NoteDraft
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.pupils import Pupil
from senco_desk.services import pupils, records, timelines
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from tests.builders import TODAY, a_filled_desk, a_pupil
from tests.rich_child import a_rich_child
from tests.store.test_sight import a_school, opened


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made, _zoe = a_filled_desk(tmp_path, a_rich_child)
    yield made
    made.close()


@pytest.fixture
def zoe(desk: Desk) -> Pupil:
    return next(pupil for pupil in pupils.all_pupils(desk) if pupil.forename == "Zoë")


def test_each_entry_says_when_and_how_it_was_entered_apart_from_its_own_day(desk: Desk, zoe: Pupil) -> None:
    found = timelines.entries(desk, pupils.record_of(desk, zoe.id))
    assert len(found) > 35
    assert all(each.entered is not None and each.source.endswith(f"by {desk.me.name}") for each in found)
    note = next(each for each in found if each.event.kind == "note")
    assert note.event.on == date(2025, 10, 3)
    assert note.entered is not None
    assert note.late == (note.entered - note.event.on).days > 300
    assert note.source == f"Typed by {desk.me.name}"


def test_the_first_page_has_a_drawing_however_much_there_is_to_draw(desk: Desk, zoe: Pupil) -> None:
    for weeks in range(0, 60, 4):
        on = TODAY - timedelta(weeks=weeks)
        records.add(desk, NoteDraft(pupil_id=zoe.id, on=on, kind="note", text="Seen."))
        records.add(desk, CommitmentDraft(pupil_id=zoe.id, who="Mrs Green", what="Ring home", made_on=on))
        out = io.BytesIO()
        timelines.timeline_pdf(desk, zoe.id, out)
        first = pypdfium2.PdfDocument(out.getvalue())[0].get_textpage().get_text_range()
        assert "Status" in first, weeks


def test_the_first_writing_counts_and_not_the_last_change(desk: Desk, zoe: Pupil) -> None:
    before = timelines.entries(desk, pupils.record_of(desk, zoe.id))
    note = pupils.record_of(desk, zoe.id).notes[0]
    with desk.store.change("Import roll") as change:
        change.save(nouns.NOTES, note.model_copy(update={"text": "Something else."}))
    after = timelines.entries(desk, pupils.record_of(desk, zoe.id))
    assert [(each.entered, each.how) for each in after] == [(each.entered, each.how) for each in before]


def test_a_roll_and_a_document_are_sources_of_their_own(desk: Desk, zoe: Pupil) -> None:
    with desk.store.change("Import roll") as change:
        roll = StatusDraft(pupil_id=zoe.id, status="E", start=TODAY, source="roll")
        change.add(nouns.STATUSES, roll)
    with desk.store.change("Attach document") as change:
        paper = DocumentDraft(pupil_id=zoe.id, title="EP report", added_on=TODAY, blob="b", sha256="s", bytes=1)
        change.add(nouns.DOCUMENTS, paper)
    found = {each.event.title: each for each in timelines.entries(desk, pupils.record_of(desk, zoe.id))}
    assert found["EHC plan"].how == "Roll import"
    assert found["EP report"].how == "Document, added"


def test_the_journal_is_asked_once_for_all(desk: Desk, zoe: Pupil, monkeypatch: pytest.MonkeyPatch) -> None:
    record = pupils.record_of(desk, zoe.id)
    asked: list[str] = []
    real = desk.store.query

    def query(sql: str, *values: object) -> object:
        asked.append(sql)
        return real(sql, *values)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.store, "query", query)
    timelines.entries(desk, record)
    assert sum("journal_row" in sql for sql in asked) == 1


def test_what_a_limited_person_may_not_see_of_the_journal_is_not_told(tmp_path: Path) -> None:
    school = a_school(tmp_path, "teaching-assistant")
    theirs = opened(school)
    record = pupils.record_of(theirs, school.mine)
    found = timelines.entries(theirs, record)
    assert found
    assert all(each.entered is None and not each.source for each in found)
    with pytest.raises(RefusedError, match="print or save papers"):
        timelines.timeline_pdf(theirs, school.mine, io.BytesIO())
    with pytest.raises(RefusedError):
        pupils.record_of(theirs, school.other)
    theirs.close()


def pages_of(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as opened_pdf:
        return [page.get_textpage().get_text_bounded() for page in opened_pdf]


def test_the_paper_shows_the_drawing_then_the_list(desk: Desk, zoe: Pupil) -> None:
    out = io.BytesIO()
    count = timelines.timeline_pdf(desk, zoe.id, out)
    pages = pages_of(out.getvalue())
    assert len(pages) == count > 2
    with pikepdf.open(out) as pdf:
        box = pdf.pages[0].mediabox
        assert float(box[2]) > float(box[3])
    drawn, listed = pages[0], " ".join(" ".join(pages[1:]).split())
    for words in ("Timeline and chronology", "Zoë L.", "SEN Support", "Cycle 3", "Language group", "today",
                  "10 school weeks", "87.3 %", "Meetings and contacts", "child’s views", "Hatched"):  # fmt: skip
        assert words in drawn
    assert "Day Kind What happened Who Entered" in listed
    assert "No recorded activity 12 Feb – 19 May 2026, 10 school weeks." in listed
    assert "Suspended, 0.5 days" in listed
    assert f"Typed by {desk.me.name}" in listed
    for number, text in enumerate(pages, start=1):
        assert "Confidential" in text
        assert f"Page {number} of {count}" in text
        assert zoe.upn not in text
        assert "Lovelace" not in text.replace("Ms Lovelace", "").replace("Ada Lovelace", "")


def test_the_hatching_of_a_gap_is_printed(desk: Desk, zoe: Pupil) -> None:
    record = pupils.record_of(desk, zoe.id)
    dark = {}
    for name in ("with", "without"):
        if name == "without":
            for week in range(14):
                draft = NoteDraft(pupil_id=zoe.id, on=date(2026, 2, 12) + timedelta(weeks=week), text="Rang home.")
                records.add(desk, draft)
            record = pupils.record_of(desk, zoe.id)
        assert bool(timelines.timeline_of(desk, record).gaps) == (name == "with")
        out = io.BytesIO()
        timelines.timeline_pdf(desk, zoe.id, out)
        with pypdfium2.PdfDocument(out.getvalue()) as pdf:
            image = pdf[0].render(scale=1).to_pil().convert("L")
        # The stretch from March to May in the lanes of suspensions and attendance, where nothing else is drawn.
        width, height = image.size
        part = image.crop((int(width * 0.44), int(height * 0.655), int(width * 0.465), int(height * 0.67)))
        dark[name] = sum(1 for grey in part.tobytes() if grey < 215)
    assert dark["with"] > dark["without"]


def test_a_confidential_document_is_not_on_the_paper_and_the_paper_says_so(desk: Desk, zoe: Pupil) -> None:
    with desk.store.change("Attach document") as change:
        draft = DocumentDraft(
            pupil_id=zoe.id, title="Sealed letter", added_on=TODAY, blob="b", sha256="s", bytes=1, confidential=True
        )
        change.add(nouns.DOCUMENTS, draft)
    shown = timelines.entries(desk, pupils.record_of(desk, zoe.id))
    assert any(each.event.title == "Sealed letter" for each in shown)
    out = io.BytesIO()
    timelines.timeline_pdf(desk, zoe.id, out)
    text = " ".join(pages_of(out.getvalue()))
    assert "Sealed letter" not in text
    assert "1 confidential document is not on this paper." in " ".join(text.split())


def test_a_long_record_has_several_drawings_to_one_scale(desk: Desk, zoe: Pupil) -> None:
    for year in range(2017, 2025):
        records.add(desk, NoteDraft(pupil_id=zoe.id, on=date(year, 11, 2), text=f"Note of {year}."))
    out = io.BytesIO()
    timelines.timeline_pdf(desk, zoe.id, out)
    pages = pages_of(out.getvalue())
    words = [" ".join(page.split()) for page in pages]
    for days in (
        "2015 to 31 August 2018",
        "2018 to 31 August 2021",
        "2021 to 31 August 2024",
        "2024 to 31 August 2027",
    ):
        assert sum(f"1 September {days}" in page for page in words) == 1


def test_a_child_with_nothing_recorded_has_a_paper_too(desk: Desk) -> None:
    nobody = a_pupil(desk, legal_forename="Dov", legal_surname="Marsh")
    out = io.BytesIO()
    assert timelines.timeline_pdf(desk, nobody.id, out) >= 1
    assert "Nothing has been recorded yet." in " ".join(pages_of(out.getvalue()))
