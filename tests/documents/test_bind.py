"""Packs bound and read back: every file included or named, stamped upright, answers kept, nothing active left."""

from __future__ import annotations

import io
import resource
import zlib
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Dictionary, Name
from PIL import Image

from senco_desk.documents import sources
from senco_desk.documents.active import active_kinds, make_inert
from senco_desk.documents.attachments import prepare
from senco_desk.documents.bind import Appendix, Bound, bind
from senco_desk.documents.content import AppendixIndex, Contents, Divider, Document, Heading, Paragraph, Title
from senco_desk.documents.inspect import looks_different
from senco_desk.domain.problems import CancelledError, TroubleError
from tests.documents.reading import (
    SAMPLES,
    a_filled_form,
    a_hostile_file,
    a_letter,
    bookmarks,
    bytes_of,
    ink,
    links,
    picture,
    squeezed,
    texts,
    tool,
)


def a_pack(appendices: list[Appendix]) -> Document:
    return Document(
        "Evidence pack",
        "Ysgol Llŷr",
        (
            Title("Evidence pack"),
            Contents(),
            AppendixIndex(),
            Heading(1, "What we did"),
            Paragraph("Words of ours. " * 300),
            *(Divider(each.number, each.title, (("Number", str(each.number)),)) for each in appendices),
        ),
        person="Zoë L.",
    )


def bound(target: Path, *files: sources.Source, **more: object) -> Bound:
    appendices = [Appendix(number, f"File {number}", each) for number, each in enumerate(files, 1)]
    return bind(a_pack(appendices), appendices, target, **more)  # type: ignore[arg-type]


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "pack.pdf"


def test_each_page_is_stamped_and_everything_leads_to_its_place(target: Path) -> None:
    made = bound(target, a_letter(3), a_letter(1), a_letter(2))
    pages = texts(target)
    assert len(pages) == made.pages
    for each, count in zip(made.appendices, (3, 1, 2), strict=True):
        assert each.last - each.first + 1 == count
        assert f"Appendix {each.number}" in pages[each.first - 2]
        for offset in range(count):
            words = pages[each.first - 1 + offset]
            assert f"Letter page {offset + 1}" in words
            assert f"Appendix {each.number} · page {offset + 1} of {count}" in words
            assert f"Page {each.first + offset} of {made.pages}" in words
    for index, words in enumerate(pages, 1):
        assert f"Page {index} of {made.pages}" in words
    marks = {title: index for _, title, index in bookmarks(target)}
    where = set(links(target))
    contents = 0
    for each in made.appendices:
        assert marks[f"Appendix {each.number}: File {each.number}"] == each.first - 2
        assert (contents, each.first - 2) in where
        assert (each.first - 2, made.rendered.anchors["appendices"] - 1) in where
    assert "No syntax or stream encoding errors" in tool("qpdf", "--check", target)


def test_our_pages_keep_their_tags_and_bound_ones_get_words(target: Path) -> None:
    made = bound(target, a_letter(2))
    told = tool("pdfinfo", target)
    assert "Tagged:          yes" in told
    said = tool("pdfinfo", "-struct", target)
    assert "Part" in said
    with pikepdf.open(target) as pdf:
        place = next(each for each in pdf.Root.StructTreeRoot.K.K if each.get("/ID") == "appendix-1")
        assert [str(each.Alt) for each in place.K] == [
            "Appendix 1, page 1 of 2: File 1",
            "Appendix 1, page 2 of 2: File 1",
        ]
        assert b"pdfuaid" not in pdf.Root.Metadata.read_bytes()
    assert squeezed("Words of ours.") in squeezed(tool("pdfinfo", "-struct-text", target))
    assert made.rendered.pages + 2 == made.pages


@pytest.mark.parametrize("turned", [0, 90, 180, 270, -90, 450])
@pytest.mark.parametrize(
    ("box", "crop"),
    [
        ((0, 0, 595, 842), None),
        ((-300, -400, 295, 442), None),
        ((595, 842, 0, 0), None),
        ((0, 0, 595, 842), (100, 150, 500, 700)),
        ((0, 0, 1684, 2384), (0, 0, 9999, 9999)),
    ],
)
def test_the_stamp_is_at_the_foot_of_what_is_seen(
    target: Path, turned: int, box: tuple[int, ...], crop: tuple[int, ...] | None
) -> None:
    empty = pikepdf.open(io.BytesIO(a_letter(1, box=box, crop=crop, turned=turned)))
    empty.pages[0].obj.Contents = empty.make_stream(b"q 5 0 0 5 77 77 cm")  # a state left open
    made = bound(target, bytes_of(empty))
    seen = picture(target, made.appendices[0].first - 1, scale=2)
    foot = seen.crop((0, int(seen.height * 0.93), seen.width, seen.height))
    assert ink(foot) == ink(seen) > 20
    edges = foot.point(lambda dot: 255 if dot < 100 else 0).getbbox()
    assert edges is not None
    assert edges[0] < foot.width * 0.08
    assert edges[2] > foot.width * 0.92
    left, right = foot.crop((0, 0, foot.width // 2, foot.height)), foot.crop((foot.width // 2, 0, *foot.size))
    assert ink(left) > 10
    assert ink(right) > 10
    assert "Appendix 1 · page 1 of 1" in texts(target)[made.appendices[0].first - 1]


@pytest.mark.parametrize("drawn", [False, True])
def test_answers_typed_into_a_form_are_still_there(target: Path, drawn: bool) -> None:
    form = a_filled_form(drawn=drawn)
    made = bound(target, form)
    index = made.appendices[0].first - 1
    box = (60, 312, 400, 342)
    assert ink(picture(target, index).crop(box)) > 100
    assert "Answered by Zoe" in texts(target)[index]
    with pikepdf.open(target) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert "/Annots" not in pdf.pages[index].obj


def test_what_could_act_by_itself_is_taken_out_and_named(target: Path) -> None:
    made = bound(target, a_hostile_file())
    [note] = made.appendices[0].notes
    for words in ("scripts", "commands that start a program", "files attached inside it", "links to websites"):
        assert words in note
    with pikepdf.open(target) as pdf:
        assert active_kinds(pdf) == ()
        assert not pdf.attachments
        out = io.BytesIO()
        pdf.save(out, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    everything = out.getvalue()
    for word in (b"JavaScript", b"Launch", b"calc.exe", b"app.alert", b"example.org", b"hidden.exe", b"/AA <<"):
        assert word not in everything
    assert note.split(".")[0] in squeezed_words(target, made.appendices[0].first - 2)


def test_scripts_and_actions_are_gone_from_the_file_itself_too() -> None:
    with pikepdf.open(io.BytesIO(a_hostile_file())) as pdf:
        assert active_kinds(pdf)
        make_inert(pdf)
        data = bytes_of(pdf)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert active_kinds(pdf) == ()


def squeezed_words(target: Path, index: int) -> str:
    return " ".join(texts(target)[index].split())


def test_real_files_are_all_bound_or_named_with_the_reason(target: Path) -> None:
    if not SAMPLES.exists():
        pytest.skip("the sample files are not beside this project")
    files = sorted(SAMPLES.glob("*.pdf"))
    made = bound(target, *files)
    names = {path.name: each for path, each in zip(files, made.appendices, strict=True)}
    locked = names.pop("libreoffice-writer-password.pdf")
    assert locked.why_not.startswith("It has a password.")
    assert "This document is not included. It has a password." in squeezed_words(
        target, made.rendered.numbers[made.rendered.dividers[locked.number]] - 1
    )
    for name, each in names.items():
        assert each.first, (name, each.why_not)
        with pikepdf.open(SAMPLES / name) as pdf:
            assert each.last - each.first + 1 == len(pdf.pages)
        pairs = [(index, each.first - 1 + index) for index in range(each.last - each.first + 1)]
        different = looks_different((SAMPLES / name).read_bytes(), target.read_bytes(), pairs)
        # Pages 4 points wide are all stamp; frames and arrows of empty fields are drawn by a viewer, not the page;
        # a comment's sign is not drawn any more, and that is noted.
        assert different == () or name in {
            "annotated_pdf.pdf",
            "imagemagick-images.pdf",
            "libreoffice-form.pdf",
            "pdflatex-forms.pdf",
        }, name
    assert any("comments on its pages were taken out" in note for note in names["annotated_pdf.pdf"].notes)
    assert "No syntax or stream encoding errors" in tool("qpdf", "--check", target)


NOT_BINDABLE = {
    "empty": (b"", "The file is empty."),
    "a web page": (b"<html><body>Not found</body></html>", "It is not a PDF"),
    "Word": (b"PK\x03\x04" + b"\x00" * 60, "It is a Word, Excel"),
    "old Word": (b"\xd0\xcf\x11\xe0" + b"\x00" * 60, "older Word"),
    "HEIC": (b"\x00\x00\x00\x18ftypheic", "Save it as a JPEG"),
    "cut short": (a_letter(5)[:100], "damaged"),
    "nothing but a header": (b"%PDF-1.7\n", "damaged"),
    "a picture cut short": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "damaged"),
    "no pages": (bytes_of(pikepdf.new()), "no pages"),
}


@pytest.mark.parametrize("name", NOT_BINDABLE)
def test_what_cannot_be_bound_is_named_and_the_rest_is_bound(target: Path, name: str) -> None:
    data, words = NOT_BINDABLE[name]
    made = bound(target, a_letter(2), data, a_letter(1))
    assert [bool(each.first) for each in made.appendices] == [True, False, True]
    assert words in made.appendices[1].why_not
    index = made.rendered.numbers[made.rendered.dividers[2]] - 1
    assert made.appendices[1].why_not.split(".")[0] in squeezed_words(target, index)
    assert "Not included" in squeezed_words(target, 0)


def test_a_file_that_is_read_only_in_part_says_so(target: Path) -> None:
    made = bound(target, a_letter(5)[:300])
    assert made.appendices[0].first
    assert made.appendices[0].notes[0].startswith("This file was damaged.")
    assert "This file was damaged." in squeezed_words(target, made.appendices[0].first - 2)


def test_sizes_turns_and_fonts_that_pages_inherit_are_kept(target: Path) -> None:
    pdf = pikepdf.open(io.BytesIO(a_letter(2)))
    pdf.Root.Pages.MediaBox = pikepdf.Array([0, 0, 300, 500])
    pdf.Root.Pages.Rotate = 90
    pdf.Root.Pages.Resources = pdf.pages[0].obj.Resources
    for page in pdf.pages:
        del page.obj.MediaBox, page.obj.Resources
    made = bound(target, bytes_of(pdf))
    index = made.appendices[0].first - 1
    assert picture(target, index).size == (500, 300)
    assert "Letter page 2" in texts(target)[index + 1]


def test_content_in_pieces_and_none_at_all(target: Path) -> None:
    pdf = pikepdf.open(io.BytesIO(a_letter(3)))
    words = pdf.pages[0].obj.Contents.read_bytes()
    pdf.pages[0].obj.Contents = pikepdf.Array([pdf.make_stream(words[:20]), pdf.make_stream(words[20:])])
    del pdf.pages[1].obj.Contents
    pdf.pages[2].obj.Contents = pdf.make_stream(b"q q (unclosed")
    made = bound(target, bytes_of(pdf))
    first = made.appendices[0].first - 1
    for offset, words_seen in enumerate(texts(target)[first : first + 3], 1):
        assert f"Appendix 1 · page {offset} of 3" in words_seen


def test_a_file_that_is_gone_or_too_long_or_too_big_is_named(
    target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MAX_PAGES", 3)
    monkeypatch.setattr(sources, "MAX_BYTES", 50_000)
    made = bound(target, tmp_path / "gone.pdf", a_letter(4), a_letter(1) + b" " * 60_000, a_letter(3))
    gone, long, big, right = made.appendices
    assert "no longer where it was" in gone.why_not
    assert "It has 4 pages, more than 3" in long.why_not
    assert "larger than" in big.why_not
    assert right.first


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 2_000),
    st.binary(min_size=1, max_size=30),
    st.sampled_from([a_letter(2), a_filled_form(), a_hostile_file()]),
)
def test_any_damage_is_bound_or_named(at: int, junk: bytes, data: bytes) -> None:
    place = at % len(data)
    ready = prepare(data[:place] + junk + data[place + len(junk) :])
    with ready.held:
        assert bool(ready.pages) != bool(ready.why_not)


def a_picture(form: str, mode: str = "RGB", size: tuple[int, int] = (300, 200), **more: object) -> bytes:
    image = Image.new(mode, size, 0 if mode in {"1", "L", "P"} else (200, 30, 30, 128)[: len(mode)])
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P", "RGBA", "LA"])
def test_a_picture_fills_a_page_and_its_metadata_stays_behind(target: Path, mode: str) -> None:
    image = Image.new(mode, (300, 200))
    out = io.BytesIO()
    image.save(out, "PNG")
    made = bound(target, out.getvalue())
    seen = picture(target, made.appendices[0].first - 1)
    assert seen.size == (842, 596)
    assert made.appendices[0].first == made.appendices[0].last


def test_a_photograph_is_turned_upright_and_says_nothing_of_where_it_was_taken(target: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0)}
    exif[0x010F] = "SecretCamera"
    photo = a_picture("JPEG", size=(3_000, 2_000), exif=exif)
    assert b"SecretCamera" in photo
    made = bound(target, photo)
    index = made.appendices[0].first - 1
    seen = picture(target, index)
    assert seen.height > seen.width
    assert b"SecretCamera" not in target.read_bytes()
    with pikepdf.open(target) as pdf:
        [image] = pdf.pages[index].get_images().values()
        assert b"Exif" not in image.read_raw_bytes()
        assert (int(image.Width), int(image.Height)) == (1_653, 2_480)


def test_a_picture_of_absurd_size_is_refused_before_it_is_unfolded(target: Path) -> None:
    header = (30_000).to_bytes(4) + (30_000).to_bytes(4) + b"\x08\x02\x00\x00\x00"
    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4)
    made = bound(target, bomb)
    assert made.appendices[0].why_not


def test_parts_are_cut_between_appendices_and_keep_their_numbers(tmp_path: Path) -> None:
    def heavy(pages: int, seed: int) -> bytes:
        pdf = pikepdf.open(io.BytesIO(a_letter(pages)))
        noise = Image.effect_noise((150, 150), 90 + seed).tobytes()
        for page in pdf.pages:
            image = Dictionary(
                Type=Name.XObject, Subtype=Name.Image, Width=150, Height=150, BitsPerComponent=8,
                ColorSpace=Name.DeviceGray,
            )  # fmt: skip
            page.obj.Resources.XObject = Dictionary(Im0=pdf.make_stream(noise + bytes([seed]), image))
            noise = noise[1:] + noise[:1]
        return bytes_of(pdf)

    made = bound(tmp_path / "pack.pdf", *(heavy(2, seed) for seed in range(6)), heavy(12, 9), max_part_bytes=200_000)
    assert len(made.parts) > 2
    assert not (tmp_path / "pack.pdf").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == [part.path.name for part in made.parts]
    dividers = {made.rendered.numbers[index] for index in made.rendered.dividers.values()}
    reached, inside = 0, 0
    for part in made.parts:
        assert part.first == reached + 1
        assert part.path.stat().st_size == part.size <= 200_000
        assert not part.too_large
        reached = part.last
        inside += part.first not in dividers | {1}
        pages = texts(part.path)
        assert [f"Page {n} of {made.pages}" in pages[n - part.first] for n in range(part.first, part.last + 1)]
        assert len(pages) == part.last - part.first + 1
        assert all(0 <= to < len(pages) for _, to in links(part.path))
        assert all(0 <= to < len(pages) for _, _, to in bookmarks(part.path))
        assert "No syntax or stream encoding errors" in tool("qpdf", "--check", part.path)
        assert "Tagged:          yes" in tool("pdfinfo", part.path)
    assert reached == made.pages
    assert inside <= 2  # only the appendix that is larger than a part is cut inside
    whole = bound(tmp_path / "small.pdf", a_letter(1), max_part_bytes=10_000_000)
    assert [part.path.name for part in whole.parts] == ["small.pdf"]


def test_a_full_disk_is_told_and_leaves_what_was_there(target: Path) -> None:
    target.write_bytes(b"older")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(TroubleError) as told:
            bound(target, a_letter(3))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "The drive is full" in told.value.happened
    assert target.read_bytes() == b"older"
    assert list(target.parent.iterdir()) == [target]


def test_stopping_leaves_nothing_and_progress_is_told(target: Path) -> None:
    class Watcher:
        def __init__(self, stop_in: str) -> None:
            self.stop_in, self.now, self.said = stop_in, "", []

        def start(self, what: str, total: int) -> None:
            self.now = what
            self.said.append(what)

        def step(self, done: int = 1) -> None:
            if self.now == self.stop_in:
                raise CancelledError

    for stage in ("Reading the appendices", "Making the pages", "Binding the appendices"):
        with pytest.raises(CancelledError):
            bound(target, a_letter(1), progress=Watcher(stage))
        assert not list(target.parent.iterdir())
    watcher = Watcher("never")
    bound(target, a_letter(1), progress=watcher)
    assert watcher.said == ["Reading the appendices", "Making the pages", "Binding the appendices"]


def test_each_appendix_needs_its_divider(target: Path) -> None:
    with pytest.raises(ValueError, match="needs one divider"):
        bind(a_pack([]), [Appendix(1, "x", a_letter())], target)


def test_the_same_pack_gives_the_same_bytes(tmp_path: Path) -> None:
    papers = (a_letter(2), a_filled_form())  # made once: the library names a file by the second in which it is made
    for name in ("one.pdf", "two.pdf"):
        bound(tmp_path / name, *papers)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
