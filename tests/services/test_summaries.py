"""The register as paper and as a list, from a real desk."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from senco_desk.domain.problems import RefusedError
from senco_desk.services import summaries, watermarks
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from tests.builders import a_cycle, a_pupil, a_status


@pytest.fixture
def three(desk: Desk) -> None:
    for name, status, year in (("Ada", "K", "4"), ("Ben", "E", "5"), ("Cleo", "monitoring", "4")):
        pupil = a_pupil(desk, legal_forename=name, legal_surname="Marsh", year_group=year)
        a_status(desk, pupil, status, needs=("SLCN", "ASD"))
    a_pupil(desk, legal_forename="Dov", legal_surname="Marsh")
    a_cycle(desk, pupil)


def read(pdf: bytes | Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as opened:
        return [page.get_textpage().get_text_bounded() for page in opened]


def test_a_summary_is_made_in_memory_and_as_a_file(desk: Desk, three: None, tmp_path: Path) -> None:
    out = io.BytesIO()
    assert summaries.summary_pdf(desk, out) == 2
    assert summaries.summary_pdf(desk, tmp_path / "register.pdf") == 2
    pages = read(out.getvalue())
    assert "4 pupils on roll; 2 are on the SEN register" in pages[0]
    assert "Marsh, Ada" in pages[1]
    assert "04/12/2026" in pages[1]
    assert read(tmp_path / "register.pdf") == pages
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".sencodesk"] == ["register.pdf"]


def test_governors_get_one_page_without_names(desk: Desk, three: None) -> None:
    out = io.BytesIO()
    assert summaries.summary_pdf(desk, out, suppressed=True) == 1
    assert "Marsh" not in " ".join(read(out.getvalue()))


def test_as_at_a_day_before_the_register_is_empty(desk: Desk, three: None) -> None:
    assert summaries.summary(desk, date(2026, 9, 1)).sen == 0
    assert summaries.summary(desk, date(2026, 9, 7)).sen == 2


@pytest.mark.parametrize("ending", [".csv", ".CSV", ".xlsx"])
def test_a_list_holds_what_was_asked_for(desk: Desk, three: None, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"register{ending}"
    written = summaries.write_register(desk, out, where="Y4")
    assert [row.forename for row in written.rows] == ["Ada", "Cleo"]
    assert written.register.counts == {"N": 1, "K": 1, "E": 1, "monitoring": 1}
    assert written.pages is None
    if ending.casefold() == ".csv":
        lines = list(csv.reader(io.StringIO(out.read_text("utf-8-sig"))))
        assert lines[1][1:6] == ["Marsh", "Ada", "Year 4", "4B", "SEN Support"]
    else:
        assert out.read_bytes()[:2] == b"PK"


def test_another_ending_is_refused_in_words_and_nothing_is_written(desk: Desk, three: None, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match=r"ends in \.pdf, \.xlsx or \.csv"):
        summaries.write_register(desk, tmp_path / "register.docx")
    assert not (tmp_path / "register.docx").exists()


def test_a_filtered_paper_says_what_it_shows(desk: Desk, three: None, tmp_path: Path) -> None:
    written = summaries.write_register(desk, tmp_path / "r.pdf", where="cleo")
    assert written.pages == 2
    pages = read(tmp_path / "r.pdf")
    assert "Shown: 1 with “cleo”." in pages[1]
    assert "Marsh, Ada" not in pages[1]
    assert "2 are on the SEN register" in pages[0]


def test_a_demonstration_says_so_across_each_page(desk: Desk, three: None) -> None:
    with desk.store.change("Mark papers") as change:
        change.add(nouns.SETTINGS, watermarks.setting("Demonstration"))
    out = io.BytesIO()
    summaries.summary_pdf(desk, out)
    assert all("Demonstration" in page for page in read(out.getvalue()))
