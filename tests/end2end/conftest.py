"""Stories through the window live under the same rules as the window's own tests."""

from tests.ui.conftest import nothing_left_behind, settings, shown, theme

__all__ = ["nothing_left_behind", "settings", "shown", "theme"]
