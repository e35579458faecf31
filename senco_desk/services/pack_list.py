"""Which packs were made, for whom and when."""

from __future__ import annotations

from senco_desk.domain.papers import Pack
from senco_desk.services.desk import Desk
from senco_desk.store import nouns


def all_packs(desk: Desk) -> list[tuple[Pack, str]]:
    """Every pack that was recorded, the latest first, each with the child's name."""
    kept = sorted(nouns.PACKS.all(desk.store), key=lambda pack: (pack.made_on, pack.id), reverse=True)
    wanted = {pack.pupil_id for pack in kept}
    names = {pupil.id: pupil.name for pupil in nouns.PUPILS.all(desk.store) if pupil.id in wanted} if kept else {}
    return [(pack, names.get(pack.pupil_id, "")) for pack in kept]
