/* The page itself: fields to the budget, and the budget to what one sees. */

const data = JSON.parse(document.getElementById("data").textContent);
for (const item of data.fields) {
  item.largest ??= data.largest;
  item.label = data.names[item.name];
  item.start = item.value === null ? "" : typedOf(item, BigInt(item.value));
}
data.inputs = Object.fromEntries(data.fields.map(({ name, value }) => [name, value]));
data.items = Object.fromEntries(data.fields.map((item) => [item.name, item]));
const [PLAN, BEFORE, HERE] = data.ends;
const KEY_FIGURES = ["reserve", "frame", "allocated"];
const LETTERS = ["A", "B", "C"];
const MARK = "#s=";
const page = { state: emptyState(), past: [], future: [], typing: "", last: null, valid: true, structures: {}, answers: new Map() };

const byId = (id) => document.getElementById(id);
const copyOf = (value) => structuredClone(value);

function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && name !== "list" && typeof value !== "string") made[name] = value;
    else if (value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

let numbered = 0;
const newId = () => `f${(numbered += 1)}`;

/* ---- State, undo, address ---- */

/* Make a state current. With a key, what is typed in one field is one thing to undo. */
function change(make, key = "") {
  const next = copyOf(page.state);
  make(next);
  if (JSON.stringify(next) === JSON.stringify(page.state)) return;
  tell("");
  byId("kopi").hidden = true;
  const moved = ({ changes, combines, balancing }) => JSON.stringify([changes, combines, balancing]);
  if (next.about.frozen && next.about.frozen === page.state.about.frozen && moved(next) !== moved(page.state)) {
    const { title, question } = next.about;
    next.about = { title, question, status: "kladd" }; // what was adopted is the figures as they were
    tell("Dette er ikke lenger det som ble vedtatt, og er nå en kladd.");
  }
  if (!key || key !== page.typing) page.past.push(page.state);
  page.typing = key;
  page.future = [];
  page.state = next;
  refresh();
}

function travel(from, to, told) {
  if (!from.length) return;
  to.push(page.state);
  page.state = from.pop();
  page.typing = "";
  refresh({ fill: true });
  tell(told);
}

/* What differs from nothing at all; so an address is short. */
function compact(state, plain = emptyState()) {
  return Object.fromEntries(Object.entries(state).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(plain[key]))
    .map(([key, value]) => [key, key === "balancing" || key === "about" ? compact(value, plain[key]) : key === "kept" ? eachOf(value, (one) => compact(one)) : value]));
}

function toAddress() {
  const kept = compact(page.state);
  const bytes = new TextEncoder().encode(JSON.stringify([data.plan.mark, kept]));
  const text = btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join("")).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const hash = Object.keys(kept).length ? MARK + text : "#";
  if (location.hash !== hash && !(hash === "#" && !location.hash)) history.replaceState(null, "", hash);
}

/* Whether a state from elsewhere names only what there is. */
const sound = ({ about, balancing: { policy, shares } }) => about.status in data.standings && policy in data.policies
  && Object.keys(shares).every((id) => data.funders.includes(id));

/* The state in the address, if it is one of this plan and everything in it can be understood. */
function fromAddress() {
  if (!location.hash.startsWith(MARK)) return null;
  try {
    const text = atob(location.hash.slice(MARK.length).replaceAll("-", "+").replaceAll("_", "/"));
    const [mark, kept] = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(text, (one) => one.charCodeAt(0))));
    const state = startState(kept);
    state.kept = eachOf(state.kept, startState);
    if (mark === data.plan.mark && [state, ...Object.values(state.kept)].every((one) => sound(one) && answered(one).answer)) return state;
  } catch { /* told below */ }
  tell("Lenken er skadet eller gjelder en annen utgave av planen. Den er ikke brukt.");
  return null;
}

const tell = (text) => { byId("beskjed").textContent = text; };

/* ---- From the fields to the answer ---- */

function refresh({ fill: all = false } = {}) {
  const { state } = page;
  restructure(state);
  for (const { control, write } of rows.values()) if (all || control !== document.activeElement) write(state);
  const { found, answer } = answered(state);
  showProblems(found);
  page.valid = Boolean(answer);
  document.body.classList.toggle("gammel", !answer);
  byId("gammel").hidden = Boolean(answer);
  if (answer) {
    page.last = answer;
    toAddress();
    showAnswer(answer);
  } else {
    byId("gammel").textContent = `Siste gyldige svar. Det følger ikke av det som står i feltene nå: ${listing(found.problems.map(({ place, text }) => `${labelOf(place)}: ${text}`))}`;
  }
  byId("angre").disabled = !page.past.length;
  byId("gjorom").disabled = !page.future.length;
}

const labelOf = (place) => {
  const { control } = rows.get(place) ?? {};
  return control?.labels?.[0]?.textContent ?? control?.getAttribute?.("aria-label") ?? control?.querySelector?.("legend")?.textContent ?? data.labels.balancing;
};

function showProblems({ problems, changes }) {
  const byPlace = new Map(problems.map((one) => [one.place, one.text]));
  const made = new Map(changes.map((one) => [one.key, one]));
  for (const [place, { control, fault, about }] of rows) {
    const text = byPlace.get(place) ?? "", item = data.items[place];
    if (fault.textContent !== text) fault.textContent = text;
    if (text) for (let around = control.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    if (control.matches("input, select")) { if (text) control.setAttribute("aria-invalid", "true"); else control.removeAttribute("aria-invalid"); }
    if (!item) continue;
    const one = made.get(place);
    const difference = one?.relative ? ` → ${item.unit === "nok" ? kroner(one.value) : typedOf(item, one.value)}` : "";
    about.textContent = `i planen ${item.told}` + difference
      + (one && overCeiling(one) ? ` – over taket på ${kroner(BigInt(item.ceiling))}; du blir spurt om hvorfor når du lagrer` : "");
    control.closest(".rad").classList.toggle("endret", Boolean(one));
  }
}

/* ---- The answer, as one sees it ---- */

const SIGNS = { balanced: "✓", balanced_after_cuts: "✓", depends_on_others: "?", short: "!" };

function showAnswer(answer) {
  const { after, original } = answer, [, , state] = firstTrue(data.sentences.verdict, after), [verdict, why, , cuts] = sentencesOf(answer);
  byId("svar").dataset.state = state;
  byId("tegn").textContent = SIGNS[state];
  if (byId("dom").textContent !== verdict) byId("dom").textContent = verdict; // it is read aloud when it is another
  byId("hvorfor").textContent = why;
  const figure = (name) => el("div", {}, el("dt", {}, data.names[name]), el("dd", {}, amount(after[name]),
    after[name] === original[name] ? null : el("small", {}, ` ${signed(after[name] - original[name])}`)));
  byId("tall").replaceChildren(...KEY_FIGURES.map(figure));
  showBridge(answer);
  byId("kutt").textContent = cuts;
  showTable(answer);
  showLedger(answer);
  showKept(page.state, answer);
}

/* The verdict, the answer to the question, what is changed, and which lines give up how much; empty where there is nothing to say. */
function sentencesOf(answer) {
  const found = facts(answer), name = `answer.${answer.asked}`;
  return ["verdict", name in data.sentences ? name : "answer.amount", "changed", "cut_lines"].map((one) => said(one, ...found));
}

function showBridge({ bridge, amended, original, after }) {
  const steps = [{ label: firstOf({ amended }), before: 0n, after: original.reserve, whole: true }, ...bridge, { label: HERE, before: 0n, after: after.reserve, whole: true }];
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

const shownAmount = (value, name) => (value === null || value === undefined ? data.awaits[name] ?? data.not_in_plan : amount(value));
const differenceOf = (before, after) => (before === after ? "" : signed((after ?? 0n) - (before ?? 0n)));

function fillTable(id, caption, heads, lines, texts = 1) {
  const head = heads.map((name, place) => el("th", { scope: "col", class: place < texts ? "tekst" : null }, name));
  byId(id).replaceChildren(el("caption", {}, caption), el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...lines));
  for (const [where, role] of Object.entries(ROLES)) for (const one of byId(id).querySelectorAll(where)) one.setAttribute("role", role);
  for (const cell of byId(id).querySelectorAll(".kort td")) cell.dataset.label = heads[cell.cellIndex];
}

/* On a telephone a row is a card, whose style takes away that it is a table: roles tell it. */
const ROLES = { "thead, tbody": "rowgroup", tr: "row", td: "cell", "thead th": "columnheader", "tbody th": "rowheader" };

const firstOf = ({ amended }) => (amended ? BEFORE : PLAN);

/* A row of amounts, by its figure's name. */
const amounts = ({ name, section }, label, texts, changed = "") => el("tr", { class: `${section}${changed}`, "data-name": name },
  el("th", { scope: "row" }, label), ...texts.map((text) => el("td", { class: /\p{L}/u.test(text) ? "ord" : null }, text)));

/* Earmarked money is none of the frame's, and a group of one line has no sum. */
const isTied = ({ section, within }) => section === "funding" && within !== "frame";
const labelled = (one, label) => (isTied(one) ? `${label} (øremerket)` : label);
const isSum = (plan, name) => plan.shown.filter(({ section, within }) => section === "lines" && `groups.${within}` === name).length > 1;

function showTable(answer) {
  const { plan, original, after } = answer, differs = (name) => (original[name] ?? null) !== after[name];
  const some = plan.shown.filter(({ name, section }) => (section === "groups" ? isSum(plan, name) : section !== "totals" || KEY_FIGURES.includes(name) || differs(name)));
  fillTable("tabell", "Budsjettet, i kroner", ["Inntekt eller post", firstOf(answer), "Endring", HERE],
    some.map((one) => amounts(one, one.section === "groups" ? `Sum ${plan.names[one.name]}` : labelled(one, plan.names[one.name]),
      [shownAmount(original[one.name], one.name), differenceOf(original[one.name], after[one.name]), shownAmount(after[one.name], one.name)], differs(one.name) ? " ulik" : "")));
}

/* ---- Dates: who takes first from what is left ---- */

function showLedger(answer) {
  for (const change of answer.changes) rows.get(`date.${change.key}`)?.told(change);
  const found = ledger(answer);
  byId("saker").hidden = !found.length;
  fillTable("saksliste", data.ledger.caption, data.ledger.columns, found.map(([when, ...rest]) => el("tr", {}, el("th", { scope: "row" }, when),
    ...rest.map((text, place) => el("td", { class: place < 2 ? "tekst" : null }, text)))), 3);
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
  if (!page.answers.has(text)) page.answers.set(text, answered(state).answer);
  return page.answers.get(text);
}

function showKept({ kept }, answer) {
  const letters = LETTERS.filter((letter) => kept[letter]);
  for (const letter of LETTERS) byId(`hent${letter}`).hidden = !kept[letter];
  byId("ulikt").hidden = !letters.length;
  if (!letters.length) return;
  const beside = letters.map((letter) => [letter, keptAnswer(kept[letter])]);
  const columns = [[firstOf(answer), answer.original], ...beside.map(([letter, { after }]) => [letter, after]), [HERE, answer.after]];
  const shown = new Map([data, ...beside.map(([, { plan }]) => plan), answer.plan]
    .flatMap((plan) => plan.shown.map((one) => [one.name, { ...one, label: plan.names[one.name] }])));
  const differs = (name) => new Set(columns.map(([, figures]) => figures[name] ?? null)).size > 1;
  const some = [...shown.values()].filter(({ name, section }) => name === "reserve" || (section !== "groups" && differs(name)));
  fillTable("ulikt", "Side ved side, i kroner. Bare det som er ulikt, vises.", ["", ...columns.map(([name]) => name)],
    some.map((one) => amounts(one, labelled(one, one.label), columns.map(([, figures]) => shownAmount(figures[one.name], one.name)))));
}

/* ---- In and out ---- */

function mayBeKept() {
  if (!page.valid) tell("Rett feltene som er merket, før du lagrer.");
  return page.valid;
}

function start(state, told) {
  change((next) => Object.assign(next, state, { kept: next.kept }));
  refresh({ fill: true });
  tell(told);
}

const answerText = () => [`${data.plan.title}, ${data.plan.council}`, ...sentencesOf(page.last)].filter(Boolean).join("\n");

async function copyAnswer() {
  const text = answerText();
  try {
    await navigator.clipboard.writeText(text);
    tell("Svaret er kopiert.");
  } catch {
    tell("Nettleseren lot ikke siden kopiere. Merk teksten og kopier den selv:");
    byId("kopi").hidden = false;
    byId("kopi").value = text;
    byId("kopi").select();
  }
}

const asked = []; // what the dialog asks for: {at, control, fault, most, needed}

/* A text the dialog asks for and where it stands in a state, or another control than a text of some lines. */
function ask(at, label, { most = data.longest.text, needed = () => true, control = el("textarea", { rows: 2 }) } = {}) {
  const fault = el("p", { class: "feil", id: newId() });
  control.id = newId();
  control.value = readAt(at)(page.state) ?? "";
  control.setAttribute("aria-describedby", fault.id);
  asked.push({ at, control, fault, most, needed });
  return el("div", { class: "rad bred" }, el("label", { for: control.id }, label), control, fault);
}

const saidIn = (control) => control.value.replace(/\r\n?/g, "\n").trim();

function askToSave() {
  if (!mayBeKept()) return;
  const { state, last } = page, { about } = state, own = ownChanges(last, state);
  if (!last.changes.length && last.balancing.policy === "leave_open" && !last.balancing.minimum_reserve) { tell("Ingenting er endret fra planen, så det er ingenting å lagre."); return; }
  asked.length = 0;
  const status = el("select", {}, ...options(Object.entries(data.standings).filter(([one]) => one !== "vedtatt" || about.frozen)));
  const toDecide = () => ["innstilling", "vedtatt"].includes(status.value), optional = () => false;
  const aboutAt = (key) => ({ about: into }) => [into, key], input = (type) => el("input", { type });
  const lacking = last.after.shortfall || last.after.asked, unbalanced = lacking || about.unbalanced_because;
  byId("sporsmal").replaceChildren(ask(aboutAt("title"), "Tittel", { most: data.longest.title, control: input("text") }), ask(aboutAt("question"), "Spørsmålet det svarer på"),
    ...own.map(({ key, label }) => ask(partOf(key, "because"), `Hvorfor: ${label}`)),
    ...own.filter(overCeiling).map((one) => ask(partOf(one.key, "above_ceiling"), `Hvorfor over taket på ${kroner(BigInt(overCeiling(one).ceiling))}: ${one.label}`)),
    ...(unbalanced ? [ask(aboutAt("unbalanced_because"), "Hvorfor det er meningen at budsjettet ikke går i balanse", { needed: () => lacking && toDecide() })] : []),
    el("details", {}, el("summary", {}, "Status, sak og kilder (kan stå åpne)"), ask(aboutAt("status"), "Status", { control: status }),
    ask(aboutAt("case"), "Saksnummer", { needed: optional, control: input("text") }), ask(aboutAt("date"), "Dato for saken", { needed: optional, control: input("date") }),
    ...own.map(({ key, label }) => ask(partOf(key, "source"), `Kilde: ${label}`, { needed: optional }))));
  byId("lagre").showModal();
}

/* What is wrong with a text, in words; nothing if it will do. */
function faultOf({ control, most, needed }) {
  const text = saidIn(control);
  if (!text) return needed() ? "feltet er tomt – fyll det ut" : "";
  if (/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/u.test(text.replaceAll("\n", ""))) return "teksten har et tegn som ikke kan skrives ut – slett det";
  return [...text].length > most ? `${most === data.longest.title ? "tittelen" : "teksten"} er for lang – det er plass til ${most} tegn` : "";
}

function save() {
  let first = null;
  for (const one of asked) {
    const { control, fault } = one;
    fault.textContent = faultOf(one);
    if (fault.textContent) { control.setAttribute("aria-invalid", "true"); first ??= control; } else control.removeAttribute("aria-invalid");
  }
  if (first) { first.focus(); return; }
  change((state) => {
    for (const { at, control } of asked) {
      const [group, key] = at(state), text = saidIn(control);
      if (text) group[key] = text; else delete group[key];
    }
    if (state.about.unbalanced_because) state.about.unbalanced = "deliberate"; else delete state.about.unbalanced;
  });
  const name = `${fileStem(page.state.about.title)}.yaml`;
  const link = el("a", { href: URL.createObjectURL(new Blob([scenarioText(page.last, page.state)], { type: "text/yaml" })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  byId("lagre").close();
  tell(`Lagret i ${name}. Send filen til den som har arbeidsboken.`);
}

const fileStem = (title) => title.toLowerCase().replaceAll("æ", "ae").replaceAll("ø", "o").replaceAll("å", "a").normalize("NFD")
  .replace(/[^a-z0-9]+/g, "-").replace(/^-+/, "").slice(0, 50).replace(/-+$/, "") || "scenario";

/* Begin with what is read, or tell why it cannot be. */
async function open(name, read) {
  try {
    const state = startState(await read());
    start(state, `Åpnet «${state.about.title}».`);
  } catch (wrong) {
    tell(`${name} kan ikke åpnes her. ${wrong instanceof Fault ? wrong.message : UNREAD}`);
  }
}

async function openFile(file) {
  if (file.size > 1000000) throw new Fault(UNREAD);
  return openScenario(parseYaml(await file.text()));
}

function wall(on) {
  document.documentElement.classList.toggle("vegg", on);
  byId("vegg").textContent = on ? "Tilbake fra veggen" : "Vis på veggen";
  byId("vegg").setAttribute("aria-pressed", String(on));
}

/* On paper all stands on one sheet, the more there is, the smaller; or on two, what stands side by side on its own,
 * where one would be too small to read. Heights are those of one line. */
function fitPaper() {
  const lines = (id) => byId(id).rows?.length ?? byId(id).children.length, changed = byId("tabell").querySelectorAll("tr.ulik").length;
  const told = Math.ceil(byId("kutt").textContent.length / 100); // lines of who gives how much
  const above = 330 + 23 * lines("bro") + 18 * told + 17 * changed + 40 * lines("saksliste"), beside = byId("ulikt").hidden ? 0 : 80 + 17 * lines("ulikt");
  const height = above + beside > 2000 ? Math.max(above, beside) : above + beside;
  document.documentElement.style.setProperty("--trykk", String(Math.max(0.5, Math.min(1, 1000 / height))));
}

/* ---- Begin ---- */

function begin() {
  buildFields();
  const starts = byId("start");
  starts.append(...data.scenarios.map(({ id, said }) => el("option", { value: id }, said.title)));
  starts.addEventListener("change", () => {
    const id = starts.value;
    starts.value = "";
    open(id, () => shipped(id).state);
  });
  const on = (id, act) => byId(id).addEventListener("click", act);
  document.querySelector(".hopp").addEventListener("click", (event) => { event.preventDefault(); byId("felt").focus(); }); // the address is the state's
  on("angre", () => travel(page.past, page.future, "Angret."));
  on("gjorom", () => travel(page.future, page.past, "Gjort om."));
  on("nullstill", () => start(emptyState(), "Alt er som i planen."));
  on("lagreknapp", askToSave);
  on("lagna", save);
  on("avbryt", () => byId("lagre").close());
  on("apne", () => byId("fil").click());
  on("kopier", copyAnswer);
  on("skriv", () => print());
  on("vegg", () => wall(!document.documentElement.classList.contains("vegg")));
  byId("fil").addEventListener("change", ({ target }) => {
    const [file] = target.files;
    if (file) open(file.name, () => openFile(file)).finally(() => { target.value = ""; });
  });
  byId("bareendret").addEventListener("change", (event) => byId("tabell").classList.toggle("bare", event.target.checked));
  for (const letter of LETTERS) {
    on(`ta${letter}`, () => keep(letter));
    on(`hent${letter}`, () => start(startState(page.state.kept[letter]), `Åpnet «${letter}».`));
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") wall(false);
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || event.target.matches("input[type=text], textarea")) return;
    event.preventDefault();
    byId(event.shiftKey ? "gjorom" : "angre").click();
  });
  addEventListener("beforeprint", fitPaper);
  addEventListener("hashchange", () => { const found = fromAddress(); if (found) { change((next) => Object.assign(next, found)); refresh({ fill: true }); }; });
  if (matchMedia("(max-width: 62rem)").matches) for (const one of document.querySelectorAll("#saldering, #postfelt, #priser")) one.open = false;
  page.state = fromAddress() ?? emptyState();
  refresh({ fill: true });
}

begin();
