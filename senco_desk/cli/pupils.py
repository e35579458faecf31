"""Commands on children: status, notes, documents, and the register of all of them."""

from __future__ import annotations

import argparse
from collections import Counter

from senco_desk.cli.opening import open_desk, say_of
from senco_desk.cli.world import World
from senco_desk.domain import codes
from senco_desk.domain.needs import STATUS_WORDS, StatusDraft, current_needs, status_on
from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.register import RegisterRow, filtered
from senco_desk.domain.terms import in_words
from senco_desk.services import attachments, pupils, records, summaries
from senco_desk.services import register as registers
from senco_desk.services import statuses as deeds
