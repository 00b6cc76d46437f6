/* From what stands in the fields to a budget: of the page, only `data` is known here (page.js), so all of it can
 * be tested.
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
  if (item.unit === "choice") return setTo(BigInt(item.choices.findIndex(([word]) => word === text)));
  if (percent !== undefined) return scaled(item, decimalNumber(percent));
  if (isPercentage(text) && item.unit_label !== "prosent") return scaled(item, decimalNumber(text));
  const number = inUnit(item.unit, item.unit_label, item.largest, text, item.unit === "e4" ? decimalNumber : wholeAmount);
  if (!isDifference(text)) return bounded(item, setTo(number));
  return bounded(item, { verb: "raise", by: number, value: known(item) + number });
}

/* The item a change lifts above the ceiling the plan sets; the reason for it goes into the file. */
const overCeiling = ({ inputs }) => Object.entries(inputs).filter(([name, value]) => value > BigInt(data.items[name]?.ceiling ?? value))
  .map(([name]) => data.items[name])[0];

const setTo = (value) => ({ verb: "set", by: value, value });

function scaled(item, percent) {
  if (percent < -WHOLE) throw new Fault(data.faults.more_than_all);
  const value = (2n * known(item) * (WHOLE + percent) + WHOLE) / (2n * WHOLE);
  return bounded(item, { verb: "scale", by: percent, value });
}

/* The plan's value of an input, which a change goes on from. */
function known({ value }) {
  if (value === null) throw new Fault("posten har ikke noe beløp i planen – skriv beløpet, for eksempel 75 000");
  return BigInt(value);
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

const eachOf = (group, make) => Object.fromEntries(Object.entries(group).map(([key, one]) => [key, make(one, key)]));
const idOf = (key) => key.slice(key.indexOf(".") + 1);
const addedIn = (state) => Object.entries(state.changes).filter(([key]) => key.startsWith("add."))
  .map(([key, entry]) => ({ id: idOf(key), ...entry }));

const lineIds = (state) => [...data.lines.map(([id]) => id), ...addedIn(state).map(({ id }) => id)];

/* What the fields say and, where nothing is wrong with it, the answer. */
function answered(state) {
  const found = understood(state);
  if (found.problems.length) return { found, answer: null };
  try {
    return { found, answer: reckoned(found, state) };
  } catch (fault) {
    if (!(fault instanceof RangeError)) throw fault;
    const place = data.fields.find(({ name }) => name === fault.figure || name.startsWith(`${fault.figure}.`)
      || fault.figure.startsWith(`${name}.`))?.name ?? "";
    found.problems.push({ place, text: data.faults.beyond });
    return { found, answer: null };
  }
}

/* Everything the fields say: changes in order, inputs, the rule, and what is wrong and where. An amount may be set
 * that an answer decides, or money that is moved, where that is of what this is built on; of what is moved both ends
 * are, unless it is adopted. */
function understood(state) {
  const base = untouched(state)?.changes ?? {}, stands = (key) => key in base && alike(base[key], state.changes[key]);
  const anew = (name) => name in state.changes && !stands(name) && isSet(name, state.changes[name]);
  const adopted = Object.values(adoptedBy(state)?.changes ?? {}), isAdopted = (entry) => adopted.some((one) => alike(one, entry));
  const problems = [], changes = [], touched = new Map(), plan = withAdded(addedIn(state));
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
    const left = Object.entries(change.inputs).filter(([name]) => !anew(name));
    const whole = change.condition || (key.startsWith("move.") && (!left.length || isAdopted(entry)));
    if (whole && stands(key)) change.inputs = Object.fromEntries(left);
    const when = entry.date ?? "";
    if (when.startsWith("@")) change.milestone = when.slice(1);
    else if (when) change.date = when;
    if (change.date && !when.startsWith(`${data.plan.year}-`)) tell(`date.${key}`, faulty(data.faults.other_year, when).message);
    for (const name of Object.keys(change.inputs)) {
      const other = touched.get(name);
      if (other && !(other.releases && change.releases)) {
        tell(key, `«${data.items[name].label}» bestemmes allerede av «${other.label}» – endre bare ett av stedene`);
      }
      touched.set(name, change);
    }
    changes.push(change);
  }
  const balancing = ruleOf(plan, state.balancing, read, tell);
  const inputs = Object.assign({}, ...changes.map((change) => change.inputs));
  return { plan, changes, inputs, balancing, problems };
}

/* What one change means: its label, what it is about, the inputs it gives a value, and what a file says of it. */
function meant(key, entry) {
  if (key.startsWith("decide.")) return decided(data.decisions.find(({ id }) => id === idOf(key)), entry);
  if (key.startsWith("add.")) return added(key, entry);
  if (key.startsWith("move.")) return moved(entry);
  const item = data.items[key], { verb, by, value } = changeOf(item, entry);
  const said = item.unit === "e4" || verb === "scale" ? writtenE4(by) : typedOf(item, by);
  const about = item.choices?.[value][2] ?? item.called ?? item.label;
  return { value, relative: verb !== "set", label: about, about, rank: item.milestone,
    inputs: { [key]: value }, file: { [verb]: word(key), [data.verb_keys[verb]]: said } };
}

const faultAt = (place, text) => Object.assign(new Fault(text), { place });

function added(key, { label, group, amount: text }) {
  if (!label.trim()) throw faultAt(`${key}.label`, "posten mangler navn – skriv hva den heter");
  const value = at(`${key}.amount`, () => positive(text)), id = idOf(key), about = label.trim();
  return { label: slotted(data.labels.add, about), about, inputs: { [`lines.${id}`]: value },
    file: { add: word(id), label: quoted(about), group: word(group), amount: written(value) } };
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
  return { label: slotted(data.labels.transfer, ends[0].label, ends[1].label), about: listing(ends.map(({ label }) => label)),
    rank: ranks.length ? Math.min(...ranks) : undefined, inputs: { [from]: less, [to]: more },
    file: { transfer: written(value), from: word(from), to: word(to) } };
}

function decided(condition, { as, response, amount: text }) {
  const file = { decide: word(condition.id), as }, change = { condition, file, about: as === "denied" ? `«${condition.label}» slår ikke til` : condition.label, rank: condition.milestone, inputs: {} };
  if (as === "granted") return { ...change, label: condition.labels.granted };
  const chosen = response || condition.usual;
  if (!chosen) throw new Fault("planen sier ikke hva et nei fører til – velg hva rådet gjør");
  file.response = response;
  change.label = condition.labels[chosen];
  if (chosen === "release") return { ...change, releases: true, inputs: Object.fromEntries(condition.inputs.map((name) => [name, 0n])) };
  if (chosen === "keep") return change;
  const more = at(`decide.${condition.id}.amount`, () => positive(text ?? "")), [name] = condition.inputs, item = data.items[name];
  file.amount = written(more);
  return { ...change, label: slotted(change.label, kroner(more)), inputs: { [name]: bounded(item, { value: known(item) + more }).value } };
}

/* How the texts of a rule are read, by its keys in a scenario file; what is chosen among lines is no text. */
const RULE = {
  step: (text) => {
    const step = positive(text);
    if (step < 1n) throw new Fault(data.faults.step);
    return step;
  },
  floors: positive,
  lock: (text) => {
    if (!text.trim()) throw new Fault("skriv hvorfor posten ikke skal kuttes");
    return text.trim();
  },
  shares: (text) => {
    const said = text.trim() || "0"; // as the empty field shows
    if (!/^(0|[1-9]\d{0,8})$/.test(said)) throw faulty(data.faults.share, text);
    return Number(said);
  },
};

/* The rule with the keys of a scenario file; faults are told where they stand. */
function ruleOf(plan, said, read, tell) {
  const rule = { policy: said.policy, minimum_reserve: read("balancing.minimum", () => positive(said.minimum)) ?? 0n };
  for (const key of data.rule_keys[said.policy].filter((one) => one in said && one !== "policy")) {
    const stated = said[key], place = `balancing.${key}`;
    if (Array.isArray(stated)) rule[key] = stated;
    else if (typeof stated === "string") rule[key] = read(place, () => RULE[key](stated));
    else rule[key] = eachOf(stated, (text, id) => read(`${place}.${id}`, () => RULE[key](text)));
  }
  if (rule.order?.length === 0) tell("balancing.order", data.faults.order);
  for (const [id, least] of data.lines) {
    const floor = rule.floors?.[id];
    if (floor !== null && floor < BigInt(least)) tell(`balancing.floors.${id}`, slotted(data.faults.below_floor, data.names[`lines.${id}`], kroner(BigInt(least)), kroner(floor)));
  }
  if (rule.lock && !payersOf(plan, rule).length) tell("balancing.lock", data.faults.all_locked);
  if (rule.shares && !Object.values(rule.shares).some(Boolean)) tell("balancing.shares", data.faults.shares);
  return rule;
}

/* The plan's list of figures with the lines that are added, each still without an amount. */
function withAdded(added) {
  if (!added.length) return data;
  const plan = { ...data, figures: [...data.figures], inputs: { ...data.inputs }, lines: [...data.lines], shown: [...data.shown], names: { ...data.names } };
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
    plan.names[`lines.${id}`] = label;
    plan.lines.push([id, 0, false]);
    plan.shown.splice(plan.shown.findIndex(({ name }) => name === whole), 0, { name: `lines.${id}`, section: "lines", within: group });
  }
  return plan;
}

/* The answer: figures before the case, and before and after the rule; what it is asked about; and the bridge.
 * `steps` lead from `opening` to what is left. An amendment's are its own, and lead from what was adopted, unless
 * a rule has cut in that. `own` are those of the case alone, which its bridge shows: what that rule gave is taken away first. */
function reckoned(found, state) {
  const { plan, changes, inputs, balancing } = found, { answers: asked } = state.about;
  const adopted = adoptedBy(state), start = adopted && answered(adopted).answer;
  const wish = { policy: "leave_open", minimum_reserve: balancing.minimum_reserve };
  const original = start ? start.after : reckon(data), before = reckon(plan, inputs, wish), after = reckon(plan, inputs, balancing);
  const own = adopted ? changes.filter(({ key }) => !alike(adopted.changes[key], state.changes[key])) : changes;
  const answer = { ...found, original, before, after, amended: Boolean(adopted), begun: false, given: {}, opening: reckon(data).reserve, steps: changes, own,
    asked: asked in after || `answer.${asked}` in data.sentences ? asked : "reserve" };
  const lapses = adopted && start.after.reserve !== start.before.reserve;
  if (adopted && !lapses) Object.assign(answer, { begun: true, given: start.inputs, opening: original.reserve, steps: own });
  answer.covered = said("covered", ...facts(answer));
  answer.coverer = said("coverer", ...facts(answer));
  answer.way = leftBy(adopted ? { plan, given: start.inputs, opening: start.before.reserve } : answer, own).map((way, row) => ({ label: own[row].label, ...way }));
  answer.bridge = [...answer.way];
  if (lapses) answer.bridge.unshift({ label: said("lapsed", ...facts(start)), before: original.reserve, after: start.before.reserve });
  if (after.reserve !== before.reserve) answer.bridge.push({ label: answer.covered, before: before.reserve, after: after.reserve });
  return answer;
}

/* What is left before and after each of these changes, made one after the other. */
function leftBy({ plan, given, opening }, changes) {
  const inputs = { ...given };
  let left = opening;
  return changes.map((change) => {
    const before = left;
    left = reckon(plan, Object.assign(inputs, change.inputs)).reserve;
    return { before, after: left };
  });
}

/* ---- Sentences (ipr/present/answers.py): the first that is true, its slots filled ---- */

const firstTrue = (sentences, figures) => sentences.find(([when]) => when.every((name) =>
  (name.startsWith("-") ? figures[name.slice(1)] < 0 : figures[name] > 0)));

const said = (name, figures, words) => filled(firstTrue(data.sentences[name], figures)[1], figures, words);

/* A slot holds a text, another sentence, or a figure in kroner. */
const filled = (text, figures, words) => text.replace(/\{(\w+)\}/g, (_, slot) => words[slot]
  ?? (slot in data.sentences ? said(slot, figures, words) : kroner(magnitude(figures[slot]))));

/* What the sentences speak of: figures, and texts; `before`, `now` and `change` are of what is asked about. */
function facts({ plan, changes, own, balancing, original, before: uncut, after, amended, asked, way = [] }) {
  const about = `answer.${asked}` in data.sentences ? "reserve" : asked, { names } = plan;
  const before = original[about] ?? 0n, now = after[about];
  const cuts = Object.entries(after).filter(([name, cut]) => name.startsWith("cut.") && cut)
    .map(([name, cut]) => ({ id: idOf(name), label: names[`lines.${idOf(name)}`], cut }));
  const givers = data.funders.map((id) => ({ label: names[`funding.${id}`], more: after[`asked.${id}`] })).filter(({ more }) => more);
  const figures = { ...after, before, now, change: (now ?? 0n) - before, unknown: now === null, amended, steps: changes.length, own: own.length,
    lacked: uncut.reserve < 0n ? -uncut.reserve : 0n, others: givers.length - 1 };
  const words = { label: names[about]?.includes(" som ") ? `${names[about]},` : names[about], amount: kroner(now ?? 0n), standing: data.standing, lines: countOf(BigInt(cuts.length), "post", "poster"),
    givers: listing(givers.map(({ label, more }) => said("giver", { more }, { label }))),
    each_cut: cuts.map(({ label, cut }) => said("each_cut", {}, { label, amount: amount(cut) })).join("; "),
    each_step: way.map(({ label, before: from, after: to }) => said("each_step", {}, { label, amount: signed(to - from) })).join("; ") };
  if (cuts.length) {
    const nok = cuts.map(({ cut }) => cut), most = nok.reduce(larger), least = nok.reduce(smaller);
    Object.assign(figures, { several: cuts.length - 1, uneven: most - least, most_cut: most });
    words.only = cuts[0].label;
    for (const [name, end] of Object.entries({ most, least })) {
      const labels = cuts.filter(({ cut }) => cut === end).map(({ label }) => label);
      const told = labels.length > data.most_named ? countOf(BigInt(labels.length), "post", "poster") : listing(labels);
      words[name] = said("payers", { cut: end, several: labels.length - 1 }, { labels: told });
    }
  }
  const last = balancing.order?.filter((id) => after[`cut.${id}`]).at(-1);
  if (last) {
    Object.assign(figures, { place: balancing.order.indexOf(last) + 1, last_cut: after[`cut.${last}`] });
    Object.assign(words, { place: String(figures.place), of: String(balancing.order.length), last: names[`lines.${last}`] });
  }
  return [figures, words];
}

/* ---- Dates: what each decision takes, and what is left (ipr/analysis/timeline.py) ---- */

/* A day in words: 14. november 2025. */
const dayInWords = (day) => `${Number(day.slice(8))}. ${data.months[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`;

/* When a change is decided: by its own day or date of the plan, else by the plan's date for it. */
function timeOf({ date, milestone, rank }) {
  const found = milestone ? data.milestones.find(({ id }) => id === milestone) : data.milestones[rank];
  return { found, day: date ?? found?.day, when: date ? `fra ${dayInWords(date)}` : found?.when ?? data.ledger.undated };
}

/* The rows as texts, each of the kind that the plan's own words are for (ipr/present/scenario/dates.py). */
function ledger(answer) {
  const touching = (changes) => changes.filter(({ inputs }) => Object.keys(inputs).length);
  const events = touching(answer.steps).map((change) => {
    const { found, ...time } = timeOf(change);
    return { kind: "change", about: change.about, by: (change.condition ?? found)?.by, inputs: change.inputs, ...time };
  });
  const used = new Set(answer.changes.filter(({ inputs, condition }) => condition || Object.keys(inputs).length).map((change) => timeOf(change).found));
  for (const one of data.milestones.filter(({ kind }) => kind)) {
    const left = one.waits.filter((name) => !(name in answer.inputs));
    const about = one.kind === "reveals" ? listing(left.map((name) => answer.plan.names[name])) : one.about;
    if (one.waits.length ? left.length : !used.has(one)) events.push({ ...one, about });
  }
  const placeOf = ({ day, when }) => day ?? (when === data.ledger.undated ? "undated" : "in words"); // dates come first of these
  events.sort((one, other) => (placeOf(one) < placeOf(other) ? -1 : placeOf(one) > placeOf(other) ? 1 : 0));
  let unknown = false;
  const row = ({ kind, about, when, by = "" }, moved, left, amended = answer.amended) => {
    const [at, label, instead] = data.ledger.rows[kind].map((text) => filled(text, { amended }, { when, label: about }));
    return [at, label, by, instead || moved, unknown ? filled(data.ledger.less_unknown, {}, { amount: amount(left) }) : amount(left)];
  };
  const rows = [row({ kind: "first", about: data.plan.reserve_label }, "", answer.opening, answer.begun)];
  for (const [place, { before, after }] of leftBy(answer, events).entries()) {
    const event = events[place], gives = Object.keys(event.inputs ?? {}).some((name) => (data.items[name]?.value ?? null) === null);
    unknown ||= event.kind === "open";
    if (event.kind !== "change" || after !== before || gives) rows.push(row(event, signed(after - before), after));
  }
  if (rows.length === 1) return [];
  const covered = answer.after.reserve - answer.before.reserve;
  if (covered) rows.push(row({ kind: "last", about: answer.covered, by: answer.coverer }, signed(covered), answer.after.reserve));
  return rows;
}
