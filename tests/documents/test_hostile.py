"""Files made to harm or to tell more than they show: told in words, never a crash, and nothing told on."""

from __future__ import annotations

import io
import os
import stat
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image

from senco_desk.documents.appendix_reading import AppendixRead, read_appendix
from senco_desk.documents.attachments import Prepared, prepare
from senco_desk.documents.inspect import read_pages, render_page, text_of
from senco_desk.documents.unfolding import unpacked, unpacked_size
from senco_desk.documents.writing import replacing
from senco_desk.domain.problems import RefusedError
from tests.documents.reading import a_letter, bytes_of

MB = 1 << 20
SECRET = "Kit Marlowe"


def a_page(content: bytes = b"BT /F0 12 Tf 50 700 Td (Plain words.) Tj ET") -> tuple[Pdf, Dictionary]:
    pdf = pikepdf.open(io.BytesIO(a_letter()))
    page = pdf.pages[0].obj
    page.Contents = pdf.make_stream(content)
    return pdf, page


def packed(pdf: Pdf, unit: bytes, times: int, **more: Any) -> Stream:
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(unit) for _ in range(times)) + packer.flush()
    return pdf.make_indirect(Stream(pdf, data, Dictionary(Filter=Name.FlateDecode, **more)))


def a_form(pdf: Pdf, content: bytes, **resources: Any) -> Stream:
    return pdf.make_stream(
        content, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 100, 100]),
        Resources=Dictionary(XObject=Dictionary(**resources)),
    )  # fmt: skip


def raw(pdf: Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def forms_in_forms(deep: int, content: bytes) -> bytes:
    pdf, page = a_page(b"/A Do")
    form = a_form(pdf, b"0 0 1 1 re f")
    for _ in range(deep):
        form = a_form(pdf, content, A=form)
    page.Resources.XObject = Dictionary(A=form)
    return raw(pdf)


def a_large_form_in_a_form() -> bytes:
    pdf, page = a_page(b"/A Do")
    large = packed(pdf, b"q Q " * (MB // 4), 200, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    page.Resources.XObject = Dictionary(A=a_form(pdf, b"/B Do", B=large))
    return raw(pdf)


def a_form_that_draws_itself() -> bytes:
    pdf, page = a_page(b"/A Do")
    form = a_form(pdf, b"/A Do /A Do")
    form.Resources.XObject.A = form
    page.Resources.XObject = Dictionary(A=form)
    return raw(pdf)


def a_font(file: int, letters: int) -> bytes:
    pdf, page = a_page()
    described = Dictionary(
        Type=Name.FontDescriptor, FontName=Name.ABC, Flags=32, FontBBox=Array([0, 0, 1000, 1000]), ItalicAngle=0,
        Ascent=800, Descent=-200, CapHeight=700, StemV=80, FontFile2=packed(pdf, b"\0" * MB, file),
    )  # fmt: skip
    page.Resources.Font.F0 = Dictionary(
        Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name.ABC, FirstChar=32, LastChar=33,
        Widths=Array([500, 500]), FontDescriptor=described, ToUnicode=packed(pdf, b" " * MB, letters),
    )  # fmt: skip
    return raw(pdf)


def much_text() -> bytes:
    pdf, page = a_page()
    page.Contents = packed(pdf, b"BT /F0 12 Tf 50 700 Td (A) Tj ET\n" * 32_000, 58)
    return raw(pdf)


def packed_twice(*, as_hex: bool) -> bytes:
    pdf, page = a_page()
    once = packed(pdf, b" " * MB, 200).read_raw_bytes()
    twice = once.hex().encode() + b">" if as_hex else zlib.compress(once, 9)
    first = Name.ASCIIHexDecode if as_hex else Name.FlateDecode
    page.Contents = pdf.make_indirect(Stream(pdf, twice, Dictionary(Filter=Array([first, Name.FlateDecode]))))
    return raw(pdf)


HEAVY: dict[str, Callable[[], bytes]] = {
    "forms drawn twice, 24 deep": lambda: forms_in_forms(24, b"/A Do /A Do"),
    "forms named by a string": lambda: forms_in_forms(24, b"(A) Do (A)Do"),
    "forms named with escapes": lambda: forms_in_forms(24, b"/#41 Do /A%x\nDo"),
    "forms 40 deep": lambda: forms_in_forms(40, b"/A Do"),
    "a large form in a form": a_large_form_in_a_form,
    "a form that draws itself": a_form_that_draws_itself,
    "a font of 200 MB": lambda: a_font(200, 1),
    "a table of letters of 20 MB": lambda: a_font(1, 20),
    "58 MB of text": much_text,
    "packed twice": lambda: packed_twice(as_hex=False),
    "packed as hex": lambda: packed_twice(as_hex=True),
}


@pytest.mark.parametrize("name", HEAVY)
def test_what_would_unfold_too_far_is_named_and_not_read(name: str) -> None:
    data = HEAVY[name]()
    assert len(data) < 2 * MB
    began = time.process_time()
    with pytest.raises(RefusedError, match="too large to show"):
        text_of(data)
    with pytest.raises(RefusedError, match="too large to show"):
        render_page(data, 0, 100)
    read = read_appendix(data)
    assert (read.pages, read.unsearchable, read.why_not) == (1, (1,), "")
    assert any("too large to be read here" in note for note in read.notes)
    assert time.process_time() - began < 10


@pytest.mark.parametrize("states", [False, True], ids=["one drawing", "one for each state"])
def test_what_a_field_or_a_mark_is_drawn_with_is_weighed_too(states: bool) -> None:
    pdf, page = a_page()
    heavy = packed(pdf, b"q Q " * (MB // 4), 60, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    drawing = Dictionary(N=Dictionary(On=heavy) if states else heavy)
    box = Array([50, 50, 90, 90])
    page.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=box, AS=Name.On, AP=drawing)])
    with pytest.raises(RefusedError, match="too large to show"):
        text_of(raw(pdf))


def test_forms_in_forms_that_are_drawn_now_and_then_are_read() -> None:
    assert text_of(forms_in_forms(20, b"/A Do")) == ("",)
    assert len(text_of(forms_in_forms(4, b"/A Do /A Do"))) == 1


def test_pages_that_share_a_heavy_stream_are_weighed_once_and_the_others_are_read() -> None:
    pdf = pikepdf.open(io.BytesIO(a_letter(300)))
    shared = packed(pdf, b" " * MB, 60)
    for page in list(pdf.pages)[1:]:
        page.obj.Contents = shared
    began = time.process_time()
    pages = read_pages(raw(pdf))
    assert time.process_time() - began < 5
    assert pages[0].text == "Letter page 1"
    assert all(page.too_heavy for page in pages[1:])


def test_every_packing_is_unfolded_no_further_than_asked() -> None:
    pdf = Pdf.new()
    words = b"The same words again and again. " * 400
    lzw = io.BytesIO()
    Image.frombytes("L", (128, 100), words).save(lzw, "TIFF", compression="tiff_lzw")
    tiff: Any
    with Image.open(lzw) as tiff:
        at, size = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
    wrapped = {
        "FlateDecode": zlib.compress(words),
        "ASCIIHexDecode": words.hex().encode() + b">",
        "RunLengthDecode": b"".join(b"\x1f" + words[i : i + 32] for i in range(0, len(words), 32)) + b"\x80",
    }
    if len(words) == 12_800 and tiff.tag_v2[278] >= 100:
        wrapped["LZWDecode"] = lzw.getvalue()[at : at + size]
    for name, data in wrapped.items():
        stream = Stream(pdf, data, Dictionary(Filter=Name("/" + name)))
        assert unpacked(stream, 20_000) == words, name
        assert unpacked(stream, 500) is None, name
        assert unpacked_size(stream, 500) == 500, name
    assert unpacked(Stream(pdf, b"x", Dictionary(Filter=Name.Unheard)), 500) is None


def test_words_cropped_away_or_beyond_the_edge_are_looked_through_too() -> None:
    pdf, page = a_page(b"BT /F0 12 Tf 50 700 Td (Plain.) Tj 0 -600 Td (Cropped Kit.) Tj 0 1200 Td (Beyond Kit.) Tj ET")
    page.CropBox = Array([0, 300, 595, 842])
    (text,) = read_appendix(raw(pdf)).texts
    assert "Cropped Kit." in text
    assert "Beyond Kit." in text


def noted(**keys: Any) -> tuple[Prepared, AppendixRead, bytes]:
    pdf, page = a_page()
    note = Dictionary(
        Type=Name.Annot, Rect=Array([50, 500, 300, 530]), T=String("By " + SECRET), Subj=String(SECRET), **keys
    )
    page.Annots = Array([pdf.make_indirect(note)])
    data = raw(pdf)
    ready = prepare(data)
    assert ready.pdf is not None
    with ready.held:
        out = io.BytesIO()
        ready.pdf.remove_unreferenced_resources()
        ready.pdf.save(out, qdf=True, static_id=True)
    return ready, read_appendix(data), out.getvalue()


@pytest.mark.parametrize("kind", ["Highlight", "Text", "FileAttachment", "Sound", "Ink"])
def test_comments_do_not_go_along_and_that_is_said(kind: str) -> None:
    extra: dict[str, object] = {"QuadPoints": Array([50, 530, 300, 530, 50, 500, 300, 500])}
    ready, _, written = noted(
        Subtype=Name("/" + kind), Contents=String("On " + SECRET), RC=String("<p>" + SECRET), **extra
    )
    assert SECRET.encode() not in written
    assert any("1 comment attached" in note for note in ready.notes)
    assert (b"/Type /Annot" in written) == (kind in {"Highlight", "Ink"})


def test_words_typed_onto_a_page_stay_to_be_seen_and_are_looked_through() -> None:
    ready, read, _ = noted(Subtype=Name.FreeText, Contents=String("Typed by Zoë for Łukasz (2)"))
    assert "Łukasz" in read.texts[0]
    assert not any("comment" in note for note in ready.notes)
    assert "Zoë" in read.texts[0].replace("Typed by Zoë for Łukasz (2)", "")  # drawn, and not only remembered


def test_a_scan_with_a_footer_has_to_be_looked_at() -> None:
    def scan(tall: int, words: str) -> tuple[int, ...]:
        pdf, page = a_page(f"q 500 0 0 {tall} 50 50 cm /Im0 Do Q BT /F0 8 Tf 50 820 Td ({words}) Tj ET".encode())
        image = Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=2, Height=2, BitsPerComponent=8, ColorSpace=Name.DeviceGray
        )
        page.Resources.XObject = Dictionary(Im0=pdf.make_stream(b"\xc0" * 4, image))
        return read_appendix(raw(pdf)).unsearchable

    assert scan(700, "Page 1") == (1,)
    assert scan(100, "Page 1") == ()
    assert scan(700, "word " * 50) == ()


def test_what_is_on_a_layer_that_is_off_is_taken_out() -> None:
    pdf, page = a_page(
        b"BT /F0 12 Tf 50 700 Td (Plain.) Tj ET /OC /On BDC BT /F0 12 Tf 50 650 Td (Shown.) Tj ET EMC "
        b"/OC /Off BDC BT /F0 12 Tf 50 600 Td (Kit Marlowe hidden.) Tj ET EMC /Hid Do BT 50 500 Td (After.) Tj ET"
    )
    off = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("About " + SECRET)))
    on = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Also " + SECRET)))
    hidden = a_form(pdf, b"BT /F0 12 Tf 50 400 Td (Kit Marlowe drawn.) Tj ET")
    hidden.OC = Dictionary(Type=Name.OCMD, OCGs=Array([off]))
    page.Resources.XObject = Dictionary(Hid=hidden)
    page.Resources.Properties = Dictionary(On=on, Off=off)
    pdf.Root.OCProperties = Dictionary(OCGs=Array([off, on]), D=Dictionary(OFF=Array([off])))
    data = raw(pdf)
    read = read_appendix(data)
    assert read.texts[0].split() == ["Plain.", "Shown.", "After."]
    assert any("Layers that were switched off" in note for note in read.notes)
    ready = prepare(data)
    assert ready.pdf is not None
    with ready.held:
        out = io.BytesIO()
        ready.pdf.save(out, qdf=True, static_id=True)
    assert f"About {SECRET}".encode() not in out.getvalue()
    assert f"Also {SECRET}".encode() not in out.getvalue()


def test_nothing_is_told_of_who_made_a_page_or_where_a_photograph_was_taken() -> None:
    photograph = io.BytesIO()
    picture = Image.effect_mandelbrot((64, 64), (-2, -1.5, 1, 1.5), 20)
    details = picture.getexif()
    details[0x010E] = SECRET
    picture.save(photograph, "JPEG", exif=details, comment=SECRET.encode())
    pdf, page = a_page(b"q 100 0 0 100 50 500 cm /Im0 Do Q /Fm0 Do")
    image = Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=64, Height=64, BitsPerComponent=8, ColorSpace=Name.DeviceGray
    )
    plain = pdf.make_stream(photograph.getvalue(), image)
    plain.Filter = Name.DCTDecode
    plain.Metadata = pdf.make_stream(SECRET.encode())
    wrapped = pdf.make_stream(zlib.compress(photograph.getvalue()), image)
    wrapped.Filter = Array([Name.FlateDecode, Name.DCTDecode])
    form = a_form(pdf, b"/Im1 Do", Im1=wrapped)
    form.PieceInfo = Dictionary(A=Dictionary(Private=String(SECRET)))
    page.Resources.XObject = Dictionary(Im0=plain, Fm0=form)
    page.Said, page.Resources.Said = String(SECRET), String(SECRET)
    data = bytes_of(pdf)
    before = render_page(data, 0, 200)
    ready = prepare(data)
    assert ready.pdf is not None
    with ready.held:
        out = io.BytesIO()
        ready.pdf.save(out, qdf=True, static_id=True)
    assert SECRET.encode() not in out.getvalue()
    assert b"Exif" not in out.getvalue()
    assert render_page(out.getvalue(), 0, 200) == before


def test_a_file_in_the_making_is_new_and_nobody_elses(tmp_path: Path) -> None:
    target = tmp_path / "pack.pdf"
    with replacing(target) as out:
        out.write(b"words")
        (beside,) = [each for each in tmp_path.iterdir() if each != target]
        if sys.platform != "win32":
            assert stat.S_IMODE(beside.stat().st_mode) == 0o600
        assert beside.name != f".pack.pdf.{os.getpid()}.part"
    assert [each.name for each in tmp_path.iterdir()] == ["pack.pdf"]
    assert target.read_bytes() == b"words"


def test_a_link_laid_in_the_way_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"kept")
    monkeypatch.setattr("senco_desk.documents.writing.secrets.token_hex", lambda _: "guessed")
    target = tmp_path / "pack.pdf"
    try:
        (tmp_path / ".pack.pdf.guessed.part").symlink_to(elsewhere)
    except OSError:
        pytest.skip("links cannot be made here")
    with pytest.raises(Exception, match="could not be written"), replacing(target) as out:
        out.write(b"words")
    assert elsewhere.read_bytes() == b"kept"
    assert not target.exists()
