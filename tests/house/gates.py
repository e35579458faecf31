"""Finds sentences that make the threshold a gate. The law has none: Children and Families Act 2014, s.36(8).

Any text can be given to `gates_in`: a label of the window, a page of a pack, what a command printed.
"""

from __future__ import annotations

import re

_AMOUNT = r"(threshold|spen[dt]\w*|£\s?6,000|£\s?10,000)"
_REQUEST = r"(request\w*|appl(y|ies|ied|ication\w*)|assess(ed|ment)?)"
_HOLD = r"(until|unless|once|only (when|if|after|where))"

_FORBIDDEN = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(not|never|n[’']t)( be| yet)* eligible",
        r"\bineligib",
        r"\beligib\w+ (criteria|threshold|for (an?|the) (EHC|assessment|request|plan))",
        (
            r"\b(cannot|can[’']t|can not|may not|must not|should not|unable to|too (early|soon|little|low) to)( yet)?"
            r" (apply|request|be requested|make (a|the) request|submit (a|the) request|ask for an? (EHC|assessment))"
        ),
        r"\b(below|under|short of)( the| its| this)? threshold",
        r"\b(not|n[’']t)( yet)? (ready|able|allowed|entitled) to (apply|request|submit|be assessed)",
        r"\b(must|needs? to|ha(ve|s) to|should)( first)? (be )?spen[dt]\b",
        r"\b(required|minimum|qualifying|insufficient) spen[dt]",
        r"\brequire[sd]? (to spend|spending|a spend)",
        (
            r"\bbefore (you|it|he|she|they|the school|a school|parents?|the child|a request|an assessment)"
            r" (can|may|could)( be)? (request|appl|assess|made|ask)"
        ),
        r"\b(not|n[’']t)( yet)? qualif(y|ies)",
        r"\bnot enough (spend|spending|money|has been spent)",
        rf"\b(wait|hold off|delay|postpone)\b[^.]*\b({_AMOUNT}|{_REQUEST})\b",
        rf"\b({_AMOUNT}|{_REQUEST})\b[^.]*\b(wait|hold off) (until|for)\b",
        rf"\b{_HOLD}\b[^.]*\b{_AMOUNT}\b[^.]*\b{_REQUEST}\b",
        rf"\b{_REQUEST}\b[^.]*\b{_HOLD}\b[^.]*\b{_AMOUNT}\b",
        r"\bspend (more|another|a further|at least)\b",
        r"\bthreshold (has )?(not|n[’']t)( yet)?( been)? (met|reached|crossed|passed)",
    )
]
_FREE_MEALS = re.compile(r"free (school )?meals?|\bFSM\b", re.IGNORECASE)
_SPENDING = re.compile(r"\b(spend|spending|spent|threshold)\b|£\s?6,000|£\s?10,000", re.IGNORECASE)
_REQUESTING = re.compile(r"\brequest(s|ed|ing)?\b|\bneeds assessment\b|\bapply for\b|\bapplication\b", re.IGNORECASE)
_ANY_LEVEL = re.compile(r"\bany level of spend", re.IGNORECASE)


def gates_in(words: str) -> list[str]:
    """The parts of a text that forbid, or put off, a request because of what was spent; free school meals aside."""
    read = " ".join(words.split())
    if _FREE_MEALS.search(read):
        return []
    return [found.group() for pattern in _FORBIDDEN if (found := pattern.search(read))]


def leaves_open_when(words: str) -> bool:
    """Whether a text speaks of spending and of a request without saying that one can be made at any level of spend."""
    return bool(_SPENDING.search(words) and _REQUESTING.search(words) and not _ANY_LEVEL.search(words))
