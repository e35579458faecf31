"""The words of a document that is shown as words only: page by page, and no more than can be shown."""

from __future__ import annotations

from senco_desk.ui import text_pane
from senco_desk.ui.text_pane import TextPane


def test_no_more_pages_are_joined_than_are_shown(qtbot, monkeypatch):
    pane = TextPane()
    qtbot.addWidget(pane)
    pane.show_pages(["One", "Two"])
    assert pane.toPlainText() == "One\n\n— Page 2 —\n\nTwo"
    monkeypatch.setattr(text_pane, "_SHOWN", 30)

    def flood():
        for _ in range(10):
            yield "a" * 10
        raise AssertionError("more was joined than is shown")

    pane.show_pages(flood())
    assert len(pane.toPlainText()) == 30
