"""Where passphrases and codes are typed: shown as dots, and never kept anywhere on their way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from PySide6.QtWidgets import QLineEdit, QWidget

from senco_desk.ui.cards import show_if
from senco_desk.ui.fields import LineField
from senco_desk.ui.forms import Form

Draft = TypeVar("Draft", bound=BaseModel)


class SecretField(LineField):
    """A line that shows dots; its words are never completed, copied or remembered.

    `advise` is asked, while a passphrase is typed, for the line under the field; what it gives stands in for the help.
    """

    def __init__(
        self,
        words: str,
        help_line: str = "",
        *,
        advise: Callable[[str], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, help_line, parent=parent)
        self._advise = advise
        self.input.setEchoMode(QLineEdit.EchoMode.Password)
        self.input.textChanged.connect(self._typed)

    def value(self) -> Any:
        """The text exactly as typed: spaces belong to a passphrase."""
        return self.input.text()

    def show_problem(self, sentence: str) -> None:
        """Shows a problem beside the field; advice that says the same gives way to it."""
        super().show_problem(sentence)
        self._typed(self.input.text())

    def _typed(self, text: str) -> None:
        if self._advise is not None:
            words = self._advise(text) or self._help_line
            self.help.setText(words)
            show_if(self.help, bool(words) and words not in self.problem())


class SecretForm(Form[Draft], Generic[Draft]):
    """A form whose words are secrets: to everything around it, it holds none.

    So nothing of it is ever kept as a draft, and closing it asks nothing.
    """

    needs = ""  # everybody changes a passphrase of their own; what else it does is granted where it opens

    def values(self) -> dict[str, Any]:
        """Nothing, whatever is typed."""
        return {}

    def draft(self) -> Draft:
        """The draft as typed, for the deed alone."""
        return self._draft_type(**{name: field.value() for name, field in self.fields.items()})

    def forget(self) -> None:
        """Empties every field."""
        for field in self.fields.values():
            field.set_value("")
        self.settle()
