// Makes the table's headings into buttons that sort it; without this the page reads as it stands.
(() => {
  const table = document.getElementById("scenarioer");
  const told = document.getElementById("sortert");
  if (!table || !told) return;
  const order = new Intl.Collator("nb", { numeric: true });
  const heads = [...table.tHead.rows[0].cells];
  const compare = (place, kind) => (one, other) => {
    const [a, b] = [one, other].map((row) => row.cells[place].dataset.sort);
    return kind === "number" ? a - b : order.compare(a, b);
  };
  heads.forEach((head, place) => {
    const kind = head.dataset.kind;
    if (!kind) return;
    const name = head.textContent;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      const rows = [...table.tBodies[0].rows].sort(compare(place, kind));
      table.tBodies[0].append(...(up ? rows : rows.reverse()));
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      told.textContent = `Sortert etter ${name.toLowerCase()}, ${up ? "stigende" : "synkende"}.`;
    });
  });
  told.textContent = "Velg en kolonneoverskrift for å sortere.";
})();
