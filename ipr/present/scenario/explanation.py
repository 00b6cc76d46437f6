"""Where figures come from, as a reader sees it: the tree of terms, the register of assumptions."""

from __future__ import annotations

from collections.abc import Mapping

from ipr.budget.explain import Explanation
from ipr.budget.result import Registered, Result, Standing
from ipr.present.blocks import Column, Group, Heading, Node, Note, Row, Table, Tree
from ipr.present.wording import STATUS, bare_value
from ipr.reading.norwegian import MINUS, amount, signed

STANDING: Mapping[Standing, str] = {"scenario": "valgt i scenarioet", **STATUS}  # type: ignore[dict-item]
OURS_MARK = "†"
OURS_NOTE = Note(OURS_MARK, "Vår antakelse: verdien står ikke i planen og følger ikke av den.")


def explanation_tree(explanation: Explanation) -> Tree:
    """Return the tree of a figure: value, change from the plan, reason and source of each term."""
    caption = (
        f"Slik er «{explanation.label}» regnet ut (hele kroner, endring fra planen i parentes)"
    )
    return Tree(caption, _node(explanation))


def explanation_text(explanation: Explanation) -> str:
    """Return the tree as plain text for a terminal."""
    return explanation_tree(explanation).plain()


def _node(term: Explanation) -> Node:
    told = _sentences(term.note, term.reason)
    return Node(
        label=f"{MINUS} {term.label}" if term.sign < 0 else term.label,
        value="uten beløp" if term.value_nok is None else amount(term.value_nok),
        change=signed(term.change_nok) if term.change_nok else "",
        reason=told,
        source=_known(term),
        children=tuple(_node(child) for child in term.children),
    )


def _known(term: Explanation) -> str:
    """Return how the figure is known, and where in the plan: `Står i planen: 2 …`."""
    if term.standing is None:
        return f"Sted i planen: {term.source}" if term.source else ""
    standing = _capital(STANDING[term.standing])
    return f"{standing}. Sted i planen: {term.source}" if term.source else standing


def _sentences(*texts: str) -> str:
    """Return the texts as sentences, each with its full stop."""
    whole = (_capital(text) for text in texts if text)
    return " ".join(text if text.endswith((".", "!", "?", ")")) else f"{text}." for text in whole)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def register_table(calculation: Result) -> Table:
    """Return each input that is not simply what the plan states, one row each, ours marked."""
    items = calculation.assumed
    rows = tuple(_register_row(item) for item in items)
    columns = (
        Column("label", "Forutsetning"),
        Column("value", "Verdi", "value"),
        Column("reason", "Hvor tallet kommer fra"),
    )
    ours = any(item.standing == "ours" for item in items)
    return Table("Forutsetninger", columns, rows, footnotes=(OURS_NOTE,) if ours else ())


def register_block(result: Result) -> Group:
    """Return the register under its heading; nothing where all is simply what the plan states."""
    table = register_table(result)
    return Group((Heading("Alle forutsetninger"), table)) if table.rows else Group(())


def _register_row(item: Registered) -> Row:
    found = item.found
    source = f"({item.source})" if item.source else ""
    told = " ".join(part for part in (_sentences(STANDING[item.standing], item.reason), source))
    return Row(
        (found.label, bare_value(found, item.value), told.strip()),
        marks=(OURS_MARK,) if item.standing == "ours" else (),
    )
