"""The amounts of money in a plan's document, and how they meet the plan data."""

from __future__ import annotations

from ipr.analysis.audit.document.find import Found, find_amounts
from ipr.analysis.audit.document.held import Held
from ipr.analysis.audit.document.match import Coverage, DocumentAudit, Match, audit_document
from ipr.analysis.audit.document.read import read_document

__all__ = [
    "Coverage",
    "DocumentAudit",
    "Found",
    "Held",
    "Match",
    "audit_document",
    "find_amounts",
    "read_document",
]
