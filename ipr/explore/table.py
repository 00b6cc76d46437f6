"""The what-if table itself: ipywidgets around the fields and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from ipr.budget.folder import PlanFolder, open_folder
from ipr.budget.result import Result
from ipr.explore.entered import Words, changing_fields, entered_calculation
from ipr.explore.fields import SECTIONS, Field, counting, fields_of, start_values
from ipr.explore.saving import FILE_NAME, save_scenario
from ipr.explore.shown import answer_html, fault_html, problems_html, results_html, said, told
from ipr.explore.style import STYLE
from ipr.reading.errors import InputError, Problem

TAB_SAVE = "Lagre"


def what_if_table(plan: str) -> WhatIfTable:
    """Return the table for the plan with this name; raises `InputError` for an unknown plan."""
    return WhatIfTable(open_folder(plan))


class WhatIfTable(widgets.VBox):  # type: ignore[misc]
    """Fields to the left, what follows from them to the right, and a way to save it."""

    def __init__(self, folder: PlanFolder) -> None:
        self.plan, self.folder = folder.plan, folder
        plan = folder.plan
        self.fields = {field.name: field for field in fields_of(plan)}
        self.controls = {name: _control(field) for name, field in self.fields.items()}
        self.faults = {name: widgets.HTML() for name in self.fields}
        self.answer, self.results = widgets.HTML(), widgets.HTML()
        self.saving = SavingPanel(self)
        self.rows = {
            name: widgets.VBox([control, self.faults[name]])
            for name, control in self.controls.items()
        }
        self.calculation: Result | None = None
        self._resetting = False
        for control in self.controls.values():
            control.observe(self._changed, names="value")
        left = widgets.VBox([self._tabs(), self._reset_button()])
        right = widgets.VBox([self.answer, self.results])
        left.add_class("ipr-felt")
        right.add_class("ipr-virkning")
        sides = widgets.HBox([left, right])
        sides.add_class("ipr-hva-hvis")
        super().__init__([widgets.HTML(STYLE), sides])
        self.refresh()

    def __repr__(self) -> str:
        """Return what stands in a notebook that is read where no widget is shown."""
        return f"Hva-hvis-tabell for {self.plan.title}. Kjør notatboken for å bruke den."

    @property
    def values(self) -> dict[str, str]:
        """Return the text in every field."""
        return {name: _text(control) for name, control in self.controls.items()}

    def refresh(self) -> None:
        """Reckon with what stands in the fields, and show what follows or what is wrong."""
        values = self.values
        shown = {field.name for field in counting([*self.fields.values()], values)}
        for name, row in self.rows.items():
            row.layout.display = "" if name in shown else "none"
        try:
            self.calculation = entered_calculation(self.plan, values)
        except InputError as error:
            self.calculation = None
            self._tell(error.problems)
            self.answer.value = problems_html(error.problems)
            return
        self._tell(())
        self.results.value = results_html(self.calculation)
        self.answer.value = answer_html(self.calculation)  # last: it is said aloud
        self.saving.show_reasons(changing_fields(self.plan, values))

    def reset(self) -> None:
        """Put every field back to the plan."""
        self._resetting = True
        try:
            for name, text in start_values([*self.fields.values()]).items():
                _fill(self.controls[name], text)
        finally:
            self._resetting = False
        self.refresh()

    def _changed(self, _: object) -> None:
        if not self._resetting:
            self.refresh()

    def _tell(self, problems: tuple[Problem, ...]) -> None:
        for name, field in self.fields.items():
            mine = [problem for problem in problems if problem.where == field.label]
            self.faults[name].value = fault_html(mine)

    def _tabs(self) -> Any:
        pages = {
            title: widgets.VBox(
                [self.rows[name] for name, field in self.fields.items() if field.section == key]
            )
            for key, title in SECTIONS.items()
        }
        pages[TAB_SAVE] = self.saving.page
        return widgets.Tab([*pages.values()], titles=[*pages], selected_index=0)

    def _reset_button(self) -> Any:
        button = widgets.Button(description="Tilbakestill til planen")
        button.on_click(lambda _: self.reset())
        return button


class SavingPanel:
    """The fields and the button that make a scenario file of the table."""

    def __init__(self, table: WhatIfTable) -> None:
        self.table = table
        self.id = widgets.Text(placeholder="min-variant", **_named(f"{FILE_NAME} (uten .yaml)"))
        self.title = widgets.Text(**_named("Tittel"))
        self.question = widgets.Text(**_named("Spørsmål scenarioet svarer på"))
        self.reason = widgets.Text(**_named("Felles begrunnelse"))
        self.reasons: dict[str, Any] = {}
        self.own, self.told = widgets.VBox(), widgets.HTML()
        self.button = widgets.Button(description="Lagre som scenario")
        self.button.on_click(lambda _: self.save())
        parts = [self.id, self.title, self.question, self.reason, self.own, self.button, self.told]
        self.page = widgets.VBox(parts)

    def show_reasons(self, fields: tuple[Field, ...]) -> None:
        """Show a field for the reason of each change; what was written in one is kept."""
        for field in fields:
            if field.name not in self.reasons:
                self.reasons[field.name] = widgets.Text(
                    placeholder="ellers den felles", **_named(f"Begrunnelse: {field.label}")
                )
        self.own.children = [self.reasons[field.name] for field in fields]

    def words(self) -> Words:
        """Return what is written for the scenario."""
        reasons = {name: control.value for name, control in self.reasons.items()}
        return Words(self.title.value, self.question.value, self.reason.value, reasons)

    def save(self) -> Path | None:
        """Write the scenario file, or say what is wrong."""
        try:
            file = save_scenario(
                self.table.folder,
                self.id.value.strip(),
                self.table.values,
                self.words(),
            )
        except InputError as error:
            self.told.value = said("Ikke lagret. " + " ".join(_sentences(error)))
            return None
        self.told.value = said(f"Lagret som {file.name}. «ipr run {file.stem}» lager rapporten.")
        return file


def _sentences(error: InputError) -> Iterator[str]:
    return (f"{told(problem)}." for problem in error.problems)


def _control(field: Field) -> Any:
    """Return the widget of a field: typed text counts when it is left, or at Enter."""
    match field.kind:
        case "choice":
            options = [(words, text) for text, words in field.choices]
            return widgets.Dropdown(options=options, value=field.start, **_named(field.label))
        case "date":
            return widgets.DatePicker(**_named(field.label))
        case _:
            return widgets.Text(
                value=field.start,
                placeholder=field.hint,
                continuous_update=False,
                **_named(field.label),
            )


def _named(label: str) -> dict[str, Any]:
    """Return how a control gets its label, literally: a `$` in it is no formula."""
    words = f'<span class="mathjax_ignore">{escape(label)}</span>'
    return {"description": words, "description_allow_html": True}


def _text(control: Any) -> str:
    if isinstance(control, widgets.DatePicker):
        return control.value.isoformat() if control.value else ""
    return str(control.value)


def _fill(control: Any, text: str) -> None:
    control.value = (text or None) if isinstance(control, widgets.DatePicker) else text
