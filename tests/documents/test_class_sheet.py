"""The class teacher's sheet: three things each, what helps in short, no diagnosis unless it was asked for."""

from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st

from senco_desk.documents.class_sheet import SHORT, ChildLine, ClassLines, compose_class_sheet, shortened
from senco_desk.documents.inspect import text_of
from senco_desk.documents.render import render

AMELIA = ChildLine(
    "Amelia O’Neill", "SEN Support", ("Wait ten seconds.", "One step."), "Pre-teach the words. " * 40, "04/12/2026",
    ("Developmental language disorder",),
)  # fmt: skip


def printed(*classes, **more):
    out = BytesIO()
    pages = render(compose_class_sheet(classes, school="Riverbank", dated="20 November 2026", **more), out).total
    return [" ".join(page.split()) for page in text_of(out.getvalue())], pages


def test_it_says_three_things_and_not_what_was_diagnosed():
    (page,), pages = printed(ClassLines("4B", (AMELIA, ChildLine("Yusuf Khan", "EHC plan"))))
    assert pages == 1
    for said in ("Class 4B: what to know", "Amelia O’Neill", "SEN Support", "1. Wait ten seconds.", "2. One step.",
                 "Pre-teach the words.", "04/12/2026", "Not written down yet", "not set", "Confidential",
                 "Page 1 of 1", "supply"):  # fmt: skip
        assert said in page, said
    assert "language disorder" not in page
    (page,), _ = printed(ClassLines("4B", (AMELIA,)), diagnoses=True)
    assert "Developmental language disorder" in page


def test_each_class_begins_on_its_own_page_and_an_empty_one_says_so():
    pages, _ = printed(ClassLines("4B", (AMELIA,)), ClassLines("5A"), ClassLines("", (AMELIA,)))
    assert ["Class 4B" in pages[0], "Class 5A" in pages[1], "Without a class" in pages[2]] == [True] * 3
    assert "No child of this class" in pages[1]


@given(st.text(st.sampled_from("ab .!\n"), max_size=900))
def test_strategies_are_cut_at_a_sentence_or_a_word_and_say_that_they_go_on(said):
    short = shortened(said)
    assert len(short) <= SHORT + 2
    flat, cut = "".join(said.split()), "".join(short.split())
    assert flat == cut or (short.endswith("…") and flat.startswith(cut[:-1]))
