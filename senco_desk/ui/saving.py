"""Where a file that a person saves begins: in their Documents, or in the folder chosen last in this window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from senco_desk.domain.file_names import file_name

_chosen: dict[str, Path] = {}


def ask_where(over: QWidget, title: str, name: str, kind: str) -> QFileDialog:
    """A dialog, not yet open, for saving a file of one kind, as `PDF (*.pdf)`; `name` brings its ending.

    It opens in the folder last saved to while the program runs, and at first in the person's Documents.
    """
    name = file_name(Path(name).stem, Path(name).suffix)
    folder = _chosen.get("folder")
    start = folder if folder is not None and folder.is_dir() else documents_folder()
    dialog = QFileDialog(over, title, str(start / name), kind)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(_remember)
    return dialog


def documents_folder() -> Path:
    """The person's Documents; their home where there is none."""
    told = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = Path(told) if told else Path.home()
    return folder if folder.is_dir() else Path.home()


def initials(*names: str) -> str:
    """Names by their first letters, `ZL`: a file's name is seen by whoever sees the folder, or the e-mail."""
    letters = [word[0].upper() for name in names for word in name.replace("-", " ").split() if word[0].isalpha()]
    return "".join(letters)


def _remember(name: str) -> None:
    _chosen["folder"] = Path(name).parent
