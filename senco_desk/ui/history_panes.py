"""Two versions side by side: what was removed struck through at the left, what was added underlined at the right.

Colour only repeats what the line through or under a word says already. A passage stands beside its other version
however long either is, since both are cells of one table.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor, QTextLength, QTextTable, QTextTableFormat
from PySide6.QtWidgets import QTextBrowser, QWidget

from senco_desk.domain.comparing import Piece
from senco_desk.services.versions import Compared
from senco_desk.ui.theme import colour, unit


class Panes(QTextBrowser):
    """The passages of two versions; read only, and copied as text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        # Walked with the arrows too, a caret where one is; a browser alone only scrolls.
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName("The two versions, side by side")
        self._heads: tuple[str, ...] = ()
        self._shown: tuple[Compared, ...] = ()

    def show_passages(self, older: str, newer: str, passages: Sequence[Compared]) -> None:
        """Shows passages under the words for the older and the newer version."""
        self._heads, self._shown = (older, newer), tuple(passages)
        self._write()

    def show_one(self, head: str, passages: Sequence[tuple[str, str]]) -> None:
        """Shows one version, which there is no other to compare with."""
        self._heads = (head,)
        self._shown = tuple(Compared(name, (Piece("same", words),)) for name, words in passages)
        self._write()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme has other colours."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange} and hasattr(self, "_shown"):
            self._write()

    def _write(self) -> None:
        across = len(self._heads)
        self.clear()
        if not across:
            return
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        shape = QTextTableFormat()
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        shape.setColumnWidthConstraints([QTextLength(QTextLength.Type.PercentageLength, 100 / across)] * across)
        shape.setBorder(0)
        shape.setCellSpacing(0)
        shape.setCellPadding(unit(0.75))
        table = cursor.insertTable(1 + 2 * len(self._shown), across, shape)
        for at, head in enumerate(self._heads):
            table.cellAt(0, at).firstCursorPosition().insertText(head, _format(bold=True))
        for at, passage in enumerate(self._shown):
            self._write_passage(table, 1 + 2 * at, passage)
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _write_passage(self, table: QTextTable, line: int, passage: Compared) -> None:
        across = len(self._heads)
        table.mergeCells(line, 0, 1, across)
        name = passage.name if passage.changed or across == 1 else f"{passage.name} (the same)"
        table.cellAt(line, 0).firstCursorPosition().insertText(name, _format("muted"))
        for column, wanted in ((0, "removed"), (1, "added"))[:across]:
            cursor = table.cellAt(line + 1, column).firstCursorPosition()
            for piece in passage.pieces:
                if piece.kind in ("same", wanted):
                    cursor.insertText(piece.text.replace("\n", "\u2028"), _of(piece))
            if not any(piece.kind in ("same", wanted) for piece in passage.pieces):
                cursor.insertText("(nothing)", _format("muted"))


def change_words(passage: Compared) -> str:
    """What was taken out of a passage and put into it, for those who see no line through it or under it."""
    parts = []
    for kind in ("removed", "added"):
        words = " … ".join(piece.text.strip() for piece in passage.pieces if piece.kind == kind and piece.text.strip())
        if words:
            parts.append(f"{kind}: “{words}”")
    return f"{passage.name}, {'; '.join(parts)}." if parts else ""


def _of(piece: Piece) -> QTextCharFormat:
    if piece.kind == "same":
        return _format()
    made = _format("over" if piece.kind == "removed" else "good")
    made.setFontStrikeOut(piece.kind == "removed")
    made.setFontUnderline(piece.kind == "added")
    return made


def _format(ink: str = "text", *, bold: bool = False) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(colour(ink))
    if bold:
        made.setFontWeight(QFont.Weight.Medium)
    return made
