"""Settings: the school's own details."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from senco_desk.domain.school import PHASES, SchoolDraft
from senco_desk.services import records, schools
from senco_desk.ui.cards import Card, FactRow, button, label
from senco_desk.ui.context import Context
from senco_desk.ui.fields import ChoiceField, LineField, TextField
from senco_desk.ui.forms import Form
from senco_desk.ui.sheet_room import Columns, Scrolled, SheetRoom
from senco_desk.ui.theme import unit

_FACTS = (
    ("name", "Name"),
    ("phase", "Phase"),
    ("headteacher", "Headteacher"),
    ("senco", "SENCO"),
    ("telephone", "Telephone"),
    ("address", "Address"),
    ("authority_id", "Local authority"),
    ("la_code", "Local authority code"),
    ("establishment", "Establishment number"),
    ("urn", "URN"),
)


class SchoolPanel(QWidget):
    """What is on every cover and letter, and in which authority the school lies."""

    def __init__(self, context: Context, room: SheetRoom, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._room = context, room
        self.facts = {name: FactRow(words) for name, words in _FACTS}
        people, place = Card("School"), Card("Where it is")
        for name, fact in self.facts.items():
            (people if name in {"name", "phase", "headteacher", "senco"} else place).add(fact)
        people.add_stretch()
        place.add_stretch()
        scroll = Scrolled()
        scroll.body.addWidget(label("These stand on the cover of every pack and on every report.", tone="muted"))
        scroll.body.addWidget(Columns([people, place], least=40))
        self.edit_button = button("E&dit school details…", self.edit, kind="primary", needs="settings")
        scroll.body.addWidget(self.edit_button, 0, Qt.AlignmentFlag.AlignLeft)
        scroll.body.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, unit(0.5), 0, 0)
        layout.addWidget(scroll)

    def reload(self) -> None:
        """Reads the school again."""
        school = schools.school(self._context.desk)
        for name, fact in self.facts.items():
            value = str(getattr(school, name))
            if name == "phase":
                value = PHASES[school.phase]
            elif name == "authority_id":
                value = schools.profile(self._context.desk, school.authority_id).name
            fact.show_words(value)

    def edit(self) -> Form[SchoolDraft]:
        """Opens the form."""
        desk = self._context.desk
        authorities = [(each.authority_id, each.name) for each in schools.profiles(desk)]
        form: Form[SchoolDraft] = Form(
            SchoolDraft,
            {
                "name": LineField("&Name of the school"),
                "phase": ChoiceField("&Phase", list(PHASES.items())),
                "headteacher": LineField("&Headteacher"),
                "senco": LineField("SEN&CO"),
                "telephone": LineField("&Telephone"),
                "address": TextField("&Address"),
                "authority_id": ChoiceField(
                    "&Local authority", authorities, "Its threshold applies unless a pupil lives in another’s area."
                ),
                "la_code": LineField("Local authority co&de", "Three figures, such as 887."),
                "establishment": LineField("Esta&blishment number", "Four figures."),
                "urn": LineField("&URN"),
            },
            title="School details",
        )
        school = schools.school(desk)
        form.fill(school)
        form.submitted.connect(self._save)
        self._room.open(form)
        return form

    def _save(self, draft: SchoolDraft) -> None:
        desk, form = self._context.desk, self._room.sheet.form
        changed = schools.school(desk).model_copy(update=dict(draft))
        if self._context.work.do(
            lambda: records.save(desk, changed), form=form, initiator=self, say="School details saved"
        ):
            self._room.put_away()
