/* The fields: each is made once, and writes what stands in a state. */

const rows = new Map(); // place → {control, fault, about, write, told}

/* A place of the state, with the fault that is told there and what writes it. */
function placed(place, control, fault, more = {}) {
  rows.set(place, { control, fault, about: el("span"), write: () => {}, ...more });
  return control;
}

/* A field with its label. It shows what it reads in the state, but for what stands there already,
 * so that a caret stays where it is. */
function row(place, label, control, read, { unit = "", wide = false } = {}) {
  const id = newId(), about = el("span", { class: "hjelp", id: `${id}h` }), fault = el("p", { class: "feil", id: `${id}f` });
  control.id = id;
  control.setAttribute("aria-describedby", `${id}h ${id}f`);
  placed(place, control, fault, { about, write: (state) => { const text = read(state) ?? ""; if (control.value !== text) control.value = text; } });
  return el("div", { class: wide ? "rad bred" : "rad" }, el("label", { for: id }, label),
    el("span", { class: "inn" }, control, unit ? el("span", { class: "enhet", "aria-hidden": "true" }, unit) : null), about, fault);
}

const textControl = (place, set, attributes = {}) => el("input", { type: "text", autocomplete: "off", spellcheck: "false", ...attributes,
  oninput: (event) => change((state) => set(state, event.target.value), place), onchange: () => { page.typing = ""; } });

const options = (choices) => choices.map(([value, label]) => el("option", { value }, label));
const choiceControl = (children, set) => el("select", { onchange: (event) => change((state) => set(state, event.target.value)) }, ...children);

/* Most of what is written stands as it is at a place that `at` finds in a state: a group, and a key of it. */
const readAt = (at) => (state) => { const [group, key] = at(state); return group?.[key]; };
const putAt = (at) => (state, text) => { const [group, key] = at(state); group[key] = text; };
const textRow = (place, label, at, more = {}) => row(place, label, textControl(place, putAt(at), more.attributes), readAt(at), more);
const choiceRow = (place, label, at, children) => row(place, label, choiceControl(children, putAt(at)), readAt(at), { wide: true });

/* When a change is decided: folded, with a day or one of the plan's dates. */
function timeRow(key, label) {
  const id = newId(), fault = el("p", { class: "feil", id: `${id}f` }), told = el("span", {}, data.ledger.undated);
  const put = (text) => change(({ changes }) => {
    if (text && changes[key]) changes[key].date = text;
    else delete changes[key]?.date;
  });
  const day = el("input", { type: "date", "aria-label": `Fra dag: ${label}`, "aria-describedby": `${id}f`, onchange: (event) => put(event.target.value) });
  const named = el("select", { "aria-label": `Ved en av planens datoer: ${label}`, onchange: (event) => put(event.target.value && `@${event.target.value}`) },
    ...options([["", "eller ved en av planens datoer …"], ...data.milestones.map(({ id: one, when, label: named }) => [one, `${when}: ${named}`])]));
  const made = el("details", { class: "nar" }, el("summary", {}, "Når: ", told), el("span", { class: "inn" }, day, named), fault);
  placed(`date.${key}`, day, fault, { write: (state) => {
    const text = state.changes[key]?.date ?? "";
    made.hidden = !(key in state.changes);
    day.value = text.startsWith("@") ? "" : text;
    named.value = text.startsWith("@") ? text.slice(1) : "";
  }, told: (change) => { told.textContent = timeOf(change).when; } });
  return made;
}

function inputRow(item) {
  const key = item.name;
  const set = (state, text) => {
    const same = item.choices ? text === item.start : isPlan(item, text), { percent, ...kept } = state.changes[key] ?? {};
    if (same && !(key in (adoptedBy(state)?.changes ?? {}))) delete state.changes[key]; else state.changes[key] = { ...kept, text };
  };
  const control = item.choices ? choiceControl(options(item.choices), set) : textControl(key, set, item.value === null ? { placeholder: item.told } : {});
  const unit = item.choices ? "" : item.unit_label === "prosent" ? "%" : item.unit === "nok" ? "kr" : item.unit_label;
  const made = row(key, item.label, control, (state) => shownText(item, state.changes[key]), { unit });
  made.append(timeRow(key, item.label));
  return made;
}

/* Whether a text says what the plan says. */
function isPlan(item, text) {
  if (!text.trim()) return item.value === null;
  try { return item.value !== null && changeOf(item, { text }).value === BigInt(item.value); } catch { return false; }
}

/* What the field of an input shows; a choice and a change of a percentage show what they come to. */
function shownText(item, entry) {
  if (!entry) return item.start;
  if (entry.text !== undefined && !(item.unit === "months" && isDifference(entry.text))) return entry.text;
  try {
    return typedOf(item, changeOf(item, entry).value);
  } catch { return entry.text ?? entry.percent; } // the fault is told beside the field
}

function radios(name, choices, set) {
  const made = choices.map(([value, label]) => el("label", {}, el("input", { type: "radio", name, value, onchange: () => change((state) => set(state, value)) }), ` ${label}`));
  const group = el("div", { class: "valg" }, ...made);
  group.write = (value) => group.querySelectorAll("input").forEach((one) => { one.checked = one.value === value; });
  return group;
}

function decisionRow(condition) {
  const place = `decide.${condition.id}`, name = newId();
  const put = (state, said) => {
    const { response, amount: covered, ...kept } = state.changes[place] ?? {};
    state.changes[place] = { ...kept, ...said };
  };
  const answers = radios(name, [["", "ikke avgjort"], ["granted", "ja"], ["denied", "nei"]],
    (state, value) => { if (value) put(state, { as: value }); else delete state.changes[place]; });
  const responses = radios(`${name}r`, condition.responses.map((one) => [one, data.responses[one]]),
    (state, value) => put(state, { as: "denied", response: value, ...(value === "cover" && { amount: "" }) }));
  const covered = textRow(`${place}.amount`, "Hvor mye mer rådet betaler", partOf(place, "amount"), { unit: "kr" });
  const fault = el("p", { class: "feil", id: `${name}f` });
  const follows = el("div", { class: "folge", role: "group", "aria-label": `Ved nei: ${condition.label}` }, responses, covered);
  const made = el("fieldset", { "aria-describedby": `${name}t ${name}f` }, el("legend", {}, condition.label),
    el("p", { class: "hjelp", id: `${name}t` }, `${condition.text} Avgjøres av ${condition.decided_by}.`), answers, follows, fault, timeRow(place, condition.label));
  return placed(place, made, fault, { write: (state) => {
    const said = state.changes[place] ?? {};
    answers.write(said.as ?? "");
    follows.hidden = said.as !== "denied";
    responses.write(said.response ?? condition.usual);
    covered.hidden = said.response !== "cover";
  } });
}

/* A part of the form; none where the plan has nothing for it. */
const part = (title, id, ...children) => !children.length ? "" : el("details", { open: true, id }, el("summary", {}, el("h2", {}, title)), ...children);
const section = (title, ...children) => el("section", {}, el("h3", {}, title), ...children);
const button = (label, act, attributes = {}) => el("button", { type: "button", onclick: act, ...attributes }, label);

function buildFields() {
  const of = (room) => data.fields.filter(({ name }) => name.startsWith(room)).map(inputRow);
  const groups = data.groups.map((id) => section(data.names[`groups.${id}`], ...data.fields.filter(({ group }) => group === id).map(inputRow)));
  byId("felt").append(
    part("Inntekter", "inntekter", ...of("funding.")),
    part("Avgjørelser", "avgjorelser", ...data.decisions.map(decisionRow)),
    part("Det som mangler", "saldering", ...balancingParts()),
    part("Poster", "postfelt", ...groups, ...(movable() ? [section("Flytt penger", el("div", { id: "flyttet" }), button("Flytt penger", addMove, { id: "flytt" }))] : []),
      ...(data.groups.length ? [section("Nye poster", el("div", { id: "nye" }), button("Legg til en post", addLine, { id: "nypost" }))] : [])),
    part("Priser, kurser og moms", "priser", ...of("assumptions.")),
  );
}

/* ---- Lines that are added, and money that is moved ---- */

function addLine() {
  const taken = new Set(lineIds(page.state));
  let id = "ny_post", label = "Ny post";
  for (let number = 2; taken.has(id); number += 1) [id, label] = [`ny_post_${number}`, `Ny post ${number}`];
  change((state) => { state.changes[`add.${id}`] = { label, group: data.groups[0], amount: "0" }; });
  byId("nye").lastChild.querySelector("input").select();
}

/* The inputs money can be moved between: lines or, where there are not two of them, incomes. */
const movable = () => ["lines", "funding"].map((room) => data.fields.filter((item) => item.room === room)).find((ends) => ends.length > 1);

function addMove() {
  const [from, to] = movable();
  change((state) => { state.changes[nextKey(state, "move.")] = { amount: "0", from: from.name, to: to.name }; });
  byId("flyttet").lastChild.querySelector("input").select();
}

/* Where a part of a change stands in a state. */
const partOf = (key, part) => ({ changes }) => [changes[key], part];

function removeButton(key, label, after) {
  return button(label, () => {
    change((next) => {
      delete next.changes[key];
      if (!key.startsWith("add.")) return;
      unranked(next.balancing, idOf(key));
      delete next.balancing.lock[idOf(key)];
    });
    byId(after).focus();
  });
}

function unranked(rule, id) {
  rule.order = rule.order.filter((one) => one !== id);
  delete rule.floors[id];
}

/* Of several alike, each has its number in the names of what is in it; the eye sees where it stands. */
function called(what, place, all) {
  const name = all.length > 1 ? `${what} ${place + 1}` : what;
  return { name, of: (label) => el("span", {}, label, all.length > 1 ? el("span", { class: "skjult" }, `: ${name}`) : null) };
}

function addedRow(key, ...among) {
  const { name, of } = called("Ny post", ...among);
  return el("div", { class: "ny", role: "group", "aria-label": name }, textRow(`${key}.label`, of("Navn på ny post"), partOf(key, "label"), { wide: true }),
    textRow(`${key}.amount`, of("Beløp (kroner)"), partOf(key, "amount"), { unit: "kr" }),
    choiceRow(`${key}.group`, of("Gruppe"), partOf(key, "group"), options(data.groups.map((id) => [id, data.names[`groups.${id}`]]))),
    timeRow(key, name), removeButton(key, of("Slett posten"), "nypost"));
}

function movedRow(key, ...among) {
  const { name, of } = called("Flytt penger", ...among);
  const ends = () => [["funding", "Inntekter"], ["lines", "Poster"]].map(([room, label]) => el("optgroup", { label },
    ...options(data.fields.filter((item) => item.room === room).map((item) => [item.name, item.label]))));
  const fault = el("p", { class: "feil" });
  const made = el("div", { class: "ny", role: "group", "aria-label": name },
    textRow(`${key}.amount`, of("Beløp som flyttes"), partOf(key, "amount"), { unit: "kr" }),
    choiceRow(`${key}.from`, of("Fra"), partOf(key, "from"), ends()), choiceRow(`${key}.to`, of("Til"), partOf(key, "to"), ends()), fault,
    timeRow(key, name), removeButton(key, of("La pengene stå"), "flytt"));
  return placed(key, made, fault);
}

/* ---- What covers a lack ---- */

function balancingParts() {
  const policy = radios("policy", Object.entries(data.policies), (state, value) => {
    const rule = state.balancing;
    rule.policy = value;
    if (value === "ask_funders" && !Object.keys(rule.shares).length) rule.shares = Object.fromEntries(data.funders.map((id) => [id, "1"]));
  });
  const stepRow = textRow("balancing.step", "Kutt i hele trinn på", ({ balancing }) => [balancing, "step"], { unit: "kr" });
  placed("balancing.policy", policy, el("p"), { write: ({ balancing }) => {
    policy.write(balancing.policy);
    stepRow.hidden = !["ranked", "pro_rata"].includes(balancing.policy);
  } });
  return [
    el("fieldset", {}, el("legend", {}, "Hvis pengene ikke rekker"), policy),
    textRow("balancing.minimum", "Ønsket minstereserve", ({ balancing }) => [balancing, "minimum"], { unit: "kr" }),
    stepRow, el("div", { id: "regel" }),
  ];
}

const lineLabel = (state, id) => data.names[`lines.${id}`] ?? state.changes[`add.${id}`]?.label ?? id;

function ruleRows(state) {
  const rule = state.balancing, fault = (place) => { const told = el("p", { class: "feil" }); return placed(place, told, told); };
  if (rule.policy === "ranked") {
    const free = lineIds(state).filter((id) => !(id in data.locks) && !rule.order.includes(id));
    const add = el("select", { "aria-label": "Legg til en post som kan kuttes", onchange: (event) => {
      const { value } = event.target;
      if (value) change((next) => next.balancing.order.push(value));
      byId("regel").querySelector("select")?.focus();
    } }, ...options([["", "Legg til en post …"], ...free.map((id) => [id, lineLabel(state, id)])]));
    return [el("p", { class: "hjelp" }, "Postene kuttes i denne rekkefølgen, hver ned til det den skal beholde."),
      el("ol", { class: "rekke" }, ...rule.order.map((id, place) => rankedRow(state, id, place))), free.length ? add : null, fault("balancing.order")];
  }
  if (rule.policy === "pro_rata") {
    return [el("p", { class: "hjelp" }, "Postene som ikke er bundet, kuttes i forhold til hvor store de er."),
      el("fieldset", {}, el("legend", {}, "Skal ikke kuttes"), ...lineIds(state).map((id) => lockRow(state, id))), fault("balancing.lock")];
  }
  if (rule.policy === "ask_funders") {
    return [el("p", { class: "hjelp" }, "Ingen poster kuttes. Andelene er hele tall: 5 og 2 betyr fem sjudeler og to sjudeler."),
      ...data.funders.map((id) => textRow(`balancing.shares.${id}`, data.names[`funding.${id}`], ({ balancing }) => [balancing.shares, id],
        { unit: "andel", attributes: { inputmode: "numeric", placeholder: "0" } })), fault("balancing.shares")];
  }
  return [];
}

function rankedRow(state, id, place) {
  const label = lineLabel(state, id);
  const put = (line, to) => change(({ balancing: { order } }) => order.splice(to, 0, ...order.splice(order.indexOf(line), 1)));
  const move = (to, focus) => {
    put(id, to);
    (byId(`${focus}-${id}`)?.disabled ? byId(`${focus === "opp" ? "ned" : "opp"}-${id}`) : byId(`${focus}-${id}`))?.focus();
  };
  const mover = (kind, sign, to, off) => button(sign, () => move(to, kind), { id: `${kind}-${id}`, disabled: off, "aria-label": `Flytt ${kind}: ${label}` });
  const control = textControl(`floor.${id}`, (next, text) => { if (text.trim()) next.balancing.floors[id] = text; else delete next.balancing.floors[id]; }, { placeholder: amount(BigInt(data.lines.find(([line]) => line === id)?.[1] ?? 0)) });
  return el("li", { draggable: true, "data-id": id,
    ondragstart: (event) => { event.dataTransfer.setData("text/plain", id); event.dataTransfer.effectAllowed = "move"; },
    ondragover: (event) => event.preventDefault(),
    ondrop: (event) => {
      event.preventDefault();
      const moved = event.dataTransfer.getData("text/plain");
      if (state.balancing.order.includes(moved)) put(moved, place);
    } },
  el("span", { class: "navn" }, label),
  el("span", { class: "knapper" }, mover("opp", "↑", place - 1, place === 0), mover("ned", "↓", place + 1, place === state.balancing.order.length - 1),
    button("×", () => {
      change(({ balancing }) => unranked(balancing, id));
      byId("regel").querySelector("select, button")?.focus();
    }, { "aria-label": `Ta ut: ${label}` })),
  row(`balancing.floors.${id}`, el("span", {}, "Beholder minst", el("span", { class: "skjult" }, `: ${label}`)), control, (next) => next.balancing.floors[id], { unit: "kr" }));
}

function lockRow(state, id) {
  const label = lineLabel(state, id), lock = data.locks[id], rule = state.balancing;
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
  else if (spared) made.append(textRow(`balancing.lock.${id}`, `Hvorfor skal den ikke kuttes: ${label}`, ({ balancing }) => [balancing.lock, id], { wide: true }));
  return made;
}

/* Rows that come and go are made anew only when there are others, or when they are called otherwise. */
function restructure(state) {
  const { policy, order, lock, unlock } = state.balancing, own = Object.keys(state.changes).filter((key) => /^(add|move)\./.test(key));
  renew("own", own, /^(date\.)?(add|move)\./, () => {
    byId("nye")?.replaceChildren(...own.filter((key) => key.startsWith("add.")).map(addedRow));
    byId("flyttet")?.replaceChildren(...own.filter((key) => key.startsWith("move.")).map(movedRow));
  });
  const lines = addedIn(state).map(({ id, label }) => [id, label]);
  renew("rule", [policy, order, Object.keys(lock), unlock, lines], /^balancing\.(order|floors|lock|shares)/, () => {
    byId("regel").replaceChildren(...ruleRows(state).filter(Boolean));
  });
}

function renew(part, structure, places, make) {
  const text = JSON.stringify(structure);
  if (text === page.structures[part]) return;
  page.structures[part] = text;
  for (const place of [...rows.keys()]) if (places.test(place)) rows.delete(place);
  make();
}
