"""How the register is shown, as one thing: read off the page, put on it, and remembered from one day to the next."""

from __future__ import annotations

import json

from PySide6.QtCore import QObject

from senco_desk.domain.register_views import USUAL, RegisterView
from senco_desk.ui.cards import Chips
from senco_desk.ui.context import Context
from senco_desk.ui.register_narrowing import RegisterNarrowing
from senco_desk.ui.register_table import RegisterTable
from senco_desk.ui.tables import FilterField

_COLUMNS, _WIDTHS = "register/columns", "register/widths"


class RegisterShowing(QObject):
    """Columns, widths, sorting, filters, chips and typed words together."""

    def __init__(
        self, context: Context, table: RegisterTable, chips: Chips, typed: FilterField, narrowing: RegisterNarrowing
    ) -> None:
        super().__init__(table)
        self._context, self._table, self._chips, self._typed = context, table, chips, typed
        self._narrowing = narrowing

    def now(self) -> RegisterView:
        """How the register is shown now."""
        return RegisterView(
            columns=self._table.shown_columns(),
            widths=self._table.widths(),
            sorts=self._table.asked,
            filters=self._narrowing.filters,
            chips=self._chips.on(),
            typed=self._typed.text().strip(),
        )

    def show(self, view: RegisterView) -> None:
        """Shows the register in another way."""
        self._table.lay_out(view.columns, view.widths)
        self._table.sort_by(*view.sorts)
        self._typed.show_typed(view.typed)
        self._chips.set_on(view.chips)
        self._narrowing.put(view.filters)

    def remember(self) -> None:
        """Keeps columns and widths, which say nothing about a pupil.

        How it was sorted or filtered is not kept from one day to the next.
        """
        settings = self._context.settings
        settings.setValue(_COLUMNS, ",".join(self._table.shown_columns()))
        settings.setValue(_WIDTHS, json.dumps(self._table.widths()))

    def usual(self) -> RegisterView:
        """How the register is shown without any view: in the columns that were chosen last."""
        settings = self._context.settings
        names = tuple(name for name in str(settings.value(_COLUMNS) or "").split(",") if name)
        try:
            widths = {str(name): int(wide) for name, wide in json.loads(str(settings.value(_WIDTHS) or "{}")).items()}
        except (ValueError, AttributeError, TypeError):
            widths = {}
        return RegisterView(columns=names or USUAL, widths=widths)
