"""Documents come in whole, and the pack goes out once other people's names have been looked at."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest
from PIL import Image

from senco_desk.services import attachments
from senco_desk.store import nouns
from tests.builders import everything
from tests.cli.conftest import Cli
from tests.cli.test_commands import GRACE, HEAD, ROLL, WILL
from tests.papers import a_text_pdf

PDFS = Path(__file__).parents[2].parent / "shared" / "data" / "pdf"


@pytest.fixture
def school(cli: Cli) -> Cli:
    cli.does("import", "roll", cli.file("roll.csv", HEAD, *ROLL[1:3]))
    return cli


@pytest.fixture
def paper(school: Cli) -> Path:
    """A PDF of the desk's own making: the register of nobody."""
    path = school.folder / "Letter home.pdf"
    school.does("register", "--where", "nobody at all", "--out", path)
    return path


def test_attach(school: Cli, paper: Path) -> None:
    strange = school.file("notes.docx", "not a page")
    (one, two) = school.does("attach", "--pupil", GRACE, paper, strange, "--kind", "letter", "--dated", "2026-11-10")[
        "documents"
    ]
    assert one.keys() == {"id", "title", "kind", "pages", "sha256", "problem", "about"}
    assert (one["title"], one["kind"], one["problem"]) == ("Letter home", "letter", None)
    assert one["pages"] >= 1
    assert one["sha256"] == hashlib.sha256(paper.read_bytes()).hexdigest()
    assert two["problem"]
    with school.desk() as desk:
        assert attachments.open_bytes(desk, one["id"]) == paper.read_bytes()
    sound = school.does("verify")
    assert sound["attachments"] == {"checked": 2, "damaged": []}


def test_a_damaged_attachment_is_named_by_verify(school: Cli, paper: Path) -> None:
    (kept,) = school.does("attach", "--pupil", GRACE, paper)["documents"]
    (blob,) = (path for path in (school.path / "files").rglob("*") if path.is_file())
    blob.write_bytes(blob.read_bytes()[:-20])
    ran = school("verify", "--json")
    assert ran.code == 3
    assert (ran.json["ok"], ran.json["attachments"]["damaged"]) == (False, [kept["id"]])
    assert f"The file of document {kept['id']} is damaged. Attach it again" in ran.err
    blob.unlink()
    ran = school("verify", "--json")
    assert (ran.code, ran.json["strays"]["absent"]) == (3, [kept["id"]])
    assert f"The file of document {kept['id']} is missing. Attach it again" in ran.err


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--kind", "poem"), "no kind of document"),
        (("--dated", "2027-01-01"), "in the future"),
        (("--dated", "1826-11-01"), "check the year"),
        (("{second}", "--title", "One title"), "cannot name several files"),
        (("{empty}",), "is empty"),
    ],
)
def test_what_cannot_be_attached_leaves_nothing_behind(
    school: Cli, paper: Path, more: tuple[str, ...], words: str
) -> None:
    empty, second = school.folder / "empty.pdf", school.file("second.txt", "a page")
    empty.write_bytes(b"")
    typed = [part.format(empty=empty, second=second) for part in more]
    with school.desk() as desk:
        before = everything(desk)
    ran = school("attach", "--pupil", GRACE, paper, *typed)
    assert ran.code == 2
    assert words in ran.err
    with school.desk() as desk:
        assert everything(desk) == before


def test_a_pack_stops_for_other_people_s_names_until_a_person_has_looked(school: Cli) -> None:
    school.does("note", "--pupil", GRACE, "Sat beside Will Świątek and read aloud.")
    out = school.folder / "pack.pdf"
    ran = school("pack", "--pupil", GRACE, "--out", out, "--json")
    assert ran.code == 2
    assert "Will Świątek" in ran.err
    stopped = json.loads(ran.out)
    assert stopped["files"] == []
    assert "Will Świątek" in {each["name"] for each in stopped["third_party"]["found"]}
    assert not list(school.folder.glob("*.pdf"))
    text = school("pack", "--pupil", GRACE, "--out", out)
    assert (text.code, text.out) == (2, "")
    made = school.does("pack", "--pupil", GRACE, "--out", out, "--names-checked")
    assert made.keys() >= {"files", "sections", "third_party"}
    (file,) = made["files"]
    data = out.read_bytes()
    assert file.keys() == {"path", "pages", "bytes", "sha256"}
    assert (file["path"], file["bytes"], file["sha256"]) == (str(out), len(data), hashlib.sha256(data).hexdigest())
    assert all({"id", "state", "page"} <= section.keys() for section in made["sections"])
    assert made["third_party"].keys() >= {"found", "not_checkable"}
    with school.desk() as desk:
        (kept,) = nouns.PACKS.all(desk.store)
    assert kept.names_checked
    assert json.loads(kept.manifest)["files"][0]["sha256"] == file["sha256"]


def test_a_pack_with_its_appendices_names_what_could_not_be_bound(school: Cli, paper: Path) -> None:
    school.does("attach", "--pupil", WILL, paper, school.file("notes.docx", "not a page"))
    ran = school("pack", "--pupil", WILL, "--out", school.folder / "pack.pdf", "--names-checked", "--json")
    assert ran.code == 0
    bound = {each["title"]: each["problem"] for each in ran.json["appendices"]}
    assert bound["Letter home"] is None
    assert bound["notes"]
    assert "(notes) could not be bound in" in ran.err


def test_a_pack_in_parts(school: Cli, paper: Path) -> None:
    school.does("attach", "--pupil", WILL, paper)
    out = school.folder / "pack.pdf"
    files = school.does("pack", "--pupil", WILL, "--out", out, "--names-checked", "--max-part-mb", "0.15")["files"]
    assert len(files) >= 1
    assert all(Path(each["path"]).stat().st_size == each["bytes"] for each in files)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--out", "pack.docx"), "ends in .pdf"),
        (("--out", "pack.pdf", "--max-part-mb", "0"), "megabytes"),
        (("--out", "pack.pdf", "--authority", "atlantis"), "medway"),
    ],
)
def test_a_pack_that_cannot_be_is_refused(school: Cli, more: tuple[str, ...], words: str) -> None:
    ran = school("pack", "--pupil", GRACE, *more)
    assert ran.code == 2
    assert words in ran.err


def test_demo_makes_a_school_its_register_and_a_pack(cli: Cli) -> None:
    cli.environ.clear()
    made = cli.does("demo", cli.folder / "demo", "--pupils", "12", "--seed", "7")
    assert made.keys() == {"desk", "passphrase", "register", "pack", "pupils", "pack_pupil"}
    assert (made["passphrase"], made["pupils"]) == ("demo school", 12)
    assert made["desk"] == str(cli.folder / "demo" / "demo.sencodesk")
    assert Path(made["register"]).read_bytes().startswith(b"%PDF-")
    assert Path(made["pack"]).read_bytes().startswith(b"%PDF-")
    cli.environ["SENCO_DESK_PASSPHRASE"] = made["passphrase"]
    spent = cli.does("spend", "--desk", made["desk"], "--pupil", made["pack_pupil"])
    assert spent["lines"]
    assert cli("demo", cli.folder / "other", "--pupils", "0").code == 2


def test_a_part_that_cannot_be_small_enough_is_named(school: Cli) -> None:
    picture = school.folder / "scan.png"
    Image.effect_noise((600, 600), 100).save(picture)
    school.does("attach", "--pupil", WILL, picture)
    out = school.folder / "pack.pdf"
    ran = school("pack", "--pupil", WILL, "--out", out, "--names-checked", "--max-part-mb", "0.1", "--json")
    assert ran.code == 0
    large = [each["path"] for each in ran.json["files"] if each["bytes"] > 100_000]
    assert [line for line in ran.err.splitlines() if "larger than 0.1 MB" in line] == [
        f"{Path(path).name} is larger than 0.1 MB: a single page of it is." for path in large
    ]
    assert large


def test_attaching_the_same_file_again_says_that_nothing_was_changed(school: Cli, paper: Path) -> None:
    school.does("attach", "--pupil", GRACE, paper)
    ran = school("attach", "--pupil", GRACE, paper, "--title", "Another title")
    assert ran.code == 0
    assert ran.out.startswith("Letter home: ")
    assert ran.err == "Letter home.pdf is already in this record, as “Letter home”; it was left as it is.\n"


def test_several_files_are_one_step_to_undo(school: Cli, paper: Path) -> None:
    with school.desk() as desk:
        before = everything(desk)["document"]
    files = [
        paper,
        school.file("one.txt", "a page"),
        school.file("two.txt", "another"),
        school.file("one2.txt", "a page"),
    ]
    kept = school.does("attach", "--pupil", GRACE, *files)["documents"]
    assert [each["title"] for each in kept] == ["Letter home", "one", "two", "one"]
    assert school.does("undo") == {"undone": "Attach documents"}
    with school.desk() as desk:
        assert everything(desk)["document"] == before


def test_files_that_a_refused_attach_had_taken_are_not_left_behind(school: Cli, paper: Path) -> None:
    school.does("attach", "--pupil", GRACE, paper)
    school.does("undo")
    empty = school.folder / "empty.pdf"
    empty.write_bytes(b"")
    assert school("attach", "--pupil", GRACE, paper, school.file("one.txt", "a page"), empty).code == 2
    left = [path.name for path in (school.path / "files").iterdir()]
    assert len(left) == 1  # the letter, which redo may want
    assert school.does("verify")["strays"]["files"] == []


def test_a_file_without_a_record_is_told_and_mended_when_asked(school: Cli, paper: Path) -> None:
    with school.desk() as desk:
        stray = desk.store.blobs.put(paper).name
    os.utime(school.path / "files" / stray, (0, 0))
    ran = school("verify", "--json")
    assert (ran.code, ran.json["ok"], ran.json["strays"]["files"]) == (0, True, [stray])
    assert "One file in the folder of attachments is named by no record" in ran.err
    mended = school.does("verify", "--mend")
    assert mended["strays"] == {"files": [], "absent": [], "swept": 1}


def test_a_backup_s_name_is_completed_and_that_is_said(school: Cli) -> None:
    ran = school("backup", "--to", school.folder / "term.end", "--json")
    assert ran.json["file"] == str(school.folder / "term.end.sencodesk")
    assert ran.err == "A desk’s name ends in .sencodesk, so the backup is called term.end.sencodesk.\n"
    assert school("register", "--desk", ran.json["file"]).code == 0


def test_search_finds_what_is_inside_a_document_and_says_where(school: Cli) -> None:
    path = school.folder / "report.pdf"
    path.write_bytes(a_text_pdf("Cover", "The lantern test was enjoyed."))
    school.does("attach", "--pupil", GRACE, path, "--kind", "speech", "--title", "Therapist")
    school.does("note", "--pupil", GRACE, "--dated", "2026-11-10", "A lantern was made.")
    found = school.does("search", "lantern")
    assert [(hit["kind"], hit["pupil"], hit["page"], hit["snippet"]) for hit in found["hits"]] == [
        ("note", GRACE, None, "A lantern was made."),
        ("document", GRACE, 2, "The lantern test was enjoyed."),
    ]
    assert found["hits"][0]["where"].startswith("Note · 10 November 2026 · ")
    assert found["counted"]["document"] == 1
    looks = [entry["what"] for entry in school.does("trail")["entries"] if entry["deed"] == "view"]
    assert "Search, 2 found, 1 pupil" in looks
    ran = school("search", "Nothing like it")
    assert "Nothing was found" in ran.out
    assert school.does("search", "lantern", "--limit", "0")["hits"] == []
