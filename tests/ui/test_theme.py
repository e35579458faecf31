"""Contrast, themes and resources: computed from the tokens, not looked at."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPalette

from senco_desk.domain.problems import TroubleError
from senco_desk.services import resources
from senco_desk.services.resources import resource
from senco_desk.ui import theme as themes
from senco_desk.ui.icons import icon
from senco_desk.ui.marks import mark, paint_shape
from senco_desk.ui.tokens import DARK, LIGHT, THEMES, contrast


@pytest.mark.parametrize("tokens", THEMES, ids=lambda tokens: tokens.name)
@pytest.mark.parametrize("ink", ["text", "muted", "accent", "good", "due", "over", "info"])
def test_every_ink_can_be_read_on_every_ground(tokens, ink):
    for ground in ("surface", "background", "raised", "accent_soft"):
        assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5, (ink, ground)


@pytest.mark.parametrize("tokens", THEMES, ids=lambda tokens: tokens.name)
def test_what_is_written_on_the_accent_can_be_read_and_edges_can_be_seen(tokens):
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert contrast(tokens.on_accent, tokens.accent_hover) >= 4.5
    assert contrast(tokens.accent, tokens.background) >= 3, "the focus ring"
    assert contrast(tokens.edge, tokens.surface) >= 3, "the edge of a field"


def test_contrast_knows_the_figures_of_the_standard():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_a_chosen_theme_is_worn_at_once_and_its_spacing_with_it(theme, qapp):
    told = []
    theme.changed.connect(lambda: told.append(themes.current().name))
    theme.wear("dark", "standard")
    assert themes.current() is DARK
    theme.wear("light", "wide")
    assert themes.current().name == "cream"
    assert qapp.font().letterSpacing() > 100
    tall = themes.row_height()
    theme.wear("light", "standard")
    assert themes.current() is LIGHT
    assert tall > themes.row_height()
    assert told == ["dark", "cream", "light"]


def test_in_high_contrast_the_colours_of_the_system_win(theme, qapp, monkeypatch):
    monkeypatch.setattr(themes, "wants_high_contrast", lambda _app: True)
    system = QPalette(QColor("#000000"), QColor("#000000"))
    system.setColor(QPalette.ColorRole.WindowText, QColor("#FFFF00"))
    monkeypatch.setattr(theme, "_system_palette", system)
    theme.wear("light", "standard")
    worn = themes.current()
    monkeypatch.undo()
    theme.wear("light", "standard")
    assert worn.name == "system"
    assert worn.background == "#000000"
    assert {worn.text, worn.good, worn.due, worn.over} == {"#FFFF00"}


@pytest.mark.parametrize(("palette", "guessed"), [("#202020", DARK), ("#EFEFEF", LIGHT)])
def test_a_theme_that_asks_later_shows_what_the_systems_palette_shows_and_then_what_the_system_says(
    theme, qapp, palette, guessed
):
    qapp.setPalette(QPalette(QColor(palette), QColor(palette)))
    later = themes.Theme(qapp, ask_now=False)
    assert themes.current() is guessed
    worn = []
    later.changed.connect(lambda: worn.append(themes.current()))
    assert not later.ask()  # the system of the tests is light and of the usual contrast
    assert themes.current() is LIGHT
    assert worn == ([] if guessed is LIGHT else [LIGHT])
    later.deleteLater()


def test_text_grows_with_the_systems_own_size(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    assert themes.body_font(9, "standard").pointSizeF() == pytest.approx(10.5)
    assert themes.body_font(18, "standard").pointSizeF() == pytest.approx(21)
    assert themes.body_font(90, "standard").pointSizeF() <= 24


def test_the_fonts_come_with_the_program(qapp):
    assert themes.load_fonts()


def test_every_state_has_a_colour_a_shape_and_a_word(qapp):
    pictures = {}
    for state in ("good", "due", "over", "info", "none"):
        shown = mark(state)
        assert shown.words
        assert shown.glyph
        image = QImage(24, 24, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        paint_shape(painter, QRectF(0, 0, 24, 24), state, QColor("black"))
        painter.end()
        pictures[bytes(image.constBits())] = state
    assert len(pictures) == 5, "two states have the same shape"
    assert mark("due", "27 Nov").spoken() == "27 Nov (due soon)"
    assert mark("over").spoken() == "overdue"


def test_icons_are_drawn_in_the_ink_asked_for(theme):
    image = icon("pupil", "over").pixmap(18, 18).toImage()
    inks = {
        image.pixelColor(x, y).name().upper()
        for x in range(18)
        for y in range(18)
        if image.pixelColor(x, y).alpha() > 250
    }
    assert inks == {LIGHT.over}


@pytest.mark.parametrize("home", ["checkout", "wheel", "frozen"])
def test_a_resource_is_found_in_all_three_homes(home, tmp_path, monkeypatch):
    folder = {
        "checkout": tmp_path / "resources",
        "wheel": tmp_path / "senco_desk" / "_resources",
        "frozen": tmp_path / "unpacked" / "resources",
    }[home]
    (folder / "icons").mkdir(parents=True)
    (folder / "icons" / "x.svg").write_text("<svg/>")
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "senco_desk" / "services" / "resources.py"))
    if home == "frozen":
        monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "unpacked"), raising=False)
    assert resource("icons/x.svg") == (folder / "icons" / "x.svg").resolve()


def test_a_missing_resource_says_what_to_do_and_a_strange_name_is_refused():
    with pytest.raises(TroubleError, match="Install Senco Desk again"):
        resource("icons/not there.svg")
    for name in ("../pyproject.toml", "/etc/passwd", "icons\\x.svg", "C:/x"):
        with pytest.raises(ValueError, match="does not name a file"):
            resource(name)


def test_every_icon_of_the_kit_is_there():
    wanted = (
        "today register provision costs packs reports settings search back forward lock undo redo print add note "
        "document warning check calendar pupil"
    )
    assert all(Path(resource(f"icons/{name}.svg")).is_file() for name in wanted.split())
