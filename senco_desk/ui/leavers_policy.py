"""Settings: how long records are kept, each number with where it comes from and how sure it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.retention import CONFIDENCE, Basis, RetentionRule, RuleDraft
from senco_desk.services import retention
from senco_desk.ui.cards import Card, button, label, show_if
from senco_desk.ui.context import Context
from senco_desk.ui.fields import NumberField, TextField
from senco_desk.ui.forms import Form
from senco_desk.ui.marks import MarkLabel, mark
from senco_desk.ui.marks import State as Look
from senco_desk.ui.sheet_room import Scrolled, SheetRoom
from senco_desk.ui.theme import unit

_LOOKS: dict[str, Look] = {"school": "good", "secondary": "info", "unconfirmed": "due"}
_ABOUT = (
    "Nothing is erased by itself. When a leaver’s day has come, Today asks once a year to look at the list of leavers."
    " The numbers below are guidance; your school or trust decides, and its number goes in their place."
)


class RetentionPanel(QWidget):
    """A card for each kind of file."""

    def __init__(self, context: Context, room: SheetRoom, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._room = context, room
        self._editing: Basis = "pupil"
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, unit(0.5), 0, 0)
        scroll = Scrolled()
        scroll.body.addWidget(label(_ABOUT, tone="muted", wrap=True))
        self.cards: dict[Basis, _RuleCard] = {}
        for rule in retention.policy(context.desk).rules:
            card = _RuleCard(rule, partial(self.edit, rule.id), partial(self.reset, rule.id))
            self.cards[rule.id] = card
            scroll.body.addWidget(card)
        self.leavers_button = button("&Leavers to look at…", partial(context.go, "leavers"), needs="erase")
        row = QHBoxLayout()
        row.addWidget(self.leavers_button)
        row.addStretch(1)
        scroll.body.addLayout(row)
        scroll.body.addStretch(1)
        layout.addWidget(scroll)

    def reload(self) -> None:
        """Reads the policy again."""
        for rule in retention.policy(self._context.desk).rules:
            self.cards[rule.id].show_rule(rule)

    def edit(self, basis: Basis) -> Form[RuleDraft]:
        """Opens the form for one number."""
        rule = retention.policy(self._context.desk).rule(basis)
        form = _RuleForm(
            RuleDraft,
            {
                "years": NumberField("&Years from the date of birth"),
                "source": TextField("&Who decided this", "Such as: the trust’s records schedule, September 2026."),
            },
            title=rule.title,
        )
        form.fill({"years": rule.years, "source": rule.source if rule.confidence == "school" else ""})
        self._editing = basis
        form.submitted.connect(self._save)
        self._room.open(form)
        return form

    def reset(self, basis: Basis) -> None:
        """Puts the number back that comes with the program."""
        desk = self._context.desk
        self._context.work.do(lambda: retention.reset_rule(desk, basis), initiator=self)
        self.reload()

    def _save(self, draft: RuleDraft) -> None:
        desk, basis = self._context.desk, self._editing
        done = self._context.work.do(
            lambda: retention.set_rule(desk, basis, draft), form=self._room.sheet.form, initiator=self
        )
        if done is not None:
            self._room.put_away()
            self.reload()


class _RuleForm(Form[RuleDraft]):
    needs = "settings"


class _RuleCard(Card):
    def __init__(self, rule: RetentionRule, edit: Callable[[], object], reset: Callable[[], object]) -> None:
        super().__init__(rule.title)
        self.years = label("", "strong")
        self.sure = MarkLabel()
        self.source = label("", tone="muted", wrap=True)
        self.advice = label("", wrap=True)
        self.edit_button = button("Set the school’s own…", edit, needs="settings")
        self.reset_button = button("Back to guidance", reset, kind="quiet", needs="settings")
        top = QHBoxLayout()
        top.setSpacing(unit(2))
        top.addWidget(self.years)
        top.addWidget(self.sure, 1)
        self.body.addLayout(top)
        for part in (self.source, self.advice):
            self.add(part)
        row = QHBoxLayout()
        row.setSpacing(unit(1))
        row.addWidget(self.edit_button)
        row.addWidget(self.reset_button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.show_rule(rule)

    def show_rule(self, rule: RetentionRule) -> None:
        """Shows a rule."""
        self.years.setText(f"{rule.years} years from the date of birth")
        words = CONFIDENCE[rule.confidence]
        self.sure.show_mark(mark(_LOOKS[rule.confidence], words, meaning=words))
        self.source.setText(rule.source)
        self.advice.setText(rule.advice)
        show_if(self.advice, bool(rule.advice))
        show_if(self.reset_button, rule.confidence == "school")
