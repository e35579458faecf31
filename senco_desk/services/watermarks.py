"""Pale words across every page that a desk prints, so that a demonstration school is never taken for a real one."""

from __future__ import annotations

import json

from senco_desk.domain.school import SettingDraft
from senco_desk.services.desk import Desk
from senco_desk.store import nouns

KEY = "watermark"


def of(desk: Desk) -> str:
    """The words across each page of this desk's papers; empty as a rule."""
    kept = nouns.SETTINGS.of(desk.store, key=KEY)
    return str(json.loads(kept[0].value)) if kept else ""


def setting(words: str) -> SettingDraft:
    """What a desk keeps to print these words across its papers, to be added with its other records."""
    return SettingDraft(key=KEY, value=json.dumps(words, ensure_ascii=False))
