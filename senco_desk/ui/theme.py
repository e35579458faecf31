"""Dresses the program: fonts, palette and one stylesheet, all made from the tokens.

The palette is the single place where the running theme is kept: `current()` reads it back, so a painter needs
no theme object handed to it, and a change of palette repaints everything. Where the system is in high contrast
its own colours are used for everything, and status is told by shape and word alone.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from PySide6 import QtCore
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from senco_desk.ui.stylesheet import stylesheet
from senco_desk.ui.tokens import BASE_POINTS, CREAM, DARK, LIGHT, THEMES, UNIT, Tokens

Choice = Literal["system", "light", "dark"]
Spacing = Literal["standard", "wide"]

IN_FUSION = "in fusion"
"""The property of an application that was made in the style Fusion: to ask for its style takes some milliseconds."""

FAMILY = "Roboto"
FALLBACK = "Source Sans Pro"
_FONT_FILES = ("font_roboto", ("Roboto-Regular", "Roboto-Medium", "Roboto-Bold", "Roboto-Italic"))
_FALLBACK_FILES = ("font_source_sans_pro", ("SourceSansPro-Regular", "SourceSansPro-Semibold"))
_SYSTEM_POINTS = {"win32": 9.0, "darwin": 13.0}


class Theme(QObject):
    """The look of one running program, changeable at any time; `changed` tells those that keep tinted pictures.

    `wide` spacing is the dyslexia-friendly option: letters and lines further apart, on cream in the light theme.
    """

    changed = Signal()

    def __init__(
        self,
        app: QApplication,
        *,
        choice: Choice = "system",
        spacing: Spacing = "standard",
        ask_now: bool = True,
    ) -> None:
        """`ask_now` asks the system at once what it wants; without it the first picture is made on what its palette
        shows, and whoever made the theme has to `ask` behind that picture: the question takes as long as the window.
        """
        super().__init__(app)
        self._app = app
        self._system_palette = app.palette()  # a copy already; the class asked for one would build all of Qt's values
        self._system_points = app.font().pointSizeF()
        self._choice: Choice = choice
        self._spacing: Spacing = spacing
        load_fonts()
        if not app.property(IN_FUSION) and app.style().objectName() != "fusion":
            app.setStyle("Fusion")
        self._asked = False
        self._worn: Tokens | None = None
        if ask_now:
            self.ask()
        else:
            self.wear(choice, spacing)

    def ask(self) -> bool:
        """Asks the system what it wants, wears that where it is something else, and follows it from then on.

        Answers whether it wants high contrast.
        """
        if not self._asked:
            first = self._worn is None
            self._asked = True
            hints = self._app.styleHints()
            hints.colorSchemeChanged.connect(self._follow)
            hints.accessibility().contrastPreferenceChanged.connect(self._follow)
            if first or self._wanted() != self._worn:
                self.wear(self._choice, self._spacing)
        return wants_high_contrast(self._app)

    @property
    def choice(self) -> Choice:
        """What was chosen: to follow the system, light or dark."""
        return self._choice

    @property
    def spacing(self) -> Spacing:
        """Standard, or the wide dyslexia-friendly spacing."""
        return self._spacing

    def wear(self, choice: Choice, spacing: Spacing) -> None:
        """Changes the look of every window at once."""
        self._choice, self._spacing = choice, spacing
        self._worn = self._wanted()
        # In high contrast the system's own palette, as it is; our stylesheet is then built from its colours.
        self._app.setPalette(palette_for(self._worn) if self._worn is not None else self._system_palette)
        font = body_font(self._system_points, spacing)
        self._app.setFont(font)
        self._app.setStyleSheet(stylesheet(current(), font.pointSizeF(), unit(), wide=spacing == "wide"))
        self.changed.emit()

    def _wanted(self) -> Tokens | None:
        """The theme of ours to wear; None for the system's own colours."""
        if self._asked and wants_high_contrast(self._app):
            return None
        if self._choice != "system":
            dark = self._choice == "dark"
        elif self._asked:
            dark = self._app.styleHints().colorScheme() == QtCore.Qt.ColorScheme.Dark
        else:
            dark = self._system_palette.color(QPalette.ColorRole.Window).lightness() < 128
        return DARK if dark else CREAM if self._spacing == "wide" else LIGHT

    def _follow(self, *_: object) -> None:
        """The system changed its mind; a chosen theme stays, high contrast wins over both."""
        self.wear(self._choice, self._spacing)


def current() -> Tokens:
    """The tokens of the theme that is worn now; in high contrast, tokens made of the system's own colours."""
    return _tokens_in(QGuiApplication.palette().cacheKey())


def colour(token: str) -> QColor:
    """The colour of a token by its name (`muted`, `due`…) in the theme worn now."""
    return QColor(getattr(current(), token))


def unit(steps: float = 1) -> int:
    """So many steps of the 8-pixel grid, grown with the text size, in whole pixels."""
    return round(UNIT * steps * QGuiApplication.font().pointSizeF() / _standard_points())


def row_height(lines: int = 1) -> int:
    """The height of a table row of one or two lines of text, in pixels, from the font and never from the data."""
    one = unit(4.125) if QGuiApplication.font().letterSpacing() <= 100 else unit(5)
    return one if lines == 1 else one + unit(2.25) * (lines - 1)


def scaled(font: QFont, factor: float, weight: QFont.Weight | None = None, *, tabular: bool = False) -> QFont:
    """A copy of a font at so many times its size; `tabular` gives every figure the same width."""
    made = QFont(font)
    if made.pointSizeF() > 0:
        made.setPointSizeF(made.pointSizeF() * factor)
    else:
        made.setPixelSize(round(made.pixelSize() * factor))
    if weight is not None:
        made.setWeight(weight)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def palette_for(tokens: Tokens) -> QPalette:
    """The Qt palette of a theme."""
    palette = QPalette()
    role = QPalette.ColorRole
    for where, what in (
        (role.Window, tokens.background),
        (role.WindowText, tokens.text),
        (role.Base, tokens.surface),
        (role.AlternateBase, tokens.raised),
        (role.Text, tokens.text),
        (role.Button, tokens.surface),
        (role.ButtonText, tokens.text),
        (role.BrightText, tokens.over),
        (role.Highlight, tokens.accent),
        (role.HighlightedText, tokens.on_accent),
        (role.Accent, tokens.accent),
        (role.Link, tokens.accent),
        (role.LinkVisited, tokens.accent),
        (role.ToolTipBase, tokens.surface),
        (role.ToolTipText, tokens.text),
        (role.PlaceholderText, tokens.muted),
        (role.Light, tokens.surface),
        (role.Midlight, tokens.raised),
        (role.Mid, tokens.line),
        (role.Dark, tokens.edge),
        (role.Shadow, tokens.edge),
    ):
        palette.setColor(where, QColor(what))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(tokens.edge))
    return palette


def body_font(system_points: float, spacing: Spacing) -> QFont:
    """The font of running text: 10.5 points, more where the person asked the system for larger text."""
    usual = _SYSTEM_POINTS.get(sys.platform, 0.0)
    asked = system_points / usual if usual and system_points > 0 else 1.0
    font = QFont([FAMILY, FALLBACK])
    font.setPointSizeF(_standard_points() * min(max(asked, 0.85), 2.25))
    if spacing == "wide":
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 107)
        font.setWordSpacing(2.5)
    return font


def wants_high_contrast(app: QGuiApplication) -> bool:
    """Whether the person has asked the system for high contrast."""
    hints = app.styleHints()  # held: with it PySide lets go of what hangs on it
    return hints.accessibility().contrastPreference() == QtCore.Qt.ContrastPreference.HighContrast


@lru_cache(maxsize=1)
def load_fonts() -> bool:
    """Loads the body font that comes with the program; True if it is there, else the system's font is used."""
    _load(*_FONT_FILES)
    return QFontInfo(QFont(FAMILY)).family() == FAMILY


@lru_cache(maxsize=1)
def load_fallback_font() -> None:
    """Loads the font for letters that the body font lacks; left to the main window, so that the first shows sooner."""
    _load(*_FALLBACK_FILES)


def _load(package: str, names: tuple[str, ...]) -> None:
    # Not importlib.resources: the folder is a plain one, and the unlock window should be there at once.
    found = find_spec(package)
    for folder in (found.submodule_search_locations or ()) if found is not None else ():
        for name in names:
            QFontDatabase.addApplicationFont(str(Path(folder) / "files" / f"{name}.ttf"))


def _standard_points() -> float:
    """10.5 points, or what looks the same on macOS, where a point is a pixel."""
    return BASE_POINTS * 96 / 72 if sys.platform == "darwin" else BASE_POINTS


@lru_cache(maxsize=8)
def _tokens_in(_palette_key: int) -> Tokens:
    """The tokens of the application's palette, looked up once for each palette: painting asks for every cell."""
    palette, role = QGuiApplication.palette(), QPalette.ColorRole
    parts = (role.Window, role.Base, role.WindowText, role.Highlight, role.HighlightedText)
    return _tokens_of(*(palette.color(part).name().upper() for part in parts))


def _tokens_of(window: str, base: str, text: str, highlight: str, on_highlight: str) -> Tokens:
    """A theme of ours by its background, else one made of the system's colours."""
    for tokens in THEMES:
        if (window, base) == (tokens.background, tokens.surface):
            return tokens
    return Tokens(
        name="system",
        background=window,
        surface=base,
        raised=base,
        text=text,
        muted=text,
        accent=highlight,
        accent_hover=highlight,
        accent_soft=base,
        on_accent=on_highlight,
        line=text,
        border=text,
        edge=text,
        track=window,
        good=text,
        due=text,
        over=text,
        info=text,
        dark=QColor(window).lightness() < 128,
    )
