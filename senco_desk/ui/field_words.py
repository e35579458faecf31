"""What a field holds as it was typed, half a date or a wrong sum included, and how it is put back."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit

from senco_desk.domain.drafts import Plain, packed, unpacked
from senco_desk.ui.fields import Field, LineField, TextField


def typed_value(field: Field) -> Plain:
    """What a field holds, as JSON can keep it; TypeError where it holds something that cannot be kept."""
    if isinstance(field, LineField):
        return field.input.text()
    if isinstance(field, TextField):
        return field.input.toPlainText()
    return packed(field.value())


def put_typed(field: Field, typed: Plain) -> None:
    """Puts back what `typed_value` gave, without telling that it changed."""
    if isinstance(field, LineField):
        field.input.setText(str(typed or ""))
    else:
        field.set_value(unpacked(typed))
        if isinstance(field, TextField):
            field.input.moveCursor(QTextCursor.MoveOperation.End)  # where the typing goes on


def is_text(field: Field) -> bool:
    """Whether words are typed into it."""
    return isinstance(field, LineField | TextField)


def is_secret(field: Field) -> bool:
    """Whether what is typed into it is hidden, as a passphrase is: such words are never kept."""
    return any(each.echoMode() != QLineEdit.EchoMode.Normal for each in field.findChildren(QLineEdit))
