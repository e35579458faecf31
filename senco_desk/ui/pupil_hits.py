"""What the search field finds among the pupils: by names, year, class and UPN, quick with ten thousand of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from senco_desk.domain.finding import Findable, findable, likeliest
from senco_desk.services import pupils
from senco_desk.services.desk import Desk
from senco_desk.ui.register_table import year_words
from senco_desk.ui.search import Hit

_SCORE = 1.5
"""Above every command: who types a name wants the child."""


class PupilHits:
    """Finds pupils, the likeliest first, so that Enter opens the child that was meant.

    The names are read once and kept folded until a change of pupils is told; they go with the desk.
    """

    def __init__(
        self,
        desk: Desk,
        choose: Callable[[str], object],
        most: int = 8,
        show_all: Callable[[str], object] | None = None,
    ) -> None:
        """`choose` opens the pupil of an id; `show_all` opens the register narrowed by what was typed.

        Beyond `most` pupils a last line says how many more there are.
        """
        self._desk, self._choose, self._most, self._show_all = desk, choose, most, show_all
        self._known: list[Findable] | None = None

    def __call__(self, typed: str) -> Iterable[Hit]:
        """The hits for what was typed; none for a single letter."""
        if len(typed.strip()) < 2:
            return
        if self._known is None:
            self._known = [findable(pupil) for pupil in pupils.all_pupils(self._desk)]
        today = self._desk.today
        hits = likeliest(typed, self._known, today=today)
        for pupil in hits[: self._most]:
            left = "left" if pupil.leaving_date is not None and pupil.leaving_date <= today else ""
            place = " · ".join(part for part in (year_words(pupil.year_group), pupil.class_name, left) if part)
            yield Hit(pupil.name, place, "pupil", partial(self._choose, pupil.id), _SCORE)
        more = len(hits) - self._most
        if more > 0 and self._show_all is not None:
            words = f"{more:,} more: keep typing, or show them in the register"
            yield Hit(words, "", "register", partial(self._show_all, typed), _SCORE)

    def forget(self) -> None:
        """The pupils have changed; they are read again when next asked for."""
        self._known = None
