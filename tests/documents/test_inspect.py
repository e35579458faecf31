"""A look into files before they are used: kinds, words, pictures, and the refusal of what would unfold too far."""

from __future__ import annotations

import io
import threading
import zlib
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Dictionary, Name

from senco_desk.documents.appendix_reading import AppendixRead
from senco_desk.documents.inspect import inspect, looks_different, render_page, text_of
from senco_desk.domain.problems import RefusedError
from tests.documents.reading import SAMPLES, a_filled_form, a_hostile_file, a_letter, bytes_of, texts


def a_locked_letter() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(a_letter(2))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="secret", R=6))
    return out.getvalue()


def test_a_letter_a_form_a_locked_and_an_active_file() -> None:
    letter = inspect(a_letter(3))
    assert (letter.media_type, letter.pages, letter.problem) == ("application/pdf", 3, "")
    assert letter.active == ()
    assert inspect(a_filled_form()).has_form
    locked = inspect(a_locked_letter())
    assert locked.encrypted
    assert locked.problem.startswith("It has a password.")
    assert locked.pages == 0
    active = inspect(a_hostile_file())
    assert active.active == (
        "commands that start a program", "files attached inside it", "links to websites", "scripts",
    )  # fmt: skip


def test_every_sample_can_be_looked_into() -> None:
    if not SAMPLES.exists():
        pytest.skip("the sample files are not beside this project")
    for path in sorted(SAMPLES.glob("*.pdf")):
        told = inspect(path)
        assert bool(told.pages) != bool(told.problem), path.name
        if told.pages:
            data = path.read_bytes()
            assert len(text_of(data)) == told.pages
            width, height, stride, pixels = render_page(data, 0, 300)
            assert len(pixels) == stride * height
            assert width <= 301
    scans = text_of((SAMPLES / "grayscale-image.pdf").read_bytes())
    assert AppendixRead(texts=scans).unsearchable == (1,)
    assert inspect(SAMPLES / "with-attachment.pdf").active == ("files attached inside it",)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from([b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\x03\x04"])
)
def test_any_bytes_are_looked_into_without_a_crash(data: bytes, start: bytes) -> None:
    told = inspect(start + data)
    assert bool(told.pages) != bool(told.problem)


def test_text_and_the_pages_without() -> None:
    assert text_of(a_letter(2)) == ("Letter page 1", "Letter page 2")
    assert AppendixRead(texts=("words", " \n", "", "more")).unsearchable == (2, 3)
    for bad in (b"", b"%PDF-1.7 nothing", a_locked_letter()):
        with pytest.raises(RefusedError):
            text_of(bad)


def test_a_page_as_a_picture() -> None:
    width, height, stride, pixels = render_page(a_letter(1), 0, 200)
    assert (width, height) == (201, 284)
    assert stride >= width * 4
    assert len(pixels) == stride * height
    assert pixels[:4] == b"\xff\xff\xff\xff"
    assert any(pixels[index] < 100 for index in range(0, len(pixels), 4))
    with pytest.raises(RefusedError, match="no such page"):
        render_page(a_letter(1), 5, 200)


def test_a_picture_never_grows_beyond_its_limit() -> None:
    width, height, _, _ = render_page(a_letter(1, box=(0, 0, 20, 14_000)), 0, 2_000)
    assert max(width, height) <= 3_001


def test_a_page_that_unfolds_too_far_is_refused_quickly() -> None:
    pdf = pikepdf.open(io.BytesIO(a_letter(1)))
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(200)) + packer.flush()
    pdf.pages[0].obj.Contents = pikepdf.Stream(pdf, packed, Filter=Name.FlateDecode)
    bomb = bytes_of(pdf)
    assert len(bomb) < 1_000_000
    with pytest.raises(RefusedError, match="too large to show"):
        render_page(bomb, 0, 200)
    with pytest.raises(RefusedError, match="too large to show"):
        text_of(bomb)


def test_a_picture_inside_of_absurd_size_is_refused() -> None:
    pdf = pikepdf.open(io.BytesIO(a_letter(1)))
    image = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=60_000,
        Height=60_000,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceGray,
    )
    pdf.pages[0].obj.Resources.XObject = Dictionary(Im0=pdf.make_stream(b"x", image))
    pdf.pages[0].obj.Contents = pdf.make_stream(b"q 100 0 0 100 50 500 cm /Im0 Do Q")
    with pytest.raises(RefusedError, match="too large to show"):
        render_page(bytes_of(pdf), 0, 200)


def test_lost_answers_are_noticed_and_same_pages_are_not() -> None:
    form = a_filled_form(drawn=True)
    lost = pikepdf.open(io.BytesIO(form))
    del lost.pages[0].obj.Annots
    del lost.Root.AcroForm
    assert looks_different(form, form, [(0, 0)]) == ()
    assert looks_different(form, bytes_of(lost), [(0, 0)]) == (0,)
    turned = pikepdf.open(io.BytesIO(form))
    turned.pages[0].obj.Rotate = 90
    assert looks_different(form, bytes_of(turned), [(0, 0)]) == (0,)


def test_many_threads_may_ask_at_once() -> None:
    data, seen, wrong = a_letter(2), [], []

    def ask() -> None:
        try:
            seen.append((text_of(data), render_page(data, 1, 150)[3]))
        except Exception as error:  # noqa: BLE001  told to the test's own thread
            wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not wrong
    assert len(seen) == 8
    assert all(each == seen[0] for each in seen)


def test_a_source_may_be_a_path_or_a_function(tmp_path: Path) -> None:
    path = tmp_path / "letter.bin"
    path.write_bytes(a_letter(2))
    assert inspect(path).pages == 2
    assert inspect(lambda: path.open("rb")).pages == 2
    assert inspect(tmp_path / "gone.pdf").problem.startswith("The file is no longer where it was.")
    assert texts(path)[0] == "Letter page 1"
