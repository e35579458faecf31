"""Two lists to tick on the page that erases: names in others' records, and the backups that hold the child."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from senco_desk.domain.erasing import COPY_WORDS
from senco_desk.services.erasing import Copy, Mention
from senco_desk.ui.cards import Card, label
from senco_desk.ui.marks import MarkLabel, mark
from senco_desk.ui.theme import unit

AT_ONCE = 60
"""So many places are listed; the rest are told of in one line and left as they are."""


class MentionsList(Card):
    """Where the child is named. What is ticked loses the name; the full name is ticked to begin with."""

    def __init__(self) -> None:
        super().__init__("Named in what is about others")
        self.said = label("", tone="muted", wrap=True)
        self.add(self.said)
        self.boxes: dict[str, QCheckBox] = {}
        self._rows = QWidget()
        self._place = self.add(self._rows)

    def show_mentions(self, mentions: Sequence[Mention]) -> None:
        """Shows these."""
        self.boxes = {}
        rows, column = _column()
        for mention in mentions[:AT_ONCE]:
            box = QCheckBox(_words(mention))
            box.setChecked(mention.certainty == "certain")
            box.setAccessibleDescription(mention.excerpt)
            self.boxes[mention.id] = box
            column.addWidget(box)
            excerpt = label(mention.excerpt, "small", wrap=True)
            excerpt.setIndent(unit(3))
            column.addWidget(excerpt)
        if not mentions:
            said = (
                "The child’s name stands in no other record. What is inside other children’s attachments is not read."
            )
        else:
            said = (
                "Tick where the name is to be taken out; earlier versions of these go as well. Not ticked: left as it"
                " is. What is inside other children’s attachments is not read."
            )
        if len(mentions) > AT_ONCE:
            said += f" {len(mentions) - AT_ONCE:,} more places with less likely names are not listed and stay."
        self.said.setText(said)
        self._replace(rows)

    def chosen(self) -> tuple[str, ...]:
        """The ids of the mentions that are ticked."""
        return tuple(name for name, box in self.boxes.items() if box.isChecked())

    def _replace(self, rows: QWidget) -> None:
        self.body.replaceWidget(self._rows, rows)
        self._rows.hide()
        self._rows.deleteLater()
        self._rows = rows


class CopiesList(Card):
    """The backups that hold the child. What is ticked is erased in as well; what cannot be read is only named."""

    def __init__(self) -> None:
        super().__init__("Backups and copies")
        self.said = label("", tone="muted", wrap=True)
        self.add(self.said)
        self.boxes: list[tuple[Copy, QCheckBox]] = []
        self._rows = QWidget()
        self.add(self._rows)

    def show_copies(self, copies: Sequence[Copy]) -> None:
        """Shows these."""
        self.boxes = []
        rows, column = _column()
        for copy in copies:
            if copy.state == "holds":
                box = QCheckBox(f"Erase in {copy.name} too")
                box.setChecked(True)
                self.boxes.append((copy, box))
                column.addWidget(box)
            else:
                told = MarkLabel()
                told.show_mark(mark("due", f"{copy.name}: {COPY_WORDS[copy.state].lower()}", meaning="may hold it"))
                column.addWidget(told)
        self.said.setText(
            "A backup on a stick that is not connected now is not listed. Connect it, and open this page again."
            if copies
            else "No backup that holds the child was found beside the desk or where backups were made. One on a stick"
            " that is not connected now is not listed."
        )
        self.body.replaceWidget(self._rows, rows)
        self._rows.hide()
        self._rows.deleteLater()
        self._rows = rows

    def chosen(self) -> tuple[Copy, ...]:
        """The backups that are ticked."""
        return tuple(copy for copy, box in self.boxes if box.isChecked())


def _column() -> tuple[QWidget, QVBoxLayout]:
    rows = QWidget()
    column = QVBoxLayout(rows)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(unit(0.5))
    return rows, column


def _words(mention: Mention) -> str:
    sure = "" if mention.certainty == "certain" else "perhaps: "
    whose = f"{mention.whose}: " if mention.whose else ""
    earlier = " (an earlier version)" if mention.earlier else ""
    where = mention.where.partition(": ")[0]  # the words after it stand in the excerpt
    where = where if len(where) <= 60 else f"{where[:59].rstrip()}…"
    return f"{sure}{whose}{where}{earlier}".replace("&", "&&")
