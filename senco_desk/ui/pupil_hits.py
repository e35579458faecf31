"""What the search field finds among the pupils: by names, year, class and UPN, quick with fifty thousand of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from senco_desk.domain.finding import Children
from senco_desk.domain.pupils import Pupil
from senco_desk.services import finding, pupils
from senco_desk.services.desk import Desk
from senco_desk.services.recent import recent
from senco_desk.ui.register_table import year_words
from senco_desk.ui.search import Hit

HEADING = finding.HEADINGS["pupils"]
RECENT = "Looked at last"
_RECENT = 5

_SCORE = 1.5
"""Above every command: who types a name wants the child."""
_FEW = 1_500
"""So many names are read in the time of a keystroke; with more, they are read in another thread."""


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
        self.known: Children | None = None
        """All children by name, where they have been read."""
        self.elsewhere = False
        """Whether somebody reads them in another thread, and gives them here: then many are not read here."""

    def __call__(self, typed: str) -> Iterable[Hit]:
        """The hits for what was typed; none for a single letter, or while the names are still being read.

        Before anything is typed, the children who were looked at last.
        """
        if not typed.strip():
            looked_at = recent(self._desk, _RECENT)
            told = pupils.told_apart(self._desk, looked_at, self.known.shared if self.known is not None else None)
            for pupil in looked_at:
                yield self._hit(pupil, RECENT, told.get(pupil.id, ""))
        if len(typed.strip()) < 2:
            return
        if self.known is None and not (self.elsewhere and self.many()):
            self.known = finding.children_of(self._desk)
        if self.known is None:
            return
        hits = self.known.likeliest(typed, today=self._desk.today)
        told = pupils.told_apart(self._desk, hits[: self._most], self.known.shared)
        for pupil in hits[: self._most]:
            yield self._hit(pupil, HEADING, told.get(pupil.id, ""))
        more = len(hits) - self._most
        if more > 0 and self._show_all is not None:
            words = f"{more:,} more: keep typing, or show them in the register"
            yield Hit(words, "", "register", partial(self._show_all, typed), _SCORE, HEADING)

    def _hit(self, pupil: Pupil, heading: str, apart: str) -> Hit:
        left = "left" if pupil.leaving_date is not None and pupil.leaving_date <= self._desk.today else ""
        place = " · ".join(part for part in (year_words(pupil.year_group), pupil.class_name, apart, left) if part)
        return Hit(pupil.name, place, "pupil", partial(self._choose, pupil.id), _SCORE, heading)

    def many(self) -> bool:
        """Whether there are too many pupils to read their names while somebody types."""
        return bool(self._desk.store.query("select count(*) > ? as many from pupil", [_FEW])[0]["many"])

    def forget(self) -> None:
        """The pupils have changed; they are read again when next asked for."""
        self.known = None
