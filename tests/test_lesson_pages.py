"""The lessons as pages, in a real browser: they judge as notebooks do and ask no one anything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from ipr.plan.inputs import inputs_of
from ipr.present.blocks import TONE_LABELS
from ipr.present.blocks.tables import Table
from ipr.publish.page import lessons
from ipr.publish.page.lessons import digest, lesson_pages
from ipr.publish.style import Style
from ipr.teach.exercises import Exercise, judge
from ipr.teach.trials import try_inputs
from tests.browsing import complaints, violations
from tests.test_teaching import (
    ANSWERS,
    COMMON,
    PLANS,
    SIX_HUNDRED_AND_TEN_THOUSAND,
    UNKNOWN,
    digits,
    every,
    exercises,
    path_of,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow  # all pages of the lessons are written

LOOKS = {"first": Style(), "second": Style(accent="#224466")}
# Ways of writing amounts, numbers and words, right and wrong, for the two readers of answers.
WRITTEN = {
    "oppgave-5": [
        *(one for one in SIX_HUNDRED_AND_TEN_THOUSAND if isinstance(one, str)), "(610 000)",
        "1220000 delt på 2", "1220000:2", "610 000 i underskudd", "61 00 00", "12 345 67",
        "610 000 og litt", "13 %", "0,6105555 mill", "1,5", "2 3", "1e9", "٣", "5/0", "((((", "--5",
        "1 234 567 890 123 456", "tull og tøys", "🙂", "x" * 300, "null", "hint", "hint 2", "hjelp",
        "vet ikke", "<b>610 000</b>", "610000.0", "- 5", "1/3 + 2/3", "0,1 + 0,2", "1000 000",
    ],
    "oppgave-5b": ["13,6", "13.6 %", "13,6 prosent", "0,136", "13,5", "13", "14", "13,56", "-13,6",
                   "100 * 610 000 / 4 500 000", "13,649", "13,65", "1.360.000/100.000", "tja", "%"],
    "oppgave-10": [*UNKNOWN, "0", "0 kroner", "null kroner", "gratis", "200 000", "ingen anelse",
                   "ikke null, men ukjent", "12 tusen", "vet ikke", "!"],
}  # fmt: skip


def write(folder: Path, pages: Mapping[str, bytes]) -> None:
    """Write pages into a folder."""
    folder.mkdir()
    for name, page in pages.items():
        (folder / name).write_bytes(page)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages of each plan."""
    place = tmp_path_factory.mktemp("sider")
    for name, plan in PLANS.items():
        write(place / name, lesson_pages(plan, LOOKS[name]))
    return {name: place / name for name in PLANS}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page for all the lessons in turn: each asks for itself alone, and says no error."""
    context = browser.new_context(viewport={"width": 1000, "height": 900})
    page = context.new_page()
    said = complaints(page)
    yield page
    context.close()
    assert said == []


def page_of(plan: str, name: str) -> str:
    """The name of the page that has an exercise."""
    return next(
        f"{lesson.name}.html"
        for lesson in path_of(plan)
        if any(one.id == name for one in lesson.exercises)
    )


# As a reader does it: fill the box or choose, and press the button; all at once, to be quick.
ANSWER = """(all) => all.map(([id, answer, choice]) => {
  const form = document.getElementById(id);
  const field = form.querySelector(choice ? `input[value="${choice}"]` : "input");
  if (choice) field.checked = true; else field.value = answer;
  form.querySelector("button[type=submit]").click();
  return [...form.querySelectorAll("[role=status] p")].map((line) => line.textContent);
})"""


def answered(page: Page, asked: Iterable[tuple[Exercise, str]]) -> list[list[str]]:
    """What the page says of answers, line by line; its way to a hint is its own."""
    given = [[one.id, text, text.lower()[0] if one.choices else ""] for one, text in asked]
    lines: list[list[str]] = page.evaluate(ANSWER, given)
    return [[line for line in said if "Trykk «Hint»" not in line] for said in lines]


def expected(exercise: Exercise, answer: str) -> list[str]:
    """What the notebook says of an answer; the way to a hint is the page's own."""
    block = judge(exercise, answer)
    label = TONE_LABELS[block.tone]
    return [line for line in (label, *block.paragraphs) if line and "som svar" not in line]


def judged_alike(page: Page, asked: Sequence[tuple[Exercise, str]]) -> None:
    """Page and notebook say the same of each answer."""
    for (exercise, answer), said in zip(asked, answered(page, asked), strict=True):
        assert said == expected(exercise, answer), (exercise.id, answer)


@pytest.mark.parametrize("plan", PLANS)
def test_pages_judge_as_the_notebooks_do(page: Page, folders: dict[str, Path], plan: str) -> None:
    """Each exercise, answered rightly and with each usual mistake, gets the notebook's words.

    Before anything is answered, what can be read on the page holds none of its answers.
    """
    looked = 0
    for lesson in path_of(plan):
        page.goto((folders[plan] / f"{lesson.name}.html").as_uri())
        text = digits(page.evaluate(UNFOLDED))
        asked = []
        for exercise in lesson.exercises:
            if exercise.amount is not None:
                assert not re.search(rf"(?<!\d){abs(exercise.amount)}(?!\d)", text), exercise.id
            right = str(ANSWERS[plan][exercise.id]())
            if exercise.choices:
                right = exercise.right.answer[0]
            asked += [(exercise, right), *((exercise, one.answer[0]) for one in exercise.wrong)]
        judged_alike(page, asked)
        looked += len(asked)
    assert looked > 3 * len(path_of(plan))


@pytest.mark.parametrize("name", WRITTEN)
def test_pages_read_answers_as_the_notebooks_do(
    page: Page, folders: dict[str, Path], name: str
) -> None:
    """However an answer is written, page and notebook understand it in the same way."""
    exercise = exercises("first")[name]
    page.goto((folders["first"] / page_of("first", name)).as_uri())
    common = [str(answer) for one, answer, _ in COMMON if one == name]
    judged_alike(page, [(exercise, answer) for answer in [*WRITTEN[name], *common]])


def test_an_empty_answer_and_hints(page: Page, folders: dict[str, Path]) -> None:
    """An empty box asks for an answer, and the button gives the hints one after the other."""
    page.goto((folders["first"] / page_of("first", "oppgave-1")).as_uri())
    exercise = exercises("first")["oppgave-1"]
    assert answered(page, [(exercise, "  ")]) == [["Merk", "Skriv et svar først."]]
    for number in (1, 2, 3, 1):
        page.locator("#oppgave-1 button.hint").click()
        told = page.locator("#oppgave-1 [role=status] p").first.inner_text()
        assert told == f"Hint {number} av 3: {exercise.hints[number - 1]}"


# A value for each kind of input a lesson lets one try, and what the trial in Python is told.
TRIED = {
    "funding.county": ["2 250 000", "2,5 millioner", "0"],
    "funding.carry_over": ["500 000", "390000", "1 000 000,-"],
    "lines.tech_hub.project_leader.months": ["9", "12", "7"],
    "assumptions.eur_nok": ["11,75", "12.5", "13"],
    "lines.film": ["200 000"],
    "funding.cyberland_carry_over.counted": ["1", "0"],
    "lines.summit.grant.vat": ["2", "1"],
}
UNFOLDED = """() => {
  for (const one of document.querySelectorAll("details")) one.open = true;
  return document.querySelector("main").innerText;
}"""
UNMEANT = ("mye", "6 + 1", "6,5", "-5", "0,5 %", "9999 mrd", "13 k")
TRY = """([id, all]) => all.map((answer) => {
  const form = document.getElementById(id);
  const choice = form.querySelector(`input[type=radio][value="${answer}"]`);
  if (choice) choice.checked = true; else form.querySelector("input").value = answer;
  form.querySelector("button").click();
  const cells = [...form.querySelectorAll("[role=status] td")].map((cell) => cell.textContent);
  const lines = [...form.querySelectorAll("[role=status] p")];
  const said = form.querySelector(".footnotes p") ?? lines.at(-1);
  return [cells, said.textContent];
})"""


@pytest.mark.parametrize("name", TRIED)
def test_trials_on_pages_reckon_as_the_notebooks_do(
    page: Page, folders: dict[str, Path], name: str
) -> None:
    """What follows of another value is, on the page, what the trial in the notebook shows."""
    form, plan = f"prov-{name.replace('.', '-')}", PLANS["first"]
    file = next(f for f in sorted(folders["first"].glob("*.html")) if form in f.read_text("utf-8"))
    choices = inputs_of(plan)[name].choices
    values = [*TRIED[name], *([] if choices else UNMEANT)]
    page.goto(file.as_uri())
    for value, (shown, told) in zip(values, page.evaluate(TRY, [form, values]), strict=True):
        found = try_inputs(plan, name, choices[int(value)] if choices else value)
        if isinstance(found, Table):
            assert shown == [text for row in found.texts() for text in row[1:]], value
            assert told == found.footnotes[0].text
        else:
            assert value in UNMEANT
            assert told == found.paragraphs[0], value


def test_one_answers_with_keys_alone(page: Page, folders: dict[str, Path]) -> None:
    """An answer is typed and sent with Enter, and a choice is made with the keys."""
    page.goto((folders["first"] / page_of("first", "oppgave-2")).as_uri())
    page.locator("#oppgave-2 input").focus()
    page.keyboard.type("1 million")
    page.keyboard.press("Enter")
    assert page.locator("#oppgave-2 .right").is_visible()
    page.locator("#oppgave-2b input").first.focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert page.locator("#oppgave-2b .right").is_visible()


SHOWN = """() => {
  for (const one of document.querySelectorAll("button.run")) one.click();
  for (const one of document.querySelectorAll("details")) one.open = true;
}"""


@pytest.mark.parametrize(
    ("width", "scheme", "lessons"),
    [(1000, "light", slice(0, None, 2)), (320, "dark", slice(1, None, 2))],
)
def test_axe_finds_nothing(
    page: Page,
    folders: dict[str, Path],
    width: int,
    scheme: Literal["light", "dark"],
    lessons: slice,
) -> None:
    """No breach of WCAG A or AA on any page, answered and shown; some by night and narrow."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    for lesson in path_of("first")[lessons]:
        page.goto((folders["first"] / f"{lesson.name}.html").as_uri())
        answered(page, [(one, one.right.answer[0]) for one in lesson.exercises])
        page.evaluate(SHOWN)
        assert violations(page) == [], lesson.name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), lesson.name
        drawn = page.eval_on_selector_all(
            ".drawing svg", "all => all.map((one) => one.clientWidth)"
        )
        assert all(wide > 400 for wide in drawn), lesson.name  # or its words are too small


def test_an_answer_to_write_is_not_broken(page: Page, folders: dict[str, Path]) -> None:
    """What one may write, `40 000 + 35 000`, is on one line, and the page is no wider for it."""
    script = "[...document.querySelectorAll('p code')].map((one) => one.getClientRects().length)"
    page.set_viewport_size({"width": 320, "height": 900})
    lines = []
    for name in ("01_hvor_pengene_kommer_fra", "07_engangspenger"):
        page.goto((folders["first"] / f"{name}.html").as_uri())
        lines += page.evaluate(script)
        assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert len(lines) > 6
    assert set(lines) == {1}


def test_the_glossary_is_whole_on_a_telephone(page: Page, folders: dict[str, Path]) -> None:
    """At 320 pixels nothing is scrolled sideways, and it is a table with its heads nonetheless."""
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto((folders["first"] / "ordliste.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.get_by_role("columnheader", name="Hva det betyr").count() > 1
    assert violations(page) == []


def test_a_page_knows_answers_by_their_hashes(folders: dict[str, Path]) -> None:
    """A page's source holds the hash of the right answer, salted with its exercise."""
    for plan, name in every():
        text = (folders[plan] / page_of(plan, name)).read_text(encoding="utf-8")
        exercise = exercises(plan)[name]
        form = exercise.tokens(exercise.right.answer[0])[0]
        assert digest(name, form) in text, (plan, name)
        assert digest("en-annen", form) not in text


def test_pages_are_made_again_only_when_something_changed(
    folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages of the same plan are taken as they stand; with another look they are made anew."""
    plan, folder = PLANS["second"], folders["second"]
    monkeypatch.setattr(lessons, "lessons_of", lambda *_, **__: pytest.fail("made again"))
    stand = lesson_pages(plan, LOOKS["second"], folder)
    assert stand == {file.name: file.read_bytes() for file in folder.iterdir()}
    assert all(b"#224466" in page for page in stand.values())
    with pytest.raises(pytest.fail.Exception, match="made again"):
        lesson_pages(plan, Style(), folder)


def test_links_between_pages_lead_somewhere(folders: dict[str, Path]) -> None:
    """Every link on a page leads to a page beside it, to the live page, or to the council's own."""
    for file in folders["first"].glob("*.html"):
        for address in re.findall(r'href="([^"]+)"', file.read_text(encoding="utf-8")):
            if not address.startswith(("https://", "#", "../prov-budsjettet.html")):
                assert (file.parent / address).is_file(), (file.name, address)
