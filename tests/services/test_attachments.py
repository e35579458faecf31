"""Papers taken into a child's record: every kind is kept, none is lost, none lies about in plain."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from senco_desk.domain.papers import Document
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.services import attachments, desks, pupils, records, undoing
from senco_desk.services.desk import Desk
from tests.builders import a_pupil, everything, reopened
from tests.papers import a_picture, a_protected_pdf, a_text_pdf

REAL = Path(__file__).parents[2].parent / "shared" / "data" / "pdf"


def test_a_report_is_kept_whole_and_can_be_looked_at(desk: Desk, tmp_path: Path) -> None:
    pupil = a_pupil(desk)
    path = tmp_path / "EP report.pdf"
    path.write_bytes(a_text_pdf("Zoë was seen in March.", "Page two."))
    done = attachments.attach(desk, pupil.id, path, kind="psychologist", dated=date(2026, 3, 4), author="Dr Vale")
    kept = done.value
    assert (kept.title, kept.kind, kept.pages, kept.problem) == ("EP report", "psychologist", 2, "")
    assert kept.added_on == desk.today
    assert kept.bytes == path.stat().st_size
    assert done.changes is not None
    assert done.changes.nouns == {"document"}
    path.unlink()
    assert attachments.open_bytes(desk, kept.id)[:5] == b"%PDF-"
    assert attachments.pages(desk, kept.id) == 2
    width, height, stride, pixels = attachments.render_page(desk, kept.id, 1, 300)
    assert (width, len(pixels)) == (300, height * stride)


def test_a_title_hides_nothing_and_turns_no_writing(desk: Desk) -> None:
    """It may be a stranger's: the mark for writing from the right would make `fdp.exe` of `exe.pdf`."""
    given = "A\u202eB\u200bC\x07D\u2066E\ufeff  of\tZoë\nو نام"
    kept = attachments.attach(desk, a_pupil(desk).id, a_text_pdf("x"), title=given).value
    assert kept.title == "ABCDE of Zoë و نام"
    records.save(desk, kept.model_copy(update={"title": "Let\u202eter"}))
    assert attachments.get(desk, kept.id).title == "Letter"
    unseen = attachments.attach(desk, a_pupil(desk).id, a_text_pdf("y"), title="\u202e\u2066", filename="plan.pdf")
    assert unseen.value.title == "plan"


def test_a_picture_can_be_looked_at_on_its_page(desk: Desk) -> None:
    kept = attachments.attach(desk, a_pupil(desk).id, a_picture("JPEG"), filename="drawing.jpg", kind="work").value
    assert (kept.title, kept.media_type, kept.pages) == ("drawing", "image/jpeg", 1)
    assert attachments.render_page(desk, kept.id, 0, 200)[0] == 200


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 an office document", "Save it as a PDF"),
        (b"%PDF-1.7 and then nothing more", "damaged"),
        (b"just words", "It is not a PDF"),
        (a_protected_pdf(), "password"),
    ],
)
def test_what_cannot_be_printed_is_kept_with_the_reason(desk: Desk, content: bytes, words: str) -> None:
    kept = attachments.attach(desk, a_pupil(desk).id, io.BytesIO(content), filename="C:\\papers\\letter.bin").value
    assert words in kept.problem
    assert kept.filename == "letter.bin"
    assert attachments.open_bytes(desk, kept.id) == content
    with pytest.raises(RefusedError, match=words):
        attachments.render_page(desk, kept.id, 0, 200)


def test_the_same_file_twice_is_one_document(desk: Desk) -> None:
    pupil, other = a_pupil(desk), a_pupil(desk)
    first = attachments.attach(desk, pupil.id, b"%PDF-1.4 x", filename="a.pdf").value
    before = everything(desk)
    again = attachments.attach(desk, pupil.id, b"%PDF-1.4 x", filename="b.pdf")
    assert (again.value, again.changes) == (first, None)
    assert everything(desk) == before
    assert attachments.attach(desk, other.id, b"%PDF-1.4 x", filename="a.pdf").changes is not None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"source": b""}, "empty"),
        ({"source": Path("/nowhere/letter.pdf")}, "There is no file letter.pdf"),
        ({"source": b"x", "kind": "novel"}, "no kind of document"),
        ({"source": b"x", "dated": date(2027, 1, 1)}, "in the future"),
    ],
)
def test_a_refusal_keeps_nothing(desk: Desk, given: dict, words: str) -> None:
    pupil = a_pupil(desk)
    before, blobs = everything(desk), list(desk.store.blobs.names())
    with pytest.raises(RefusedError, match=words):
        attachments.attach(desk, pupil.id, **given)
    assert everything(desk) == before
    assert list(desk.store.blobs.names()) == blobs


def test_an_unknown_pupil_is_refused(desk: Desk) -> None:
    with pytest.raises(RefusedError, match="no longer there"):
        attachments.attach(desk, "nobody", b"x")
    assert list(desk.store.blobs.names()) == []


def test_a_damaged_copy_is_told_as_trouble(desk: Desk) -> None:
    kept = attachments.attach(desk, a_pupil(desk).id, a_text_pdf("Hello"), filename="a.pdf").value
    path = desk.store.blobs.folder / kept.blob
    content = bytearray(path.read_bytes())
    content[-5] ^= 1
    path.write_bytes(content)
    with pytest.raises(TroubleError):
        attachments.open_bytes(desk, kept.id)
    path.unlink()
    with pytest.raises(TroubleError):
        attachments.open_bytes(desk, kept.id)


def test_attaching_can_be_undone_and_what_is_said_of_a_paper_changed(desk: Desk) -> None:
    pupil = a_pupil(desk)
    kept: Document = attachments.attach(desk, pupil.id, b"some words", filename="a.txt").value
    records.save(desk, kept.model_copy(update={"title": "Letter", "in_pack": False}))
    assert attachments.get(desk, kept.id).title == "Letter"
    desks.undo(desk)
    desks.undo(desk)
    assert pupils.record_of(desk, pupil.id).documents == ()
    undoing.redo(desk)
    assert attachments.open_bytes(desk, kept.id) == b"some words"


def test_nothing_of_a_paper_lies_in_plain_in_the_desk(desk: Desk, tmp_path: Path) -> None:
    secret = "Ozymandias-Featherstonehaugh"
    attachments.attach(desk, a_pupil(desk).id, secret.encode() * 50, filename=f"{secret}.txt", title=secret)
    opened = reopened(desk)
    try:
        for path in opened.store.folder.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                assert secret.encode() not in content
                assert secret.encode("utf-16-le") not in content
    finally:
        opened.close()


@pytest.mark.skipif(not REAL.is_dir(), reason="the real PDF files are not beside this repository")
def test_every_real_file_is_kept_and_either_shown_or_explained(desk: Desk) -> None:
    pupil = a_pupil(desk)
    for path in sorted(REAL.glob("*.pdf")):
        kept = attachments.attach(desk, pupil.id, path).value
        assert attachments.open_bytes(desk, kept.id) == path.read_bytes()
        assert bool(kept.pages) != bool(kept.problem), path.name
        if kept.pages:
            assert attachments.render_page(desk, kept.id, 0, 120)[0] > 0


def test_a_picture_larger_than_any_is_refused_by_its_head(desk: Desk) -> None:
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    kept = attachments.attach(desk, a_pupil(desk).id, out.getvalue(), filename="huge.png").value
    assert "too large" in kept.problem
