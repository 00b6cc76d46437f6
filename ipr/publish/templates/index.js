// Finds scenarios, and sets two or three side by side; without this the page reads as it stands.
(() => {
  const table = document.getElementById("scenarioer");
  if (!table) return;
  const byId = (id) => document.getElementById(id);
  const figures = JSON.parse(byId("tall").textContent);
  const rows = [...table.querySelectorAll("tr[data-id]")];
  const MOST = 3;
  const chosen = [];

  const make = (tag, properties, ...inside) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...inside);
    return made;
  };

  const find = () => {
    const words = byId("sok").value.toLowerCase().split(/\s+/);
    const state = byId("tilstand").value;
    for (const row of rows) {
      const told = row.cells[0].textContent.toLowerCase();
      row.hidden = !words.every((word) => told.includes(word)) || (state && row.dataset.state !== state);
    }
    for (const body of table.tBodies) {
      body.hidden = ![...body.querySelectorAll("tr[data-id]")].some((row) => !row.hidden);
    }
    const seen = rows.filter((row) => !row.hidden).length;
    byId("funnet").textContent =
      seen === rows.length ? "Kryss av to eller tre for å se dem side om side." : `Viser ${seen} av ${rows.length}.`;
  };

  const shown = (value) =>
    typeof value === "number" ? String(value).replace("-", "\u2212").replace(/\B(?=(\d{3})+$)/g, "\u00a0") : value;

  const sideBySide = () => {
    const place = byId("side-ved-side");
    place.hidden = chosen.length < 2;
    place.replaceChildren();
    for (const box of table.querySelectorAll("input")) {
      box.disabled = chosen.length >= MOST && !box.checked;
    }
    if (place.hidden) return;
    const found = chosen.map((id) => figures[id]);
    const names = [...new Set(found.flatMap((one) => one.figures.map((figure) => figure[0])))];
    const head = make("tr", { role: "row" }, make("th", { scope: "col", role: "columnheader" }, "Beløp som er ulike"));
    found.forEach((one) => head.append(make("th", { scope: "col", role: "columnheader", className: "number" }, one.title)));
    const body = make("tbody", { role: "rowgroup" });
    for (const name of names) {
      const cells = found.map((one) => one.figures.find((figure) => figure[0] === name) ?? [name, "", "finnes ikke"]);
      if (new Set(cells.map((cell) => cell[2])).size < 2) continue;
      const label = cells.find((cell) => cell[1])[1];
      const row = make("tr", { role: "row" }, make("th", { scope: "row", role: "rowheader" }, label));
      cells.forEach((cell, at) => {
        const made = make("td", { role: "cell", className: "number" }, shown(cell[2]));
        made.dataset.label = found[at].title; // of a card, on a narrow page
        row.append(made);
      });
      body.append(row);
    }
    const same = body.rows.length ? [] : [make("p", {}, "Alle beløpene er like.")];
    const caption = make("caption", {}, "Side om side, i hele kroner");
    const whole = make("table", { role: "table", className: "cards" }, caption, make("thead", { role: "rowgroup" }, head), body);
    place.append(make("h2", {}, "Side om side"), ...(same.length ? same : [whole]));
  };

  for (const row of rows) {
    const box = make("input", { type: "checkbox" });
    box.addEventListener("change", () => {
      if (box.checked) chosen.push(row.dataset.id);
      else chosen.splice(chosen.indexOf(row.dataset.id), 1);
      sideBySide();
    });
    const hidden = make("span", { className: "away" }, ` ${row.querySelector(".title").textContent}`);
    row.cells[0].append(make("label", { className: "tick" }, box, " Sammenlign", hidden));
  }
  byId("velg").hidden = false;
  byId("velg").addEventListener("submit", (event) => event.preventDefault());
  byId("sok").addEventListener("input", find);
  byId("tilstand").addEventListener("change", find);
  find();
})();
