"""A paper handed to another program lies in a private folder, under a name that says nothing, and goes again."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from senco_desk.domain.papers import Document
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.services import attachments, outside, private_folder, trail
from senco_desk.services.desk import Desk
from tests.builders import a_pupil
from tests.papers import a_text_pdf


@pytest.fixture
def document(desk: Desk, tmp_path: Path) -> Document:
    child = a_pupil(desk, legal_forename="Zanthippe", legal_surname="Quill")
    paper = tmp_path / "Zanthippe Quill report.pdf"
    paper.write_bytes(a_text_pdf("A report"))
    return attachments.attach(desk, child.id, paper).value


def test_it_is_written_for_this_account_alone_and_cannot_be_changed(
    desk: Desk, document: Document, tmp_path: Path
) -> None:
    folder = tmp_path / "cache" / "opened"
    path = outside.put(desk, document.id, folder)
    assert path.name == "Document.pdf"
    assert path.read_bytes() == desk.store.blobs.read(document.blob)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o400
        assert {stat.S_IMODE(each.stat().st_mode) for each in (folder, path.parent)} == {0o700}
    assert "Zanthippe" not in str(path.relative_to(folder))
    (entry, *_rest) = trail.listed(desk).entries
    assert (entry.deed, entry.what, entry.pupil) == ("outside", "A document (PDF)", "Zanthippe Quill")


def test_emptying_leaves_nothing_however_it_lies_there(desk: Desk, document: Document, tmp_path: Path) -> None:
    folder = tmp_path / "opened"
    paths = [outside.put(desk, document.id, folder) for _ in range(2)]
    (folder / "stray").write_text("left by a crash")
    assert private_folder.empty(folder)
    assert not any(path.exists() for path in paths)
    assert list(folder.iterdir()) == []
    assert private_folder.empty(folder)
    assert private_folder.empty(tmp_path / "never made")


@pytest.mark.skipif(os.name == "nt", reason="making a link takes rights there")
def test_a_link_in_the_folder_s_place_is_never_followed(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "kept.txt").write_text("mine")
    (tmp_path / "opened").symlink_to(own)
    private_folder.empty(tmp_path / "opened")
    inside = tmp_path / "folder"
    inside.mkdir()
    (inside / "link").symlink_to(own)
    private_folder.empty(inside)
    assert (own / "kept.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ["run.exe", "page.html", "macro.docm", "letter.lnk", "script.js", "nothing", "x.svg"])
def test_what_might_be_run_is_refused_in_words(desk: Desk, document: Document, tmp_path: Path, name: str) -> None:
    odd = document.model_copy(update={"filename": name})
    assert "could do something" in outside.problem_of(odd)
    assert outside.problem_of(document) == ""
    kept = attachments.attach(desk, document.pupil_id, b"x", filename=name, title="Odd").value
    with pytest.raises(RefusedError):
        outside.put(desk, kept.id, tmp_path / "opened")
    assert not (tmp_path / "opened").exists()


def test_where_nothing_can_be_written_nothing_is_left(desk: Desk, document: Document, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TroubleError, match="handed over"):
        outside.put(desk, document.id, tmp_path / "file" / "opened")
    desk.store.blobs.remove(document.blob)
    with pytest.raises(TroubleError):
        outside.put(desk, document.id, tmp_path / "opened")
    assert list((tmp_path / "opened").iterdir()) == []
