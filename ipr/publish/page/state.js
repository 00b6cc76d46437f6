/* From what stands in the fields to a budget: no page is known here, so all of it can be tested.
 *
 * A state holds texts, as people write them, in the order they came. A change has a key: the name
 * of an input {text}, decide.<condition> {as, response, amount}, add.<line> {label, group, amount}
 * or move.<number> {amount, from, to}; each may have {because, source, date, above_ceiling}, a date being a
 * day or @ and the id of one of the plan's dates. `about` has what a scenario file says of itself, and
 * `kept` the states that stand beside. understood() reads it, reckoned() gives the answer.
 */

const emptyState = () => ({
  about: { title: "", question: "", status: "kladd" }, combines: [], changes: {}, kept: {},
  balancing: { policy: "leave_open", minimum: "0", step: "1", order: [], floors: {}, lock: {}, unlock: [], shares: {} },
});

/* ---- What one field says ---- */

/* The change a text makes to an input: {verb, by, value}. */
function changeOf(item, { text, percent }) {
  const plan = item.value === null ? null : BigInt(item.value);
  if (item.unit === "choice") return setTo(BigInt(item.choices.findIndex(([word]) => word === text)));
  if (percent !== undefined) return scaled(item, plan, decimalNumber(percent));
  if (isPercentage(text) && item.unit_label !== "prosent") return scaled(item, plan, decimalNumber(text));
  const number = item.unit === "e4" ? decimalNumber(text) : wholeAmount(text);
  if (!isDifference(text)) return bounded(item, setTo(number));
  return bounded(item, { verb: "raise", by: number, value: known(plan) + number });
}

/* The item a change lifts above the ceiling the plan sets; the reason for it goes into the file. */
const overCeiling = ({ inputs }) => Object.entries(inputs).filter(([name, value]) => value > BigInt(data.items[name]?.ceiling ?? value))
  .map(([name]) => data.items[name])[0];

const setTo = (value) => ({ verb: "set", by: value, value });

function scaled(item, plan, percent) {
  if (percent < -WHOLE) throw new Fault(data.faults.more_than_all);
  const value = (2n * known(plan) * (WHOLE + percent) + WHOLE) / (2n * WHOLE);
  return bounded(item, { verb: "scale", by: percent, value });
}

function known(value) {
  if (value === null) throw new Fault("posten har ikke noe beløp i planen – skriv beløpet, for eksempel 75 000");
  return value;
}

function bounded(item, change) {
  if (change.value < 0n || change.value > BigInt(item.largest)) {
    const shown = (value) => (item.unit === "e4" ? decimalE4(value) : amount(value));
    throw new Fault(`det blir ${shown(change.value)} – tillatt er 0 til ${shown(BigInt(item.largest))}`);
  }
  return change;
}

function positive(text) {
  const value = wholeAmount(text);
  if (value < 0n) throw new Fault(slotted(data.faults.negative, amount(value)));
  return value;
}

/* ---- The whole state ---- */

const eachOf = (group, make) => Object.fromEntries(Object.entries(group).map(([key, one]) => [key, make(one)]));
const idOf = (key) => key.slice(key.indexOf(".") + 1);
const addedIn = (state) => Object.entries(state.changes).filter(([key]) => key.startsWith("add."))
  .map(([key, entry]) => ({ id: idOf(key), ...entry }));

const lineIds = (state) => [...data.lines.map(([id]) => id), ...addedIn(state).map(({ id }) => id)];

/* Everything the fields say: changes in order, inputs, the rule, and what is wrong and where. */
function understood(state) {
  const problems = [], changes = [], touched = new Map();
  const plan = withAdded(addedIn(state));
  const tell = (place, text) => problems.push({ place, text });
  const read = (place, reader) => {
    try { return reader(); } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      tell(fault.place ?? place, fault.message);
      return null;
    }
  };
  for (const [key, entry] of Object.entries(state.changes)) {
    const change = read(key, () => ({ key, ...meant(key, entry) }));
    if (!change) continue;
    const when = entry.date ?? "";
    if (when.startsWith("@")) change.milestone = when.slice(1);
    else if (when) change.date = when;
    if (change.date && !when.startsWith(`${data.plan.year}-`)) tell(`date.${key}`, faulty(data.faults.other_year, when).message);
    for (const name of Object.keys(change.inputs)) {
      const other = touched.get(name);
      if (other && !(other.releases && change.releases)) {
        tell(key, `«${data.items[name].label}» bestemmes alt av «${other.label}» – endre bare ett av stedene`);
      }
      touched.set(name, change);
    }
    changes.push(change);
  }
  const balancing = ruleOf(plan, state.balancing, read, tell);
  const inputs = Object.assign({}, ...changes.map((change) => change.inputs));
  return { plan, changes, inputs, balancing, problems };
}

/* What one change means: its verb, its label, what it is about, and the inputs it gives a value. */
function meant(key, entry) {
  if (key.startsWith("decide.")) return decided(data.decisions.find(({ id }) => id === idOf(key)), entry);
  if (key.startsWith("add.")) return added(key, entry);
  if (key.startsWith("move.")) return moved(entry);
  const item = data.items[key], change = changeOf(item, entry);
  return { ...change, label: item.choices?.[change.value][2] ?? item.label, about: item.label, item, rank: item.milestone, inputs: { [key]: change.value } };
}

const faultAt = (place, text) => Object.assign(new Fault(text), { place });

function added(key, { label, group, amount: text }) {
  if (!label.trim()) throw faultAt(`${key}.label`, "posten mangler navn – skriv hva den heter");
  const value = at(`${key}.amount`, () => positive(text));
  return { verb: "add", label: slotted(data.labels.add, label.trim()), about: label.trim(),
    line: { id: idOf(key), label: label.trim(), group }, value, inputs: { [`lines.${idOf(key)}`]: value } };
}

/* A fault of this reader is told at this place. */
function at(place, reader) {
  try { return reader(); } catch (fault) { throw Object.assign(fault, { place }); }
}

function moved({ amount: text, from, to }) {
  const ends = [from, to].map((name) => data.items[name]), value = positive(text);
  if (!ends[0]?.room || ends[0].room !== ends[1]?.room || from === to) throw new Fault("pengene kan flyttes mellom to poster, eller mellom to inntekter – velg to ulike");
  const [less, more] = [-value, value].map((by, row) => bounded(ends[row], { value: BigInt(ends[row].value) + by }).value);
  const ranks = ends.map(({ milestone }) => milestone).filter((rank) => rank !== undefined);
  return { verb: "transfer", value, from, to, label: slotted(data.labels.transfer, ends[0].label, ends[1].label),
    about: listing(ends.map(({ label }) => label)), rank: ranks.length ? Math.min(...ranks) : undefined, inputs: { [from]: less, [to]: more } };
}

function decided(condition, { as, response, amount: text }) {
  const change = { condition, verb: "decide", as, about: condition.label, rank: condition.milestone, inputs: {} };
  if (as === "granted") return { ...change, label: condition.labels.granted };
  const chosen = response || condition.usual;
  if (!chosen) throw new Fault("planen sier ikke hva et nei fører til – velg hva rådet gjør");
  const denied = { ...change, response, releases: chosen === "release", label: condition.labels[chosen] };
  if (denied.releases) denied.inputs = Object.fromEntries(condition.inputs.map((name) => [name, 0n]));
  if (chosen === "cover") {
    denied.amount = at(`decide.${condition.id}.amount`, () => positive(text ?? ""));
    denied.label = slotted(denied.label, kroner(denied.amount));
    const [name] = condition.inputs, { value } = data.items[name];
    denied.inputs = { [name]: bounded(data.items[name], { value: known(value === null ? null : BigInt(value)) + denied.amount }).value };
  }
  return denied;
}

/* The rule with the keys of a scenario file; faults are told where they stand. */
function ruleOf(plan, said, read, tell) {
  const rule = { policy: said.policy, minimum_reserve: read("balancing.minimum", () => positive(said.minimum)) ?? 0n };
  if (said.policy === "ranked" || said.policy === "pro_rata") {
    rule.step = read("balancing.step", () => {
      const step = positive(said.step);
      if (step < 1n) throw new Fault(data.faults.step);
      return step;
    }) ?? 1n;
  }
  if (said.policy === "ranked") {
    rule.order = said.order;
    rule.floors = {};
    for (const id of said.order) {
      if (!said.floors[id]?.trim()) continue;
      const floor = read(`balancing.floors.${id}`, () => positive(said.floors[id]));
      if (floor !== null) rule.floors[id] = floor;
    }
    if (!said.order.length) tell("balancing.order", data.faults.order);
  }
  if (said.policy === "pro_rata") {
    rule.lock = Object.fromEntries(Object.entries(said.lock).map(([id, reason]) => [id, reason.trim()]));
    rule.unlock = said.unlock;
    for (const [id, reason] of Object.entries(rule.lock)) if (!reason) tell(`balancing.lock.${id}`, "skriv hvorfor posten ikke skal kuttes");
    if (!payersOf(plan, rule).length) tell("balancing.lock", data.faults.all_locked);
  }
  if (said.policy === "ask_funders") {
    rule.shares = {};
    for (const [id, text] of Object.entries(said.shares)) {
      const share = read(`balancing.shares.${id}`, () => {
        if (!/^(0|[1-9]\d{0,8})$/.test(text.trim())) throw faulty(data.faults.share, text);
        return BigInt(text.trim());
      });
      if (share !== null) rule.shares[id] = share;
    }
    if (!Object.values(rule.shares).some(Boolean)) tell("balancing.shares", data.faults.shares);
  }
  return rule;
}

/* The plan's list of figures with the lines that are added, each still without an amount. */
function withAdded(added) {
  if (!added.length) return data;
  const plan = { ...data, figures: [...data.figures], inputs: { ...data.inputs }, lines: [...data.lines], shown: [...data.shown] };
  for (const { id, label, group } of added) {
    const named = (value) => JSON.parse(JSON.stringify(value).replaceAll(data.new_line.id, id).replaceAll(data.new_line.group, group));
    const whole = `groups.${group}`;
    plan.figures.splice(plan.figures.findIndex(([name]) => name === whole), 0, ...named(data.new_line.figures));
    for (const [name, terms] of Object.entries(named(data.new_line.grows))) {
      const place = plan.figures.findIndex(([other]) => other === name);
      const [, operation, before, ...rest] = plan.figures[place];
      plan.figures[place] = [name, operation, [...before, ...terms], ...rest];
    }
    plan.inputs[`lines.${id}`] = null;
    plan.lines.push([id, 0, false]);
    plan.shown.splice(plan.shown.findIndex(({ name }) => name === whole), 0,
      { name: `lines.${id}`, label, section: "lines", within: group });
  }
  return plan;
}

/* The answer: figures of the plan, before and after the rule, and the bridge from what the plan has left. */
function reckoned(found) {
  const { plan, changes, inputs, balancing } = found;
  const wish = { policy: "leave_open", minimum_reserve: balancing.minimum_reserve };
  const original = reckon(data), before = reckon(plan, inputs, wish), after = reckon(plan, inputs, balancing);
  const answer = { ...found, original, before, after }, known = {};
  answer.covered = said("covered", ...facts(answer));
  let left = original.reserve;
  const step = (label, next) => { const start = left; left = next; return { label, before: start, after: next }; };
  answer.bridge = changes.map(({ label, inputs: given }) => step(label, reckon(plan, Object.assign(known, given)).reserve));
  if (after.reserve !== left) answer.bridge.push(step(answer.covered, after.reserve));
  return answer;
}

/* ---- Sentences (ipr/present/answers.py): the first that is true, its slots filled ---- */

const firstTrue = (sentences, figures) => sentences.find(([when]) => when.every((name) =>
  (name.startsWith("-") ? figures[name.slice(1)] < 0 : figures[name] > 0)));

const said = (name, figures, words) => filled(firstTrue(data.sentences[name], figures)[1], figures, words);

/* A slot holds a text, another sentence, or a figure in kroner. */
const filled = (text, figures, words) => text.replace(/\{(\w+)\}/g, (_, slot) => words[slot]
  ?? (slot in data.sentences ? said(slot, figures, words) : kroner(magnitude(figures[slot]))));

/* The figures that begin with this and are not 0, by what follows. */
const notZero = (figures, room) => Object.entries(figures)
  .filter(([name, value]) => name.startsWith(room) && value).map(([name, value]) => [name.slice(room.length), value]);

/* What the sentences speak of: figures, and texts; `before`, `now` and `change` are of what is asked about. */
function facts({ plan, changes, balancing, original, after, bridge = [] }, asked = "reserve") {
  const about = asked in after && !(`answer.${asked}` in data.sentences) ? asked : "reserve";
  const labels = { ...data.components, ...eachOf(data.items, ({ label }) => label), ...Object.fromEntries(plan.shown.map(({ name, label }) => [name, label])) };
  const before = original[about] ?? 0n, now = after[about], cuts = notZero(after, "cut.");
  const each = (name, rows) => rows.map(([figures, words]) => said(name, figures, words));
  const figures = { ...after, before, now, change: (now ?? 0n) - before, unknown: now === null, steps: changes.length };
  const words = { label: labels[about], amount: kroner(now ?? 0n), standing: data.standing, lines: countOf(BigInt(cuts.length), "post", "poster"),
    givers: listing(each("giver", data.funders.map(([id, label]) => [{ more: after[`asked.${id}`] }, { label }]).filter(([{ more }]) => more))),
    each_cut: each("each_cut", cuts.map(([id, cut]) => [{}, { label: labels[`lines.${id}`], amount: amount(cut) }])).join("; "),
    each_step: each("each_step", bridge.slice(0, changes.length).map(({ label, before: from, after: to }) => [{}, { label, amount: signed(to - from) }])).join("; ") };
  const tell = (name, id) => { words[name] = labels[`lines.${id}`]; figures[`${name}_cut`] = after[`cut.${id}`]; };
  if (cuts.length) {
    tell("most", cuts.reduce((best, one) => (one[1] > best[1] ? one : best))[0]);
    tell("least", cuts.reduce((best, one) => (one[1] < best[1] ? one : best))[0]);
  }
  const last = balancing.order?.filter((id) => after[`cut.${id}`]).at(-1);
  if (last) {
    tell("last", last);
    figures.place = balancing.order.indexOf(last) + 1;
    Object.assign(words, { place: String(figures.place), of: String(balancing.order.length) });
  }
  return [figures, words];
}

/* The answer to the scenario's own question. */
function answerTo(answer, asked = "reserve") {
  const name = `answer.${asked}` in data.sentences ? asked : asked in answer.after ? "amount" : "reserve";
  return said(`answer.${name}`, ...facts(answer, asked));
}

/* ---- Dates: what each decision takes, and what is left (ipr/analysis/timeline.py) ---- */

/* A day in words: 14. november 2025. */
const dayInWords = (day) => `${Number(day.slice(8))}. ${data.months[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`;

/* When a change is decided: by its own day or date of the plan, else by the plan's date for it. */
function timeOf({ date, milestone, rank }) {
  const found = milestone ? data.milestones.find(({ id }) => id === milestone) : data.milestones[rank];
  return { found, day: date ?? found?.date, when: date ? `fra ${dayInWords(date)}` : found?.when ?? "" };
}

/* The rows as texts, each of the kind that the plan's own words are for (ipr/present/scenario/decisions.py). */
function ledger({ plan, changes, original, before, after, covered }) {
  const events = changes.filter(({ inputs }) => Object.keys(inputs).length).map((change) => ({ change, ...timeOf(change) }));
  const used = new Set(events.map(({ found }) => found));
  events.push(...data.milestones.filter((found) => found.kind && !used.has(found)).map((found) => ({ found, day: found.date, when: found.when })));
  events.sort(({ day: one = "9999" }, { day: other = "9999" }) => (one < other ? -1 : one > other ? 1 : 0));
  const inputs = {}, { rows, undated, less_unknown: less } = data.ledger;
  let left = original.reserve, unknown = false;
  const row = (kind, label, moved, { when = "", by = "" } = {}) => {
    const [at, about, instead] = rows[kind].map((text) => filled(text, {}, { when: when || undated, label }));
    return [at, about, by, instead || moved, unknown ? filled(less, {}, { amount: amount(left) }) : amount(left)];
  };
  const found = [row("first", data.plan.reserve_label, ""), ...events.map(({ change, found: milestone, when }) => {
    const start = left;
    if (change) left = reckon(plan, Object.assign(inputs, change.inputs)).reserve;
    else unknown ||= milestone.kind === "open";
    const { by } = change?.condition ?? milestone ?? {};
    return change ? row("change", change.about, signed(left - start), { when, by }) : row(milestone.kind, milestone.about, "", { when, by });
  })];
  if (found.length > 1 && after.reserve !== before.reserve) {
    left = after.reserve;
    found.push(row("last", covered, signed(after.reserve - before.reserve)));
  }
  return found.length > 1 ? found : [];
}
