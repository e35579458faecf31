"""What a request for one child would rest on today: the legal test, and what the authority says it looks for."""

from __future__ import annotations

from senco_desk.domain.readiness import Readiness, readiness
from senco_desk.services import costs, pupils
from senco_desk.services.desk import Desk


def of(desk: Desk, pupil_id: str, authority: str = "") -> Readiness:
    """The two lists for a pupil, beside the authority where the pupil lives (or another, by its id).

    Refuses a pupil that is not there, an authority without a profile, and somebody who may not see what support costs.
    """
    desk.need("rates")
    spend = costs.for_pupil(desk, pupil_id, authority=authority)
    return readiness(pupils.record_of(desk, pupil_id), spend.spend, spend.profile, desk.today)
