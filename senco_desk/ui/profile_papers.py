"""One-page profiles of a class or of chosen children as one paper; who has none yet is said before it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO

from PySide6.QtWidgets import QVBoxLayout, QWidget

from senco_desk.domain.pupils import Pupil
from senco_desk.domain.third_party import Found
from senco_desk.services import class_sheets, paper_names, profiles
from senco_desk.services.desk import Desk
from senco_desk.services.profiles import FORMS, Chosen, Form
from senco_desk.ui.cards import Card, button, label, show_if
from senco_desk.ui.context import Context
from senco_desk.ui.fields import CheckField, ChoiceField
from senco_desk.ui.flow import Flow
from senco_desk.ui.jobs import Watcher
from senco_desk.ui.marks import MarkLabel, mark
from senco_desk.ui.pages import Place
from senco_desk.ui.paper_page import Order, PaperPage

_CLASS = "class:"
_CHOSEN = "chosen"
NAMED = 12
"""So many children without a profile are named; of more, how many there are."""


class ProfilesPage(PaperPage):
    """The place says whose: ids of pupils, or a class."""

    nouns = frozenset({"pupil", "status", "profile", "document", "school"})
    report = "profiles"
    title = "One-page profiles"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        self.found: Chosen = Chosen((), ())
        super().__init__(context, parent)
        self.preview.view.show_whole()

    def options(self) -> Sequence[QWidget]:
        """Whose, how large, and who has none."""
        self.whose = ChoiceField("Wh&ose", [])
        self.print_size = ChoiceField("Si&ze of print", list(FORMS.items()))
        self.own_voice = CheckField("Headings sa&y “me”", "Else they say the child’s name.")
        self.print_size.set_value("standard")
        self.own_voice.set_value(True)
        self.whose.changed.connect(self._whose_chosen)
        for field in (self.print_size, self.own_voice):
            field.changed.connect(self.remake)
        asked = Card("What it shows")
        for widget in (self.whose, self.print_size, self.own_voice):
            asked.add(widget)
        self.lacking = Card("Without a profile")
        self.lack = MarkLabel(wrap=True)
        self.lacking.add(self.lack)
        holder = QWidget()
        self._links = QVBoxLayout(holder)
        self._links.setContentsMargins(0, 0, 0, 0)
        self.lacking.add(holder)
        return (asked, self.lacking)

    def reload(self) -> None:
        """Reads who is meant, and makes the preview."""
        desk, attempt = self._context.desk, self._context.work.attempt
        classes = attempt(lambda: class_sheets.classes(desk)) or ()
        args = self.place.args
        named = args[0].removeprefix(_CLASS) if args and args[0].startswith(_CLASS) else None
        if named is None and not args:
            begun = (each.name for each in classes if profiles.chosen(desk, each.pupil_ids).having)
            named = next(begun, classes[0].name if classes else "")
        ids = args if named is None else next((each.pupil_ids for each in classes if each.name == named), ())
        self._fill(
            [*([(_CHOSEN, f"The {len(args)} children chosen" if len(args) > 1 else "The child chosen")]
               if named is None else []),
             *((_CLASS + each.name, f"Class {each.name}" if each.name else "Without a class") for each in classes)],
            _CHOSEN if named is None else _CLASS + named,
        )  # fmt: skip
        self.found = attempt(lambda: profiles.chosen(desk, ids)) or Chosen((), ())
        self._show_lack()
        self.remake()

    def order(self) -> Order | None:
        """One page for each child who has a profile."""
        having = self.found.having
        if not having:
            return None
        ids = tuple(pupil.id for pupil, _ in having)
        form: Form = self.print_size.value()
        own = bool(self.own_voice.value())

        def write(desk: Desk, target: Path | BinaryIO, watcher: Watcher) -> object:
            return profiles.print_profiles(desk, target, ids, form=form, own_voice=own, progress=watcher)

        def names(desk: Desk) -> Sequence[tuple[Pupil, Found]]:
            return paper_names.other_names(desk, [profiles.texts_of(pupil, kept) for pupil, kept in having])

        whose = str(self.whose.value() or "")
        of = f", class {whose.removeprefix(_CLASS)}" if whose.startswith(_CLASS) and whose != _CLASS else ""
        return Order(write, ids, "One-page profile", f"One-page profiles{of}", names)

    def _fill(self, choices: list[tuple[str, str]], chosen: str) -> None:
        combo = self.whose.input
        combo.clear()
        for name, words in choices:
            combo.addItem(words, name)
        self.whose.set_value(chosen)

    def _whose_chosen(self) -> None:
        wanted = str(self.whose.value())
        if wanted != _CHOSEN:
            self._context.go("profiles", wanted)

    def _show_lack(self) -> None:
        while (entry := self._links.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        said = self.found.sentence
        if not self.found.having and not self.found.without:
            said = "No child of a class has SEN Support, an EHC plan or monitoring yet."
        show_if(self.lacking, bool(said))
        self.lack.show_mark(mark("info", said, meaning="to know"))
        row = QWidget()
        flow = Flow(row, gap=1.5)
        for pupil in self.found.without[:NAMED]:
            made = button(pupil.name, partial(self._context.go, "profile", pupil.id), kind="link")
            made.setAccessibleName(f"Write the profile of {pupil.name}")
            flow.addWidget(made)
        if len(self.found.without) > NAMED:
            flow.addWidget(label(f"and {len(self.found.without) - NAMED} more", "small"))
        self._links.addWidget(row)

    def show_place(self, place: Place) -> None:
        """Another choice begins at its first page."""
        if place != self.place:
            self.preview.show_paper(None)
        super().show_place(place)
