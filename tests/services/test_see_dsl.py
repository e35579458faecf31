"""The mark “See the DSL” is for the screen alone: no pack, print, list or export of a child who has it may hold it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from senco_desk.domain.chronology import chronology
from senco_desk.domain.profiles import ProfileDraft
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.record_words import fields_of
from senco_desk.domain.register_columns import register_columns
from senco_desk.domain.register_list import Listing
from senco_desk.services import (
    packs,
    profiles,
    pupils,
    records,
    register,
    register_lists,
    summaries,
    timelines,
    trail_papers,
)
from senco_desk.services.desk import Desk
from tests.builders import TODAY
from tests.rich_child import a_rich_child

SAID = ("dsl", "safeguarding lead", "child protection")
"""What would give the mark away, in small letters."""


@pytest.fixture
def marked(desk: Desk) -> Pupil:
    """A child with a record of two years, everything filled in, and the mark."""
    child = a_rich_child(desk)
    more = {
        "see_dsl": True, "in_care": True, "care_authority": "Kent", "young_carer": "S", "kinship_care": "KF",
        "family_support": "Early Help since May", "disability": "Autism", "medical": "Asthma", "health_plan": True,
        "reasonable_adjustments": "Ear defenders in the hall", "previous_schools": "Hill View", "nhs_number": "999 1",
    }  # fmt: skip
    kept: Pupil = records.save(desk, child.model_copy(update=more)).value
    profiles.keep(desk, ProfileDraft(pupil_id=child.id, on=TODAY, liked="Kind", matters="Trains", helps="Time"))
    return kept


def a_list(desk: Desk, out: Path) -> None:
    """The register with every column that may leave the desk."""
    stood = register.as_at(desk)
    columns = tuple(each for each in register_columns() if each.leaves)
    register_lists.write_list(desk, out, Listing("All", TODAY, columns, stood.rows, on_roll=stood.on_roll))


PAPERS: dict[str, Callable[[Desk, Pupil, Path], object]] = {
    "pack.pdf": lambda desk, child, out: packs.make(desk, child.id, out, names_checked=True),
    "summary.pdf": lambda desk, _child, out: summaries.write_register(desk, out),
    "summary.csv": lambda desk, _child, out: summaries.write_register(desk, out),
    "summary.xlsx": lambda desk, _child, out: summaries.write_register(desk, out),
    "list.pdf": lambda desk, _child, out: a_list(desk, out),
    "list.csv": lambda desk, _child, out: a_list(desk, out),
    "list.xlsx": lambda desk, _child, out: a_list(desk, out),
    "trail.csv": lambda desk, _child, out: trail_papers.write_list(desk, out),
    "trail.pdf": lambda desk, _child, out: trail_papers.sheet_pdf(desk, out),
    "profile.pdf": lambda desk, child, out: profiles.print_profiles(desk, out, [child.id]),
    "timeline.pdf": lambda desk, child, out: timelines.timeline_pdf(desk, child.id, out),
}


def text_in(path: Path) -> str:
    """Everything that can be read in a file, in small letters, its own particulars too."""
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as opened:
            pages = [page.get_textpage().get_text_bounded() for page in opened]
            return " ".join([*pages, *map(str, opened.get_metadata_dict().values())]).casefold()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as parts:
            return " ".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist()).casefold()
    return path.read_text("utf-8-sig").casefold()


@pytest.mark.parametrize("name", list(PAPERS))
def test_no_paper_and_no_export_says_it(desk: Desk, marked: Pupil, tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    PAPERS[name](desk, marked, out)
    said = text_in(out)
    assert len(said) > 50, "the paper was read"
    assert not [words for words in SAID if words in said]


def test_the_pack_holds_what_a_request_asks_beside_it(desk: Desk, marked: Pupil, tmp_path: Path) -> None:
    packs.make(desk, marked.id, tmp_path / "pack.pdf", names_checked=True)
    said = text_in(tmp_path / "pack.pdf")
    for words in ("looked after", "by kent", "identified by the school", "early help since may", "ear defenders",
                  "hill view", "999 1", "individual healthcare plan"):  # fmt: skip
        assert words in said, words


def test_no_list_of_fields_and_no_entry_of_the_chronology_says_it(desk: Desk, marked: Pupil) -> None:
    told = " ".join(f"{name} {words}" for name, words in fields_of(marked)).casefold()
    told += " ".join(str(event) for event in chronology(pupils.record_of(desk, marked.id))).casefold()
    assert "young carer" in told
    assert not [words for words in SAID if words in told]


def test_the_register_withholds_it_from_who_does_not_see_confidential_papers(
    desk: Desk, marked: Pupil, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stands() -> tuple[bool, bool]:
        read = register.as_at(desk, everyone=True)
        column = any(each.id == "dsl" for each in register.columns(desk, read.fields))
        return column, any(row.see_dsl for row in read.rows if row.pupil_id == marked.id)

    assert stands() == (True, True)
    may = type(desk).may
    monkeypatch.setattr(type(desk), "may", lambda this, right: right != "confidential" and may(this, right))
    assert stands() == (False, False)


def test_it_is_off_by_default(desk: Desk) -> None:
    assert not a_rich_child(desk).see_dsl


def test_only_the_screen_and_the_record_itself_know_of_it() -> None:
    """Whatever composes paper must not so much as name the field."""
    package = Path(__file__).parents[2] / "senco_desk"
    papers = [*(package / "documents").glob("*.py"), *(package / "exchange").glob("*.py"), *(package / "cli").glob("*")]
    assert not [path.name for path in papers if path.suffix == ".py" and "see_dsl" in path.read_text("utf-8")]
