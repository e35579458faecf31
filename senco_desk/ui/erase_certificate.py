"""A certificate of erasure, saved where a person chooses; printed from there, or filed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from senco_desk.domain.erasing import Certificate
from senco_desk.services import erasing
from senco_desk.ui.context import Context
from senco_desk.ui.saving import ask_where


def save_certificate(
    context: Context, certificate: Certificate, over: QWidget, saved: Callable[[Path], None]
) -> QFileDialog:
    """Asks where, without waiting; `saved` is told the file once it is written."""
    name = f"Certificate of erasure {certificate.number}.pdf"
    dialog = ask_where(over, "Save the certificate", name, "PDF (*.pdf)")
    dialog.fileSelected.connect(lambda chosen: write_certificate(context, certificate, Path(chosen), saved))
    dialog.open()
    return dialog


def write_certificate(context: Context, certificate: Certificate, path: Path, saved: Callable[[Path], None]) -> None:
    """Writes it and says so; what stands in the way is told as ever."""
    done = context.work.attempt(lambda: erasing.certificate_pdf(context.desk, certificate, path))
    if done is not None:
        saved(path)
        context.work.said.emit(f"Saved as {path.name}", False)  # noqa: FBT003  the shape of the signal
