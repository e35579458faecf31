"""Beginning a desk: the school, a passphrase given twice, and the recovery code, shown once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from senco_desk.domain.file_names import file_name
from senco_desk.domain.problems import Problem, RefusedError, TroubleError
from senco_desk.domain.records import Line, Record
from senco_desk.domain.school import PHASES, Phase, SchoolDraft
from senco_desk.services import safety, schools
from senco_desk.services.desks import SUFFIX, Keys, unlock
from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import Card, button, label
from senco_desk.ui.fields import ChoiceField, Field, LineField
from senco_desk.ui.forms import Form
from senco_desk.ui.jobs import Jobs
from senco_desk.ui.recovery_sheet import RecoverySheet
from senco_desk.ui.secret_fields import SecretField
from senco_desk.ui.theme import unit
from senco_desk.ui.work import crash_report, open_crash

Maker = Callable[[Path, str, SchoolDraft], tuple[Any, str]]
"""Makes a desk at a path with a passphrase, for a school; answers its keys and the recovery code."""


_TELLS_CODE = (
    "If the passphrase is ever forgotten, this code opens the desk. It is shown this once. Without one of the two"
    " nobody can open the records, and nobody can help. Keep it away from this computer: in the school’s safe, say."
)


class NewDesk(Record):
    """What is typed for a new desk."""

    name: Line
    phase: Phase
    authority_id: Line
    senco: Line = ""
    passphrase: SecretStr
    place: Line

    def school(self) -> SchoolDraft:
        """The school alone."""
        return SchoolDraft(name=self.name, phase=self.phase, authority_id=self.authority_id, senco=self.senco)


class NewDeskWindow(QWidget):
    """Two pages: the form, then the recovery code with ways to keep it."""

    made = Signal(object, object)
    """The path of the new desk and its keys: those that the recovery code gave, where it was typed back."""
    left = Signal()
    """Closed without making one."""

    def __init__(self, folder: Path, make: Maker) -> None:
        """`folder` is where a desk is offered a place; `make` is called on a thread of its own."""
        super().__init__()
        self.jobs = Jobs(self)
        self.setWindowTitle("New desk · Senco Desk")
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._folder = folder
        self._make = make
        self._path = folder
        self._keys: Keys | None = None
        self.code = ""
        self.form = self._new_form()
        self.form.submitted.connect(self._begin)
        self.form.closed.connect(self.close)
        self.stack = QStackedWidget()
        for page in (self.form, self._code_page()):
            card = Card()
            card.body.addWidget(page)
            self.stack.addWidget(card)
        self.stack.setFixedWidth(unit(64))
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(self.stack)
        outer.addStretch(1)
        self.resize(unit(86), unit(88))

    def closeEvent(self, event: QCloseEvent) -> None:
        """The code cannot be shown again, so a window that still shows it asks once more."""
        self.jobs.stop()
        if self.code and not self.kept.isChecked():
            self.warning.show()
            self.kept.setFocus()
            announce(self.warning.text(), self, urgent=True)
            event.ignore()
            return
        self.left.emit()
        super().closeEvent(event)

    def _new_form(self) -> Form[NewDesk]:
        profiles = [(one.authority_id, one.name) for one in map(schools.shipped_profile, schools.authority_ids())]
        fields: dict[str, Field] = {
            "name": LineField("&School"),
            "phase": ChoiceField("&Phase", list(PHASES.items())),
            "authority_id": ChoiceField("Local &authority", profiles, "It can be changed under Settings."),
            "senco": LineField("Your &name", "Appears on what is printed."),
            "passphrase": SecretField(
                "Pass&phrase",
                "Several words that only you would put together, such as a line nobody else sings.",
                advise=safety.advice,
            ),
            "again": SecretField("Passphrase, &again"),
            "place": LineField("&Kept in"),
        }
        form = Form(self._read, fields, title="A desk for your school", submit="&Make the desk")
        form.fill({"phase": "primary", "authority_id": "generic", "place": str(self._folder / f"school{SUFFIX}")})
        fields["name"].changed.connect(self._offer_place)
        browse = button("&Choose the folder…", self._browse, kind="link")
        form.body.insertWidget(form.body.count() - 1, browse)
        self._offered = str(self._folder / f"school{SUFFIX}")
        return form

    def _read(self, **values: Any) -> NewDesk:
        problems = []
        again = values.pop("again")
        if not values["name"]:
            problems.append(Problem(field="name", sentence="Give the school’s name."))
        if not values["passphrase"]:
            problems.append(Problem(field="passphrase", sentence="Choose a passphrase."))
        elif values["passphrase"] != again:
            problems.append(Problem(field="again", sentence="The two passphrases differ: type it once more."))
        if not values["place"].endswith(SUFFIX):
            problems.append(Problem(field="place", sentence=f"The name of the folder ends in {SUFFIX}."))
        if problems:
            raise RefusedError(problems)
        return NewDesk(**values)

    def _offer_place(self) -> None:
        """The folder is named after the school, until a person names it."""
        place, name = self.form.fields["place"], self.form.fields["name"]
        if place.value() == self._offered:
            plain = re.sub(r"[^\w\-]+", "-", str(name.value()).casefold()).strip("-")
            self._offered = str(self._folder / file_name(plain, SUFFIX, "school"))
            place.set_value(self._offered)

    def _browse(self) -> None:
        chosen = QFileDialog(self, "Where the desk is kept", str(self._folder))
        chosen.setFileMode(QFileDialog.FileMode.Directory)
        chosen.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen.fileSelected.connect(self._folder_chosen)
        chosen.open()

    def _folder_chosen(self, folder: str) -> None:
        place = self.form.fields["place"]
        self._folder = Path(folder)
        place.set_value(str(self._folder / Path(str(place.value())).name))
        self._offered = str(place.value())

    def _begin(self, typed: NewDesk) -> None:
        self._path = Path(typed.place)
        secret, school = typed.passphrase.get_secret_value(), typed.school()
        self._set_busy(busy=True)
        job = self.jobs.start("Making the desk", lambda _watcher: self._make(self._path, secret, school))
        job.finished.connect(self._begun)
        job.failed.connect(self._failed)

    def _begun(self, made: Any) -> None:
        self._set_busy(busy=False)
        self._keys, self.code = made
        for name in ("passphrase", "again"):
            self.form.fields[name].set_value("")
        self.form.settle()
        self._show_code()

    def _failed(self, error: Exception) -> None:
        self._set_busy(busy=False)
        if isinstance(error, RefusedError):
            self.form.show_problems(_placed(error))
        elif isinstance(error, TroubleError):
            self.form.show_problems([Problem(sentence=f"{error.happened} {error.do}")])
        else:
            open_crash(crash_report(error), self)

    def _set_busy(self, *, busy: bool) -> None:
        self.form.submit.setEnabled(not busy)
        self.form.submit.setText("Making the desk…" if busy else "&Make the desk")

    def _code_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setSpacing(unit(1.5))
        column.addWidget(label("Write down the recovery code", "heading", wrap=True))
        column.addWidget(label(_TELLS_CODE, wrap=True))
        self.sheet = RecoverySheet()
        column.addWidget(self.sheet)
        self.kept = QCheckBox("I have &written it down, printed it or saved it")
        self.kept.toggled.connect(self._kept_changed)
        column.addWidget(self.kept)
        self.warning = label("■ Please keep the code first, then tick that you have it.", tone="over", wrap=True)
        self.warning.hide()
        column.addWidget(self.warning)
        self.typed = LineField(
            "Now &type it back, from what you have kept",
            "The code hides while you type. Spaces and hyphens do not matter.",
        )
        self.typed.input.textEdited.connect(self.sheet.cover)
        self.typed.input.returnPressed.connect(self._check)
        column.addWidget(self.typed)
        self.check = button("&Check the code and open the desk", self._check, kind="primary")
        self.later = button("&Later", self._finish)
        self.later.setToolTip("Opens the desk now. The bar at the top reminds you until the code was checked.")
        row = QHBoxLayout()
        row.addWidget(self.check)
        row.addWidget(self.later)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        self._kept_changed(False)  # noqa: FBT003  the shape of the signal
        return page

    def _show_code(self) -> None:
        self.sheet.show_code(self.code, self._path.name)
        self.stack.setCurrentIndex(1)
        announce(_TELLS_CODE, self)
        self.sheet.print.setFocus()

    def _kept_changed(self, kept: bool) -> None:  # noqa: FBT001  the shape of the signal
        for part in (self.typed, self.check, self.later):
            part.setEnabled(kept)
        self.warning.hide()
        if kept:
            self.typed.focus()

    def _check(self) -> None:
        """Opens the desk's key file with what was typed: proof that the code in the person's hand is the right one."""
        typed, keys = str(self.typed.value()), self._keys
        try:
            safety.compare_codes(self.code, typed)
        except RefusedError as error:
            self.typed.show_problem(" ".join(problem.sentence for problem in error.problems))
            self.typed.focus()
            announce(self.typed.problem(), self, urgent=True)
            return
        assert keys is not None
        self.typed.show_problem("")
        self.check.setEnabled(False)
        self.later.setEnabled(False)
        path = self._path
        job = self.jobs.start("Checking the code", lambda _watcher: unlock(path, typed, floor=keys.floor))
        job.finished.connect(self._checked)
        job.failed.connect(self._check_failed)

    def _checked(self, keys: Keys) -> None:
        self._keys = keys
        self._finish()

    def _check_failed(self, error: Exception) -> None:
        self._kept_changed(True)  # noqa: FBT003  the shape of the signal
        if isinstance(error, TroubleError):
            self.typed.show_problem(f"{error.happened} {error.do}")
            announce(self.typed.problem(), self, urgent=True)
        else:
            open_crash(crash_report(error), self)

    def _finish(self) -> None:
        keys, self._keys, self.code = self._keys, None, ""
        self.sheet.forget()
        self.typed.set_value("")
        self.made.emit(self._path, keys)


def _placed(refused: RefusedError) -> list[Problem]:
    """A refusal of the store beside its field: of the folder, or of the passphrase."""
    placed = []
    for problem in refused.problems:
        about_folder = "already there" in problem.sentence or SUFFIX in problem.sentence
        field = problem.field or ("place" if about_folder else "passphrase")
        placed.append(Problem(sentence=problem.sentence, field=field))
    return placed
