"""One folding for every place where text is searched, sorted or compared."""

from __future__ import annotations

import pytest

from senco_desk.domain.folding import folded, letters_of
from senco_desk.domain.read_text import fold
from senco_desk.exchange.headers import fold as fold_heading


@pytest.mark.parametrize(
    ("written", "plain"),
    [("Świątek", "swiatek"), ("ŁUKASZ", "lukasz"), ("Ǿrsted", "orsted"), ("Straße", "strasse"), ("O’Neill", "o'neill"),
     ("İpek", "ipek"), ("Œuvre", "oeuvre"), ("\N{MATHEMATICAL BOLD CAPITAL A}mi", "ami"), ("Ирина", "ирина")],
)  # fmt: skip
def test_case_and_accents_are_folded_away(written: str, plain: str) -> None:
    assert folded(written) == plain
    assert folded(plain) == plain
    assert fold(written) == plain.replace("'", "")


def test_letters_alone_tell_names_and_headings_apart() -> None:
    assert letters_of("O’Neill-Łysak") == letters_of("ONEILL LYSAK") == "oneilllysak"
    assert fold_heading("SENProvision ") == fold_heading("SEN provision")
    assert fold_heading("% Attendance") == "percentattendance"
    assert fold_heading("Имя") != fold_heading("") != fold_heading("Фамилия")
