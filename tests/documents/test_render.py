"""Documents rendered and read back: nothing lost, nothing taken for markup, links and numbers right, tags in order."""

from __future__ import annotations

import io
import re
from pathlib import Path

import page as page_validation
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from senco_desk.documents.charts_content import AttendanceChart
from senco_desk.documents.content import (
    AppendixIndex,
    Block,
    Bullets,
    Contents,
    Divider,
    Document,
    FactList,
    Figure,
    Grid,
    Heading,
    KeepTogether,
    LinkTo,
    Mark,
    Marks,
    Number,
    PageBreak,
    PageOf,
    Paragraph,
    Quote,
    Run,
    Spacer,
    Title,
)
from senco_desk.documents.fonts import MISSING, printable
from senco_desk.documents.layout import Followed
from senco_desk.documents.render import Rendered, render
from senco_desk.domain.problems import CancelledError, TroubleError
from tests.documents.reading import bookmarks, links, squeezed, texts, tool

NAUGHTY = (
    "<b>unclosed", '<img src="/etc/passwd"/>', "<para/>x", '<font name="nope">', "</para>", "&amp; & &#0; &bogus;",
    "Llŷr Łukasz Nguyễn Świątek Zoë", "<a href='#nowhere'>x</a>", "%s {0} $x \\n", "]]>", "<!-- -->", "a\x00b",
    "عائشة",
    "שרה", "小明", "👩‍👩‍👧 👍🏽", "e\u0301", "\u202eabc", "x" * 400, "\n\n  line\nline", "-1+1=cmd|' /C calc'!A0",
)  # fmt: skip


def a_document(*blocks: Block, **more: object) -> Document:
    return Document(**{"title": "A plan", "school": "Ysgol Llŷr", "person": "Zoë L.", "blocks": blocks} | more)


def made(document: Document, **more: object) -> tuple[bytes, Rendered]:
    out = io.BytesIO()
    rendered = render(document, out, **more)
    return out.getvalue(), rendered


def everything() -> Document:
    return a_document(
        Title("A plan for Zoë", "made on 22 November 2026"),
        FactList((("Year group", "Year 4"), ("Status", Mark("on_track", "SEN Support")), ("Costs", PageOf("costs")))),
        Contents(3),
        AppendixIndex(),
        PageBreak(),
        Heading(1, "Zoë’s views", "views"),
        Quote("I like trains", "Zoë", "14 November 2026", "talking mat"),
        Paragraph("First words", "lead"),
        Paragraph((Run("see "), Run("the costs", to="costs"), Run(" in bold", bold=True))),
        Bullets(("one point", "another point")),
        Bullets(("step one", "step two"), numbered=True),
        Marks((Mark("due_soon", "due soon"), Mark("information", "a note"))),
        Heading(2, "Attendance"),
        Figure(AttendanceChart((("Autumn", 91.0),)), "Attendance by term"),
        KeepTogether((Heading(3, "Kept"), Paragraph("kept words", "note"), Spacer(4))),
        Heading(1, "Costs", "costs"),
        Grid(
            ("What", "Cost"),
            tuple((f"Line {n}", Number(f"£{n}.00")) for n in range(1, 90)),
            widths=(3, 1),
            caption="All lines",
            total=True,
        ),
        Grid(("Nothing", "here"), ()),
        LinkTo("Back to the views", "views"),
        Divider(1, "A report", (("From", "NHS"),), "2 May 2026"),
        Divider(2, "A letter"),
        dated="22 November 2026",
    )


INSERTS = {1: Followed(14, notes=("Scripts were taken out.",)), 2: Followed(0, "It has a password.")}


def test_words_numbers_links_and_bookmarks() -> None:
    data, rendered = made(everything(), inserts=INSERTS)
    pages = texts(data)
    assert len(pages) == rendered.pages
    assert rendered.total == rendered.pages + 14
    for index, words in enumerate(pages):
        assert f"Page {rendered.numbers[index]} of {rendered.total}" in words
        assert "Ysgol Llŷr" in words
        assert "Zoë L." in words
        assert "Confidential" in words
    own = {number: index for index, number in enumerate(rendered.numbers)}
    assert bookmarks(data) == [(depth, title, own[number]) for depth, title, number in rendered.outline]
    assert [title for _, title, _ in rendered.outline] == [
        "Appendices", "Zoë’s views", "Attendance", "Kept", "Costs", "Appendix 1: A report", "Appendix 2: A letter",
    ]  # fmt: skip
    where = set(links(data))
    for name in ("views", "costs", "appendices", "appendix-1", "appendix-2"):
        assert own[rendered.anchors[name]] in {to for _, to in where}
    divider = rendered.dividers[1]
    assert (divider, own[rendered.anchors["appendices"]]) in where
    first, last = rendered.inserted[1]
    assert (first, last) == (rendered.numbers[divider] + 1, rendered.numbers[divider] + 14)
    assert f"14 pages follow: pages {first} to {last}." in pages[divider]
    assert f"{first}–{last}" in pages[own[rendered.anchors["appendices"]]]
    assert "This document is not included. It has a password." in pages[rendered.dividers[2]]
    assert "Scripts were taken out." in pages[divider]


def test_contents_tell_the_pages_on_which_things_are(tmp_path: Path) -> None:
    rendered = render(everything(), tmp_path / "plan.pdf")
    seen = tool("pdftotext", "-layout", "-l", 1, tmp_path / "plan.pdf", "-")
    for words, anchor in (("Zoë’s views", "views"), ("Costs", "costs"), ("Appendix 1: A report", "appendix-1")):
        assert re.search(rf"{words} +{rendered.anchors[anchor]}$", seen, re.MULTILINE), seen


def test_a_tables_head_is_on_each_page_and_its_rows_once() -> None:
    pages = texts(made(a_document(Grid(("What", "Cost"), tuple((f"Line {n}", "x") for n in range(120)))))[0])
    assert len(pages) > 2
    assert all("What" in words for words in pages)
    assert re.findall(r"Line (\d+)", " ".join(pages)) == [str(n) for n in range(120)]


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_text_is_printed_as_it_was_typed_in_every_place(text: str) -> None:
    document = a_document(
        Title(text, text),
        Contents(3),
        Heading(1, text, "a"),
        Paragraph(text),
        Paragraph(text, "lead"),
        Quote(text, text, text),
        FactList(((text, text),)),
        Bullets((text,)),
        Grid((text, "b"), ((Run(text, to="a"), Mark("overdue", text)), (Number(text), (Run(text, italic=True),)))),
        LinkTo(text, "a"),
        Divider(1, text, ((text, text),)),
        title=text,
        person=text,
        school=text,
    )
    data, _ = made(document)
    got = squeezed("".join(texts(data)))
    wanted = squeezed(printable(text))
    for piece in re.split(r"\s+", printable(text)) if len(text) < 100 else [wanted]:
        assert got.count(squeezed(piece)) >= 18, (piece, got)
    assert "root:" not in got


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_printed_whole(text: str) -> None:
    data, rendered = made(a_document(Paragraph(text), person="", school="s", title="t"))
    body = "".join(texts(data))
    marks = printable(text).count(MISSING)
    assert body.count(MISSING) >= marks
    assert bool(rendered.missing) == bool(marks - text.count(MISSING)) or MISSING in text
    letters = [c for c in squeezed(printable(text)) if c.isascii() and c.isalnum()]
    got = [c for c in squeezed(body) if c.isascii() and c.isalnum()]
    for letter in set(letters):
        assert got.count(letter) >= letters.count(letter)


def test_what_the_fonts_lack_is_reported() -> None:
    _, rendered = made(a_document(Paragraph("小 ok"), Grid(("a",), (("明",),))))
    assert rendered.missing == {"小", "明"}


def test_text_of_twenty_thousand_letters_goes_over_pages_anywhere() -> None:
    long = "Word after word. " * 1_170 + "The end."
    for block in (
        Paragraph(long),
        Quote(long, "who"),
        Bullets((long,)),
        FactList((("name", long),)),
        Grid(("a", "b"), (("x", long), ("y", long + long)), widths=(1, 5)),
        KeepTogether((Paragraph(long),)),
        Grid(("a", "b", "c", "d"), ((long, long, long, "x" * 5_000),)),
    ):
        data, rendered = made(a_document(block))
        assert rendered.pages > 3
        assert "Theend." in squeezed("".join(texts(data)))
        assert squeezed("".join(texts(data))).count("Wordafterword.") >= 1_170 * 0.98


def test_the_same_content_gives_the_same_bytes() -> None:
    assert made(everything(), inserts=INSERTS)[0] == made(everything(), inserts=INSERTS)[0]


def test_links_that_lead_nowhere_and_double_anchors_are_refused() -> None:
    with pytest.raises(ValueError, match="lead nowhere: \\['lost'\\]"):
        made(a_document(Paragraph((Run("x", to="lost"),))))
    with pytest.raises(ValueError, match="used twice"):
        made(a_document(Heading(1, "a", "same"), Heading(1, "b", "same")))
    with pytest.raises(ValueError, match="must match"):
        Grid(("a", "b"), (("only one",),))


@pytest.mark.parametrize("form", [{}, {"large": True}, {"landscape": True, "watermark": "Demonstration school"}])
def test_it_is_tagged_as_pdf_ua_and_qpdf_finds_no_fault(tmp_path: Path, form: dict[str, object]) -> None:
    document = Document(**{name: getattr(everything(), name) for name in Document.__slots__} | form)
    target = tmp_path / "plan.pdf"
    render(document, target, inserts=INSERTS)
    report = page_validation.validate_pdf(str(target), profile=page_validation.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [(each.rule_id, each.message) for each in report.failures]
    assert "No syntax or stream encoding errors" in tool("qpdf", "--check", target)


def test_a_file_without_its_language_or_a_link_without_words_would_be_caught(tmp_path: Path) -> None:
    target = tmp_path / "plan.pdf"
    render(everything(), target)
    with pikepdf.open(target, allow_overwriting_input=True) as pdf:
        del pdf.Root.Lang
        pdf.save(target)
    report = page_validation.validate_pdf(str(target), profile=page_validation.ValidationProfile.PDF_UA_1)
    assert not report.is_compliant


def test_a_screen_reader_meets_the_words_in_the_order_of_the_blocks(tmp_path: Path) -> None:
    target = tmp_path / "plan.pdf"
    render(everything(), target, inserts=INSERTS)
    said = "".join(re.findall(r'"(.*)"', tool("pdfinfo", "-struct-text", target)))
    order = ["A plan for Zoë", "Year group", "Year 4", "Contents", "Appendices", "Number", "A report",
             "I like trains", "First words", "in bold", "one point", "another point", "step one", "due soon",
             "Attendance by term", "kept words", "All lines", "What", "Cost", "Line 1", "£1.00", "Line 89", "£89.00",
             "Nothing recorded yet.", "Back to the views", "A report", "From", "A letter"]  # fmt: skip
    place = 0
    for words in order:
        found = squeezed(said).find(squeezed(words), place)
        assert found >= 0, words
        place = found
    tags = tool("pdfinfo", "-struct", target)
    assert tags.count("/Scope /Column") == 2 + 4
    assert "Page 1 of" not in said


def test_headings_do_not_hang_at_a_pages_foot() -> None:
    for lines in range(30, 60):
        document = a_document(
            *(Paragraph("x", "small") for _ in range(lines)),
            Heading(1, "Hanging"),
            Heading(2, "Lower"),
            Grid(("Head",), (("first row",), ("second row",))),
        )
        pages = texts(made(document)[0])
        [index] = [index for index, words in enumerate(pages) if "Hanging" in words]
        assert "first row" in pages[index]


def test_a_target_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TroubleError, match="could not be written"):
        render(everything(), tmp_path / "no such folder" / "plan.pdf")
    target = tmp_path / "plan.pdf"
    target.write_bytes(b"older")

    class Impatient:
        def start(self, what: str, total: int) -> None:
            assert what == "Making the pages"
            assert total > 10

        def step(self, done: int = 1) -> None:
            raise CancelledError

    with pytest.raises(CancelledError):
        render(everything(), target, progress=Impatient())
    assert target.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [target]


def test_dates_are_words_given_not_a_clock() -> None:
    data, _ = made(everything())
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert "/CreationDate" not in pdf.docinfo
        assert str(pdf.docinfo["/Title"]) == "A plan"
        assert str(pdf.Root.Lang) == "en-GB"


def test_a_title_with_letters_that_xml_forbids_still_names_the_document() -> None:
    data, _ = made(a_document(Paragraph("x"), title="A\x00 & <b> plan"))
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_metadata() as told:
        assert told["dc:title"] == f"A{MISSING} & <b> plan"


def _pages(*blocks: Block) -> list[str]:
    out = io.BytesIO()
    render(Document("Report", "School", blocks), out)
    return texts(out.getvalue())


def test_contents_never_leave_an_empty_page_behind() -> None:
    headings = [Heading(1, f"Heading {number}") for number in range(36)]
    for before in range(0, 90, 3):  # until the list goes over: at some height nothing is left but the room after it
        first, *rest = _pages(Title("Report"), PageBreak(), Paragraph("x"), Spacer(before), Contents(1), PageBreak(),
                              *headings)[1:]  # fmt: skip
        assert "Contents" in first
        for page in rest:
            assert "Heading" in page, before


def test_somebodys_words_stay_with_their_name() -> None:
    words = " ".join(f"word{number}" for number in range(60))
    for before in range(40, 62):
        pages = _pages(*[Paragraph("Line") for _ in range(before // 2)], Spacer(before), Quote(words, "Zoë Example"))
        (named,) = [page for page in pages if "Zoë Example" in page]
        assert named.count("word") >= 8  # two lines of them
        assert sum(page.count("word") for page in pages) == 60


def test_a_quotation_longer_than_a_page_still_ends_with_its_name() -> None:
    pages = _pages(Quote("Amelia told us. " * 900, "Zoë Example"))
    assert len(pages) > 2
    assert "Zoë Example" in pages[-1]
    assert "Amelia" in pages[-1]


def test_a_total_never_stands_alone_on_a_page() -> None:
    for count in range(26, 46):
        rows = (*((f"Line {number}", Number("£1.00")) for number in range(count)), ("Total", Number(f"£{count}.00")))
        pages = _pages(Grid(("What", "Cost"), rows, total=True))
        (last,) = [page for page in pages if "Total" in page]
        assert f"Line {count - 1}" in last


def test_a_tables_head_is_never_repeated_in_the_middle_of_a_page() -> None:
    rows = tuple((f"Outcome {number}: " + "joins a task in the group " * 5, "3 times a week") for number in range(3))
    for before in range(0, 300, 6):
        pages = _pages(Spacer(420), Spacer(before), Grid(("Heading", "Baseline"), rows, widths=(1, 2)))
        assert [page.count("Heading") for page in pages if "Outcome" in page] == [
            1 for page in pages if "Outcome" in page
        ]
        assert "Outcome 1" in next(page for page in pages if "Outcome 2" in page)


def test_a_heading_is_not_parted_from_the_table_that_its_line_leads_to() -> None:
    rows = tuple((f"Row {number}", "x") for number in range(4))
    for before in range(24, 36):
        filling = [Paragraph("Line") for _ in range(before)]
        pages = _pages(
            *filling, Heading(1, "Provision"), Paragraph("Costs are rounded. " * 12, "muted"), Grid(("A", "B"), rows)
        )
        (headed,) = [page for page in pages if "Provision" in page]
        assert "Row 0" in headed
