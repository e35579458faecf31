"""The colours and measures of the window, as plain data: no Qt here, so that a test can compute every contrast."""

from __future__ import annotations

from typing import NamedTuple

BASE_POINTS = 10.5
"""Size of running text, in points, where the system's own text size is its standard one."""

UNIT = 8
"""The grid, in pixels, at the base text size; it grows with the text."""

RADIUS = 6
"""Corner radius in pixels."""


class Tokens(NamedTuple):
    """One theme: every colour as `#rrggbb`. `on_accent` is what is written on the accent.

    `line` parts things quietly, `border` goes round what is told by its words, `edge` round what must be seen.
    """

    name: str
    background: str
    surface: str
    raised: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_soft: str
    on_accent: str
    line: str
    border: str
    edge: str
    track: str
    good: str
    due: str
    over: str
    info: str
    dark: bool = False


LIGHT = Tokens(
    name="light",
    background="#F5F7F9",
    surface="#FFFFFF",
    raised="#F8FAFB",
    text="#17212B",
    muted="#52606D",
    accent="#1B5E87",
    accent_hover="#174F72",
    accent_soft="#E3EEF5",
    on_accent="#FFFFFF",
    line="#DEE4E9",
    border="#C3CCD4",
    edge="#82909D",
    track="#E4E9ED",
    good="#1B6E47",
    due="#8A5200",
    over="#A8231B",
    info="#2A549E",
)

DARK = Tokens(
    name="dark",
    background="#12171D",
    surface="#1A2129",
    raised="#1F2730",
    text="#E7ECF2",
    muted="#A9B4C0",
    accent="#82BCEB",
    accent_hover="#9CCAF0",
    accent_soft="#22384A",
    on_accent="#10202D",
    line="#2C3640",
    border="#46535F",
    edge="#74818E",
    track="#303B46",
    good="#6CCB9B",
    due="#EDBE63",
    over="#F49288",
    info="#9DBBF2",
    dark=True,
)

CREAM = LIGHT._replace(
    name="cream",
    background="#F7F0DF",
    surface="#FFFAEE",
    raised="#FBF4E4",
    accent_soft="#E6ECE6",
    muted="#4F5B66",
    line="#E4DAC4",
    border="#CFC4A9",
    edge="#7B8997",
    track="#E9E0CC",
)
"""The light theme on cream paper, part of the dyslexia-friendly spacing."""

THEMES = (LIGHT, DARK, CREAM)


def contrast(one: str, other: str) -> float:
    """The WCAG 2.2 contrast ratio of two `#rrggbb` colours: 1.0 (alike) to 21.0 (black on white)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
