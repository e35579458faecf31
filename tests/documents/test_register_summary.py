"""The headteacher's page as content: its figures, its national figures with their date, and no names for governors."""

from __future__ import annotations

import io
from datetime import date

import pypdfium2
import pytest

from senco_desk.documents.content import Figure, Grid
from senco_desk.documents.pack import typed_texts
from senco_desk.documents.register_summary import compose_register_summary
from senco_desk.documents.render import render
from senco_desk.domain.register import Register, RegisterRow
from senco_desk.domain.register_summary import summary_of
from senco_desk.domain.school import School

DAY = date(2026, 11, 20)
SCHOOL = School(id="s", name="Riverbank Primary School")


def a_register(support: int, plans: int, monitoring: int = 0, on_roll: int = 210) -> Register:
    rows = []
    for number in range(support + plans + monitoring):
        status = "K" if number < support else "E" if number < support + plans else "monitoring"
        rows.append(
            RegisterRow(
                pupil_id=str(number),
                upn=f"U{number}",
                forename="Zoë",
                surname=f"Lovelace{number}",
                year_group=str(1 + number % 6),
                class_name="4B",
                status=status,
                since=None,
                needs=(("SLCN", "ASD", "SEMH")[number % 3],),
            )
        )
    return Register(DAY, tuple(rows), on_roll)


def text_of(register: Register, *, suppressed: bool) -> str:
    summary = summary_of(register, "primary", suppressed=suppressed)
    paper = compose_register_summary(summary, SCHOOL, register.rows)
    return "\n".join(each.text for each in typed_texts(paper))


def test_the_page_says_counts_shares_and_national_figures_with_their_date() -> None:
    text = text_of(a_register(32, 12, 5), suppressed=False)
    assert "210 pupils on roll; 44 are on the SEN register. Another 5 are being monitored." in text
    for words in ("15.2 %", "5.7 %", "21.0 %", "14.8 %", "6.0 %", "19.4 %", "January 2026, primary schools"):
        assert words in text
    assert "from birth to 25" in text  # the caution on the need mix
    assert "January 2025" in text


def test_the_list_follows_on_its_own_page_with_every_pupil() -> None:
    register = a_register(30, 6)
    paper = compose_register_summary(summary_of(register, "primary", suppressed=False), SCHOOL, register.rows)
    out = io.BytesIO()
    render(paper, out)
    with pypdfium2.PdfDocument(out.getvalue()) as pdf:
        first = pdf[0].get_textpage().get_text_bounded()
        rest = " ".join(pdf[n].get_textpage().get_text_bounded() for n in range(1, len(pdf)))
    assert "Lovelace" not in first
    assert "SEN register" in first
    assert "caution" in first or "with care" in first  # the notes still stand on the first page
    assert all(f"Lovelace{number}," in rest for number in range(36))


def test_governors_see_no_name_and_no_small_number() -> None:
    register = a_register(32, 3, 2)
    text = text_of(register, suppressed=True)
    assert "Lovelace" not in text
    assert "Zoë" not in text
    summary = summary_of(register, "primary", suppressed=True)
    by = {share.words: (share.count, share.percent) for share in summary.shares}
    assert by["EHC plan"] == ("<5", "")
    assert by["SEN Support"] == ("x", "")
    assert by["Any SEN"] == ("35", "16.7 %")
    assert "being monitored" not in text


@pytest.mark.parametrize(("support", "plans"), [(3, 1), (0, 2), (2, 0)])
def test_a_register_of_a_few_is_not_split_at_all(support: int, plans: int) -> None:
    register = a_register(support, plans)
    summary = summary_of(register, "primary", suppressed=True)
    paper = compose_register_summary(summary, SCHOOL)
    assert summary.hidden
    assert not summary.years
    assert not [block for block in paper.flat() if isinstance(block, Figure)]
    grids = [block for block in paper.flat() if isinstance(block, Grid)]
    assert len(grids) == 1


def test_an_empty_register_is_a_page_too() -> None:
    text = text_of(a_register(0, 0), suppressed=False)
    assert "0 are on the SEN register" in text
