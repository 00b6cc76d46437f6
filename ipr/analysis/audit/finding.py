"""A finding of the audit: what it is, how grave, and the stable id by which it is accepted."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
SEVERITY_WORDS: dict[Severity, str] = {"error": "feil", "warning": "advarsel", "note": "merknad"}
"""What a reader sees for each severity, gravest first.

An error is a contradiction between figures, a warning something to clear up with the council
before the figures are relied upon, a note something a reader should know.
"""

_LONGEST_ID = 50


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: a stable id, its severity, what it is in Norwegian, and what it touches.

    `touches` names inputs, lines or figures as conditions do. `accepted` is the reason the plan
    file gives for accepting it, and None where it is not accepted.
    """

    id: str
    severity: Severity
    text: str
    touches: tuple[str, ...]
    accepted: str | None = None


def new_finding(
    check: str, subject: str, severity: Severity, text: str, touches: tuple[str, ...]
) -> Finding:
    """Return a finding whose id is made of the check and what it is about; not yet accepted."""
    slug = re.sub(r"[^a-z0-9_-]", "-", f"{check}-{subject}" if subject else check)
    if len(slug) > _LONGEST_ID:  # an id in `accepted` has no more room; the end keeps it apart
        slug = f"{slug[:41]}-{hashlib.sha256(slug.encode()).hexdigest()[:8]}"
    return Finding(slug, severity, text, touches)


def ended(text: str) -> str:
    """Return the text with a full stop, where it does not end a sentence already."""
    return text if text.endswith((".", "?", "!")) else f"{text}."
