"""Settings: fields of the school's own, in the order in which the child's page and the lists show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.custom_fields import FIELD_KINDS, FieldKind
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.records import Line, Record
from senco_desk.services import custom_fields
from senco_desk.services.custom_fields import CustomField, CustomFieldDraft
from senco_desk.ui.cards import button, label
from senco_desk.ui.context import Context
from senco_desk.ui.fields import CheckField, ChoiceField, LineField, TextField
from senco_desk.ui.forms import Form
from senco_desk.ui.sheet_room import SheetRoom
from senco_desk.ui.tables import Column, RowsTable
from senco_desk.ui.theme import unit

_LONGEST = 200
_SAYS = (
    "What your school keeps about a child that has no place here yet: a house, a bus route, the day a form went out."
    " A field removed here goes to the bin with everything children have in it."
)


class FieldEntry(Record):
    """A field as it is typed; the choices stand one on each line."""

    id: str = ""
    name: Line
    kind: FieldKind = "text"
    choices: str = ""
    on_paper: bool = True

    def listed(self) -> tuple[str, ...]:
        """The choices, each once, in their order; refused where one is too long."""
        found = tuple(dict.fromkeys(line.strip() for line in self.choices.splitlines() if line.strip()))
        if any(len(line) > _LONGEST for line in found):
            raise RefusedError(
                [Problem(field="choices", sentence=f"Keep each choice shorter than {_LONGEST} letters.")]
            )
        return found


@dataclass(frozen=True)
class FieldRow:
    """A field with how many children have something in it."""

    field: CustomField
    used: int

    @property
    def id(self) -> str:
        """The field's id."""
        return self.field.id


class FieldsPanel(QWidget):
    """The list of fields, with ways to add, change, move and remove one."""

    def __init__(self, context: Context, room: SheetRoom, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._room = context, room
        self._editing: CustomField | None = None
        self.says = label(_SAYS, tone="muted", wrap=True)
        self.table: RowsTable[FieldRow] = RowsTable("Own fields", _COLUMNS, lambda row: row.id, several=False)
        self.table.opened.connect(lambda row: self.edit(row.field))
        self.table.selected.connect(self._selected)
        self.add_button = button("&Add a field…", self.add, kind="primary", needs="settings")
        self.edit_button = button("Edi&t…", self._edit_selected, needs="settings")
        self.up_button = button("Move &up", lambda: self._move(-1), needs="settings")
        self.down_button = button("Move &down", lambda: self._move(1), needs="settings")
        self.remove_button = button("&Remove", self._remove, needs="settings change")
        buttons = QHBoxLayout()
        buttons.setSpacing(unit(1))
        for made in (self.add_button, self.edit_button, self.up_button, self.down_button, self.remove_button):
            buttons.addWidget(made)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, unit(0.5), 0, 0)
        layout.setSpacing(unit(1.5))
        layout.addWidget(self.says)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        self._selected(())

    def reload(self) -> None:
        """Reads the fields again."""
        desk = self._context.desk
        self.table.set_rows(
            [FieldRow(each, custom_fields.how_many(desk, each.id)) for each in custom_fields.fields(desk)]
        )
        self._selected(self.table.selected_rows())

    def add(self) -> Form[Any]:
        """Opens the form for a new field."""
        return self._open(None)

    def edit(self, field: CustomField) -> Form[Any]:
        """Opens the form for a field."""
        return self._open(field)

    def _open(self, field: CustomField | None) -> Form[Any]:
        form: Form[Any] = Form(
            FieldEntry,
            {
                "name": LineField("&Name", "As it stands on the child’s page and above a column."),
                "kind": ChoiceField("&Kind", list(FIELD_KINDS.items())),
                "choices": TextField("&Choices", "One on each line. What a child has already stays, also where it is"
                                     " taken off here.", lines=4),
                "on_paper": CheckField("&Print it in lists",
                                       "Else it is on screen alone: no list that is printed, saved or copied has it."),
            },
            title="New field" if field is None else field.name,
            fixed={"id": field.id} if field is not None else None,
        )  # fmt: skip
        form.fill(
            {
                "name": field.name if field else "",
                "kind": field.kind if field else "text",
                "choices": "\n".join(field.choices) if field else "",
                "on_paper": field.on_paper if field else True,
            }
        )
        kind, choices = form.fields["kind"], form.fields["choices"]
        kind.changed.connect(lambda: choices.setVisible(kind.value() == "choice"))
        choices.setVisible(kind.value() == "choice")
        self._editing = field
        form.submitted.connect(self._save)
        self._room.open(form)
        return form

    def _save(self, entry: FieldEntry) -> None:
        desk, field, form = self._context.desk, self._editing, self._room.sheet.form
        assert form is not None
        listed = self._context.work.attempt(entry.listed, form=form)
        if listed is None:
            return
        values = {"name": entry.name, "kind": entry.kind, "choices": listed if entry.kind == "choice" else (),
                  "on_paper": entry.on_paper}  # fmt: skip
        if field is None:
            draft = CustomFieldDraft.model_validate(values)
            done = self._context.work.do(lambda: custom_fields.add(desk, draft), form=form, initiator=self)
        else:
            changed = field.model_copy(update=values)
            left = custom_fields.misfits(desk, changed, field.id)
            say = f"Field kept; {_left_words(left)}" if left else ""
            done = self._context.work.do(lambda: custom_fields.save(desk, changed), form=form, initiator=self, say=say)
        if done is not None:
            self._room.put_away()
            self.reload()

    def _selected(self, rows: tuple[FieldRow, ...]) -> None:
        order = [row.id for row in self.table.rows.all_rows()]
        at = order.index(rows[0].id) if rows and rows[0].id in order else -1
        self.edit_button.setEnabled(bool(rows))
        self.remove_button.setEnabled(bool(rows))
        self.up_button.setEnabled(at > 0)
        self.down_button.setEnabled(0 <= at < len(order) - 1)

    def _edit_selected(self) -> None:
        for row in self.table.selected_rows()[:1]:
            self.edit(row.field)

    def _move(self, by: int) -> None:
        desk, rows = self._context.desk, self.table.selected_rows()
        if rows:
            self._context.work.do(lambda: custom_fields.move(desk, rows[0].id, by), initiator=self)
            self.reload()

    def _remove(self) -> None:
        desk, rows = self._context.desk, self.table.selected_rows()
        if not rows:
            return
        field, used = rows[0].field, rows[0].used
        words = "with what one child has in it" if used == 1 else f"with what {used:,} children have in it"
        say = f"Field moved to the bin, {words}" if used else "Field moved to the bin"
        self._context.work.do(lambda: custom_fields.remove(desk, field), initiator=self, say=say)
        self.reload()


def _left_words(left: list[str]) -> str:
    said = ", ".join(f"“{each}”" for each in left[:3]) + (" and more" if len(left) > 3 else "")
    return f"{said} no longer {'fits' if len(left) == 1 else 'fit'}, and stays where it is"


_COLUMNS: tuple[Column[FieldRow], ...] = (
    Column("name", "Name", lambda row: row.field.name, kind="strong", width=26),
    Column("kind", "Kind", lambda row: FIELD_KINDS[row.field.kind], width=18),
    Column("used", "Children", lambda row: row.used, right=True, width=9, text=lambda row: f"{row.used:,}"),
    Column("paper", "Printed", lambda row: row.field.on_paper, width=9,
           text=lambda row: "Yes" if row.field.on_paper else "No"),
    Column("choices", "Choices", lambda row: ", ".join(row.field.choices), kind="muted", stretch=True,
           tip=lambda row: "\n".join(row.field.choices)),
)  # fmt: skip
