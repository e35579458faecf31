"""Pictures that come from outside, and pictures of the record shown small: both from memory, never through a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QWidget

from senco_desk.domain.papers import Document
from senco_desk.services import attachments
from senco_desk.services.attaching import Arriving
from senco_desk.services.desk import Desk
from senco_desk.ui.cards import button
from senco_desk.ui.context import Context
from senco_desk.ui.jobs import Watcher
from senco_desk.ui.pupil_photo import trimmed
from senco_desk.ui.role_limits import Button
from senco_desk.ui.theme import unit
from senco_desk.ui.tips import set_tip

ENDINGS = (".png", ".jpg", ".jpeg")
_DRAWN = 480


def picture_in(mime: QMimeData | None) -> Arriving | None:
    """The picture that is dropped or pasted: a PNG or JPEG file, or the dots themselves; None where there is none."""
    if mime is None:
        return None
    for url in mime.urls():
        path = Path(url.toLocalFile())
        if url.isLocalFile() and path.suffix.casefold() in ENDINGS:
            return Arriving(path)
    found = mime.imageData() if mime.hasImage() else None
    image = found.toImage() if isinstance(found, QPixmap) else found
    if not isinstance(image, QImage) or image.isNull():
        return None
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return Arriving(bytes(buffer.data().data()), "picture.png")


def ask_picture(over: QWidget, title: str, then: Callable[[Arriving], object]) -> QFileDialog:
    """Opens a dialog for one picture, without waiting for it."""
    dialog = QFileDialog(over.window(), title, str(Path.home()), "Pictures (*.png *.jpg *.jpeg)")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: then(Arriving(Path(name))))
    dialog.open()
    return dialog


def thumbnail(context: Context, document: Document, opens: Callable[[str], object]) -> Button:
    """A document's first page, small, as a button that opens it; its title stands there until it has been drawn."""
    made = button(document.title, lambda: opens(document.id))
    made.setAccessibleName(f"Open {document.title}")
    set_tip(made, document.title)

    def draw(desk: Desk, _watcher: Watcher) -> QImage | None:
        try:
            wide, high, stride, pixels = attachments.render_page(desk, document.id, 0, _DRAWN)
        except Exception:  # noqa: BLE001  what cannot be drawn is opened by its title all the same
            return None
        return trimmed(QImage(pixels, wide, high, stride, QImage.Format.Format_ARGB32).copy())

    def drawn(found: object) -> None:
        try:
            if isinstance(found, QImage) and not found.isNull():
                side = unit(14)
                small = found.scaled(
                    side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
                )
                made.setIcon(QIcon(QPixmap.fromImage(small)))
                made.setIconSize(QSize(small.width(), small.height()))
                made.setText("")
        except RuntimeError:  # the tab shows somebody else by now
            return

    if not document.problem:
        context.read_job("Showing a drawing", draw).finished.connect(drawn)
    return made
