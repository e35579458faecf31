"""The class teacher's sheet: choose a class, see it as it prints, print it or save it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from PySide6.QtWidgets import QWidget

from senco_desk.domain.pupils import Pupil
from senco_desk.domain.third_party import Found
from senco_desk.services import class_sheets, paper_names
from senco_desk.services.class_sheets import ClassOf
from senco_desk.services.desk import Desk
from senco_desk.ui.cards import Card, label, show_if
from senco_desk.ui.context import Context
from senco_desk.ui.fields import CheckField, ChoiceField
from senco_desk.ui.jobs import Watcher
from senco_desk.ui.marks import MarkLabel, mark
from senco_desk.ui.paper_page import Order, PaperPage

_EVERY = "*"
_SEVERAL = "+"


class ClassSheetPage(PaperPage):
    """The place names the classes; without any, the first that has children with support."""

    nouns = frozenset({"pupil", "status", "profile", "cycle", "review", "diagnosis", "school"})
    report = "class_sheet"
    title = "Class teacher’s sheet"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        self.classes: tuple[ClassOf, ...] = ()
        self._wanted: tuple[str, ...] = ()
        super().__init__(context, parent)

    def options(self) -> Sequence[QWidget]:
        """Which class, and whether what was diagnosed stands on it."""
        self.which = ChoiceField("&Class", [])
        self.diagnoses = CheckField(
            "With what was &diagnosed", "Only for those who have to know. Needs are told by what helps."
        )
        self.which.changed.connect(self._chosen_class)
        self.diagnoses.changed.connect(self.remake)
        self.none = MarkLabel(wrap=True)
        self.none.show_mark(
            mark("info", "No child has SEN Support, an EHC plan or monitoring yet, so there is no sheet to print.",
                 meaning="to know")
        )  # fmt: skip
        asked = Card("What it shows")
        for widget in (self.which, self.diagnoses, self.none):
            asked.add(widget)
        asked.add(
            label("For the class teacher and supply: three things to know about each child, what helps, and the next"
                  " review. The must-knows come from the one-page profiles, what helps from the current plan.",
                  tone="muted", wrap=True)
        )  # fmt: skip
        return (asked,)

    def reload(self) -> None:
        """Reads which classes there are, and makes the preview."""
        desk = self._context.desk
        self.classes = self._context.work.attempt(lambda: class_sheets.classes(desk)) or ()
        known = [each.name for each in self.classes]
        args = tuple(name for name in self.place.args if name in known)
        self._wanted = tuple(known) if self.place.args == (_EVERY,) else args or tuple(known[:1])
        combo = self.which.input
        combo.clear()
        if len(self._wanted) > 1 and self._wanted != tuple(known):
            combo.addItem(", ".join(self._wanted), _SEVERAL)
        for name in known:
            combo.addItem(f"Class {name}" if name else "Without a class", name)
        if len(known) > 1:
            combo.addItem("Every class", _EVERY)
        several = _EVERY if self._wanted == tuple(known) and len(known) > 1 else _SEVERAL
        self.which.set_value(several if len(self._wanted) > 1 else next(iter(self._wanted), None))
        show_if(self.none, not known)
        self.remake()

    def order(self) -> Order | None:
        """A sheet for each class."""
        wanted, diagnoses = self._wanted, bool(self.diagnoses.value())
        ids = tuple(one for each in self.classes if each.name in wanted for one in each.pupil_ids)
        if not wanted:
            return None

        def write(desk: Desk, target: Path | BinaryIO, watcher: Watcher) -> object:
            return class_sheets.class_sheet_pdf(desk, target, wanted, diagnoses=diagnoses, progress=watcher)

        def names(desk: Desk) -> Sequence[tuple[Pupil, Found]]:
            texts = class_sheets.texts(desk, wanted)
            return paper_names.other_names(desk, texts, own=[pupil for pupil, _ in texts])

        of = f" {wanted[0]}" if len(wanted) == 1 else "s"
        return Order(write, ids, "Class teacher’s sheet", f"Class sheet{of}", names)

    def _chosen_class(self) -> None:
        wanted = str(self.which.value())
        if wanted != _SEVERAL:
            self._context.go("class_sheet", wanted)
