"""Two lists to tick on the page that erases: names in others' records, and the backups that hold the child."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from senco_desk.domain.erasing import COPY_WORDS
from senco_desk.services import erasing
from senco_desk.services.erasing import Copy, Mention
from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import Card, label
from senco_desk.ui.context import Context
from senco_desk.ui.marks import MarkLabel, mark
from senco_desk.ui.role_limits import Button
from senco_desk.ui.sheet_room import Fold
from senco_desk.ui.theme import unit

FOLDED = 6
"""More places than these that only perhaps name the child are folded into one line, to be opened."""

_UNREAD = (
    "It is damaged, or it opens only with the passphrases of its day. Where nobody needs it any more, delete it. Else"
    " look at it with a passphrase of that day, from the first window, to see whether the child is in it."
)
_UNREAD_ELSEWHERE = (
    "It is damaged, or it opens only with the passphrases of its day. Open it with one of those from the first window"
    " and erase the child there too, or delete it with the file manager."
)
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
        listed = mentions[:AT_ONCE]
        perhaps = [mention for mention in listed if mention.certainty != "certain"]
        folds = len(perhaps) > FOLDED
        inner, below = _column()
        for mention in listed:
            self._tick(mention, below if folds and mention.certainty != "certain" else column)
        self.fold: Fold | None = None
        if folds:
            self.fold = Fold(f"{len(perhaps):,} places where perhaps somebody else is meant", inner)
            column.addWidget(self.fold)
        else:
            inner.deleteLater()
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

    def _tick(self, mention: Mention, column: QVBoxLayout) -> None:
        box = QCheckBox(_words(mention))
        box.setChecked(mention.certainty == "certain")
        box.setAccessibleDescription(mention.excerpt)
        self.boxes[mention.id] = box
        column.addWidget(box)
        excerpt = label(mention.excerpt, "small", wrap=True)
        excerpt.setIndent(unit(3))
        column.addWidget(excerpt)

    def chosen(self) -> tuple[str, ...]:
        """The ids of the mentions that are ticked."""
        return tuple(name for name, box in self.boxes.items() if box.isChecked())

    def _replace(self, rows: QWidget) -> None:
        self.body.replaceWidget(self._rows, rows)
        self._rows.hide()
        self._rows.deleteLater()
        self._rows = rows


class CopiesList(Card):
    """The backups that hold the child. What is ticked is erased in as well; what cannot be read can be deleted."""

    delete_wanted = Signal(object)
    """A copy that cannot be read, to be deleted for good: asked for twice."""

    def __init__(self) -> None:
        super().__init__("Backups and copies")
        self.said = label("", tone="muted", wrap=True)
        self.add(self.said)
        self.boxes: list[tuple[Copy, QCheckBox]] = []
        self._shown: tuple[Copy, ...] = ()
        self._rows = QWidget()
        self.add(self._rows)

    def take_away(self, copy: Copy) -> None:
        """A copy is deleted: shows the others, ticked as they were."""
        ticked = {each.records for each in self.chosen()}
        self.show_copies([each for each in self._shown if each is not copy])
        for each, box in self.boxes:
            box.setChecked(each.records in ticked)

    def show_copies(self, copies: Sequence[Copy]) -> None:
        """Shows these."""
        self.boxes = []
        self._shown = tuple(copies)
        rows, column = _column()
        for copy in copies:
            if copy.state == "holds":
                box = QCheckBox(f"Erase in {copy.name} too")
                box.setChecked(True)
                self.boxes.append((copy, box))
                column.addWidget(box)
            else:
                told = MarkLabel()
                told.show_mark(mark("due", copy.name, meaning="may hold it"))
                column.addWidget(told)
                self._ways_on(copy, column)
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

    def _ways_on(self, copy: Copy, column: QVBoxLayout) -> None:
        """What can be done about a copy that cannot be read."""
        words = _UNREAD if erasing.can_delete(copy) else _UNREAD_ELSEWHERE
        way = label(f"{COPY_WORDS[copy.state]}. {words}", "small", wrap=True)
        way.setIndent(unit(3))
        column.addWidget(way)
        if erasing.can_delete(copy):
            column.addWidget(_Delete(copy, self.delete_wanted.emit), 0, Qt.AlignmentFlag.AlignLeft)

    def chosen(self) -> tuple[Copy, ...]:
        """The backups that are ticked."""
        return tuple(copy for copy, box in self.boxes if box.isChecked())


def delete_copy(context: Context, shown: CopiesList, copy: Copy) -> bool:
    """Deletes a backup that cannot be read, and takes it off the list; answers whether it is gone."""

    def delete() -> bool:
        erasing.delete_copy(context.desk, copy)
        return True

    if not context.work.attempt(delete):
        return False
    shown.take_away(copy)
    context.work.said.emit("The backup is deleted", False)  # noqa: FBT003  the shape of the signal
    return True


class _Delete(Button):
    """Asks once more before it deletes: in its own words, in its own place."""

    def __init__(self, copy: Copy, delete: Callable[[Copy], object]) -> None:
        super().__init__("Delete this backup…")
        self.needs = "erase"
        self.setProperty("kind", "link")
        self.setAccessibleName(f"Delete the backup {copy.name}")
        self._copy, self._delete, self._asked = copy, delete, False
        self.clicked.connect(self._pressed)

    def _pressed(self) -> None:
        if self._asked:
            self._delete(self._copy)
            return
        self._asked = True
        self.setText("Press again to delete it for good: it can then never be restored")
        self.setAccessibleName(self.text())
        announce(self.text(), self, urgent=True)


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
