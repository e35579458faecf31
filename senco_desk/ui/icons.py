"""Line icons from `resources/icons`, tinted with the theme and drawn sharp at every scale."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from senco_desk.services.resources import resource
from senco_desk.ui.theme import current, unit

_DRAWN_IN = b"#000000"
_ANY_SCREEN = 2.0
"""Drawn besides the scales of the screens at hand, for a screen that is plugged in later."""


def icon(name: str, ink: str = "muted", *, checked: str = "") -> QIcon:
    """An icon in the colour of a token of the theme worn now; `checked` is the token used while it is chosen.

    An empty name gives an empty icon. Ask again after `Theme.changed`.
    """
    if not name:
        return QIcon()
    tokens = current()
    return _icon(name, getattr(tokens, ink), getattr(tokens, checked) if checked else "", tokens.edge, icon_size())


def draw_ahead() -> None:
    """Draws every icon in its usual colour, so that no window that asks for them later waits."""
    for path in resource("icons").glob("*.svg"):
        icon(path.stem)


def icon_size() -> int:
    """The side of a small icon in pixels, grown with the text."""
    return unit(2.25)


@lru_cache(maxsize=256)
def _icon(name: str, normal: str, checked: str, disabled: str, side: int) -> QIcon:
    made = QIcon()
    for scale in {_ANY_SCREEN, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}:
        made.addPixmap(_drawn(name, normal, side, scale), QIcon.Mode.Normal, QIcon.State.Off)
        made.addPixmap(_drawn(name, disabled, side, scale), QIcon.Mode.Disabled, QIcon.State.Off)
        if checked:
            made.addPixmap(_drawn(name, checked, side, scale), QIcon.Mode.Normal, QIcon.State.On)
    return made


def _drawn(name: str, colour: str, side: int, scale: float) -> QPixmap:
    """The SVG text with its one ink replaced, at so many device pixels for each pixel."""
    picture = QByteArray(_svg(name).replace(_DRAWN_IN, QColor(colour).name().encode()))
    pixmap = QPixmap(round(side * scale), round(side * scale))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(picture).render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


@lru_cache(maxsize=64)
def _svg(name: str) -> bytes:
    return resource(f"icons/{name}.svg").read_bytes()
