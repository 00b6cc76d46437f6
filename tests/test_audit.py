"""The audit of a plan against itself: what it must find, and what it must not."""

from __future__ import annotations

import re

from hypothesis import given
from pydantic import TypeAdapter

from ipr.analysis.audit.audit import SEVERITY_WORDS, Finding, audit
from ipr.plan.model import Accepted, Plan
from ipr.reading.fields import Id
from tests.plans import PLAN, SECOND_PLAN
from tests.strategies import plans

SPACE = "\u00a0"


def found(plan: Plan) -> dict[str, Finding]:
    """The findings by id."""
    return {finding.id: finding for finding in audit(plan)}


def with_line(plan: Plan, line_id: str, **changes: object) -> Plan:
    """The plan with one line changed, unchecked."""
    lines = tuple(
        line.model_copy(update=changes) if line.id == line_id else line for line in plan.lines
    )
    return plan.model_copy(update={"lines": lines})


def test_the_plans_findings() -> None:
    """Each kind of weakness the plan has is found under its stable id, and no error."""
    findings = found(PLAN)
    assert {
        "footnote-gudbrandsdal",
        "implied-carry_over",
        "implied-rate-wuoc",
        "no-amount-inclusion",
        "no-text-council_operations",
        "one-off-money",
        "table-only-council_operations",
        "reserve-table-only",
        "table-only-wuoc",
        "name-differs-tech_hub",
        "condition-county_destination_grant",
        "conditional-money",
        "not-printed-tech_hub-project_leader",
        "sums",
    } <= set(findings)
    assert "error" not in {finding.severity for finding in findings.values()}
    assert "footnote-cyberland" not in findings
    assert "name-differs-cyberland" not in findings


def test_figures_in_the_texts() -> None:
    """The texts carry the figures the plan's own numbers give."""
    findings = found(PLAN)
    assert "13,00 kroner per EUR" in findings["implied-rate-wuoc"].text
    assert f"dekke 390{SPACE}000{SPACE}kroner" in findings["one-off-money"].text
    lasting = findings["one-off-money"].text  # Tech Hub at a full year, the sports project once
    assert f"3{SPACE}240{SPACE}000{SPACE}kroner som varige" in lasting
    assert f"260{SPACE}000{SPACE}kroner i margin" in lasting
    assert f"At 3{SPACE}025{SPACE}000{SPACE}kroner av dem varer, er vår lesing" in lasting
    host = found(SECOND_PLAN)["one-off-money"].text  # the plan says that it lasts, not for months
    assert f"At 507{SPACE}383{SPACE}kroner av dem varer, er vår lesing" in host
    assert f"550{SPACE}000{SPACE}kroner" in findings["conditional-money"].text
    assert f"19{SPACE}poster" in findings["sums"].text


def test_text_against_table() -> None:
    """A line whose text and table differ is an error that says both figures."""
    finding = found(with_line(PLAN, "film", text_nok=140_000))["text-against-table-film"]
    assert finding.severity == "error"
    assert f"140{SPACE}000" in finding.text
    assert f"150{SPACE}000" in finding.text


def test_a_text_called_as_the_line_is_a_text() -> None:
    """A line with a place in the text has a text, also where nothing says what it is called."""
    assert "no-text-film" not in found(with_line(PLAN, "film", heading=None))
    assert "no-text-film" in found(with_line(PLAN, "film", heading=None, source=None))


def test_sums_that_fail() -> None:
    """A plan that does not add up gets errors, and no word that the sums are right."""
    findings = found(with_line(PLAN, "film", total_nok=140_000))
    assert findings["sums-film"].severity == "error"
    assert "sums" not in findings


def test_footnotes() -> None:
    """The right mark clears a line; a mark without note and a note without mark do not."""
    assert "footnote-gudbrandsdal" not in found(with_line(PLAN, "gudbrandsdal", footnote_mark="**"))
    unknown = found(with_line(PLAN, "film", footnote_mark="***"))["footnote-film"]
    assert "finnes ikke" in unknown.text
    bare = found(with_line(PLAN, "cyberland", footnote_mark=None))["footnote-cyberland"]
    assert "tegnet står ikke ved posten" in bare.text


def test_one_off_money_is_quiet_when_new_money_suffices() -> None:
    """No finding on one-off money where the new money pays for every line."""
    funding = tuple(item.model_copy(update={"recurrence": "continues"}) for item in PLAN.funding)
    assert "one-off-money" not in found(PLAN.model_copy(update={"funding": funding}))


def test_accepted() -> None:
    """An accepted finding carries the reason; accepting what is not found is a finding."""
    accepted = (
        Accepted(finding="footnote-gudbrandsdal", because="Rettes i neste utgave."),
        Accepted(finding="footnote-gudbrandsdalen", because="Feil id."),
    )
    findings = found(PLAN.model_copy(update={"accepted": accepted}))
    assert findings["footnote-gudbrandsdal"].accepted == "Rettes i neste utgave."
    assert findings["sums"].accepted is None
    vain = findings["accepted-footnote-gudbrandsdalen"]
    assert "mente du «footnote-gudbrandsdal»?" in vain.text
    assert vain.severity == "warning"


def test_order() -> None:
    """The gravest findings come first, and the same plan gives the same findings."""
    grave = list(SEVERITY_WORDS)
    places = [grave.index(f.severity) for f in audit(with_line(PLAN, "film", text_nok=1))]
    assert places == sorted(places)
    assert audit(PLAN) == audit(PLAN)


@given(plans())
def test_any_plan(plan: Plan) -> None:
    """Any plan can be audited; ids differ, can be accepted, and every text is a sentence."""
    findings = audit(plan)
    ids = [finding.id for finding in findings]
    assert len(set(ids)) == len(ids)
    for finding in findings:
        assert TypeAdapter(Id).validate_python(finding.id, context={"problems": []}) == finding.id
        assert finding.text.rstrip().endswith((".", "?", "!"))


@given(plans())
def test_no_amount_of_nothing_is_told(plan: Plan) -> None:
    """What hangs on an answer is an amount or no known one; a sum is of several answers."""
    texts = [finding.text.replace(SPACE, " ") for finding in audit(plan)]
    assert not any(re.search(r"\b0 kroner (henger|i margin)|henger 0 kroner", one) for one in texts)
    assert sum("Til sammen henger" in one for one in texts) <= (len(plan.decisions) > 1)
    parts = sum(part.kind == "part_year" for _, part in plan.components)
    assert parts or not any("del av året" in one for one in texts)


def test_a_name_with_quotation_marks_is_quoted_with_others_within() -> None:
    """No quotation marks stand within the same ones, whatever a line is called."""
    plan = with_line(PLAN, "film", label="Prisen «Årets nabo»", heading=None, source=None)
    texts = [finding.text for finding in audit(plan) if "Årets" in finding.text]
    assert texts
    assert all("«Prisen ‘Årets nabo’»" in one for one in texts)


def test_what_hangs_on_answers_is_the_councils_own_money() -> None:
    """A gift that pays a part of a line hangs on nothing: 151 933 kroner do, not 241 933."""
    findings = {item.id: item.text.replace("\u00a0", " ") for item in audit(SECOND_PLAN)}
    assert findings["condition-landowner_consent"].startswith("151 933 kroner henger på")
    assert "Til sammen henger 751 933 kroner i 4 delposter" in findings["conditional-money"]


def test_it_is_said_where_one_off_money_is_not_enough() -> None:
    """What recurring money leaves uncovered may be more than all that comes only once."""
    funding = tuple(
        item.model_copy(update={"amount_nok": 300_000}) if item.id == "carry_over" else item
        for item in PLAN.funding
    )
    poor = found(PLAN.model_copy(update={"funding": funding}))["one-off-money"].text
    told = "Engangsmidler må dekke 390 000 kroner, og planen har 300 000 kroner."
    assert told in poor.replace("\u00a0", " ")
    assert "og planen har" not in found(PLAN)["one-off-money"].text


def test_a_rate_that_the_plan_writes_is_not_said_to_be_missing() -> None:
    """Also a rate the plan takes for granted is written there; one that is derived is not."""
    written, derived = (
        found(plan)[f"implied-rate-{line}"]
        for plan, line in ((SECOND_PLAN, "border_fair"), (PLAN, "wuoc"))
    )
    assert "oppgir ikke kursen" not in written.text
    assert "Planen oppgir ikke kursen." in derived.text
    assert (written.severity, derived.severity) == ("note", "warning")
