"""What the overview says of all scenarios together is true of each of them."""

from __future__ import annotations

import re
from collections import Counter

from lxml import html as lxml_html

from ipr.analysis.consequences import state_of
from ipr.budget.result import Result
from ipr.doors.build import scenario
from ipr.publish.documents.document import Filing
from ipr.publish.index import write_index
from ipr.publish.job import PLAN_REPORTS
from ipr.publish.listed import MORE, Listed
from ipr.publish.results import conclusion_of
from ipr.publish.style import Style
from ipr.reading.norwegian import NBSP
from tests.plans import FOLDERS, PLAN, shipped

WISHED = scenario(PLAN, balancing={"policy": "leave_open", "minimum_reserve": 700_000})


def overview(found: list[Result]) -> lxml_html.HtmlElement:
    """The page over these results, and over the three reports on the plan, in another order."""
    told = [
        Listed(one.scenario.id or "eget", one.scenario.title, (), conclusion_of(one))
        for one in found
    ]
    told += [
        Listed(name, title, (), None, MORE) for name, (_, title) in sorted(PLAN_REPORTS.items())
    ]
    text = write_index(found[0].given, told, [], Filing(), Style())
    return lxml_html.fromstring(text)


def test_a_wish_that_is_not_reached_is_counted_apart_from_money_that_lacks() -> None:
    """And of the states only those stand that some scenario is in, also among what is sought."""
    for name, folder in FOLDERS.items():
        own = [shipped(one, name) for one in folder.scenario_ids]
        for found in (own, [*own, WISHED] if name.startswith("lille") else own[:1]):
            page = overview(found)
            text = page.text_content().replace(NBSP, " ")
            options = [one.get("value") for one in page.xpath("//select[@id='tilstand']/option")]
            states = Counter(state_of(one) for one in found)
            assert set(options) == {"", *states}
            less = sum(state_of(one) == "short" and one.reserve >= 0 for one in found)
            lacks = states["short"] - less
            counted = re.search(r"Av \d+ scenarioer: [^.]*\.", text)
            if lacks:
                assert counted
                assert f"{lacks} ikke i balanse" in counted[0]
            assert bool(less) == bool(counted and f"{less} mindre igjen enn ønsket" in counted[0])


def test_the_plans_own_report_stands_before_what_follows_from_it() -> None:
    """The plan, how sensitive it is, and the years after: not in the alphabet's order."""
    text = overview([shipped("planen")]).text_content()
    places = [text.index(title) for _, title in PLAN_REPORTS.values()]
    assert places == sorted(places)
