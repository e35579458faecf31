"""Settings: how the window looks, and where everything is kept."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from senco_desk.ui.cards import Card, FactRow, button, label
from senco_desk.ui.context import Context
from senco_desk.ui.fields import ChoiceField
from senco_desk.ui.scan_folder import ScanFolderCard
from senco_desk.ui.sheet_room import Columns, Scrolled
from senco_desk.ui.theme import Choice, Spacing, unit

_THEMES: tuple[tuple[Choice, str], ...] = (("system", "As the system does"), ("light", "Light"), ("dark", "Dark"))
_SPACINGS: tuple[tuple[Spacing, str], ...] = (("standard", "Standard"), ("wide", "Wide"))


class LookPanel(QWidget):
    """Theme and spacing change at once; what is said of the data folder is for whoever looks after the computer."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        theme = context.theme
        self.themes = ChoiceField("&Colours", _THEMES, "High contrast, where the system asks for it, always wins.")
        self.spacings = ChoiceField(
            "&Spacing", _SPACINGS, "Wide sets letters and lines further apart, on cream where the colours are light."
        )
        self.themes.set_value(theme.choice if theme else "system")
        self.spacings.set_value(theme.spacing if theme else "standard")
        colours, text = Card("Colours"), Card("Text")
        for field, card in ((self.themes, colours), (self.spacings, text)):
            field.input.setMaximumWidth(unit(32))
            field.changed.connect(self._wear)
            card.add(field)
            card.add_stretch()
        about = Card("About Senco Desk")
        about.add(FactRow("Version", _version()))
        about.add(FactRow("Licence", "MIT: free to use, to share and to change"))
        about.add(FactRow("Network", "None. Everything stays on this computer."))
        about.add_stretch()
        kept = Card("Where the records are kept")
        self.folder = FactRow("This desk", str(context.folder) if context.folder else "")
        kept.add(self.folder)
        kept.add(
            label(
                "Everything in this folder is encrypted. Copy it only while Senco Desk is closed; a backup made with"
                " Senco Desk is always whole.",
                tone="muted",
                wrap=True,
            )
        )
        self.show_button = button("Sho&w the folder", self._show_folder)
        self.show_button.setEnabled(context.folder is not None)
        kept.add(self.show_button)
        kept.add_stretch()
        scroll = Scrolled()
        scroll.body.addWidget(Columns([colours, text], least=40))
        scroll.body.addWidget(Columns([kept, about], least=40))
        if context.may("change"):
            self.scans = ScanFolderCard(context)
            scroll.body.addWidget(self.scans)
        scroll.body.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, unit(0.5), 0, 0)
        layout.addWidget(scroll)

    def reload(self) -> None:
        """Nothing here comes from the records."""

    def _wear(self) -> None:
        choice, spacing = self.themes.value(), self.spacings.value()
        self._context.settings.setValue("look/theme", choice)
        self._context.settings.setValue("look/spacing", spacing)
        theme = self._context.theme
        if theme is not None:
            theme.wear(choice, spacing)

    def _show_folder(self) -> None:
        if self._context.folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._context.folder.parent)))


def _version() -> str:
    try:
        return version("senco-desk")
    except PackageNotFoundError:
        return "from source"
