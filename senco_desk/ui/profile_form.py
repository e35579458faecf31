"""The form of a one-page profile: three parts, three must-knows, and ways to bring in what is known already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from senco_desk.domain.problems import Problem
from senco_desk.domain.profile_sources import Known, with_brought_in
from senco_desk.domain.profiles import MUST_KNOWS, ONE_PAGE, SHORT_LINE, Profile, ProfileDraft, headings_of
from senco_desk.services.profiles import Fit
from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import Meter, button, label, show_if
from senco_desk.ui.date_field import DateField
from senco_desk.ui.fields import Field, LineField, TextField
from senco_desk.ui.flow import Flow
from senco_desk.ui.forms import Form
from senco_desk.ui.marks import MarkLabel, mark
from senco_desk.ui.theme import unit
from senco_desk.ui.tips import set_tip

_KNOWS = tuple(f"know_{number}" for number in range(1, MUST_KNOWS + 1))


def profile_of_fields(*, id: str = "", know_1: str, know_2: str, know_3: str, **values: Any) -> ProfileDraft:  # noqa: A002  a form's fixed field
    """A profile from what stands in the fields; an empty must-know is none. `id` is only what the form is known by."""
    del id
    return ProfileDraft(**values, must_knows=tuple(line for line in (know_1, know_2, know_3) if line))


class ProfileForm(Form[ProfileDraft]):
    """The profile of one child; nothing that is brought in ever takes the place of typed words."""

    def __init__(self, pupil_id: str, today: date, known: Sequence[Known], profile: Profile | None = None) -> None:
        headings = headings_of("")
        fields: dict[str, Field] = {
            "liked": TextField(f"What people &like about me: {_asks('liked')}", lines=3, most=9),
            "matters": TextField(f"What &matters to me: {_asks('matters')}", lines=3, most=9),
            "helps": TextField(f"How to &help me: {_asks('helps')}", lines=3, most=9),
        }
        for name, heading in zip(("liked", "matters", "helps"), headings, strict=True):
            fields[name].words = heading
        for number, name in enumerate(_KNOWS, 1):
            help_line = "" if number < MUST_KNOWS else (
                "One short line each: for the class teacher and supply, who read them before the lesson."
            )  # fmt: skip
            fields[name] = LineField(f"Must know {number}", help_line)  # no digit: Alt+1 to Alt+9 reach the pages
        fields["made_with"] = LineField("Made &with", "Who helped: the child, parents, staff.")
        fields["on"] = DateField("Made &on", today)
        fixed = {"pupil_id": pupil_id} | ({"id": profile.id} if profile is not None else {})
        super().__init__(profile_of_fields, fields, title="One-page profile", submit="&Save", fixed=fixed)
        self.guard = FitGuard()
        self._long: frozenset[str] = frozenset()
        self.top = QVBoxLayout()
        self.body.insertLayout(0, self.top)
        outer = self.layout()
        assert isinstance(outer, QVBoxLayout)
        outer.insertWidget(outer.count() - 1, self.guard)
        self._offer(known)
        if profile is not None:
            knows = dict(zip(_KNOWS, (*profile.must_knows, *("",) * MUST_KNOWS), strict=False))
            self.fill({**dict(profile), **knows})
        else:
            self.fill({"on": today})
        for name in _KNOWS:
            self.fields[name].changed.connect(self._weigh_lines)
            field = self.fields[name]
            if isinstance(field, LineField):
                field.input.setCursorPosition(0)  # a long line shows its beginning

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """A problem of the must-knows stands beside the first of them."""
        told = [each.model_copy(update={"field": _KNOWS[0]}) if each.field == "must_knows" else each
                for each in problems] if not isinstance(problems, tuple) or problems else []  # fmt: skip
        super().show_problems(told)

    def bring_in(self, known: Known) -> None:
        """Puts words that are there already below what was typed."""
        field = self.fields[known.part]
        assert isinstance(field, TextField)
        typed = field.input.toPlainText()
        wanted = with_brought_in(typed, known.words)
        if wanted != typed:
            at = field.input.textCursor()
            at.select(QTextCursor.SelectionType.Document)
            at.insertText(wanted)  # Ctrl+Z in the box takes it back
        field.focus()
        field.input.moveCursor(QTextCursor.MoveOperation.End)

    def _offer(self, known: Sequence[Known]) -> None:
        for part in ("liked", "matters", "helps"):
            offered = [each for each in known if each.part == part]
            if not offered:
                continue
            row = QWidget()
            flow = Flow(row, gap=1.5)
            flow.addWidget(label("Bring in:", "small"))
            for each in offered:
                made = button(each.name, partial(self.bring_in, each), kind="link", needs="change")
                made.setAccessibleName(f"Bring in {each.name} to {self.fields[part].words}")
                set_tip(made, each.words)
                flow.addWidget(made)
            self.body.insertWidget(self.body.indexOf(self.fields[part]) + 1, row)

    def _weigh_lines(self) -> None:
        for name in _KNOWS:
            field, typed = self.fields[name], str(self.fields[name].value())
            long = len(typed) > SHORT_LINE
            usual = field._help_line  # noqa: SLF001  the field's own line comes back once the words are short
            said = f"Long for one line: {len(typed)} letters, {SHORT_LINE} read at a glance."
            field.help.setText(f"▲ {said}" if long else usual)
            show_if(field.help, long or bool(usual))
            if isinstance(field, LineField) and not field.problem():
                field.input.setAccessibleDescription(said if long else usual)
            if long and name not in self._long:
                announce(f"{field.words}: {said}", self)
            self._long = self._long | {name} if long else self._long - {name}


class FitGuard(QWidget):
    """Says calmly whether it fits on one page, as the page itself was laid out: a bar, a shape and words."""

    def __init__(self) -> None:
        super().__init__()
        self._fits = True
        self.meter = Meter()
        self.words = MarkLabel(wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(0.25))
        column.addWidget(self.meter)
        column.addWidget(self.words)
        self.hide()

    def tell(self, fit: Fit, letters: int) -> None:
        """Shows how full the page is; `letters` are those of the three parts."""
        if not fit.fits:
            over = f"about {fit.words_over} words too many" if fit.words_over else "a little too much"
            shown = mark("due", f"Longer than one page: {over}. It prints on {fit.pages} pages.", meaning="too long")
        elif letters > ONE_PAGE:
            shown = mark("good", "Fits on one page. Shorter is read sooner: this takes more than a minute.",
                         meaning="fits")  # fmt: skip
        else:
            shown = mark("good", "Fits on one page", meaning="fits")
        self.meter.show_part(min(fit.share, 1.0), f"The page is {min(round(fit.share * 100), 999)} % full")
        if shown != self.words._mark:  # noqa: SLF001  the same words are not read out again at every key
            self.words.show_mark(shown)
        self.show()
        if fit.fits != self._fits:  # told as it turns, and not at every key
            self._fits = fit.fits
            announce(self.words.text(), self)


def _asks(part: str) -> str:
    return {
        "liked": "strengths, what they bring",
        "matters": "people, interests, what makes a good day",
        "helps": "what works, what to avoid",
    }[part]
