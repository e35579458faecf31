"""A name that is being typed finds its child with a plain keyboard, and two of one name are told apart."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from senco_desk.ui.many_fields import PupilsField
from senco_desk.ui.name_completer import NameCompleter, first_named

NAMES = ("Amelia O’Neill · 4A", "Łucja Świątek · 1B", "Zoë Kowalski · RA")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("o'neill", NAMES[0]),
        ("AMELIA O’N", NAMES[0]),
        ("lucja sw", NAMES[1]),
        ("zoe", NAMES[2]),
        ("hugo", ""),
        (" ", ""),
    ],
)
def test_enter_takes_a_name_however_it_is_typed(typed, found):
    assert first_named(NAMES, typed) == found


def test_what_is_offered_follows_what_is_typed_and_is_written_as_it_is_shown(shown):
    line = QLineEdit()
    listed = NameCompleter(NAMES, line)
    line.setCompleter(listed)
    shown(line)
    QTest.keyClicks(line, "O'N")
    assert listed.completionCount() == 1
    assert listed.currentCompletion() == NAMES[0]
    listed.offer(NAMES[1:])
    line.clear()
    QTest.keyClicks(line, "o'n")
    assert listed.completionCount() == 0


def test_a_field_of_children_takes_the_first_that_is_left(shown):
    field = PupilsField("&Pupils", list(zip("abc", NAMES, strict=True)))
    shown(field)
    QTest.keyClicks(field.input, "o'neill")
    QTest.keyClick(field.input, Qt.Key.Key_Return)
    assert field.value() == ("a",)
    QTest.keyClicks(field.input, "o'neill")
    QTest.keyClick(field.input, Qt.Key.Key_Return)
    assert field.value() == ("a",)
