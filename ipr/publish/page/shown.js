/* The answer, as one sees it. */

const SIGNS = { balanced: "✓", balanced_after_cuts: "✓", depends_on_others: "?", short: "!" };

function showAnswer(answer) {
  const box = byId("svar"), { after, original } = answer;
  box.dataset.state = answer.state;
  byId("tegn").textContent = SIGNS[answer.state];
  if (byId("dom").textContent !== answer.sentence) byId("dom").textContent = answer.sentence;
  byId("hvorfor").textContent = answerTo(data, answer, page.state.about.answers);
  const figure = (name, label) => el("div", {}, el("dt", {}, label), el("dd", {}, amount(after[name]),
    after[name] === original[name] ? null : el("small", {}, ` ${signed(after[name] - original[name])}`)));
  byId("tall").replaceChildren(figure("reserve", data.plan.reserve_label), figure("frame", "Ramme"), figure("allocated", "Fordelt"));
  showBridge(answer);
  byId("kutt").textContent = cutsText(answer);
  showTable(answer);
  showLedger(answer);
  showKept(page.state, answer);
}

function showBridge({ bridge, original, after }) {
  const steps = [{ label: "Planen", before: 0n, after: original.reserve, whole: true }, ...bridge, { label: "Her", before: 0n, after: after.reserve, whole: true }];
  const ends = steps.flatMap(({ before, after: end }) => [before, end]);
  const low = Number(ends.reduce(smaller, 0n)), high = Number(ends.reduce(larger, 0n)), span = high - low || 1;
  const share = (value) => ((Number(value) - low) / span) * 100;
  byId("bro").replaceChildren(...(bridge.length ? steps : steps.slice(0, 1)).map(({ label, before, after: end, whole }) => {
    const bar = el("i", {}), zero = el("b", {});
    bar.style.left = `${share(smaller(before, end))}%`;
    bar.style.width = `${share(larger(before, end)) - share(smaller(before, end))}%`;
    zero.style.left = `${share(0n)}%`;
    const kind = whole ? (end < 0n ? "helt minus" : "helt") : end < before ? "minus" : "pluss";
    return el("li", { class: kind }, el("span", { class: "navn" }, label), el("span", { class: "belop" }, whole ? amount(end) : signed(end - before)),
      el("span", { class: "strek", "aria-hidden": "true" }, bar, zero));
  }));
}

/* Which lines give up how much, in a sentence; empty where none does. */
function cutsText({ after }) {
  const cuts = notZero(after, "cut.").map(([id, cut]) => `${lineLabel(page.state, id)} ${amount(cut)}`);
  return cuts.length ? `Kutt: ${cuts.join("; ")}.` : "";
}

const shownAmount = (value) => (value === null || value === undefined ? "uten beløp" : amount(value));
const differenceOf = (before, after) => (before === after ? "" : signed((after ?? 0n) - (before ?? 0n)));

function tableRows(plan, valuesOf, differs) {
  const groups = Object.fromEntries(data.groups);
  return plan.shown.filter(({ name, section }) => section !== "totals" || ["frame", "allocated", "reserve"].includes(name) || differs(name))
    .map(({ name, label, section, within }) => el("tr", { class: `${section}${differs(name) ? " ulik" : ""}`, "data-name": name },
      el("th", { scope: "row" }, section === "groups" ? `Sum ${groups[within ?? name.slice(7)] ?? label}` : label), ...valuesOf(name).map((text) => el("td", {}, text))));
}

const header = (names, texts = 1) => el("thead", {}, el("tr", {}, ...names.map((name, place) => el("th", { scope: "col", class: place < texts ? "tekst" : null }, name))));

function showTable({ plan, original, after }) {
  const differs = (name) => (original[name] ?? null) !== after[name];
  byId("tabell").replaceChildren(el("caption", {}, "Budsjettet, i kroner"), header(["Inntekt eller post", "Planen", "Endring", "Her"]),
    el("tbody", {}, ...tableRows(plan, (name) => [shownAmount(original[name]), differenceOf(original[name], after[name]), shownAmount(after[name])], differs)));
}

/* ---- Dates: who takes first from what is left ---- */

function showLedger(answer) {
  for (const change of answer.changes) rows.get(`date.${change.key}`)?.told(change);
  const found = ledger(data, answer);
  byId("saker").hidden = !found.length;
  const first = [words.first, data.plan.reserve_label, "", "", amount(answer.original.reserve)];
  const cells = found.map(({ when, label, by, taken, left, unknown, reveals }) => [when || words.undated, reveals ? fill(words.reveals, { label: reveals }) : label,
    by === data.plan.council ? words.council : by, taken !== null ? signed(-taken) : reveals ? words.then : words.unknown,
    unknown ? fill(words.left, { amount: amount(left) }) : amount(left)]);
  const { before, after } = answer, gained = after.reserve - before.reserve, unknown = found.at(-1)?.unknown;
  if (gained) cells.push([words.last, coveredBy(data, after), "", signed(gained), unknown ? fill(words.left, { amount: amount(after.reserve) }) : amount(after.reserve)]);
  byId("saksliste").replaceChildren(el("caption", {}, fill(words.caption, { label: data.plan.reserve_label })), header(words.columns, 3),
    el("tbody", {}, ...[first, ...cells].map(([when, ...rest]) => el("tr", {}, el("th", { scope: "row" }, when), ...rest.map((text, place) => el("td", { class: place < 2 ? "tekst" : null }, text))))));
}

/* ---- Side by side ---- */

function keep(letter) {
  if (!mayBeKept()) return;
  change((state) => { const { kept, ...now } = state; kept[letter] = copyOf(now); });
  tell(`Tatt vare på som ${letter}.`);
}

/* The answers of the states that stand beside, each reckoned once. */
function keptAnswer(state) {
  const text = JSON.stringify(state);
  if (!page.answers.has(text)) page.answers.set(text, reckoned(data, understood(data, state)));
  return page.answers.get(text);
}

function showKept({ kept }, answer) {
  const letters = LETTERS.filter((letter) => kept[letter]);
  for (const letter of LETTERS) byId(`hent${letter}`).hidden = !kept[letter];
  byId("ulikt").hidden = !letters.length;
  if (!letters.length) return;
  const beside = letters.map((letter) => [letter, keptAnswer(kept[letter])]);
  const columns = [["Planen", answer.original], ...beside.map(([letter, { after }]) => [letter, after]), ["Her", answer.after]];
  const shown = new Map([data, ...beside.map(([, { plan }]) => plan), answer.plan].flatMap((plan) => plan.shown.map((one) => [one.name, one])));
  const differs = (name) => new Set(columns.map(([, figures]) => figures[name] ?? null)).size > 1;
  const some = [...shown.values()].filter(({ name, section }) => name === "reserve" || (section !== "groups" && differs(name)));
  byId("ulikt").replaceChildren(el("caption", {}, "Side ved side, i kroner. Bare det som er ulikt, vises."), header(["", ...columns.map(([name]) => name)]),
    el("tbody", {}, ...some.map(({ name, label, section }) => el("tr", { class: section, "data-name": name }, el("th", { scope: "row" }, label),
      ...columns.map(([, figures]) => el("td", {}, shownAmount(figures[name])))))));
}
