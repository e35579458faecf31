"""A child's name found in others' texts, and the same texts without it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.erasing_names import REMOVED, NameSeeker
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


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_full_name_is_left_and_what_names_nobody_stays(before: str, after: str) -> None:
    text = f"{before} Zoë O’Quill-Feather {after}"
    result = SEEKER.without(text, lone=False)
    assert REMOVED in result
    assert not [each for each in SEEKER.find(result) if each.certainty == "certain"]
    if not SEEKER.find(before):
        assert SEEKER.without(before, lone=False) == before
