"""What a paper hides where nothing needs it: whatever leads outwards or acts is gone from the written pack."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from senco_desk.documents.active import make_inert
from senco_desk.documents.attachments import prepare
from senco_desk.documents.bind import Appendix, bind
from senco_desk.documents.content import Divider, Document, Title
from tests.documents.reading import SAMPLES, a_letter, bytes_of, ink, picture, texts

_NO_KEYS = frozenset({
    "/AA", "/AF", "/Alternates", "/EF", "/EmbeddedFiles", "/FFilter", "/FDecodeParms", "/ImportData", "/JS",
    "/JavaScript", "/Launch", "/OPI", "/PieceInfo", "/PresSteps", "/Ref", "/RichMedia", "/URI", "/XFA",
})  # fmt: skip
_NO_NAMES = _NO_KEYS | {"/GoToE", "/GoToR", "/PS", "/Rendition", "/SubmitForm", "/URL"}
_MARK = re.compile(rb"MARK[A-Z0-9]+")
_FORM: dict[str, Any] = {"Type": Name.XObject, "Subtype": Name.Form, "BBox": Array([0, 0, 9, 9])}


def script(said: str) -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String(said))


def a_page(content: bytes = b"") -> tuple[Pdf, Dictionary]:
    pdf = pikepdf.open(io.BytesIO(a_letter()))
    page = pdf.pages[0].obj
    if content:
        page.Contents = Array([page.Contents, pdf.make_stream(content)])
    return pdf, page


def a_reference() -> Pdf:
    pdf, page = a_page(b"/X Do")
    where = Dictionary(Type=Name.Filespec, FS=Name.URL, F=String("http://MARKREF"))
    page.Resources.XObject = Dictionary(X=Stream(pdf, b"", **_FORM, Ref=Dictionary(F=where, Page=0)))
    return pdf


def a_stream_elsewhere() -> Pdf:
    pdf, page = a_page(b"/X Do")
    elsewhere = Stream(pdf, b"0 0 1 1 re f", **_FORM, FFilter=Name.FlateDecode, FDecodeParms=Dictionary(A=1))
    elsewhere.F = Dictionary(Type=Name.Filespec, F=String("/etc/MARKPASSWD"))
    page.Resources.XObject = Dictionary(X=elsewhere)
    content = pdf.make_stream(b"q Q")
    content.F = String("http://MARKCONTENT")
    page.Contents.append(content)
    return pdf


def postscript() -> Pdf:
    pdf, page = a_page(b"/P Do /Q Do")
    page.Resources.XObject = Dictionary(
        P=Stream(pdf, b"MARKPOSTSCRIPT", Type=Name.XObject, Subtype=Name.PS, Level1=Stream(pdf, b"MARKLEVEL")),
        Q=Stream(pdf, b"", **_FORM, Subtype2=Name.PS, PS=Stream(pdf, b"MARKSECOND")),
    )
    return pdf


def actions_below() -> Pdf:
    pdf, page = a_page(b"/X Do /I Do /G gs")
    inner = Stream(pdf, b"", **_FORM, AA=Dictionary(X=script("MARKINNER")), Resources=Dictionary(Next=script("MARKN")))
    form = Stream(pdf, b"/Y Do", **_FORM, AA=Dictionary(X=script("MARKFORM")))
    form.Resources = Dictionary(XObject=Dictionary(Y=inner))
    image = Stream(
        pdf, b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8,
        ColorSpace=Array([Name.Indexed, Name.DeviceGray, 0, String("\0"), script("MARKSPACE")]), A=script("MARKIMAGE"),
        Decode=Array([0, 1, Array([pdf.make_indirect(script("MARKDECODE"))])]),
    )  # fmt: skip
    page.Resources.XObject = Dictionary(X=form, I=image, JS=script("MARKNAMED"))
    page.Resources.ExtGState = Dictionary(G=Dictionary(Type=Name.ExtGState, CA=1, X=script("MARKEXTG")))
    page.Resources.Properties = Dictionary(P0=Dictionary(Foo=script("MARKPROPS"), Bar=String("MARKWORDS")))
    page.Resources.Pattern = Dictionary(
        P=Stream(
            pdf, b"0 0 1 1 re f", PatternType=1, PaintType=1, TilingType=1, BBox=Array([0, 0, 1, 1]), XStep=1, YStep=1,
            Resources=Dictionary(Next=script("MARKPATTERN")),
        )
    )  # fmt: skip
    font = page.Resources.Font.F1 = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier)
    font.AA = Dictionary(E=script("MARKFONT"))
    font.FontDescriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name.Helvetica,
        Flags=32,
        AA=script("MARKDESCRIPTOR"),
        Said=String("MARKSAID"),
    )
    font.Widths = Array([500, script("MARKWIDTHS"), Dictionary(A=script("MARKDEEP"))])
    page.Group = Dictionary(S=Name.Transparency, Evil=script("MARKGROUP"), CS=Name.DeviceRGB)
    page.MediaBox.append(script("MARKBOX"))
    page.PresSteps = Dictionary(NA=script("MARKSTEPS"))
    return pdf


def inherited() -> Pdf:
    """What a page has from the page tree is its own once it is bound."""
    pdf, page = a_page()
    resources = page.Resources
    del page["/Resources"]
    resources.Said = script("MARKINHERITED")
    resources.Font.F0.Said = script("MARKINHERITEDFONT")
    pdf.Root.Pages.Resources = resources
    return pdf


def within_marks() -> Pdf:
    pdf, page = a_page()
    box = Array([10, 10, 100, 100])
    marks: list[dict[str, Any]] = [
        {"Subtype": Name.Ink, "InkList": Array([Array([1, 1, 2, 2]), script("MARKINK")]), "LE": script("MARKLE")},
        {"Subtype": Name.Ink, "InkList": Array([Array([1, String("MARKWORD"), script("MARKDEEPINK")])])},
        {
            "Subtype": Name.Highlight,
            "QuadPoints": Array([10, 20, 20, 20, 10, 10, 20, 10]),
            "BS": Dictionary(W=1, A=script("MARKBS")),
            "Border": Array([0, 0, 1, script("MARKBORDER")]),
        },
        {"Subtype": Name.Square, "IC": script("MARKIC"), "F": script("MARKFLAGS")},
        {"Subtype": Name.Line, "L": Array([1, 1, 9, 9]), "LE": Array([Name.OpenArrow, script("MARKEND")])},
    ]
    page.Annots = Array(Dictionary(Type=Name.Annot, Rect=box, C=Array([1, 0, 0]), **more) for more in marks)
    return pdf


HIDING: dict[str, Callable[[], Pdf]] = {
    "a reference to another file": a_reference,
    "a stream that lies elsewhere": a_stream_elsewhere,
    "programs for printers": postscript,
    "actions where none belong": actions_below,
    "actions of the page tree": inherited,
    "actions within marks": within_marks,
}


def written(target: Path, data: bytes) -> tuple[str, ...]:
    """Bound behind a divider; the notes that were made of it."""
    appendix = Appendix(1, "Paper", data)
    made = bind(Document("Pack", "School", (Title("Pack"), Divider(1, "Paper"))), [appendix], target)
    assert made.appendices[0].why_not == ""
    return made.appendices[0].notes


def found(pdf: Pdf) -> set[str]:
    """Everything in a file that leads out of it, acts, or says the word that was hidden."""
    return {told for each in pdf.objects for told in _found(each)}


def _found(each: Object, depth: int = 0) -> Iterator[str]:
    if isinstance(each, Array):
        for value in each:
            yield from _value(value, depth)
    elif isinstance(each, Dictionary | Stream):
        yield from _NO_KEYS & set(each.keys())
        if isinstance(each, Stream):
            yield from {"/F"} & set(each.keys())
            if "/Width" not in each:
                yield from (told.decode() for told in _MARK.findall(each.read_bytes()))
        for value in each.values():
            yield from _value(value, depth)


def _value(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, Name) and str(value) in _NO_NAMES:
        yield f"name {value}"
    elif isinstance(value, String):
        yield from (told.decode() for told in _MARK.findall(bytes(value)))
    elif isinstance(value, Array | Dictionary) and not value.is_indirect and depth < 20:
        yield from _found(value, depth + 1)


@pytest.mark.parametrize("name", HIDING)
def test_nothing_that_leads_outwards_or_acts_is_in_the_pack(name: str, tmp_path: Path) -> None:
    pdf = HIDING[name]()
    assert found(pdf), "the control: it is there before"
    target = tmp_path / "pack.pdf"
    notes = written(target, bytes_of(pdf))
    with pikepdf.open(target) as pack:
        assert found(pack) == set()
    assert "Letter page 1" in texts(target)[-1]
    assert any("Taken out for safety" in note for note in notes)


def test_marks_are_still_to_be_seen(tmp_path: Path) -> None:
    written(tmp_path / "pack.pdf", bytes_of(within_marks()))
    with pikepdf.open(tmp_path / "pack.pdf") as pack:
        ink_list, _, light, *_ = list(pack.pages[-1].obj.Annots)
        assert [list(each) for each in ink_list.InkList] == [[1, 1, 2, 2]]
        assert light.BS.W == 1
        assert list(light.QuadPoints) == [10, 20, 20, 20, 10, 10, 20, 10]


def test_names_that_somebody_chose_are_no_keys(tmp_path: Path) -> None:
    """A font may be called JS, a drawing Ref and a letter AA; they are drawn as before."""
    pdf, page = a_page(b"q 200 0 0 200 60 60 cm /Ref Do Q BT /JS 40 Tf 60 500 Td (a) Tj ET /AA gs 60 400 90 90 re f")
    page.Resources.XObject = Dictionary(
        Ref=Stream(pdf, b"0 0 1 1 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 1, 1]))
    )
    page.Resources.ExtGState = pdf.make_indirect(Dictionary(AA=Dictionary(ca=0.5)))
    page.Resources.Font.JS = Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 1000, 1000]),
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
        FirstChar=97, LastChar=97, Widths=Array([1000]), Encoding=Dictionary(Differences=Array([97, Name.AA])),
        CharProcs=Dictionary(AA=pdf.make_stream(b"1000 0 0 0 1000 1000 d1 0 0 900 900 re f")),
    )  # fmt: skip
    data = bytes_of(pdf)
    before = picture(data, 0)
    ready = prepare(data)
    assert ready.pdf is not None
    with ready.held:
        assert picture(bytes_of(ready.pdf), 0).tobytes() == before.tobytes()
    assert ink(before) > 40_000


@pytest.mark.parametrize(
    "path", sorted(SAMPLES.glob("*.pdf")) or [None], ids=lambda path: path.name if path else "none"
)
def test_what_is_drawn_is_drawn_as_before(path: Path | None) -> None:
    if path is None:
        pytest.skip("the sample papers are not on this machine")
    try:
        pdf = pikepdf.open(path)
    except pikepdf.PasswordError:
        pytest.skip("it has a password")
    with pdf:
        if len(pdf.pages) > 40 or "/AcroForm" in pdf.Root or any("/Annots" in page.obj for page in pdf.pages):
            pytest.skip("what is typed on it is drawn in another way, which other tests look at")
        before = bytes_of(pdf)
        make_inert(pdf)
        after = bytes_of(pdf)
        with pikepdf.open(io.BytesIO(after)) as again:
            assert found(again) == set()
        for index in range(min(len(pdf.pages), 4)):
            assert picture(after, index).tobytes() == picture(before, index).tobytes()


_leaves = st.sampled_from([1, 2.5, None, "/Name", "(MARKSTRING)"])
_keys = st.sampled_from([*sorted(_NO_KEYS), "/S", "/Font", "/XObject", "/CharProcs", "/K", "/Resources", "/Widths"])


def _built(tree: object, pdf: Pdf) -> Any:
    match tree:
        case dict():
            return Dictionary({key: _built(value, pdf) for key, value in tree.items()})
        case list():
            return pdf.make_indirect(Array([_built(value, pdf) for value in tree]))
        case ("act", kind):
            return pdf.make_indirect(Dictionary(S=Name(str(kind)), JS=String("MARKACT"), URI=String("MARKURI")))
        case str() if tree.startswith("("):
            return String(tree[1:-1])
        case str():
            return Name(tree)
    return tree


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        _leaves
        | st.tuples(st.just("act"), st.sampled_from(["/JavaScript", "/URI", "/Launch", "/GoToR", "/Rendition"])),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=4),
        max_leaves=12,
    )
)
def test_however_deep_and_wherever_it_is_hidden(tree: object) -> None:
    pdf, page = a_page()
    for key in ("/Font", "/Properties", "/ColorSpace"):
        page.Resources[key] = Dictionary(A=_built(tree, pdf))
    page.Group = Dictionary(S=Name.Transparency, CS=_built(tree, pdf))
    make_inert(pdf)
    alone = Pdf.new()
    alone.pages.append(pdf.pages[0])
    left = {told for told in found(alone) if told not in _NO_KEYS or told in {"/F", "/FFilter"}}
    assert left - {"MARKSTRING"} == set()


def test_every_means_of_drawing_stays(tmp_path: Path) -> None:
    """Colours by functions, patterns, shadings, soft masks and pictures with masks: drawn in the pack as before."""
    pdf, page = a_page(
        b"/Spot cs 0.7 scn 50 50 80 80 re f /Four cs 0.2 0.9 0.1 0.4 scn 150 50 80 80 re f "
        b"/Pattern cs /Tiles scn 250 50 80 80 re f /Shaded scn 350 50 80 80 re f "
        b"q 50 150 80 80 re W n /Axial sh Q q 150 150 80 80 re W n /Radial sh Q q 250 150 80 80 re W n /Mesh sh Q "
        b"q /Soft gs 350 150 80 80 re f Q q 80 0 0 80 50 560 cm /Image Do Q q 80 0 0 80 150 560 cm /Lab Do Q "
        b"q 80 0 0 80 250 560 cm /Stencil Do Q q /Mix gs 1 0 0 rg 350 560 80 80 re f Q"
    )
    exponential = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1, 1, 1]), C1=Array([0.2, 0, 0.8]), N=1.4)
    stitched = Dictionary(
        FunctionType=3,
        Domain=Array([0, 1]),
        Functions=Array([exponential, exponential]),
        Bounds=Array([0.4]),
        Encode=Array([0, 1, 1, 0]),
    )
    calculated = pdf.make_stream(
        b"{ pop pop pop dup 1 exch sub exch 0.5 }",
        FunctionType=4,
        Domain=Array([0, 1] * 4),
        Range=Array([0, 1] * 3),
    )
    sampled = pdf.make_stream(
        bytes([255, 0, 0, 0, 0, 255]), FunctionType=0, Domain=Array([0, 1]), Range=Array([0, 1] * 3), Size=Array([2]),
        BitsPerSample=8,
    )  # fmt: skip
    spot = Array([Name.Separation, Name("/Amber"), Name.DeviceRGB, sampled])
    four = Array([
        Name.DeviceN, Array([Name.Cyan, Name.Magenta, Name.Yellow, Name.Black]), Name.DeviceRGB, calculated,
        Dictionary(Subtype=Name.NChannel, Colorants=Dictionary(Amber=spot),
                   Process=Dictionary(ColorSpace=Name.DeviceCMYK, Components=Array([Name.Cyan]))),
    ])  # fmt: skip
    grey = Array([Name.CalGray, Dictionary(WhitePoint=Array([0.95, 1, 1.09]), Gamma=2.2)])
    lab = Array([Name.Lab, Dictionary(WhitePoint=Array([0.95, 1, 1.09]), Range=Array([-100, 100] * 2))])
    resources = page.Resources
    resources.ColorSpace = pdf.make_indirect(Dictionary(Spot=pdf.make_indirect(spot), Four=four))
    axial = Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=Array([50, 0, 130, 0]), Function=stitched,
        Extend=Array([True, True]),
    )  # fmt: skip
    radial = Dictionary(
        ShadingType=3, ColorSpace=Name.DeviceRGB, Coords=Array([190, 190, 5, 190, 190, 40]), Function=exponential,
        Background=Array([0.5, 1, 0.5]),
    )  # fmt: skip
    corners = ((0, 250, 150), (0, 330, 150), (0, 290, 230))
    mesh = pdf.make_stream(
        b"".join(bytes([flag, x // 2, y // 2, x % 255, y % 255, 90]) for flag, x, y in corners),
        ShadingType=4, ColorSpace=Name.DeviceRGB, BitsPerCoordinate=8, BitsPerComponent=8, BitsPerFlag=8,
        Decode=Array([0, 510, 0, 510, 0, 1, 0, 1, 0, 1]),
    )  # fmt: skip
    resources.Shading = Dictionary(Axial=axial, Radial=pdf.make_indirect(radial), Mesh=mesh)
    tiles = pdf.make_stream(
        b"0 0.6 0 rg 0 0 5 5 re f", Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1,
        BBox=Array([0, 0, 10, 10]), XStep=10, YStep=10, Resources=Dictionary(), Matrix=Array([1, 0, 0, 1, 3, 3]),
    )  # fmt: skip
    shaded = Dictionary(PatternType=2, Shading=axial, Matrix=Array([1, 0, 0, 1, 300, 0]))
    resources.Pattern = Dictionary(Tiles=tiles, Shaded=shaded)
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray, I=True, K=False)
    light = pdf.make_stream(
        b"0.4 g 350 150 40 80 re f 0.9 g 390 150 40 80 re f", Type=Name.XObject, Subtype=Name.Form, Group=group,
        BBox=Array([0, 0, 600, 800]), Resources=Dictionary(),
    )  # fmt: skip
    soft = Dictionary(S=Name.Luminosity, G=light, BC=Array([0]), TR=Name.Identity)
    resources.ExtGState = Dictionary(
        Soft=pdf.make_indirect(Dictionary(Type=Name.ExtGState, SMask=soft)), Mix=Dictionary(BM=Name.Multiply, ca=0.4)
    )
    picture_of = {"Type": Name.XObject, "Subtype": Name.Image, "Width": 2, "Height": 2, "BitsPerComponent": 8}
    alpha = pdf.make_stream(bytes([255, 90, 40, 200]), **picture_of, ColorSpace=Name.DeviceGray)
    table = Array([Name.Indexed, Name.DeviceRGB, 3, String(bytes(range(0, 240, 20)))])
    resources.XObject = Dictionary(
        Image=pdf.make_stream(bytes(range(4)), **picture_of, ColorSpace=table, SMask=alpha, Interpolate=False),
        Lab=pdf.make_stream(bytes([90, 0, 0, 50, 99, 9, 70, 7, 200, 20, 128, 128]), **picture_of, ColorSpace=lab),
        Stencil=pdf.make_stream(
            b"\xaa\x55" * 4, Type=Name.XObject, Subtype=Name.Image, Width=8, Height=8, ImageMask=True,
            Decode=Array([1, 0]), BitsPerComponent=1,
        ),
        Grey=pdf.make_stream(bytes(4), **picture_of, ColorSpace=grey),
    )  # fmt: skip
    data = bytes_of(pdf)
    before = picture(data, 0)
    assert len(before.convert("L").getcolors() or []) > 40, "the control: it is all drawn"
    ready = prepare(data)
    assert ready.pdf is not None
    assert ready.notes == ()
    with ready.held:
        kept = ready.pdf.pages[0].obj.Resources
        assert picture(bytes_of(ready.pdf), 0).tobytes() == before.tobytes()
        for kind in resources.keys() - {"/ProcSet"}:
            assert kept[kind].keys() == resources[kind].keys()
        assert kept.ColorSpace.Four[4].Process.keys() == four[4].Process.keys()
        assert bytes(kept.XObject.Image.ColorSpace[3]) == bytes(table[3])
