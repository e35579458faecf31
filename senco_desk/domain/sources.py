"""How far a fact of the field has been confirmed, said the same way for dates, codes and national figures.

The law, the census code sets and the published figures all come with this mark, and every screen or page
that shows one can say in words how far to rely on it.
"""

from __future__ import annotations

from typing import Literal

Confidence = Literal["confirmed", "secondary", "unconfirmed"]
"""`confirmed`: read where it was first published; `secondary`: read where someone reliable repeats it;
`unconfirmed`: general knowledge, to be checked before anybody relies on it."""
