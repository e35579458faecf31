"""The one stylesheet, written from the tokens. Widgets choose a look by property: `kind`, `role`, `tone`."""

from __future__ import annotations

from senco_desk.services.resources import resource
from senco_desk.ui.tokens import RADIUS, Tokens


def stylesheet(tokens: Tokens, points: float, unit: int, *, wide: bool = False) -> str:
    """The stylesheet of a theme: text of so many points, a grid of so many pixels.

    Args:
        tokens: the colours.
        points: the size of running text.
        unit: pixels of one grid step.
        wide: the dyslexia-friendly spacing: taller controls.
    """
    t, half = tokens, max(unit // 2, 2)
    pad = half + 2 if wide else half + 1
    shade = "dark" if t.dark else "light"

    def picture(name: str, *, over: bool = False) -> str:
        """A picture on the ground of this theme; `over` the accent, which is dark where the ground is light."""
        on = {"light": "dark", "dark": "light"}[shade] if over else shade
        return resource(f"icons/{name}_on_{on}.svg").as_posix()

    return f"""
QMainWindow, QDialog, QWidget[role="page"], QStackedWidget {{ background: {t.background}; color: {t.text}; }}
QLabel {{ background: transparent; color: {t.text}; }}
QLabel:disabled {{ color: {t.muted}; }}
QLabel[role="title"] {{ font-size: {points * 1.6:.1f}pt; font-weight: 500; }}
QLabel[role="heading"] {{ font-size: {points * 1.25:.1f}pt; font-weight: 500; }}
QLabel[role="section"] {{ font-size: {points * 1.1:.1f}pt; font-weight: 500; }}
QLabel[role="strong"] {{ font-weight: 500; }}
QLabel[role="small"] {{ font-size: {points * 0.9:.1f}pt; color: {t.muted}; }}
QLabel[tone="muted"] {{ color: {t.muted}; }}
QLabel[tone="good"] {{ color: {t.good}; }}
QLabel[tone="due"] {{ color: {t.due}; }}
QLabel[tone="over"] {{ color: {t.over}; }}
QLabel[tone="info"] {{ color: {t.info}; }}
QLabel[role="key"] {{ color: {t.muted}; background: {t.surface}; border: 1px solid {t.line};
  border-radius: 4px; padding: 0 {half}px; font-size: {points * 0.86:.1f}pt; }}

QFrame[role="card"] {{ background: {t.surface}; border: 1px solid {t.line}; border-radius: {RADIUS}px; }}
QFrame[role="card"][tone="over"] {{ border-color: {t.over}; }}
QFrame[role="card"][tone="due"] {{ border-color: {t.due}; }}
QFrame[role="quote"] {{ background: {t.raised}; border: none; border-left: 3px solid {t.accent}; }}
QFrame[role="bar"] {{ background: {t.surface}; border: none; border-bottom: 1px solid {t.line}; }}
QFrame[role="rail"] {{ background: {t.surface}; border: none; border-right: 1px solid {t.line}; }}
QFrame[role="sheet"] {{ background: {t.surface}; border: 1px solid {t.line}; border-radius: {RADIUS}px; }}
QFrame[role="float"] {{ background: {t.surface}; border: 1px solid {t.edge}; border-radius: {RADIUS}px; }}
QFrame[role="toast"] {{ background: {t.text}; border: none; border-radius: {RADIUS}px; }}
QFrame[role="toast"] QLabel {{ color: {t.surface}; }}
QFrame[role="toast"] QPushButton {{ background: transparent; border: 2px solid transparent; padding: {half}px {unit}px;
  color: {t.surface}; text-decoration: underline; }}
QFrame[role="toast"] QPushButton:focus {{ border-color: {t.surface}; }}
QFrame[role="rule"] {{ background: {t.line}; border: none; max-height: 1px; min-height: 1px; }}

QPushButton, QToolButton {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border};
  border-radius: {RADIUS}px; padding: {pad + 1}px {unit + half}px; }}
QPushButton:hover, QToolButton:hover {{ background: {t.raised}; border-color: {t.accent}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {t.accent_soft}; }}
QPushButton:focus, QToolButton:focus {{ border: 2px solid {t.accent};
  padding: {pad}px {unit + half - 1}px; }}
QPushButton:disabled, QToolButton:disabled {{ color: {t.muted}; background: {t.background};
  border-color: {t.line}; }}
QPushButton[kind="primary"] {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent};
  font-weight: 500; }}
QPushButton[kind="primary"]:hover {{ background: {t.accent_hover}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {t.accent}; }}
QPushButton[kind="primary"]:disabled {{ background: {t.track}; color: {t.muted}; border-color: {t.line}; }}
QPushButton[kind="danger"] {{ background: {t.over}; color: {t.on_accent}; border-color: {t.over};
  font-weight: 500; }}
QPushButton[kind="danger"]:hover {{ border-color: {t.text}; }}
QPushButton[kind="danger"]:focus {{ border: 2px solid {t.text}; }}
QPushButton[kind="danger"]:disabled {{ background: {t.track}; color: {t.muted}; border-color: {t.line}; }}
QPushButton[kind="quiet"], QToolButton[kind="quiet"] {{ background: transparent; border-color: transparent;
  padding: {pad}px {unit}px; }}
QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover {{ background: {t.accent_soft}; }}
QPushButton[kind="quiet"]:focus, QToolButton[kind="quiet"]:focus {{ border: 2px solid {t.accent};
  padding: {pad - 1}px {unit - 1}px; }}
QPushButton[kind="link"] {{ background: transparent; border: 2px solid transparent; color: {t.accent};
  padding: 1px 2px; text-align: left; }}
QPushButton[kind="link"]:hover {{ text-decoration: underline; }}
QPushButton[kind="link"]:focus {{ border: 2px solid {t.accent}; }}
QPushButton[kind="chip"] {{ border: 1px solid {t.border}; border-radius: {unit + half}px;
  padding: {half - 1}px {unit + half - 1}px; min-height: {unit * 2}px; }}
QPushButton[kind="chip"]:checked {{ background: {t.accent_soft}; color: {t.accent}; border-color: {t.accent};
  font-weight: 500; }}
QPushButton[kind="chip"]:focus {{ border: 2px solid {t.accent}; padding: {half - 2}px {unit + half - 2}px; }}
QPushButton[kind="tab"] {{ background: transparent; border: 2px solid transparent; border-radius: 0;
  padding: {unit - 2}px {half}px {unit - 2}px {half}px; }}
QPushButton[kind="tab"]:hover {{ border-bottom-color: {t.edge}; }}
QPushButton[kind="tab"]:checked {{ color: {t.accent}; border-bottom-color: {t.accent}; font-weight: 500; }}
QPushButton[kind="tab"]:focus {{ border: 2px solid {t.accent}; border-radius: 3px; }}
QPushButton[kind="rail"] {{ background: transparent; border: 2px solid transparent; text-align: left;
  padding: {half + 2}px {unit}px; }}
QPushButton[kind="rail"]:hover {{ background: {t.raised}; }}
QPushButton[kind="rail"]:checked {{ background: {t.accent_soft}; color: {t.accent}; font-weight: 500; }}
QPushButton[kind="rail"]:focus {{ border-color: {t.accent}; padding: {half + 2}px {unit}px; }}
QToolButton::menu-indicator {{ image: none; width: 0; }}
QPushButton::menu-indicator {{ image: url({picture("chevron")}); width: {unit + half}px;
  height: {unit + half}px; subcontrol-position: right center; subcontrol-origin: padding; right: {half}px; }}
QPushButton[kind="primary"]::menu-indicator {{ image: url({picture("chevron", over=True)}); }}
QPushButton[menu="true"] {{ padding-right: {unit * 3}px; }}

QLineEdit, QTextEdit, QPlainTextEdit, QComboBox, QSpinBox, QDateEdit, QAbstractSpinBox {{
  background: {t.surface}; color: {t.text}; border: 1px solid {t.edge}; border-radius: {RADIUS}px;
  padding: {pad}px {unit}px; selection-background-color: {t.accent}; selection-color: {t.on_accent};
  placeholder-text-color: {t.muted}; }}
QLineEdit:focus, QTextEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{
  border: 2px solid {t.accent}; padding: {pad - 1}px {unit - 1}px; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{ background: {t.background};
  color: {t.muted}; }}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] {{ border-color: {t.over}; }}
QLineEdit[wrong="true"]:focus, QPlainTextEdit[wrong="true"]:focus, QComboBox[wrong="true"]:focus {{
  border-color: {t.accent}; }}
QLineEdit[role="search"] {{ background: {t.background}; border-color: {t.edge}; }}
QLineEdit[role="search"]:focus {{ background: {t.surface}; border-color: {t.accent}; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox::drop-down {{ border: none; width: {unit * 3}px; }}
QComboBox::down-arrow {{ image: url({picture("chevron")}); width: {unit + half}px; height: {unit + half}px; }}
QComboBox QAbstractItemView {{ background: {t.surface}; border: 1px solid {t.edge}; outline: none;
  selection-background-color: {t.accent_soft}; selection-color: {t.text}; }}

QCheckBox, QRadioButton {{ background: transparent; color: {t.text}; spacing: {unit}px; padding: 2px;
  border: 2px solid transparent; border-radius: {RADIUS}px; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {t.accent}; }}
QCheckBox::indicator, QListView::indicator {{ width: {unit * 2}px; height: {unit * 2}px; border: 1px solid {t.edge};
  border-radius: 4px; background: {t.surface}; }}
QCheckBox::indicator:checked, QListView::indicator:checked {{ background: {t.accent}; border-color: {t.accent};
  image: url({picture("tick")}); }}
QCheckBox::indicator:indeterminate {{ background: {t.accent_soft}; border-color: {t.accent}; }}

QTableView, QTreeView, QListView, QListWidget {{ background: {t.surface}; color: {t.text};
  border: 1px solid {t.line}; border-radius: {RADIUS}px; gridline-color: {t.line}; outline: none;
  selection-background-color: {t.accent_soft}; selection-color: {t.text}; }}
QTableView:focus, QListView:focus, QTreeView:focus {{ border: 2px solid {t.accent}; }}
TimelineView {{ border: 1px solid {t.line}; padding: 1px; border-radius: {RADIUS}px; }}
TimelineView:focus {{ border: 2px solid {t.accent}; padding: 0; }}
QListView::item {{ padding: {half}px {unit}px; border: none; border-left: 3px solid transparent; }}
QListView::item:selected {{ background: {t.accent_soft}; color: {t.text}; border-left: 3px solid {t.accent}; }}
QHeaderView {{ background: {t.raised}; border: none; border-top-left-radius: {RADIUS}px;
  border-top-right-radius: {RADIUS}px; }}
QHeaderView::section {{ background: transparent; color: {t.muted}; border: none;
  border-bottom: 1px solid {t.line}; padding: {half}px {unit + 1}px; font-weight: 500;
  font-size: {points * 0.94:.1f}pt; }}
QHeaderView::section:hover {{ color: {t.accent}; }}
QHeaderView::down-arrow {{ image: url({picture("sorted_down")}); width: {unit}px; height: {unit}px; }}
QHeaderView::up-arrow {{ image: url({picture("sorted_up")}); width: {unit}px; height: {unit}px; }}
QTableCornerButton::section {{ background: {t.raised}; border: none; }}

QMenuBar {{ background: {t.surface}; color: {t.muted}; padding: 0 {half}px; border: none; }}
QMenuBar::item {{ background: transparent; padding: {half}px {unit}px; border-radius: 4px; }}
QMenuBar::item:selected, QMenuBar::item:pressed {{ background: {t.accent}; color: {t.on_accent}; }}
QMenu {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.edge}; padding: {half}px; }}
QMenu::item {{ padding: {half}px {unit * 3}px {half}px {unit - 1}px; border-radius: 4px;
  border: 1px solid transparent; }}
QMenu::item:selected {{ background: {t.accent}; color: {t.on_accent}; }}
QMenu::item:disabled {{ color: {t.muted}; }}
QMenu::item:disabled:selected {{ background: transparent; border-color: {t.accent}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: {half}px {unit}px; }}
QMenu::icon {{ padding-left: {half}px; }}
QToolTip {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.edge}; padding: {half}px; }}

QScrollArea, QScrollArea > QWidget > QWidget[role="scrolled"] {{ background: transparent; border: none; }}
QScrollArea:focus {{ border: 2px solid {t.accent}; }}
QScrollBar:vertical {{ background: transparent; width: {unit + 4}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {unit + 4}px; margin: 0; }}
QScrollBar::handle {{ background: {t.edge}; border-radius: 3px; margin: 3px; }}
QScrollBar::handle:vertical {{ min-height: {unit * 4}px; }}
QScrollBar::handle:horizontal {{ min-width: {unit * 4}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QSplitter::handle {{ background: transparent; }}

QProgressBar {{ background: {t.track}; border: none; border-radius: {half - 1}px; max-height: {unit}px;
  min-height: {unit}px; color: transparent; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: {half - 1}px; }}
QCalendarWidget QWidget#qt_calendar_navigationbar {{ background: {t.surface}; }}
QCalendarWidget QToolButton {{ border-color: transparent; padding: {half}px; }}
QCalendarWidget QAbstractItemView {{ background: {t.surface}; selection-background-color: {t.accent};
  selection-color: {t.on_accent}; }}
"""
