"""The syntax trees of the whole program are read once for each file of these tests, and let go of after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.house import sources


@pytest.fixture(scope="module", autouse=True)
def trees() -> Iterator[None]:
    yield
    sources.forget_trees()
