"""Salvaging: whatever pages are gone, what is left comes into a sound desk, and what is missing is named."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.school import PersonDraft
from senco_desk.services import attachments, desks, people, records, salvaging
from senco_desk.services.desk import Desk
from senco_desk.store import damaged_pages, nouns, opening
from senco_desk.store import salvage as salvage_module
from senco_desk.store.errors import NobodysPassphraseError
from senco_desk.store.keys import Keys
from senco_desk.store.salvage import Salvaged, salvage
from tests.builders import (
    CHEAP,
    PASSPHRASE,
    TODAY,
    Clock,
    a_cycle,
    a_desk,
    a_provision,
    a_pupil,
    a_status,
    everything,
    set_needs,
)

Whole = tuple[Path, dict[str, list[dict[str, Any]]]]
PAGE = damaged_pages.PAGE
SHARES = 4
"""A desk has many pages; each of these tests takes every fourth."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """A closed desk with some 150 pages, of every kind there is, and everything that is in it."""
    folder = tmp_path_factory.mktemp("whole")
    desk = a_desk(folder)
    for number in range(6):
        child = a_pupil(desk, legal_forename=f"Child{number}", legal_surname="Quill")
        a_status(desk, child)
        cycle = a_cycle(desk, child)
        a_provision(desk, child, cycle=cycle)
        for words in ("about reading " * 60, "about sums " * 400):
            records.add(desk, NoteDraft(pupil_id=child.id, on=TODAY, kind="note", text=words))
    attachments.attach(desk, child.id, b"not a paper that can be printed", filename="letter.txt")
    set_needs(desk, child.id, ("SLCN",), TODAY)
    kept = everything(desk)
    desk.close()
    return folder / "school.sencodesk", kept


def damaged(whole: Path, to: Path, pages: set[int]) -> Path:
    """A copy of the desk with these pages broken."""
    shutil.copytree(whole, to)
    path = to / "desk.db"
    content = bytearray(path.read_bytes())
    for page in pages:
        if page * PAGE <= len(content):
            content[(page - 1) * PAGE + 700] ^= 1
    path.write_bytes(content)
    return to


def salvaged(folder: Path, to: Path, keys: Keys | None = None) -> tuple[Salvaged, Desk]:
    keys = keys or desks.unlock(folder, PASSPHRASE, floor=CHEAP)
    found = salvage(folder, keys, to, clock=Clock())
    return found, Desk(opening.open_desk(to, keys, clock=Clock()), lambda: TODAY)


def test_a_whole_desk_comes_out_as_it_was(whole: Whole, tmp_path: Path) -> None:
    found, desk = salvaged(damaged(whole[0], tmp_path / "a.sencodesk", set()), tmp_path / "b.sencodesk")
    assert everything(desk) == whole[1]
    assert (found.damaged_pages, found.missing) == (0, ())
    assert desks.verify(desk).ok
    desk.close()


def test_the_pages_that_go_are_of_every_kind(whole: Whole) -> None:
    """Branches and leaves of tables, leaves of indexes, and what is too long for a leaf."""
    keys = desks.unlock(whole[0], PASSPHRASE, floor=CHEAP)
    content = (whole[0] / "desk.db").read_bytes()
    kinds = set()
    for number in range(2, len(content) // PAGE + 1):
        page = damaged_pages._opened(number, content[(number - 1) * PAGE : number * PAGE], keys)
        assert page is not None
        kinds.add({2: "branch of an index", 5: "branch", 10: "leaf of an index", 13: "leaf"}.get(page[0], "overflow"))
    assert kinds >= {"branch", "leaf", "leaf of an index", "overflow"}


@pytest.mark.parametrize("turn", range(SHARES))
def test_every_single_page_may_go_and_nothing_is_lost(whole: Whole, tmp_path: Path, turn: int) -> None:
    """What is typed lies twice, in its table and in the journal, never on one page."""
    pages = (whole[0] / "desk.db").stat().st_size // PAGE
    keys = desks.unlock(whole[0], PASSPHRASE, floor=CHEAP)
    for page in range(1 + turn, pages + 1, SHARES):
        place = tmp_path / str(page)
        place.mkdir()
        found, desk = salvaged(damaged(whole[0], place / "a.sencodesk", {page}), place / "b.sencodesk", keys)
        assert found.damaged_pages == 1
        assert found.missing == (), page
        assert everything(desk) == whole[1], page
        assert desks.verify(desk).ok
        desk.close()
        shutil.rmtree(place)


@settings(max_examples=25, deadline=None)
@given(pages=st.sets(st.integers(1, 150), min_size=1, max_size=110))
def test_whatever_is_gone_the_rest_is_sound_and_true(
    whole: Whole,
    tmp_path_factory: pytest.TempPathFactory,
    pages: set[int],
) -> None:
    place = tmp_path_factory.mktemp("gone")
    _found, desk = salvaged(damaged(whole[0], place / "a.sencodesk", pages), place / "b.sencodesk")
    assert desks.verify(desk).ok
    for noun, rows in everything(desk).items():
        known = {row["id"]: row for row in whole[1][noun]}
        for row in rows:
            stand_in = noun == "person" or (noun in {"pupil", "school"} and "lost" in str(row))
            assert stand_in or _only_parted(row, known.get(row["id"])), (noun, row)
    desk.close()


def test_the_damaged_desk_is_never_written_to(whole: Whole, tmp_path: Path) -> None:
    folder = damaged(whole[0], tmp_path / "a.sencodesk", {1, 9})
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    _found, desk = salvaged(folder, tmp_path / "b.sencodesk")
    desk.close()
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_a_damaged_paper_is_named_and_left_behind(whole: Whole, tmp_path: Path) -> None:
    folder = damaged(whole[0], tmp_path / "a.sencodesk", set())
    blob = next((folder / "files").iterdir())
    blob.write_bytes(blob.read_bytes()[:-1] + b"\0")
    found, desk = salvaged(folder, tmp_path / "b.sencodesk")
    assert found.missing == ("The file of “letter” is damaged or gone.",)
    assert len(nouns.DOCUMENTS.all(desk.store)) == 1
    desk.close()


def test_a_target_that_is_there_is_refused(whole: Whole, tmp_path: Path) -> None:
    keys = desks.unlock(whole[0], PASSPHRASE, floor=CHEAP)
    with pytest.raises(RefusedError, match="already there"):
        salvage(whole[0], keys, tmp_path, clock=Clock())


def _only_parted(row: dict[str, Any], known: dict[str, Any] | None) -> bool:
    """The same but for a reference to something that was lost."""
    return known is not None and all(
        value == known[name] or (value is None and name.endswith("_id")) for name, value in row.items()
    )


def test_a_desk_that_lost_all_its_people_opens_with_the_passphrase_that_salvaged_it(
    whole: Whole, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_people(monkeypatch, "")
    found, desk = salvaged(damaged(whole[0], tmp_path / "a.sencodesk", set()), tmp_path / "b.sencodesk")
    assert found.missing == ()
    assert (desk.me.name, desk.may("people")) == ("SENCO", True)
    assert desks.verify(desk).ok
    desk.close()


def test_a_lost_senco_is_stood_in_for_and_opens_with_a_sencos_way_in(
    whole: Whole, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_people(monkeypatch, "teaching-assistant")
    folder = damaged(whole[0], tmp_path / "a.sencodesk", set())
    keys = desks.unlock(folder, PASSPHRASE, floor=CHEAP)
    found = salvage(folder, keys, tmp_path / "b.sencodesk", clock=Clock())
    assert "recovery code" in found.missing[-1]
    desk = Desk(opening.open_desk(tmp_path / "b.sencodesk", keys, clock=Clock()), lambda: TODAY)
    assert (desk.me.name, desk.me.role) == ("SENCO", "senco")
    desk.close()


THEIRS = "three brown foxes"


def _with_tess(whole: Whole, to: Path, role: str, *, later: str = "") -> Path:
    """A copy of the desk with somebody else in it, in a role and later in another."""
    folder = damaged(whole[0], to, set())
    desk = desks.open_with(folder, desks.unlock(folder, PASSPHRASE, floor=CHEAP), day=lambda: TODAY, clock=Clock())
    slot = people.first_slot(desk, THEIRS, THEIRS)
    tess = people.add(desk, PersonDraft.model_validate({"name": "Tess", "role": role}), [], slot).value
    if later:
        people.change(desk, tess.id, PersonDraft.model_validate({"name": "Tess", "role": later}), [])
    desk.close()
    return folder


@pytest.mark.parametrize("role", ["assistant", "headteacher", "teaching-assistant"])
def test_nobody_becomes_a_senco_by_breaking_the_list_of_people(
    whole: Whole, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    folder, to = _with_tess(whole, tmp_path / "a.sencodesk", role), tmp_path / "b.sencodesk"
    _without_anybody(monkeypatch)
    theirs = desks.unlock(folder, THEIRS, floor=CHEAP)
    if role != "assistant":
        with pytest.raises(RefusedError, match="Only the SENCO and the assistant"):
            salvaging.salvage(folder, theirs, to, day=lambda: TODAY, clock=Clock())
        assert not to.exists()
        return
    made = salvaging.salvage(folder, theirs, to, day=lambda: TODAY, clock=Clock())
    assert "SENCO’s passphrase" in made.salvaged.missing[-1]
    with pytest.raises(NobodysPassphraseError):
        opening.open_desk(to, theirs, clock=Clock())
    ours = desks.open_with(to, desks.unlock(to, PASSPHRASE, floor=CHEAP), day=lambda: TODAY, clock=Clock())
    assert ours.me.role == "senco"
    ours.close()


def test_nobody_becomes_what_they_were_by_breaking_the_newest_entry(
    whole: Whole, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _with_tess(whole, tmp_path / "a.sencodesk", "assistant", later="headteacher")
    real = damaged_pages.read

    def read(*how: Any) -> damaged_pages.Remains:
        remains = real(*how)
        tables = {name: tuple(_as_it_was(row) for row in rows) for name, rows in remains.tables.items()}
        return damaged_pages.Remains(tables, remains.strays, remains.pages, remains.damaged)

    monkeypatch.setattr(salvage_module.damaged_pages, "read", read)
    _found, desk = salvaged(folder, tmp_path / "b.sencodesk")
    desk.close()
    theirs = desks.open_with(
        tmp_path / "b.sencodesk", desks.unlock(folder, THEIRS, floor=CHEAP), day=lambda: TODAY, clock=Clock()
    )
    assert theirs.me.role == "headteacher"
    theirs.close()


def _as_it_was(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple("assistant" if value == "headteacher" else value for value in row)


def _without_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every page with the people of the desk were gone, in the list and in the journal."""
    real = damaged_pages.read

    def read(*how: Any) -> damaged_pages.Remains:
        remains = real(*how)
        tables = dict(remains.tables) | {"person": ()}
        tables["journal_row"] = tuple(row for row in tables["journal_row"] if "person" not in row)
        return damaged_pages.Remains(tables, remains.strays, remains.pages, remains.damaged)

    monkeypatch.setattr(salvage_module.damaged_pages, "read", read)


def _without_people(monkeypatch: pytest.MonkeyPatch, left: str) -> None:
    """As if the pages with the list of people were gone, but for one of a role."""
    real = damaged_pages.read

    def read(*how: Any) -> damaged_pages.Remains:
        remains = real(*how)
        tables = dict(remains.tables)
        (senco,) = tables["person"]
        slot = senco.index(how[1].slot_id)
        other = [*senco]
        other[senco.index("senco")], other[slot] = left, "a" * 32
        tables["person"] = (tuple(other),) if left else ()
        tables["journal_row"] = tuple(row for row in tables["journal_row"] if "person" not in row)
        return damaged_pages.Remains(tables, remains.strays, remains.pages, remains.damaged)

    monkeypatch.setattr(salvage_module.damaged_pages, "read", read)
