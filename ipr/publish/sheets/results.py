"""The sheet a reader looks at first: whether the budget balances, and each row against the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ipr.budget.figures import section_of
from ipr.plan.model import Plan
from ipr.present.answers import STATE_WORDS
from ipr.present.scenario.tables import TOTALS, budget_columns, budget_rows, columns_of
from ipr.publish.sheets.cases import Case, in_words
from ipr.publish.sheets.inputs import REFUSED, stale
from ipr.publish.sheets.paper import Formula, Place, Sheet

RESULT_SHEET = "Resultat"
WIDTHS = (52, 22, 16, 22)
AMENDED_WIDTHS = (52, 18, 18, 16, 18)
VERDICT = Place(RESULT_SHEET, 3, 1)
HEAD_ROW = 5
NO_CHANGE = "–"
ORIGINAL = 1  # the first column of amounts; the last two are the change and what it comes to
ROLES = {"body": "aside", "group": "text group", "subtotal": "text subtotal", "total": "text total"}
SINCE = "etter at filen ble laget"
"""What is said of changed values; the balancing rule of the scenario adds what is now stale."""

STALE = {"leave_open": "", "ask_funders": "; det som er bedt om, er ikke regnet om"}
CUTS_STALE = "; kuttene er ikke regnet om"
BELOW_WISH = "i balanse, men mindre er igjen enn ønsket"
STATES = (
    ("reserve", "<0", STATE_WORDS["short"].capitalize()),
    ("shortfall", ">0", BELOW_WISH.capitalize()),
    ("asked", ">0", STATE_WORDS["depends_on_others"].capitalize()),
    ("cuts", ">0", STATE_WORDS["balanced_after_cuts"].capitalize()),
)
BALANCED = STATE_WORDS["balanced"].capitalize()


def tail_of(case: Case) -> str:
    """Return what must be said when a value of this scenario has been changed in the file."""
    return SINCE + STALE.get(case.result.balancing.policy, CUTS_STALE)


def state_of(case: Case) -> str:
    """Return in words whether the budget balances."""
    for name, beyond, words in STATES:
        found = case.figure(name) or 0
        if found < 0 if beyond == "<0" else found > 0:
            return words
    return BALANCED


def verdict(case: Case, figures: Mapping[str, Place], tail: str) -> Formula:
    """Return whether the budget balances, as a live sentence; not where it rests on stale figures.

    `tail` is the text or the cell of what is said where values are changed.
    """
    text = f'"{BALANCED}"'
    for name, beyond, words in reversed(STATES):
        text = f'IF({figures[name].anywhere}{beyond},"{words}",{text})'
    return Formula(stale(tail, text), state_of(case))


def heads_of(case: Case, *, alone: bool) -> list[str]:
    """Return the heads of the budget's columns, as in every format.

    An amendment has a column more, where it is `alone` in the file: the budget before the case.
    """
    found = columns_of(case.result) if alone else budget_columns(case.plan)
    return [column.label for column in found]


def head_styles(heads: Sequence[str]) -> list[str]:
    """Return the styles of such heads: amounts to the right."""
    return ["head", *["head number_head"] * (len(heads) - 1)]


def all_rows(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Yield label, figure and styles of each row: the budget's as in every format, other sums."""
    yield from ((label, name, ROLES[role]) for label, name, role in budget_rows(plan))
    yield "Andre summer", "", ROLES["group"]
    for figure in section_of(plan, "totals"):
        if figure.name not in TOTALS:
            yield figure.label, figure.name, ROLES["body"]


def write_result(
    sheet: Sheet, case: Case, figures: Mapping[str, Place], tail: str, *, alone: bool
) -> None:
    """Write the verdict, and each row of the budget in the plan and in the scenario.

    An amendment that is `alone` in the file has its change against the budget before the case.
    """
    heads = heads_of(case, alone=alone)
    last = len(heads) - 1
    sheet.put(VERDICT.row, 0, "Er budsjettet i balanse?", "bold")
    longest = f"10 verdier er endret {SINCE}{max(STALE.values(), key=len)}"
    now = verdict(case, figures, tail)
    sheet.put(VERDICT.row, VERDICT.column, now, "text bold", last, longest)
    rule = {"type": "formula", "criteria": f'=ISNUMBER(SEARCH("verdi",{VERDICT.here}))'}
    sheet.page.conditional_format(VERDICT.row, VERDICT.column, VERDICT.row, last,
                                  rule | {"format": sheet.paper.look("warning")})  # fmt: skip
    sheet.line(HEAD_ROW, heads, head_styles(heads))
    row = HEAD_ROW
    for row, shown in enumerate(all_rows(case.plan), start=HEAD_ROW + 1):
        _write_row(sheet, row, shown, case, figures, last)
    of = "planen og for budsjettet før saken" if len(heads) > len(WIDTHS) else "planen"
    told = f"Grå celler er programmets tall for {of}. Resten er formler. Positiv endring er økning."
    sheet.put(row + 2, 0, told, "plain")
    sheet.page.freeze_panes(HEAD_ROW + 1, 1)
    sheet.page.repeat_rows(HEAD_ROW)
    sheet.page.print_area(0, 0, row + 2, last)


def _write_row(
    sheet: Sheet,
    row: int,
    shown: tuple[str, str, str],
    case: Case,
    figures: Mapping[str, Place],
    last: int,
) -> None:
    label, name, styles = shown
    sheet.put(row, 0, label, styles)
    role = " ".join({"group", "subtotal", "total"} & {*styles.split()})
    if not name:
        for column in range(ORIGINAL, last + 1):
            sheet.put(row, column, None, role)
        return
    amended = last >= len(WIDTHS)
    before = case.before(name) if amended else case.planned[name]
    after = case.figure(name)
    known = (case.planned[name], before) if amended else (before,)
    for column, amount in enumerate(known, start=ORIGINAL):
        sheet.put(row, column, in_words(case.plan, name, amount), f"figure {role} program")
    old = sheet.place(row, last - 2).here
    live = f'IFERROR({figures[name].anywhere},"{REFUSED}")'
    new = sheet.put(row, last, Formula(live, case.shown(name)), f"figure {role}").here
    difference = f"IF(ISNUMBER({old}),{new}-{old},{new})"
    gone = f'IF(AND(ISNUMBER({old}),{new}<>"{REFUSED}"),-{old},"{NO_CHANGE}")'
    change = NO_CHANGE if before is None and after is None else (after or 0) - (before or 0)
    text = f"IF(ISNUMBER({new}),{difference},{gone})"
    sheet.put(row, last - 1, Formula(text, change), f"change {role}")
