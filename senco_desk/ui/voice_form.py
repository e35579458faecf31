"""The form for words of the child or of a parent, kept exactly as they were said."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from PySide6.QtWidgets import QWidget

from senco_desk.domain.views import METHODS, ViewDraft
from senco_desk.ui.date_field import DateField
from senco_desk.ui.fields import ChoiceField, LineField, TextField
from senco_desk.ui.forms import Form


class VoiceForm(Form[ViewDraft]):
    """What the child, or a parent, says during a cycle."""

    def __init__(
        self,
        whose: Literal["child", "parent"],
        pupil_id: str,
        cycle_id: str | None,
        *,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        methods = [(name, words[:1].upper() + words[1:]) for name, words in METHODS.items() if name]
        super().__init__(
            _draft,
            {
                "words": TextField("&What was said", "Exactly as it was said, drawn or signed.", lines=4),
                "method": ChoiceField("&How", methods, none="Not said"),
                "on": DateField("&Day", today),
                "person": LineField("Who &spoke", hint="Amelia" if whose == "child" else "Mrs O’Neill, mother"),
                "prompt": LineField("What was &asked", hint="What helps you in lessons?"),
            },
            title="What the child says" if whose == "child" else "What the parents say",
            fixed={"pupil_id": pupil_id, "whose": whose, "cycle_id": cycle_id},
            parent=parent,
        )
        self.fill({"on": today, "method": None})


def _draft(**values: Any) -> ViewDraft:
    values["method"] = values.get("method") or ""
    return ViewDraft(**values)
