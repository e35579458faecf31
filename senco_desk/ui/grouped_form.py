"""A long form under headings that fold: one heading's fields are on show, and each says how much is filled in below it.

Nothing is hidden from the keyboard or from a problem: a heading opens when a field below it is wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from senco_desk.domain.drafts import Plain
from senco_desk.domain.problems import Problem
from senco_desk.ui.fields import CheckField, Field
from senco_desk.ui.forms import Form
from senco_desk.ui.sheet_room import Fold
from senco_desk.ui.theme import unit

Groups = Sequence[tuple[str, Sequence[str]]]
"""Headings with the names of the fields below them, in order."""


class GroupedForm(Form[Any]):
    """A form whose fields stand below headings; the first heading is open. Fields in no group stand above them all."""

    def __init__(
        self,
        draft_type: Callable[..., BaseModel],
        fields: Mapping[str, Field],
        *,
        groups: Groups,
        title: str = "",
        submit: str = "&Save",
        fixed: Mapping[str, Any] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self.folds: list[Fold] = []
        self._group_of: dict[str, Fold] = {}
        self._opening = False
        self._headings: list[tuple[Fold, str, list[Field]]] = []
        super().__init__(draft_type, fields, title=title, submit=submit, fixed=fixed, parent=parent)
        place = sum(all(name not in names for _words, names in groups) for name in self.fields)
        for words, names in groups:
            self._gather(words, [name for name in names if name in self.fields], place + len(self.folds))
        self._tell_filled()
        self.touched.connect(self._tell_filled)

    def fill(self, values: Mapping[str, Any] | BaseModel) -> None:
        """As every form; the headings say what is filled in."""
        super().fill(values)
        self._tell_filled()

    def reveal(self, name: str) -> None:
        """Opens the heading that a field stands below, alone, and puts the keyboard into the field."""
        fold = self._group_of.get(name)
        if fold is not None and not fold.is_open:
            fold.button.click()
        self.fields[name].focus()

    def restore(self, typed: dict[str, Plain]) -> None:
        """As every form; what came back is seen."""
        super().restore(typed)
        self._open(typed)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """As every form; a field with a problem is seen."""
        listed = list(problems)
        self._open(problem.field.split(".")[0] for problem in listed)
        super().show_problems(listed)

    def _asked(self) -> list[Field]:
        """The fields on show: those below a closed heading are passed over by Enter, as by Tab."""
        shut = {name for name, fold in self._group_of.items() if not fold.is_open}
        return [field for field in super()._asked() if not any(self.fields[name] is field for name in shut)]

    def _gather(self, words: str, names: list[str], place: int) -> None:
        if not names:
            return
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(unit(1), unit(0.5), 0, unit(1))
        column.setSpacing(unit(1.5))
        for name in names:
            self.body.removeWidget(self.fields[name])
            column.addWidget(self.fields[name])
        fold = Fold(words, content, is_open=not self.folds)
        fold.toggled.connect(lambda is_open: self._one_open(fold) if is_open else None)
        self.body.insertWidget(place, fold)
        self.folds.append(fold)
        self._headings.append((fold, words, [self.fields[name] for name in names]))
        self._group_of |= dict.fromkeys(names, fold)

    def _one_open(self, opened: Fold) -> None:
        """A person who opens a heading has its fields before them; the others are short again."""
        if not self._opening:
            for fold in self.folds:
                if fold is not opened and fold.is_open:
                    fold.button.click()
            QTimer.singleShot(0, opened, lambda: self._scroll.ensureWidgetVisible(opened.button))

    def _open(self, names: Iterable[str]) -> None:
        for name in names:
            fold = self._group_of.get(name)
            if fold is not None and not fold.is_open:
                self._opening = True
                fold.button.click()
                self._opening = False

    def _tell_filled(self) -> None:
        for fold, words, fields in self._headings:
            filled = sum(_is_filled(field) for field in fields)
            fold.button.setText(f"{words}  ·  {filled} of {len(fields)}")
            fold.button.setAccessibleName(f"{words}: {filled} of {len(fields)} filled in")


def _is_filled(field: Field) -> bool:
    """A box that is not ticked says nothing; "No" that was chosen says something."""
    value = field.value()
    return bool(value) if isinstance(field, CheckField) else value not in (None, "", ())
