"""A child's name found in others' texts, and the same texts without it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.erasing_names import REMOVED, NameSeeker, names_of
from senco_desk.domain.pupils import Pupil

SEEKER = NameSeeker(
    Pupil(
        id="p",
        legal_forename="Zoë",
        preferred_forename="Zo",
        legal_surname="O’Quill-Feather",
        upn="H801200001001",
    )
)


@pytest.mark.parametrize(
    ("text", "lone", "without"),
    [
        ("Sat with Zoë O'Quill Feather’s group.", False, "Sat with (name removed)’s group."),
        ("ZOE OQUILL-FEATHER, again", False, "(name removed), again"),
        ("O’Quill-Feather, Zoë (H801200001001)", False, "(name removed) ((name removed))"),
        ("Zoë Mary Ann O’Quill-Feather", False, "(name removed)"),
        ("Then Zoë ran. Zoë fell.", False, "Then Zoë ran. Zoë fell."),
        ("Then Zoë ran. Zoë fell.", True, "Then (name removed) ran. (name removed) fell."),
        ("Nobody here", True, "Nobody here"),
    ],
)
def test_a_name_is_taken_out_however_it_is_written(text: str, lone: bool, without: str) -> None:
    assert SEEKER.without(text, lone=lone) == without


HUGO = NameSeeker(
    Pupil(id="h", legal_forename="Hugo", legal_surname="Winter"),
    ["Mr Daniel Winter", "May Winter", "Hugo Brown", "Hugo Winter", "Ms Ada Hall"],
)


@pytest.mark.parametrize(
    ("text", "found", "without"),
    [
        ("Rang Mr Daniel Winter about May.", [], "Rang Mr Daniel Winter about May."),
        ("Mr Winter said May Winter read.", [], "Mr Winter said May Winter read."),
        ("Hugo Brown sat by the door.", [], "Hugo Brown sat by the door."),
        ("Hugo Winter sat there.", ["certain"], "(name removed) sat there."),
        ("Mr Daniel Winter came; May and Winter left.", ["possible"],
         "Mr Daniel Winter came; May and (name removed) left."),
        ("Then Hugo ran.", ["possible"], "Then (name removed) ran."),
    ],
)  # fmt: skip
def test_what_belongs_to_the_name_of_somebody_else_is_not_the_child_s(
    text: str, found: list[str], without: str
) -> None:
    assert [each.certainty for each in HUGO.find(text)] == found
    assert HUGO.without(text, lone=True) == without


def test_in_another_child_s_own_record_a_shared_forename_is_that_child_s() -> None:
    theirs = names_of(Pupil(id="k", legal_forename="Hugo", preferred_forename="Hu", legal_surname="Kowalski"))
    text = "Hugo read a book to Winter. With Hugo Winter, later."
    assert [each.certainty for each in HUGO.find("What helps Hugo, and what is hard.", theirs)] == []
    assert [each.certainty for each in HUGO.find(text, theirs)] == ["certain", "possible"]
    without = "Hugo read a book to (name removed). With (name removed), later."
    assert HUGO.without(text, lone=True, theirs=theirs) == without


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_full_name_is_left_and_what_names_nobody_stays(before: str, after: str) -> None:
    text = f"{before} Zoë O’Quill-Feather {after}"
    result = SEEKER.without(text, lone=False)
    assert REMOVED in result
    assert not [each for each in SEEKER.find(result) if each.certainty == "certain"]
    if not SEEKER.find(before):
        assert SEEKER.without(before, lone=False) == before
