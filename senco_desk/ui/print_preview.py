"""Printing what a preview shows: the system's own dialog, then page after page in the background."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from senco_desk.domain.problems import CancelledError, TroubleError
from senco_desk.services import previews
from senco_desk.services.previews import Paper
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.paper_view import image_of
from senco_desk.ui.work import Work

DOTS = 300
"""Dots to the inch that pages are drawn at; more prints no sharper on a school's printer and takes longer."""


class Printing(QObject):
    """Prints papers, one after the other. Nothing waits: the dialog is opened, and the pages go out in a job."""

    printed = Signal(int)
    """So many pages went to the printer."""

    def __init__(self, work: Work, parent: QWidget) -> None:
        super().__init__(parent)
        self._work = work
        self._over = parent
        self.dialog: QPrintDialog | None = None

    def ask(self, paper: Paper, name: str) -> QPrintDialog:
        """Opens the print dialog for a paper; `name` is what the printer's queue shows, so it names no child."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(name)
        printer.setCreator("Senco Desk")
        printer.setResolution(max(printer.resolution(), 600))
        printer.setPageLayout(_layout(paper))
        printer.setFromTo(1, paper.pages)
        dialog = QPrintDialog(printer, self._over)
        dialog.setWindowTitle("Print")
        dialog.setMinMax(1, paper.pages)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, on=True)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(_Accepted(self, paper, printer))
        self.dialog = dialog
        QDialog.open(dialog)
        return dialog

    def send(self, paper: Paper, printer: QPrinter) -> Job:
        """Prints the pages that were chosen, on a printer that is set up."""
        job = self._work.job("Printing", _Pages(paper, printer))
        job.finished.connect(self._sent)
        return job

    def _sent(self, pages: object) -> None:
        if isinstance(pages, int):
            words = "1 page was sent to the printer" if pages == 1 else f"{pages} pages were sent to the printer"
            self._work.said.emit(words, False)  # noqa: FBT003  the shape of the signal
            self.printed.emit(pages)


class _Accepted:
    def __init__(self, printing: Printing, paper: Paper, printer: QPrinter) -> None:
        self._printing, self._paper, self._printer = printing, paper, printer

    def __call__(self, *_: object) -> None:
        self._printing.send(self._paper, self._printer)


class _Pages:
    """Draws each page and paints it on the printer, both on the worker thread; Qt allows a printer there."""

    def __init__(self, paper: Paper, printer: QPrinter) -> None:
        self._paper, self._printer = paper, printer

    def __call__(self, watcher: Watcher) -> int:
        printer, paper = self._printer, self._paper
        first = printer.fromPage() or 1
        last = min(printer.toPage() or paper.pages, paper.pages)
        watcher.start("Printing", last - first + 1)
        painter = QPainter()
        if not painter.begin(printer):
            raise TroubleError(
                "The printer did not answer, so nothing was printed.",
                "Your records are as they were.",
                "Check that the printer is on, or save the report as a PDF and print it from there.",
            )
        try:
            for number in range(first, last + 1):
                if number > first:
                    printer.newPage()
                self._paint(painter, number)
                watcher.step()
        except CancelledError:
            printer.abort()
            raise
        finally:
            painter.end()
        return last - first + 1

    def _paint(self, painter: QPainter, number: int) -> None:
        width, height = self._paper.sizes[number - 1]
        image = image_of(previews.picture(self._paper, number, round(width / 72 * DOTS)))
        room = QRectF(self._printer.pageLayout().paintRectPixels(self._printer.resolution()))
        room.moveTo(0, 0)
        scale = min(room.width() / width, room.height() / height)
        across, down = width * scale, height * scale
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF((room.width() - across) / 2, (room.height() - down) / 2, across, down), image)


def _layout(paper: Paper) -> QPageLayout:
    """The page size of the paper, A4 as a rule, without margins: the pages bring their own."""
    width, height = paper.sizes[0] if paper.sizes else (595.276, 841.89)
    size = QPageSize(QSizeF(min(width, height), max(width, height)), QPageSize.Unit.Point)
    turned = QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
    layout = QPageLayout(size, turned, QPageLayout().margins())
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout
