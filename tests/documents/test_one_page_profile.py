"""The one-page profile on paper: what the guard calls one page is one page, and nothing that was typed is lost."""

from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from senco_desk.documents.inspect import render_page, text_of
from senco_desk.documents.one_page_profile import FORMS, ProfileSheet, fit_of, render_profiles
from senco_desk.documents.profile_photo import Photo, photo_of_page

SENTENCE = "I like it when people wait for me to finish. "
AMELIA = ProfileSheet(
    "Amelia", "Amelia O.", "Year 4 · Class 4B", "Draws with great care.", "Biscuit the dog.\nNan on Fridays.",
    "Count to ten. Show me.", ("Wait ten seconds.", "One step at a time.", "Ear defenders in the hall."),
    "Made with Amelia on 9 October 2026",
)  # fmt: skip


def printed(*sheets, form="standard", **more):
    out = BytesIO()
    made = render_profiles(sheets, out, school="Riverbank Primary", dated="20 November 2026", form=form, **more)
    return out.getvalue(), made


def words(pdf):
    return " ".join(" ".join(text_of(pdf)).split())


def a_photo():
    return Photo(40, Image.new("RGB", (40, 40), "#A8231B").tobytes())


pieces = st.text(st.sampled_from("ab  \n.-éÿ—“”fiw" + "Zażółć"), max_size=60)
parts = st.lists(st.one_of(pieces, st.just(SENTENCE), st.just("x" * 90 + " ")), max_size=60).map("".join)


@settings(max_examples=25)
@given(parts, parts, parts, st.lists(pieces, max_size=3), st.booleans())
def test_the_guard_and_the_paper_agree_whatever_is_typed(liked, matters, helps, knows, with_photo):
    sheet = ProfileSheet(
        "Zoë", "Zoë K.", liked=liked, matters=matters, helps=helps, must_knows=tuple(knows),
        photo=a_photo() if with_photo else None,
    )  # fmt: skip
    fit = fit_of(sheet)
    pdf, made = printed(sheet)
    with pikepdf.open(BytesIO(pdf)) as read:
        assert len(read.pages) == made.total == fit.pages
    assert fit.fits == (made.total == 1)
    assert fit.words_over == 0 or not fit.fits


def test_the_guard_turns_exactly_where_the_page_ends():
    """Sentence by sentence past the end: the meter rises, and the page breaks in the step in which it says so."""
    shares, turned = [], []
    for count in range(30, 130, 2):
        sheet = ProfileSheet("Amelia", "Amelia O.", helps=SENTENCE * count, must_knows=AMELIA.must_knows)
        fit = fit_of(sheet)
        shares.append(fit.share)
        turned.append(fit.fits)
        if len(turned) > 1 and turned[-1] != turned[-2]:
            assert printed(sheet)[1].total == 2
            assert 0 < fit.words_over <= 40
            assert 0.97 < fit.share < 1.06
    assert shares == sorted(shares)
    assert turned[0]
    assert not turned[-1]


def test_a_page_says_everything_and_no_code_or_number():
    text = words(printed(AMELIA, watermark="Demonstration")[0])
    for said in ("What people like about me", "What matters to me", "How to help me", "Three things to know about me",
                 "Nan on Fridays.", "Ear defenders in the hall.", "Made with Amelia", "Confidential", "Page 1 of 1",
                 "Riverbank Primary · Amelia O.", "20 November 2026"):  # fmt: skip
        assert said in text, said
    named = words(printed(ProfileSheet("Amelia", "Amelia O.", liked="Kind.", own_voice=False))[0])
    assert "What people like about Amelia" in named
    assert "What matters" not in named  # a part that nobody wrote takes no room


def test_no_word_of_a_long_profile_is_lost():
    long = "\n".join(f"Line {number} of what helps, as it was typed." for number in range(120))
    pdf, made = printed(ProfileSheet("Amelia", "Amelia O.", helps=long, must_knows=("The last thing.",)))
    text = words(pdf)
    assert made.total > 1
    assert [n for n in range(120) if f"Line {n} of what helps" not in text] == []
    assert text.index("Line 119 ") < text.index("The last thing.")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_print_holds_the_same_words(form):
    pdf, made = printed(AMELIA, form=form)
    assert {"standard": 1}.get(form, 2) >= made.total
    text = words(pdf)
    for said in ("Draws with great care.", "Biscuit the dog.", "Count to ten.", "Show me.", "One step at a time."):
        assert said in text
    assert made.missing == frozenset()


def test_many_children_begin_each_on_a_page_and_are_bookmarked():
    yusuf = ProfileSheet("Yusuf", "Yusuf K.", liked=SENTENCE * 130)
    pdf, made = printed(AMELIA, yusuf, AMELIA)
    assert made.pages == (1, 2, 1)
    pages = text_of(pdf)
    assert ["Amelia O." in page for page in pages] == [True, False, False, True]
    own = ("Page 1 of 1", "Page 1 of 2", "Page 2 of 2", "Page 1 of 1")  # each is given to somebody else
    assert [said in page for said, page in zip(own, pages, strict=True)] == [True] * 4
    with pikepdf.open(BytesIO(pdf)) as read, read.open_outline() as outline:
        assert [entry.title for entry in outline.root] == ["Amelia O.", "Yusuf K.", "Amelia O."]
        assert read.Root.MarkInfo.Marked
        assert "Amelia" not in str(read.docinfo.get("/Title"))


def test_letters_that_no_font_has_are_told():
    assert printed(ProfileSheet("李", "李 W.", liked="Kind 👍"))[1].missing >= {"李", "👍"}


@pytest.mark.parametrize("form", ["large", "easy"])
def test_a_part_that_fits_on_a_page_is_not_cut(form):
    knows = tuple(f"{word} has to be known by all who work with Amelia." for word in ("First", "Second", "Third"))
    for lines in range(1, 14):
        sheet = ProfileSheet("Amelia", "Amelia O.", liked=f"{SENTENCE}\n" * lines, must_knows=knows)
        pdf, _ = printed(sheet, form=form)
        on_pages = [sum(word in " ".join(page.split()) for word in ("First has", "Second has", "Third has"))
                    for page in text_of(pdf)]  # fmt: skip
        assert max(on_pages) == 3, (lines, on_pages)


def test_a_long_school_and_a_long_name_do_not_run_over_the_day():
    out = BytesIO()
    person = "Bartholomew-Maximilian F."
    school = "St Thomas More Catholic Voluntary Academy and Sixth Form College"
    sheet = ProfileSheet("Bartholomew-Maximilian", person, liked="Trains.")
    render_profiles([sheet], out, school=school, dated="20 November 2026", form="large")
    page = pypdfium2.PdfDocument(out.getvalue())[0].get_textpage()
    found = page.search("Confidential").get_next()
    day = page.search("20 November 2026").get_next()
    last = page.get_charbox(found[0] + found[1] - 1)
    assert last[2] + 6 < page.get_charbox(day[0])[0]


def test_the_photo_prints_as_it_is_in_colour_and_in_grey():
    plain, _ = printed(AMELIA)
    pdf, _ = printed(ProfileSheet(**{name: getattr(AMELIA, name) for name in AMELIA.__dataclass_fields__}
                                  | {"photo": a_photo()}))  # fmt: skip
    wide, high, stride, pixels = render_page(pdf, 0, 600)
    page = Image.frombytes("RGBA", (wide, high), pixels, "raw", "BGRA", stride).convert("RGB")
    red = [page.getpixel((x, y)) for x in range(0, wide, 4) for y in range(0, high // 4, 4)]
    assert sum(dot == (168, 35, 27) for dot in red) > 100
    with pikepdf.open(BytesIO(pdf)) as read:
        figures = [one for one in read.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"]
        assert [str(one.Alt) for one in figures] == ["Photo of Amelia"]
    assert b"/Figure" not in plain


def test_a_picture_on_its_page_is_cut_square_without_the_paper():
    page = Image.new("RGBA", (300, 400), "white")
    page.paste((10, 120, 60, 255), (80, 40, 180, 340))
    blue_first = page.tobytes("raw", "BGRA")
    photo = photo_of_page(300, 400, 1200, blue_first)
    assert photo is not None
    assert photo.side == 100
    assert photo.image().getcolors() == [(100 * 100, (10, 120, 60))]
    assert photo_of_page(40, 40, 160, Image.new("RGBA", (40, 40), "white").tobytes("raw", "BGRA")) is None
