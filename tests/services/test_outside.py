"""A paper handed to another program lies in a private folder, under a name that says nothing, and goes again."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from senco_desk.domain.papers import Document
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.services import attachments, outside, private_folder, trail
from senco_desk.services.desk import Desk
from tests.builders import a_pupil
from tests.house.sources import ROOT
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


_ANOTHER = """
import sys
from pathlib import Path
from senco_desk.services.private_folder import Own
part = Own().within(Path(sys.argv[1]))
(part / "Document.pdf").write_bytes(b"being read")
print(part, flush=True)
sys.stdin.read()
"""


def test_what_another_running_program_handed_over_is_left_to_it_until_it_ends(tmp_path: Path) -> None:
    folder = tmp_path / "opened"
    own = private_folder.Own()
    (own.within(folder) / "Document.pdf").write_bytes(b"mine")
    (folder / "odd").mkdir()
    (folder / "odd" / "Document.pdf").write_bytes(b"left by a crash")
    with subprocess.Popen(
        [sys.executable, "-c", _ANOTHER, str(folder)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        theirs = Path(other.stdout.readline().decode().strip()) / "Document.pdf"
        own.empty(folder)
        assert list(folder.rglob("*.pdf")) == [theirs]
        other.kill()
        other.wait()
    own.empty(folder)
    assert list(folder.rglob("*.pdf")) == []
    assert {path.name for path in folder.iterdir()} == {own.within(folder).name, own.within(folder).name + ".held"}


def test_where_a_drive_knows_no_locks_the_process_s_number_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private_folder, "_lock", lambda _descriptor: None)
    own, other, ended = (private_folder.Own() for _ in range(3))
    ended._name = "4194999-0123456789abcdef"
    for each in (own, other, ended):
        (each.within(tmp_path) / "Document.pdf").write_bytes(b"x")
    own.empty(tmp_path)
    assert [path.parent for path in tmp_path.rglob("*.pdf")] == [other.within(tmp_path)]


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
        outside.put(desk, document.id, private_folder.Own().within(tmp_path / "file" / "opened"))
    desk.store.blobs.remove(document.blob)
    with pytest.raises(TroubleError):
        outside.put(desk, document.id, tmp_path / "opened")
    assert list((tmp_path / "opened").iterdir()) == []
