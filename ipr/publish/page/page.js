/* The page itself: fields to the budget, and the budget to what one sees. */

const data = JSON.parse(document.getElementById("data").textContent);
for (const item of data.fields) item.start ??= "";
data.items = Object.fromEntries(data.fields.map((item) => [item.name, item]));
const words = data.words;
const LETTERS = ["A", "B", "C"];
const MARK = "#s=";
const page = { state: emptyState(), past: [], future: [], typing: "", last: null, valid: true, kept: {}, structure: "" };

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

function compact(state) {
  const plain = emptyState(), kept = {};
  for (const [key, value] of Object.entries(state)) {
    if (key === "balancing") {
      const rule = Object.fromEntries(Object.entries(value).filter(([name, one]) => JSON.stringify(one) !== JSON.stringify(plain.balancing[name])));
      if (Object.keys(rule).length) kept.balancing = rule;
    } else if (Object.keys(value).length) kept[key] = value;
  }
  return kept;
}

function toAddress() {
  const kept = compact(page.state);
  const bytes = new TextEncoder().encode(JSON.stringify([data.plan.mark, kept]));
  const text = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const hash = Object.keys(kept).length ? MARK + text : "#";
  if (location.hash !== hash && !(hash === "#" && !location.hash)) history.replaceState(null, "", hash);
}

function fromAddress() {
  if (!location.hash.startsWith(MARK)) return null;
  try {
    const text = atob(location.hash.slice(MARK.length).replaceAll("-", "+").replaceAll("_", "/"));
    const [mark, kept] = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(text, (one) => one.charCodeAt(0))));
    if (mark === data.plan.mark) return known(startState(kept));
  } catch { /* told below */ }
  tell(words.other_plan);
  return null;
}

/* A state from elsewhere, with only what this plan has. */
function known(state) {
  const lines = new Set([...Object.keys(data.line_info), ...state.added.map(({ id }) => id)]);
  const keep = (group, has) => Object.fromEntries(Object.entries(group).filter(([key, value]) => has(key) && value !== null));
  state.values = keep(state.values, (name) => data.items[name]);
  for (const [name, text] of Object.entries(state.values)) {
    if (data.items[name].choices && !data.items[name].choices.some(([choice]) => choice === text)) delete state.values[name];
  }
  state.decisions = keep(state.decisions, (id) => data.decisions.some((one) => one.id === id));
  const rule = state.balancing;
  rule.order = rule.order.filter((id) => lines.has(id) && !data.line_info[id]?.lock);
  rule.unlock = rule.unlock.filter((id) => data.line_info[id]?.lock);
  rule.lock = keep(rule.lock, (id) => lines.has(id) && !data.line_info[id]?.lock);
  rule.shares = keep(rule.shares, (id) => data.funders.some(([funder]) => funder === id));
  return state;
}

const tell = (text) => { byId("beskjed").textContent = text; };

/* ---- Fields ---- */

const rows = new Map(); // place → {control, fault, help, write}

function row(place, label, control, { help = "", unit = "", write, wide = false } = {}) {
  const id = newId(), about = el("span", { class: "hjelp", id: `${id}h` }, help), fault = el("p", { class: "feil", id: `${id}f` });
  control.id = id;
  control.setAttribute("aria-describedby", `${id}h ${id}f`);
  rows.set(place, { control, fault, about, write });
  return el("div", { class: wide ? "rad bred" : "rad" }, el("label", { for: id }, label),
    el("span", { class: "inn" }, control, unit ? el("span", { class: "enhet", "aria-hidden": "true" }, unit) : null), about, fault);
}

const textControl = (key, set, attributes = {}) => el("input", { type: "text", autocomplete: "off", spellcheck: "false", ...attributes,
  oninput: (event) => change((state) => set(state, event.target.value), key), onchange: () => { page.typing = ""; } });

const choiceControl = (choices, set) => el("select", { onchange: (event) => change((state) => set(state, event.target.value)) },
  ...choices.map(([value, label]) => el("option", { value }, label)));

function inputRow(item) {
  const set = (state, text) => {
    if (text.trim() === item.start || (item.value === null && !text.trim())) delete state.values[item.name];
    else state.values[item.name] = text;
    if (!(item.name in state.values)) delete state.dates[item.name];
  };
  const control = item.choices ? choiceControl(item.choices, set) : textControl(item.name, set, item.value === null ? { placeholder: item.told } : {});
  const write = (state) => { control.value = state.values[item.name] ?? item.start; };
  const unit = item.choices ? "" : item.unit_label === "prosent" ? "%" : item.unit === "nok" ? "kr" : item.unit_label;
  const made = row(item.name, item.label, control, { unit, write });
  if (item.value !== null) return [made];
  const date = el("input", { type: "date", onchange: (event) => change((state) => {
    if (event.target.value) state.dates[item.name] = event.target.value; else delete state.dates[item.name];
  }) });
  const dated = row(`date.${item.name}`, fill(words.from_date, { label: item.label }), date, { write: (state) => {
    date.value = state.dates[item.name] ?? "";
    dated.hidden = !(item.name in state.values);
  } });
  return [made, dated];
}

function radios(name, choices, set) {
  const made = choices.map(([value, label]) => el("label", {}, el("input", { type: "radio", name, value, onchange: () => change((state) => set(state, value)) }), ` ${label}`));
  const group = el("div", { class: "valg" }, ...made);
  group.write = (value) => group.querySelectorAll("input").forEach((one) => { one.checked = one.value === value; });
  return group;
}

function decisionRow(condition) {
  const place = `decide.${condition.id}`, name = newId(), stated = condition.if_denied === "release";
  const answer = (state) => state.decisions[condition.id] ?? {};
  const answers = radios(name, [["", words.open], ["granted", "ja"], ["denied", stated ? `nei (${data.responses.release})` : "nei"]],
    (state, value) => { if (value) state.decisions[condition.id] = { as: value }; else delete state.decisions[condition.id]; });
  const responses = stated ? null : radios(`${name}r`, condition.responses.map((one) => [one, data.responses[one]]),
    (state, value) => { state.decisions[condition.id] = { as: "denied", response: value, ...(value === "cover" && { amount: "" }) }; });
  const cover = textControl(place, (state, text) => { state.decisions[condition.id].amount = text; });
  const covered = row(`${place}.amount`, "Hvor mye rådet dekker", cover, { unit: "kr" });
  const fault = el("p", { class: "feil", id: `${name}f` });
  const follows = responses ? el("div", { class: "folge", role: "group", "aria-label": `Ved nei: ${condition.label}` }, responses, covered) : null;
  const made = el("fieldset", { "aria-describedby": `${name}t ${name}f` }, el("legend", {}, condition.label),
    el("p", { class: "hjelp", id: `${name}t` }, `${condition.text} Avgjøres av ${condition.decided_by}.`), answers, follows, fault);
  rows.set(place, { control: made, fault, about: el("span"), write: (state) => {
    const said = answer(state);
    answers.write(said.as ?? "");
    if (!follows) return;
    follows.hidden = said.as !== "denied";
    responses.write(said.response ?? "");
    covered.hidden = said.response !== "cover";
    if (document.activeElement !== cover || cover.value !== said.amount) cover.value = said.amount ?? "";
  } });
  return made;
}

function part(title, id, ...children) {
  return el("details", { open: true, id }, el("summary", {}, el("h2", {}, title)), ...children);
}

function buildFields() {
  const of = (room) => data.fields.filter(({ name }) => name.startsWith(room)).flatMap(inputRow);
  const groups = data.groups.map(([id, label]) => el("section", {}, el("h3", {}, label),
    ...data.fields.filter(({ group }) => group === id).flatMap(inputRow)));
  byId("felt").append(
    part("Inntekter", "inntekter", ...of("funding.")),
    part("Avgjørelser", "avgjorelser", ...data.decisions.map(decisionRow)),
    part("Det som mangler", "saldering", ...balancingParts()),
    part("Poster", "postfelt", ...groups, ...(data.groups.length ? [el("section", {}, el("h3", {}, "Nye poster"), el("div", { id: "nye" }),
      el("button", { type: "button", onclick: addLine }, "Legg til en post"))] : [])),
    part("Priser, kurser og avgift", "priser", ...of("assumptions.")),
  );
}

function addLine() {
  const taken = new Set([...Object.keys(data.line_info), ...page.state.added.map(({ id }) => id)]);
  let id = "ny_post";
  for (let number = 2; taken.has(id); number += 1) id = `ny_post_${number}`;
  change((state) => state.added.push({ id, label: "Ny post", group: data.groups[0][0], amount: "0" }));
  byId("nye").lastChild.querySelector("input").select();
}

function addedRows(state) {
  return state.added.map(({ id, label }) => {
    const of = (next) => next.added.find((one) => one.id === id), place = `add.${id}`;
    const name = textControl(`${place}.label`, (next, text) => { of(next).label = text; });
    const number = textControl(`${place}.amount`, (next, text) => { of(next).amount = text; });
    const group = choiceControl(data.groups, (next, value) => { of(next).group = value; });
    const write = (control, key) => (next) => { const line = of(next); if (line && control.value !== line[key]) control.value = line[key]; };
    return el("div", { class: "ny" }, row(`${place}.label`, words.new_label, name, { write: write(name, "label"), wide: true }),
      row(`${place}.amount`, words.new_amount, number, { write: write(number, "amount"), unit: "kr" }),
      row(`${place}.group`, words.new_group, group, { write: write(group, "group"), wide: true }),
      el("button", { type: "button", onclick: () => {
        change((next) => {
          next.added = next.added.filter((one) => one.id !== id);
          next.balancing.order = next.balancing.order.filter((one) => one !== id);
          delete next.balancing.lock[id];
          delete next.reasons[place];
        });
        byId("postfelt").querySelector("summary").focus();
      } }, `${words.remove}: ${label}`));
  });
}

/* ---- What covers a lack ---- */

function balancingParts() {
  const policy = radios("policy", Object.entries(data.policies), (state, value) => {
    const rule = state.balancing;
    rule.policy = value;
    if (value === "ask_funders" && !Object.keys(rule.shares).length) rule.shares = Object.fromEntries(data.funders.map(([id]) => [id, "1"]));
  });
  const minimum = textControl("minimum", (state, text) => { state.balancing.minimum = text; });
  const step = textControl("step", (state, text) => { state.balancing.step = text; });
  const stepRow = row("balancing.step", "Kutt i hele trinn på", step, { unit: "kr", write: (state) => {
    stepRow.hidden = !["ranked", "pro_rata"].includes(state.balancing.policy);
    if (step.value !== state.balancing.step) step.value = state.balancing.step;
  } });
  rows.set("balancing.policy", { control: policy, fault: el("p"), about: el("span"), write: (state) => policy.write(state.balancing.policy) });
  return [
    el("fieldset", {}, el("legend", {}, "Hvis pengene ikke rekker"), policy),
    row("balancing.minimum", "Ønsket minstereserve", minimum, { unit: "kr", write: (state) => { if (minimum.value !== state.balancing.minimum) minimum.value = state.balancing.minimum; } }),
    stepRow, el("div", { id: "regel" }),
  ];
}

const lineLabel = (state, id) => data.line_info[id]?.label ?? state.added.find((one) => one.id === id)?.label ?? id;
const lineIds = (state) => [...Object.keys(data.line_info), ...state.added.map(({ id }) => id)];

function ruleRows(state) {
  const rule = state.balancing, fault = (place) => {
    const told = el("p", { class: "feil" });
    rows.set(place, { control: told, fault: told, about: el("span"), write: () => {} });
    return told;
  };
  if (rule.policy === "ranked") {
    const free = lineIds(state).filter((id) => !data.line_info[id]?.lock && !rule.order.includes(id));
    const add = el("select", { "aria-label": "Legg til en post som kan kuttes", onchange: (event) => {
      const { value } = event.target;
      if (value) change((next) => next.balancing.order.push(value));
      byId("regel").querySelector("select")?.focus();
    } }, el("option", { value: "" }, "Legg til en post …"), ...free.map((id) => el("option", { value: id }, lineLabel(state, id))));
    return [el("p", { class: "hjelp" }, "Postene kuttes i denne rekkefølgen, hver ned til det den skal beholde."),
      el("ol", { class: "rekke" }, ...rule.order.map((id, place) => rankedRow(state, id, place))), free.length ? add : null, fault("balancing.order")];
  }
  if (rule.policy === "pro_rata") {
    return [el("p", { class: "hjelp" }, "Postene som ikke er bundet, kuttes like mye i prosent."),
      el("fieldset", {}, el("legend", {}, "Skal ikke kuttes"), ...lineIds(state).map((id) => lockRow(state, id))), fault("balancing.lock")];
  }
  if (rule.policy === "ask_funders") {
    return [el("p", { class: "hjelp" }, "Ingen poster kuttes. Andelene er hele tall: 5 og 2 betyr fem sjudeler og to sjudeler."),
      ...data.funders.map(([id, label]) => {
        const control = textControl(`share.${id}`, (next, text) => { next.balancing.shares[id] = text; }, { inputmode: "numeric" });
        return row(`balancing.shares.${id}`, label, control, { unit: "andel", write: (next) => { if (control.value !== (next.balancing.shares[id] ?? "0")) control.value = next.balancing.shares[id] ?? "0"; } });
      }), fault("balancing.shares")];
  }
  return [];
}

function rankedRow(state, id, place) {
  const label = lineLabel(state, id);
  const move = (to, focus) => {
    change((next) => { const { order } = next.balancing; order.splice(to, 0, ...order.splice(order.indexOf(id), 1)); });
    (byId(`${focus}-${id}`)?.disabled ? byId(`${focus === "opp" ? "ned" : "opp"}-${id}`) : byId(`${focus}-${id}`))?.focus();
  };
  const button = (kind, sign, to, off) => el("button", { type: "button", id: `${kind}-${id}`, disabled: off,
    "aria-label": fill(kind === "opp" ? words.up : words.down, { label }), onclick: () => move(to, kind) }, sign);
  const control = textControl(`floor.${id}`, (next, text) => { if (text.trim()) next.balancing.floors[id] = text; else delete next.balancing.floors[id]; }, { placeholder: "0" });
  return el("li", { draggable: true, "data-id": id,
    ondragstart: (event) => { event.dataTransfer.setData("text/plain", id); event.dataTransfer.effectAllowed = "move"; },
    ondragover: (event) => event.preventDefault(),
    ondrop: (event) => {
      event.preventDefault();
      const moved = event.dataTransfer.getData("text/plain");
      if (state.balancing.order.includes(moved)) change((next) => { const { order } = next.balancing; order.splice(place, 0, ...order.splice(order.indexOf(moved), 1)); });
    } },
  el("span", { class: "navn" }, label),
  el("span", { class: "knapper" }, button("opp", "↑", place - 1, place === 0), button("ned", "↓", place + 1, place === state.balancing.order.length - 1),
    el("button", { type: "button", "aria-label": fill(words.out, { label }), onclick: () => {
      change((next) => { next.balancing.order = next.balancing.order.filter((one) => one !== id); delete next.balancing.floors[id]; });
      byId("regel").querySelector("select, button")?.focus();
    } }, "×")),
  row(`balancing.floors.${id}`, el("span", {}, words.floor, el("span", { class: "skjult" }, `: ${label}`)), control, { unit: "kr", write: (next) => { if (control.value !== (next.balancing.floors[id] ?? "")) control.value = next.balancing.floors[id] ?? ""; } }));
}

function lockRow(state, id) {
  const label = lineLabel(state, id), { lock } = data.line_info[id] ?? {}, rule = state.balancing;
  const spared = lock ? !rule.unlock.includes(id) : id in rule.lock;
  const made = el("div", { class: "las" }, el("label", { class: "boks" }, el("input", { type: "checkbox", id: `las-${id}`, checked: spared, onchange: (event) => {
    const on = event.target.checked;
    change(({ balancing }) => {
      if (lock) balancing.unlock = on ? balancing.unlock.filter((one) => one !== id) : [...balancing.unlock, id];
      else if (on) balancing.lock[id] = "";
      else delete balancing.lock[id];
    });
    byId(`las-${id}`)?.focus();
  } }), ` ${label}`));
  if (lock) made.append(el("p", { class: "hjelp" }, lock));
  else if (spared) {
    const control = textControl(`lock.${id}`, (next, text) => { next.balancing.lock[id] = text; });
    made.append(row(`balancing.lock.${id}`, fill(words.lock_reason, { label }), control, { wide: true, write: (next) => { if (control.value !== (next.balancing.lock[id] ?? "")) control.value = next.balancing.lock[id] ?? ""; } }));
  }
  return made;
}

/* Rows that come and go are made anew only when there are others. */
function restructure(state) {
  const { policy, order, lock, unlock } = state.balancing;
  const structure = JSON.stringify([policy, order, Object.keys(lock), unlock, state.added.map(({ id }) => id)]);
  if (structure === page.structure) return;
  page.structure = structure;
  for (const place of [...rows.keys()]) {
    if (/^(add\.|balancing\.(order|floors|lock|shares))/.test(place)) rows.delete(place);
  }
  byId("nye")?.replaceChildren(...addedRows(state));
  byId("regel").replaceChildren(...ruleRows(state).filter(Boolean));
}

/* ---- From the fields to the answer ---- */

function understoodNow(state) {
  const found = understood(data, state);
  if (found.problems.length) return { found, answer: null };
  try {
    return { found, answer: reckoned(data, found) };
  } catch (fault) {
    if (!(fault instanceof RangeError)) throw fault;
    const place = data.fields.find(({ name }) => name === fault.figure || name.startsWith(`${fault.figure}.`) || fault.figure.startsWith(`${name}.`))?.name ?? "";
    found.problems.push({ place, text: words.beyond });
    return { found, answer: null };
  }
}

function refresh({ fill: all = false } = {}) {
  const { state } = page;
  restructure(state);
  for (const { control, write } of rows.values()) if (write && (all || control !== document.activeElement)) write(state);
  const { found, answer } = understoodNow(state);
  showProblems(found);
  page.valid = Boolean(answer);
  document.body.classList.toggle("gammel", !answer);
  byId("gammel").hidden = Boolean(answer);
  if (answer) {
    page.last = { state: copyOf(state), answer };
    toAddress();
    showAnswer(answer);
  } else {
    byId("gammel").textContent = words.stale + listing(found.problems.map(({ place, text }) => `${labelOf(place)}: ${text}`), "og");
  }
  byId("angre").disabled = !page.past.length;
  byId("gjorom").disabled = !page.future.length;
}

const labelOf = (place) => {
  const { control } = rows.get(place) ?? rows.get(place.replace(/\.amount$/, "")) ?? rows.get(place.replace(/^date\./, "")) ?? {};
  return control?.labels?.[0]?.textContent ?? control?.querySelector?.("legend")?.textContent ?? "Saldering";
};

function showProblems({ problems, changes }) {
  const byPlace = new Map(problems.map((one) => [one.place, one.text]));
  const made = new Map(changes.map((one) => [one.key, one]));
  for (const [place, { control, fault, about }] of rows) {
    const text = byPlace.get(place) ?? "", item = data.items[place];
    if (fault.textContent !== text) fault.textContent = text;
    if (control.matches("input, select")) { if (text) control.setAttribute("aria-invalid", "true"); else control.removeAttribute("aria-invalid"); }
    if (!item) continue;
    const one = made.get(place);
    const difference = one && item.unit === "nok" && item.value !== null && one.verb !== "set" ? ` → ${kroner(one.value)}` : "";
    about.textContent = fill(words.in_plan, { value: item.told }) + difference;
    control.closest(".rad").classList.toggle("endret", Boolean(one));
  }
}

const SIGNS = { balanced: "✓", balanced_after_cuts: "✓", depends_on_others: "?", short: "!" };

function showAnswer(answer) {
  const box = byId("svar"), { after, original } = answer;
  box.dataset.state = answer.state;
  byId("tegn").textContent = SIGNS[answer.state];
  if (byId("dom").textContent !== answer.sentence) byId("dom").textContent = answer.sentence;
  byId("hvorfor").textContent = answerTo(data, answer);
  const figure = (name, label) => el("div", {}, el("dt", {}, label), el("dd", {}, amount(after[name]),
    after[name] === original[name] ? null : el("small", {}, ` ${signed(after[name] - original[name])}`)));
  byId("tall").replaceChildren(figure("reserve", data.plan.reserve_label), figure("frame", "Ramme"), figure("allocated", "Fordelt"));
  showBridge(answer);
  showTable(answer);
  showTimeline(answer);
  showKept();
}

function showBridge({ bridge, original, after }) {
  const steps = [{ label: words.plan, before: 0n, after: original.reserve, whole: true }, ...bridge, { label: words.here, before: 0n, after: after.reserve, whole: true }];
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

const shownAmount = (value) => (value === null || value === undefined ? words.missing : amount(value));
const differenceOf = (before, after) => (before === after ? "" : signed((after ?? 0n) - (before ?? 0n)));

function tableRows(plan, valuesOf, differs) {
  const groups = Object.fromEntries(data.groups);
  return plan.shown.filter(({ name, section }) => section !== "totals" || ["frame", "allocated", "reserve"].includes(name) || differs(name))
    .map(({ name, label, section, within }) => el("tr", { class: `${section}${differs(name) ? " ulik" : ""}`, "data-name": name },
      el("th", { scope: "row" }, section === "groups" ? `Sum ${groups[within ?? name.slice(7)] ?? label}` : label), ...valuesOf(name).map((text) => el("td", {}, text))));
}

const header = (names) => el("thead", {}, el("tr", {}, ...names.map((name) => el("th", { scope: "col" }, name))));

function showTable({ plan, original, after }) {
  const differs = (name) => (original[name] ?? null) !== after[name];
  byId("tabell").replaceChildren(el("caption", {}, "Budsjettet, i kroner"), header(["Inntekt eller post", "Planen", "Endring", "Her"]),
    el("tbody", {}, ...tableRows(plan, (name) => [shownAmount(original[name]), differenceOf(original[name], after[name]), shownAmount(after[name])], differs)));
}

/* ---- Dates: who takes first from what is left (ipr/analysis/timeline.py) ---- */

function showTimeline({ plan, changes, original }) {
  const dated = ({ item, condition, date, milestone }) => {
    const found = milestone ? data.milestones.find(({ id }) => id === milestone) : data.milestones[item?.milestone ?? condition?.milestone];
    return { milestone: found, day: date ?? found?.date ?? "9999" };
  };
  const entries = changes.filter(({ inputs }) => Object.keys(inputs).length).map((one) => ({ one, ...dated(one) }));
  const used = new Set(entries.map(({ milestone }) => milestone));
  for (const milestone of data.milestones) if (milestone.takes && !used.has(milestone)) entries.push({ milestone, day: milestone.date ?? "9999" });
  entries.sort((left, right) => (left.day < right.day ? -1 : left.day > right.day ? 1 : 0));
  byId("saker").hidden = !entries.length;
  byId("for").textContent = fill(words.opening, { amount: kroner(original.reserve) });
  const known = {};
  let reserve = original.reserve, unknown = false;
  byId("saksliste").replaceChildren(...entries.map(({ one, milestone }) => {
    const before = reserve;
    if (one) { Object.assign(known, one.inputs); reserve = reckon(plan, known).reserve; } else unknown = true;
    const taken = before - reserve, when = one?.date ?? milestone?.when;
    const what = one ? fill(taken < 0n ? words.gives : words.takes, { amount: kroner(magnitude(taken)) }) : words.unknown_amount;
    const left = fill(unknown ? words.unknown_left : words.left, { amount: kroner(reserve) });
    return el("li", {}, when ? el("strong", {}, `${when}: `) : "", one?.label ?? milestone.label, ` – ${what}, ${left}.`);
  }));
}

/* ---- Side by side ---- */

function keep(letter) {
  if (!page.last || !page.valid) return;
  page.kept[letter] = copyOf(page.last);
  showKept();
  tell(fill(words.kept, { name: letter }));
}

function showKept() {
  const letters = LETTERS.filter((letter) => page.kept[letter]);
  for (const letter of LETTERS) byId(`hent${letter}`).hidden = !page.kept[letter];
  byId("ulikt").hidden = !letters.length;
  if (!letters.length) return;
  const columns = [["Planen", reckon(data)], ...letters.map((letter) => [letter, page.kept[letter].answer.after]), [words.here, page.last.answer.after]];
  const shown = new Map([data, ...letters.map((letter) => page.kept[letter].answer.plan), page.last.answer.plan].flatMap((plan) => plan.shown.map((one) => [one.name, one])));
  const differs = (name) => new Set(columns.map(([, figures]) => figures[name] ?? null)).size > 1;
  const some = [...shown.values()].filter(({ name, section }) => name === "reserve" || (section !== "groups" && differs(name)));
  byId("ulikt").replaceChildren(el("caption", {}, "Side ved side, i kroner. ", words.differs), header(["", ...columns.map(([name]) => name)]),
    el("tbody", {}, ...some.map(({ name, label, section }) => el("tr", { class: section, "data-name": name }, el("th", { scope: "row" }, label),
      ...columns.map(([, figures]) => el("td", {}, shownAmount(figures[name])))))));
}

/* ---- In and out ---- */

function start(state, told) {
  change((next) => Object.assign(next, known(state)));
  refresh({ fill: true });
  tell(told);
}

function answerText() {
  const { answer } = page.last, cuts = notZero(answer.after, "cut.");
  return [`${data.plan.title}, ${data.plan.council}`, answer.sentence, answerTo(data, answer),
    ...(answer.changes.length ? [fill(words.answer_changes, { labels: answer.bridge.slice(0, answer.changes.length).map(({ label, before, after }) => `${label} (${signed(after - before)})`).join("; ") })] : []),
    ...(cuts.length ? [fill(words.answer_cuts, { cuts: cuts.map(([id, cut]) => `${lineLabel(page.last.state, id)} ${amount(cut)}`).join("; ") })] : []),
  ].join("\n");
}

async function copyAnswer() {
  const text = answerText();
  try {
    await navigator.clipboard.writeText(text);
    tell(words.copied);
  } catch {
    tell(words.not_copied);
    byId("kopi").hidden = false;
    byId("kopi").value = text;
    byId("kopi").select();
  }
}

const asked = new Map(); // what the dialog asks for: key → control and fault

function askToSave() {
  if (!page.valid) { tell(words.fix_first); return; }
  const { answer, state } = page.last;
  if (!answer.changes.length && answer.balancing.policy === "leave_open" && !answer.balancing.minimum_reserve) { tell(words.nothing_to_save); return; }
  asked.clear();
  const ask = (key, label, value, most) => {
    const control = el("textarea", { rows: 2, id: newId() }, ), fault = el("p", { class: "feil", id: newId() });
    control.value = value;
    control.setAttribute("aria-describedby", fault.id);
    asked.set(key, { control, fault, most });
    return el("div", { class: "rad bred" }, el("label", { for: control.id }, label), control, fault);
  };
  byId("sporsmal").replaceChildren(ask("title", "Tittel", page.title ?? "", 200), ask("question", "Spørsmålet det svarer på", page.question ?? "", 2000),
    ...answer.changes.map(({ key, label }) => ask(key, fill(words.because, { label }), state.reasons[key] ?? "", 2000)));
  byId("lagre").showModal();
}

function save() {
  let good = true;
  const texts = {};
  for (const [key, { control, fault, most }] of asked) {
    texts[key] = control.value.replace(/\s+/g, " ").trim();
    fault.textContent = !texts[key] ? words.fill_in : /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/u.test(texts[key]) ? words.unseen
      : texts[key].length > most ? (most === 200 ? words.title_too_long : words.too_long) : "";
    if (fault.textContent && good) { control.focus(); good = false; }
    if (fault.textContent) control.setAttribute("aria-invalid", "true"); else control.removeAttribute("aria-invalid");
  }
  if (!good) return;
  const { title, question, ...reasons } = texts;
  page.title = title;
  page.question = question;
  change((state) => Object.assign(state.reasons, reasons));
  const text = scenarioText(page.last.answer, { title, question, reasons, sources: page.state.sources, comment: words.comment });
  const name = `${fileStem(title)}.yaml`;
  const link = el("a", { href: URL.createObjectURL(new Blob([text], { type: "text/yaml" })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  byId("lagre").close();
  tell(fill(words.saved, { name }));
}

const fileStem = (title) => title.toLowerCase().replaceAll("æ", "ae").replaceAll("ø", "o").replaceAll("å", "a").normalize("NFD")
  .replace(/[^a-z0-9]+/g, "-").replace(/^-+/, "").slice(0, 50).replace(/-+$/, "") || "scenario";

async function openFile(file) {
  if (!file) return;
  try {
    if (file.size > 1000000) throw new Fault(words.yaml_form);
    const found = openScenario(data, await file.text());
    page.title = found.title;
    page.question = found.question;
    start(found.state, fill(words.opened, { title: found.title }));
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    tell(fill(words.not_opened, { name: file.name, fault: fault.message }));
  }
}

function wall(on) {
  document.documentElement.classList.toggle("vegg", on);
  byId("vegg").textContent = on ? words.leave_wall : words.wall;
  byId("vegg").setAttribute("aria-pressed", String(on));
}

/* ---- Begin ---- */

function begin() {
  buildFields();
  const starts = byId("start");
  starts.append(...data.scenarios.map(({ id, title }) => el("option", { value: id }, title)));
  starts.addEventListener("change", () => {
    const found = data.scenarios.find(({ id }) => id === starts.value);
    if (!found) { start(emptyState(), words.reset); return; }
    page.title = found.title;
    page.question = found.question;
    start(startState(found.state), fill(words.opened, { title: found.title }));
  });
  const on = (id, act) => byId(id).addEventListener("click", act);
  on("angre", () => travel(page.past, page.future, words.undone));
  on("gjorom", () => travel(page.future, page.past, words.redone));
  on("nullstill", () => { starts.value = ""; start(emptyState(), words.reset); });
  on("lagreknapp", askToSave);
  on("lagna", save);
  on("avbryt", () => byId("lagre").close());
  on("apne", () => byId("fil").click());
  on("kopier", copyAnswer);
  on("skriv", () => print());
  on("vegg", () => wall(!document.documentElement.classList.contains("vegg")));
  byId("fil").addEventListener("change", (event) => openFile(event.target.files[0]).finally(() => { event.target.value = ""; }));
  byId("bareendret").addEventListener("change", (event) => byId("tabell").classList.toggle("bare", event.target.checked));
  for (const letter of LETTERS) {
    on(`ta${letter}`, () => keep(letter));
    on(`hent${letter}`, () => start(copyOf(page.kept[letter].state), fill(words.opened, { title: letter })));
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") wall(false);
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || event.target.matches("input[type=text], textarea")) return;
    event.preventDefault();
    byId(event.shiftKey ? "gjorom" : "angre").click();
  });
  addEventListener("hashchange", () => { const found = fromAddress(); if (found) start(found, ""); });
  if (matchMedia("(max-width: 60rem)").matches) for (const id of ["saldering", "postfelt", "priser"]) byId(id).open = false;
  page.state = fromAddress() ?? emptyState();
  refresh({ fill: true });
}

begin();
