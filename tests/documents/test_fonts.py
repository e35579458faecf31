"""The fonts: what they have is printed, what they lack is marked and told."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.documents.fonts import MISSING, SYMBOLS, missing_glyphs, printable, split_by_font, width_of

NAMES = "Llŷr Łukasz Nguyễn Świątek Zoë Siân Şükrü Đặng Øystein Ioannis Иван Αλέξης Ţurcanu Ħaż-Żebbuġ O’Neill"


def test_names_of_our_schools_are_printed_as_they_are_written() -> None:
    assert printable(NAMES) == NAMES
    assert not missing_glyphs(NAMES)
    assert printable(unicodedata.normalize("NFD", "Llŷr Nguyễn")) == "Llŷr Nguyễn"


@pytest.mark.parametrize("sign", "→✓■▲–•☐½×£")
def test_the_signs_we_use_are_in_a_font(sign: str) -> None:
    assert printable(sign) == sign


def test_signs_that_the_text_font_lacks_change_font_and_only_they() -> None:
    pieces = split_by_font("done ✓ and → on")
    assert "".join(text for _, text in pieces) == "done ✓ and → on"
    assert [text for font, text in pieces if font == SYMBOLS] == ["✓", "→"]


def test_what_no_font_has_is_marked_and_told() -> None:
    assert printable("名 and 👩‍👩‍👧 and é") == f"{MISSING} and {MISSING} and é"
    assert missing_glyphs("名 ok 👍🏽") == {"名", "👍", "🏽"}
    assert printable("a\x00b\tc\r\nd\u2028e\u200bf") == f"a{MISSING}b    c\nd\nef"


@given(st.text())
def test_no_letter_is_lost_in_silence(text: str) -> None:
    printed = "".join(piece for _, piece in split_by_font(text))
    lost = missing_glyphs(text)
    assert printed == printable(text)
    assert bool(lost) <= (MISSING in printed)
    shown = printable("".join(char for char in unicodedata.normalize("NFC", text) if char not in lost))
    assert [c for c in shown if not c.isspace() and c != MISSING] == [
        c for c in printed if not c.isspace() and c != MISSING
    ]


def test_width_counts_both_fonts() -> None:
    assert width_of("ab", 10) > width_of("a", 10) > 0
    assert width_of("✓", 10) > 0
