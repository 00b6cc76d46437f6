/* From what stands in the fields to a budget: no page is known here, so all of it can be tested.
 *
 * A state holds texts, as people write them: values, dates, decisions, added, balancing, reasons,
 * sources. understood() reads them, reckoned() gives the answer, scenarioText() the file.
 */

const WHOLE = 1000000n; // a hundred per cent, times 10 000
const SCALE = 10000n;
const NBSP = "\u00a0";

const emptyState = () => ({
  values: {}, dates: {}, decisions: {}, added: [], reasons: {}, sources: {},
  balancing: { policy: "leave_open", minimum: "0", step: "1", order: [], floors: {}, lock: {}, unlock: [], shares: {} },
});

/* ---- Numbers as bokmål writes them (ipr/reading/norwegian.py) ---- */

const magnitude = (value) => (value < 0n ? -value : value);

function amount(value) {
  const digits = magnitude(value).toString().replace(/\B(?=(\d{3})+$)/g, NBSP);
  return value < 0n ? `\u2212${digits}` : digits;
}
const signed = (value) => (value > 0n ? `+${amount(value)}` : amount(value));
const countOf = (number, one, many) => `${amount(number)}${NBSP}${magnitude(number) === 1n ? one : many}`;
const kroner = (value) => countOf(value, "krone", "kroner");

function decimalE4(value, least = 2) {
  const part = (magnitude(value) % SCALE).toString().padStart(4, "0");
  const decimals = Math.max(least, part.replace(/0+$/, "").length);
  const whole = amount(magnitude(value) / SCALE) + (decimals ? `,${part.slice(0, decimals)}` : "");
  return value < 0n ? `\u2212${whole}` : whole;
}

function listing(items, word = "og") {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)}`;
}

const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, key) => values[key]);

/* Text as a message may quote it: cut, and nothing invisible left. */
function visible(text) {
  const characters = [...text];
  const shown = characters.length <= 40 ? characters : [...characters.slice(0, 39), "…"];
  return shown.map((one) => (/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u.test(one)
    ? `\\u${one.codePointAt(0).toString(16).padStart(4, "0")}` : one)).join("");
}

/* ---- Numbers as people write them (ipr/reading/people.py) ---- */

class Fault extends Error {}
const faulty = (template, text) => new Fault(template.replaceAll("§", visible(text)));

const FORM = /^([-+]?) ?(?:(?:kr|nok)\b\.? ?)?(-?)(\d[\d .,']*?) ?(tusen|tus\.?|k|millioner|million|mill\.?|mrd\.?|milliarder|milliard)?(?: ?(?:kroner|krone|kr\.?|nok))?(?:,-+|\.-+)?$/;

const plainText = (text) => text.normalize("NFKC").replace(/[\u2212\u2013\u2014\u2010\u2011]/g, "-")
  .toLowerCase().replaceAll("_", " ").split(/\s+/).filter(Boolean).join(" ");

function scaleOf(word) {
  if (word.startsWith("milliard") || word.startsWith("mrd")) return 1000000000n;
  if (word.startsWith("mil")) return 1000000n;
  return word ? 1000n : 1n;
}

function wholeAmount(data, text) {
  const faults = data.faults, found = FORM.exec(plainText(text));
  if (!found) throw faulty(faults.amount, text);
  const scale = scaleOf(found[4] ?? ""), digits = found[3].trim();
  let number = digits, decimals = "";
  if (/^\d{1,3}(?:[ .']\d{3})+$/.test(digits)) {
    if (scale > 1n && /^\d{1,3}\.\d{3}$/.test(digits)) throw faulty(faults.two_ways, text);
    number = digits.replace(/\D/g, "");
  } else {
    const exact = /^(\d+)(?:[.,](\d*))?$/.exec(digits);
    if (!exact) throw faulty(faults.amount, text);
    number = exact[1];
    decimals = exact[2] ?? "";
  }
  const value = BigInt(number + decimals) * scale, below = 10n ** BigInt(decimals.length);
  if (value % below) throw faulty(faults.not_whole, text);
  if (value / below > BigInt(data.largest)) throw faulty(faults.too_large, text);
  return (found[1] === "-") !== (found[2] === "-") ? -(value / below) : value / below;
}

/* A rate or a percentage, times 10 000. */
function decimalNumber(data, text) {
  const bare = plainText(text).replace(/%$/, "").replace(/prosent$/, "").replaceAll(" ", "");
  const found = /^([-+]?)(\d+)(?:[.,](\d+))?$/.exec(bare);
  if (!found) throw faulty(data.faults.number, text);
  const decimals = (found[3] ?? "").replace(/0+$/, "");
  if (decimals.length > 4) throw faulty(data.faults.decimals, text);
  const value = BigInt(found[2] + decimals.padEnd(4, "0"));
  return found[1] === "-" ? -value : value;
}

const isPercentage = (text) => /(%|prosent)$/.test(plainText(text));
const isDifference = (text) => /^[-+]/.test(plainText(text));

/* ---- What one field says ---- */

/* The change a text makes to an input: {verb, by, value}, or null where it is as in the plan. */
function changeOf(data, item, text) {
  const plan = item.value === null ? null : BigInt(item.value);
  if (item.unit === "choice") return setTo(item, plan, BigInt(item.choices.findIndex(([word]) => word === text)));
  if (item.unit === "months") return setTo(item, plan, BigInt(text));
  if (!text.trim() && plan === null) return null;
  if (isPercentage(text) && item.unit_label !== "prosent") {
    const percent = decimalNumber(data, text);
    if (plan === null) throw new Fault(data.words.no_amount);
    if (percent < -WHOLE) throw new Fault(data.faults.more_than_all);
    const value = (2n * plan * (WHOLE + percent) + WHOLE) / (2n * WHOLE);
    return bounded(data, item, plan, { verb: "scale", by: percent, value });
  }
  const number = item.unit === "e4" ? decimalNumber(data, text) : wholeAmount(data, text);
  if (!isDifference(text)) return bounded(data, item, plan, { verb: "set", by: number, value: number });
  if (plan === null) throw new Fault(data.words.no_amount);
  return bounded(data, item, plan, { verb: "raise", by: number, value: plan + number });
}

const setTo = (item, plan, value) => (value === plan ? null : { verb: "set", by: value, value });

function bounded(data, item, plan, change) {
  if (change.value < 0n || change.value > BigInt(item.largest)) {
    const shown = (value) => (item.unit === "e4" ? decimalE4(value) : amount(value));
    throw new Fault(fill(data.words.out_of_bounds, { value: shown(change.value), most: shown(BigInt(item.largest)) }));
  }
  return change.value === plan ? null : change;
}

/* ---- The whole state ---- */

/* Everything the fields say: changes in order, inputs, the rule, and what is wrong and where. */
function understood(data, state) {
  const problems = [], changes = [], touched = new Map();
  const plan = withAdded(data, state.added);
  const read = (place, reader) => {
    try { return reader(); } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      problems.push({ place, text: fault.message });
      return null;
    }
  };
  const add = (change) => {
    const when = state.dates[change.key] ?? ""; // a day, or @ and the id of one of the plan's dates
    if (when.startsWith("@")) change.milestone = when.slice(1);
    else if (when) change.date = when;
    if (change.date && !when.startsWith(`${data.plan.year}-`)) problems.push({ place: `date.${change.key}`, text: faulty(data.faults.other_year, when).message });
    for (const name of Object.keys(change.inputs)) {
      const other = touched.get(name);
      if (other && !(other.kind === "release" && change.kind === "release")) {
        problems.push({ place: change.place, text: fill(data.words.touched_twice, { label: data.items[name].label, other: other.label }) });
      }
      touched.set(name, change);
    }
    changes.push(change);
  };
  for (const item of data.fields) {
    const text = state.values[item.name];
    if (text === undefined) continue;
    const found = read(item.name, () => changeOf(data, item, text));
    if (found) add({ key: item.name, place: item.name, kind: found.verb, label: item.label, item, ...found,
      inputs: { [item.name]: found.value } });
  }
  for (const condition of data.decisions) {
    const answer = state.decisions[condition.id];
    if (answer?.as) read(`decide.${condition.id}`, () => add(decided(data, condition, answer)));
  }
  for (const line of state.added) {
    const place = `add.${line.id}`;
    const value = read(`${place}.amount`, () => positive(data, line.amount));
    if (!line.label.trim()) problems.push({ place: `${place}.label`, text: data.words.no_label });
    if (value !== null) add({ key: place, place, kind: "add", verb: "add", label: data.labels.add.replace("§", line.label), line, value,
      inputs: { [`lines.${line.id}`]: value } });
  }
  const balancing = ruleOf(data, plan, state.balancing, read, problems);
  const inputs = Object.assign({}, ...changes.map((change) => change.inputs));
  return { plan, changes, inputs, balancing, problems };
}

function positive(data, text) {
  const value = wholeAmount(data, text);
  if (value < 0n) throw new Fault(data.faults.negative.replace("§", amount(value)));
  return value;
}

function decided(data, condition, answer) {
  const place = `decide.${condition.id}`;
  const change = { key: place, place, condition, verb: "decide", as: answer.as, kind: "decide", inputs: {} };
  if (answer.as === "granted") return { ...change, label: condition.labels.granted };
  const response = condition.if_denied === "release" ? "release" : answer.response;
  if (!response) throw new Fault(data.words.no_response);
  const denied = { ...change, response, kind: response, label: condition.labels[response] };
  if (response === "release") denied.inputs = Object.fromEntries(condition.inputs.map((name) => [name, 0n]));
  if (response === "cover") {
    denied.amount = positive(data, answer.amount ?? "");
    const [name] = condition.inputs;
    if (data.items[name].value === null) throw new Fault(data.words.no_amount);
    const value = BigInt(data.items[name].value) + denied.amount;
    bounded(data, data.items[name], null, { value });
    denied.inputs = { [name]: value };
  }
  return denied;
}

/* The rule with the keys of a scenario file; faults are told where they stand. */
function ruleOf(data, plan, said, read, problems) {
  const rule = { policy: said.policy, minimum_reserve: read("balancing.minimum", () => positive(data, said.minimum)) ?? 0n };
  const tell = (place, text) => problems.push({ place, text });
  if (said.policy === "ranked" || said.policy === "pro_rata") {
    rule.step = read("balancing.step", () => {
      const step = positive(data, said.step);
      if (step < 1n) throw new Fault(data.faults.step);
      return step;
    }) ?? 1n;
  }
  if (said.policy === "ranked") {
    rule.order = said.order;
    rule.floors = {};
    for (const id of said.order) {
      if (!said.floors[id]?.trim()) continue;
      const floor = read(`balancing.floors.${id}`, () => positive(data, said.floors[id]));
      if (floor !== null) rule.floors[id] = floor;
    }
    if (!said.order.length) tell("balancing.order", data.faults.order);
  }
  if (said.policy === "pro_rata") {
    rule.lock = Object.fromEntries(Object.entries(said.lock).map(([id, reason]) => [id, reason.trim()]));
    rule.unlock = said.unlock;
    for (const [id, reason] of Object.entries(rule.lock)) if (!reason) tell(`balancing.lock.${id}`, data.words.no_lock_reason);
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
function withAdded(data, added) {
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

/* The answer: figures of the plan, before and after the rule, the bridge and the verdict. */
function reckoned(data, found) {
  const { plan, changes, inputs, balancing } = found;
  const wish = { policy: "leave_open", minimum_reserve: balancing.minimum_reserve };
  const original = reckon(data), before = reckon(plan, inputs, wish), after = reckon(plan, inputs, balancing);
  const bridge = [];
  let reserve = original.reserve, known = {};
  for (const change of changes) {
    Object.assign(known, change.inputs);
    const next = reckon(plan, known).reserve;
    bridge.push({ label: change.label, before: reserve, after: next });
    reserve = next;
  }
  if (after.reserve !== before.reserve) bridge.push({ label: data.labels.balancing, before: before.reserve, after: after.reserve });
  return { ...found, original, before, after, bridge, ...verdict(data, after) };
}

/* The state of the budget (ipr/budget/consequences.py) and its sentence (ipr/present/answers.py). */
function verdict(data, after) {
  const { reserve, shortfall, cuts } = after, said = data.verdicts;
  let state = "balanced", kind;
  if (shortfall) {
    state = "short";
    kind = reserve >= 0n ? "below_minimum" : cuts ? "short_after_cuts" : "short";
  } else if (after.asked) state = "depends_on_others";
  else if (cuts) state = "balanced_after_cuts";
  const sentence = fill(said[kind ?? state], {
    missing: kroner(reserve >= 0n ? shortfall : -reserve), cuts: kroner(cuts),
    lines: countOf(BigInt(notZero(after, "cut.").length), "post", "poster"), left: reserve ? kroner(reserve) : said.nothing,
    asked: listing(data.funders.filter(([id]) => after[`asked.${id}`]).map(([id, label]) => fill(said.asked, { label, more: kroner(after[`asked.${id}`]) }))),
  });
  return { state, sentence };
}

/* The figures that begin with this and are not 0, by what follows. */
const notZero = (figures, room) => Object.entries(figures)
  .filter(([name, value]) => name.startsWith(room) && value).map(([name, value]) => [name.slice(room.length), value]);

/* What is left against the plan, in a sentence or two (ipr/present/answers.py). */
function answerTo(data, { original, after, changes }) {
  const before = original.reserve, now = after.reserve;
  let kind = now < before ? "less" : "more";
  if (now < 0n) kind = before > 0n ? "spent" : before ? "lacked" : "spent_nothing";
  else if (now === before) kind = changes.length ? "same" : "plan";
  return fill(data.answers[kind], { before: kroner(magnitude(before)), missing: kroner(magnitude(now)),
    difference: kroner(magnitude(now - before)), standing: data.standing });
}

/* ---- The scenario file (ipr/budget/scenario.py) ---- */

const quoted = (text) => JSON.stringify(text.normalize("NFC"));
const word = (text) => (/^[a-z][a-z0-9_.-]*$/.test(text) && !/^(y|n|yes|no|on|off|true|false|ja|nei|sant|usant|null|none|nan|inf)$/.test(text) ? text : quoted(text));
const written = (value) => amount(value).replaceAll(NBSP, " ").replace("\u2212", "-");
const writtenE4 = (value) => decimalE4(value, 0).replaceAll(NBSP, "").replace("\u2212", "-");

function scenarioText(found, said) {
  const lines = [`# ${said.comment}`, `title: ${quoted(said.title)}`, `question: ${quoted(said.question)}`, "status: kladd"];
  if (found.changes.length) lines.push("changes:");
  for (const change of found.changes) {
    const pairs = [...changePairs(change), ...(change.date ? [["from_date", change.date]] : []),
      ...(change.milestone ? [["milestone", word(change.milestone)]] : []), ["because", quoted(said.reasons[change.key])]];
    if (said.sources[change.key]) pairs.push(["source", quoted(said.sources[change.key])]);
    pairs.forEach(([key, value], place) => lines.push(`  ${place ? " " : "-"} ${key}: ${value}`));
  }
  const rule = rulePairs(found.balancing);
  if (rule.length > 1 || found.balancing.policy !== "leave_open") {
    lines.push("balancing:", ...rule.map(([key, value]) => `  ${key}: ${value}`));
  }
  return `${lines.join("\n")}\n`;
}

function changePairs({ verb, item, by, line, value, condition, as, response, amount: covered }) {
  switch (verb) {
    case "set": {
      const to = item.unit === "choice" ? item.choices[Number(by)][0] : item.unit === "e4" ? writtenE4(by) : written(by);
      return [["set", word(item.name)], ["to", to]];
    }
    case "raise": return [["raise", word(item.name)], ["by", item.unit === "e4" ? writtenE4(by) : written(by)]];
    case "scale": return [["scale", word(item.name)], ["percent", writtenE4(by)]];
    case "add": return [["add", word(line.id)], ["label", quoted(line.label.trim())], ["group", word(line.group)], ["amount", written(value)]];
    default: return [["decide", word(condition.id)], ["as", as],
      ...(as === "denied" && condition.if_denied !== "release" ? [["response", response]] : []),
      ...(covered === undefined ? [] : [["amount", written(covered)]])];
  }
}

function rulePairs(rule) {
  const group = (values, write) => `{${Object.entries(values).map(([key, value]) => `${word(key)}: ${write(value)}`).join(", ")}}`;
  const list = (ids) => `[${ids.map(word).join(", ")}]`;
  const pairs = [["policy", rule.policy]];
  if (rule.minimum_reserve) pairs.push(["minimum_reserve", written(rule.minimum_reserve)]);
  if (rule.step > 1n) pairs.push(["step", written(rule.step)]);
  if (rule.order) pairs.push(["order", list(rule.order)]);
  if (Object.keys(rule.floors ?? {}).length) pairs.push(["floors", group(rule.floors, written)]);
  if (Object.keys(rule.lock ?? {}).length) pairs.push(["lock", group(rule.lock, quoted)]);
  if (rule.unlock?.length) pairs.push(["unlock", list(rule.unlock)]);
  if (rule.shares) pairs.push(["shares", group(rule.shares, String)]);
  return pairs;
}
