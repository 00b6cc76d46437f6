/* A scenario file (ipr/budget/scenario.py): a state written as one, and one opened as a state. */

const quoted = (text) => JSON.stringify(text.normalize("NFC"));
const word = (text) => (/^[a-z][a-z0-9_.-]*$/.test(text) && !/^(y|n|yes|no|on|off|true|false|ja|nei|sant|usant|null|none|nan|inf)$/.test(text) ? text : quoted(text));
const written = (value) => amount(value).replaceAll(NBSP, " ").replace("\u2212", "-");
const writtenE4 = (value, least = 0) => decimalE4(value, least).replaceAll(NBSP, "").replace("\u2212", "-");

/* A value of an input as one would type it. */
function typedOf(item, value) {
  if (item.unit === "choice") return item.choices[Number(value)][0];
  return item.unit === "e4" ? writtenE4(value, item.unit_label === "prosent" ? 0 : 2) : written(value);
}

/* The file of a scenario. What it builds on is named, as long as nothing of that is changed. */
function scenarioText(answer, state) {
  const { about } = state, base = untouched(state);
  const plain = ["status", "date", "unbalanced"]; // what can be read in one way only
  const lines = ["# Laget på siden «Prøv budsjettet». Det som ikke står her, er som i planen."];
  for (const key of aboutKeys().filter((one) => about[one] && (one !== "amends" || base))) {
    lines.push(`${key}: ${plain.includes(key) ? about[key] : quoted(about[key])}`);
  }
  if (base && state.combines.length) lines.push(`combines: ${inFlow(state.combines)}`);
  const changes = ownChanges(answer, state);
  if (changes.length) lines.push("changes:");
  for (const change of changes) {
    const { because, source, above_ceiling: above } = state.changes[change.key];
    const pairs = Object.entries({ ...change.file, from_date: change.date, milestone: change.milestone && word(change.milestone),
      above_ceiling: overCeiling(change) && quoted(above), because: quoted(because), source: source && quoted(source) });
    lines.push(...pairs.filter(([, text]) => text).map(([key, text], place) => `  ${place ? " " : "-"} ${key}: ${text}`));
  }
  const rule = ruleLines(answer.balancing);
  if (rule.join() !== rulesIn(base ?? emptyState(), answer.plan).join()) lines.push("balancing:", ...rule);
  return `${lines.join("\n")}\n`;
}

/* What a scenario file says of itself, in the order it is written. */
const aboutKeys = () => data.scenario_keys.filter((key) => !["combines", "changes", "balancing"].includes(key));

/* A rule as the lines of a file, without what need not be said; two rules are alike when these are. */
function ruleLines(rule) {
  const usual = { minimum_reserve: 0n, step: 1n };
  const needed = ([key, value]) => (key in usual ? value > usual[key] : Object.keys(value).length);
  return Object.entries(rule).filter(needed).map(([key, value]) => `  ${key}: ${inFlow(value)}`);
}

const rulesIn = ({ balancing }, plan = data) => ruleLines(ruleOf(plan, balancing, (_, reader) => reader(), () => {}));

function inFlow(value) {
  if (typeof value === "string") return word(value);
  if (typeof value !== "object") return typeof value === "bigint" ? written(value) : String(value);
  if (Array.isArray(value)) return `[${value.map(inFlow).join(", ")}]`;
  return `{${Object.entries(value).map(([key, one]) => `${word(key)}: ${inFlow(one)}`).join(", ")}}`;
}

/* ---- What a scenario builds on (ipr/budget/resolve.py) ---- */

const builtOn = ({ combines, about }) => [...combines, ...(about.amends ? [about.amends] : [])];

/* Whether two entries say the same, whatever scenario of the page they are from. */
const alike = (one, other) => JSON.stringify({ ...one, part: 0 }) === JSON.stringify({ ...other, part: 0 });

/* Whether an entry gives an input a value, whatever it is in the plan; what cannot be read does not. */
function isSet(key, entry) {
  try { return key in data.items && changeOf(data.items[key], entry).verb === "set"; } catch { return false; }
}

/* A scenario of the page, opened: its state, in which each change tells as `part` which scenario
 * it is from, and whether it or what it is built on states a rule. */
function shipped(id) {
  const found = data.scenarios.find((one) => one.id === id);
  if (!found) throw new Fault(`scenarioet «${id}» er ikke med på denne siden`);
  found.state ??= openScenario(nodeOf(found.said), id);
  found.ruled ??= "balancing" in found.said || builtOn(found.state).some((one) => shipped(one).ruled);
  return found;
}

/* What scenarios of the page give together with what one that builds on them says itself, as one state: in the
 * order of their ids, its own last. A Fault where they contradict each other in what it does not set. */
function combined(ids, own = {}, ruled = false) {
  const state = emptyState(), found = ids.map(shipped), once = new Map();
  for (const [key, entry] of found.flatMap((one) => Object.entries(one.state.changes))) {
    once.set(JSON.stringify([key.startsWith("move.") || key, entry]), [key, entry]);
  }
  const parts = [...once.values()].sort(([, { part: one }], [, { part: other }]) => (one < other ? -1 : one > other ? 1 : 0));
  const overrules = (key) => key in own && (key.startsWith("add.") || isSet(key, own[key]));
  for (const [key, entry] of [...parts, ...Object.entries(own)]) {
    const place = key.startsWith("move.") ? nextKey(state, "move.") : key, other = state.changes[place];
    if (other && !overrules(key) && !agree(key, other, entry)) {
      throw new Fault(slotted(key.startsWith("decide.") ? data.faults.other_answer : data.faults.other_value, idOrName(key), other.part));
    }
    if (key in own) delete state.changes[place];
    state.changes[place] = entry;
  }
  const rules = found.filter((one) => one.ruled).map((one) => one.state);
  if (!ruled && new Set(rules.map((one) => rulesIn(one).join())).size > 1) throw new Fault(slotted(data.faults.other_rule, ids[0]));
  if (rules.length) state.balancing = structuredClone(rules[0].balancing);
  return state;
}

/* Two scenarios may say the same: an answer, or that an input has a value. */
function agree(key, one, other) {
  const said = ({ because, source, date, above_ceiling: above, part, ...rest }) => JSON.stringify(rest);
  return said(one) === said(other) && (key.startsWith("decide.") || isSet(key, one));
}

/* What a state is built on, where all of it still stands or is set anew; else null, as where a link is from a page
 * that has other scenarios. */
function untouched(state) {
  const built = builtOn(state);
  if (!built.length) return null;
  try {
    const base = combined(built);
    const stands = ([key, entry]) => alike(entry, state.changes[key]) || (key in state.changes && isSet(key, state.changes[key]));
    return Object.entries(base.changes).every(stands) ? base : null;
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return null;
  }
}

/* The changes the file itself must hold. */
function ownChanges({ changes }, state) {
  const base = untouched(state);
  return changes.filter(({ key }) => !(base && alike(base.changes[key], state.changes[key])));
}

/* The adopted state that this one amends, as long as it does; else null. */
const adoptedBy = (state) => (state.about.amends && untouched(state) ? shipped(state.about.amends).state : null);

const idOrName = (key) => (/^(decide|add)\./.test(key) ? idOf(key) : key);
const nextKey = (state, room) => {
  let number = 1;
  while (`${room}${number}` in state.changes) number += 1;
  return `${room}${number}`;
};

/* ---- Read: the part of YAML that people and this page write; all else is refused with its line ---- */

const UNREAD = "linjen kan ikke leses";
const refuse = (line, fault = UNREAD) => { throw new Fault(`linje ${line + 1}: ${fault}`); };

const QUOTED = '"(?:[^"\\\\]|\\\\.)*"', KEY = `(${QUOTED}|[A-Za-z0-9_.-]+)\\s*:`;
/* A text without quotation marks at the end of a line, which a remark may cut. */
const WORDS = /(?:^|[\s{,])(?:title|question|because|source|label)\s*:\s+([^"'\s|>][^:]*)$/;
const bare = (key) => (key.startsWith('"') ? JSON.parse(key) : key);

/* A node is {line, map: Map of nodes by key}, {line, list: [node]} or {line, text}. */
function parseYaml(source) {
  const raw = source.replace(/^\ufeff/, "").split(/\r?\n/);
  let at = 0, inBlock = -1; // the indentation of a text that is written in a block
  const lines = [];
  for (const [place, whole] of raw.entries()) {
    const indent = whole.search(/\S|$/);
    if (inBlock >= 0 && (indent > inBlock || !whole.trim())) continue;
    const kept = uncommented(whole) ?? refuse(place), text = kept.trim(), [, words] = WORDS.exec(text) ?? [];
    if (words && /^#[\p{L}\p{N}_]/u.test(whole.slice(kept.length))) refuse(place, slotted(data.faults.cut, visible(words.slice(-20))));
    inBlock = /(^|[:-] )[>|][+-]?$/.test(text) ? indent + /^(- +)*/.exec(text)[0].length : -1;
    if (text) lines.push({ place, indent, text });
  }
  const keyed = (text) => new RegExp(`^${KEY}(?:\\s+(.*))?$`).exec(text), listed = (line) => /^-( |$)/.test(line.text);

  const block = (indent) => (listed(lines[at]) ? sequence(indent) : mapping(indent));
  function sequence(indent) {
    const node = { line: lines[at].place, list: [] };
    while (lines[at]?.indent === indent && listed(lines[at])) {
      const line = lines[at], rest = line.text.slice(1).trimStart();
      if (!rest) { at += 1; node.list.push(block(lines[at].indent)); continue; }
      if (keyed(rest)) {
        lines[at] = { ...line, indent: indent + line.text.length - rest.length, text: rest };
        node.list.push(mapping(lines[at].indent));
      } else node.list.push(value(rest, indent));
    }
    return node;
  }
  function mapping(indent) {
    const node = { line: lines[at].place, map: new Map() };
    while (lines[at]?.indent === indent) {
      const [, key, text = ""] = keyed(lines[at].text) ?? refuse(lines[at].place);
      put(node, bare(key), value(text, indent));
    }
    if (lines[at]?.indent > indent) refuse(lines[at].place);
    return node;
  }
  function put(node, key, item) {
    if (node.map.has(key)) refuse(item.line, `«${key}» er endret to ganger`);
    node.map.set(key, item);
  }
  function value(text, indent) {
    const { place } = lines[at];
    at += 1;
    if (!text) {
      const next = lines[at];
      if (next?.indent > indent || (next?.indent === indent && listed(next))) return block(next.indent);
      return { line: place, text: "" };
    }
    if (/^[>|][+-]?$/.test(text)) return { line: place, text: blockText(place + 1, text[0] === ">") };
    while (lines[at]?.indent > indent) { text += ` ${lines[at].text}`; at += 1; }
    const [node, rest] = flow(text, place, false);
    if (rest.trim()) refuse(place);
    return node;
  }
  /* The lines of a block: kept as they are, or folded so that only an empty line breaks. */
  function blockText(from, folded) {
    const indent = raw[from]?.search(/\S|$/) ?? 0, part = [];
    for (let row = from; row < raw.length && (!raw[row].trim() || raw[row].search(/\S/) >= indent); row += 1) part.push(raw[row].slice(indent).trimEnd());
    const text = part.join("\n").trim();
    return folded ? text.replace(/([^\n])\n(?=[^\n])/g, "$1 ").replace(/\n(\n+)/g, "$1") : text;
  }
  function flow(text, place, inside) {
    text = text.trimStart();
    if (text[0] === "{" || text[0] === "[") {
      const closing = text[0] === "{" ? "}" : "]", node = { line: place, ...(closing === "}" ? { map: new Map() } : { list: [] }) };
      text = text.slice(1).trimStart();
      while (text[0] !== closing) {
        if (!text) refuse(place);
        const found = node.map && (new RegExp(`^${KEY}\\s+`).exec(text) ?? refuse(place));
        const [item, rest] = flow(text.slice(found?.[0].length), place, true);
        if (found) put(node, bare(found[1]), item); else node.list.push(item);
        text = rest;
        text = text.trimStart();
        if (text[0] === ",") text = text.slice(1).trimStart();
        else if (text[0] !== closing) refuse(place);
      }
      return [node, text.slice(1)];
    }
    if (text[0] === '"') {
      const found = new RegExp(`^${QUOTED}`).exec(text);
      try { return [{ line: place, text: JSON.parse(found[0]) }, text.slice(found[0].length)]; } catch { refuse(place); }
    }
    if (text[0] === "'") {
      const found = /^'((?:[^']|'')*)'/.exec(text) ?? refuse(place);
      return [{ line: place, text: found[1].replaceAll("''", "'") }, text.slice(found[0].length)];
    }
    if (/^[&*!|>%@`]/.test(text)) refuse(place);
    const end = inside ? text.search(/[,\]}]|$/) : text.length;
    return [{ line: place, text: text.slice(0, end).trim() }, text.slice(end)];
  }
  if (!lines.length) refuse(0);
  const tree = block(lines[0].indent);
  if (at < lines.length) refuse(lines[at].place);
  return tree;
}

/* A tree of texts as the node that is read from its YAML. */
function nodeOf(tree) {
  if (typeof tree === "string") return { line: 0, text: tree };
  return Array.isArray(tree) ? { line: 0, list: tree.map(nodeOf) }
    : { line: 0, map: new Map(Object.entries(tree).map(([key, one]) => [key, nodeOf(one)])) };
}

/* The line without its comment; null where a quotation mark is not closed. */
function uncommented(text) {
  let quote = "", last = ""; // a quotation mark opens only where a value begins
  for (let place = 0; place < text.length; place += 1) {
    const sign = text[place];
    if (quote === '"' && sign === "\\") place += 1;
    else if (quote) { if (sign === quote) quote = ""; }
    else if ((sign === '"' || sign === "'") && /^[:,[{-]?$/.test(last)) quote = sign;
    else if (sign === "#" && (place === 0 || /\s/.test(text[place - 1]))) return text.slice(0, place);
    if (/\S/.test(sign)) last = sign;
  }
  return quote ? null : text;
}

/* ---- Opened: a node as a state; what makes no sense is refused with its line ---- */

/* The nodes of a group by their keys, all of them allowed, and its line. */
function keysOf(node, allowed) {
  if (!node.map) refuse(node.line);
  for (const [key, one] of node.map) if (!allowed.includes(key)) refuse(one.line, `«${key}» er ikke kjent`);
  return { ...Object.fromEntries(node.map), line: node.line };
}
const textOf = (keys, key) => keys[key]?.text || refuse(keys[key]?.line ?? keys.line, `«${key}» mangler`);
const listOf = (node) => (node ? (node.list ?? refuse(node.line)) : []);
const oneOf = (node, key, allowed) => (allowed.includes(node.text) ? node.text : refuse(node.line, `«${key}» kan ikke være «${node.text}»`));
const choice = (keys, key, allowed) => textOf(keys, key) && oneOf(keys[key], key, allowed);
function numberOf(keys, key, reader) {
  const text = textOf(keys, key);
  try { return reader(text); } catch (wrong) { return refuse(keys[key].line, wrong.message); }
}
const amountOf = (keys, key) => written(numberOf(keys, key, wholeAmount));
function itemOf(keys, key) {
  const name = textOf(keys, key);
  return data.items[data.long_names[name] ?? name] ?? refuse(keys[key].line, `planen har ingen «${name}» som kan endres`);
}
const plus = (text) => (/^-/.test(text) ? text : `+${text}`);

/* The state a scenario file describes, read as a node. What it says itself has its id as `part`, where it has one. */
function openScenario(top, part) {
  const said = keysOf(top, data.scenario_keys), state = emptyState(), own = {};
  state.about = Object.fromEntries(aboutKeys().filter((key) => said[key]?.text).map((key) => [key, said[key].text]));
  state.combines = listOf(said.combines).map(({ text }) => text);
  const built = builtOn(state), atBuilt = (reader) => {
    try { return reader(); } catch (wrong) { return refuse((said.combines ?? said.amends).line, wrong.message); }
  };
  const below = Object.assign({}, ...atBuilt(() => built.map((id) => shipped(id).state.changes)));
  for (const node of listOf(said.changes)) {
    const [key, entry] = openChange(node, own, below);
    if (key in own) refuse(node.line, `«${idOrName(key)}» er endret to ganger`);
    own[key] = part ? { ...entry, part } : entry;
  }
  const { changes, balancing } = built.length ? atBuilt(() => combined(built, own, Boolean(said.balancing))) : { ...state, changes: own };
  Object.assign(state, { changes, balancing });
  if (said.balancing) state.balancing = openRule(said.balancing, state);
  for (const key of ["title", "question"]) textOf(said, key);
  choice(said, "status", Object.keys(data.standings));
  if (said.unbalanced) oneOf(said.unbalanced, "unbalanced", ["deliberate"]);
  return state;
}

/* One change as [key, what stands there], beside those before it and those it builds on. */
function openChange(node, own, below) {
  const verb = Object.keys(data.change_keys).find((one) => node.map?.has(one)) ?? refuse(node.line);
  const keys = keysOf(node, data.change_keys[verb]), more = { because: textOf(keys, "because") }, { from_date: day } = keys;
  for (const key of ["source", "above_ceiling"]) if (keys[key]?.text) more[key] = keys[key].text;
  if (day && keys.milestone) refuse(keys.milestone.line, "«from_date» er endret to ganger");
  if (day) more.date = /^\d{4}-\d\d-\d\d$/.test(day.text) ? day.text : refuse(day.line, `«from_date» kan ikke være «${day.text}»`);
  if (keys.milestone) more.date = `@${oneOf(keys.milestone, "milestone", data.milestones.map(({ id }) => id))}`;
  const [key, entry] = OPENED[verb](keys, own, below);
  return [key, { ...entry, ...more }];
}

const OPENED = {
  set(keys, own, below) {
    const place = `add.${idOf(textOf(keys, "set"))}`; // a line that is added by what this builds on
    if (below[place]) return [place, { ...below[place], amount: amountOf(keys, "to") }];
    const item = itemOf(keys, "set"), text = textOf(keys, "to");
    if (item.choices) return [item.name, { text: oneOf(keys.to, item.name, item.choices.map(([one]) => one)) }];
    if (/^[-+]/.test(text)) refuse(keys.to.line, `«to» kan ikke være «${text}»`);
    return [item.name, { text: typedOf(item, numberOf(keys, "to", item.unit === "e4" ? decimalNumber : wholeAmount)) }];
  },
  raise(keys) {
    const item = itemOf(keys, "raise"), by = textOf(keys, "by");
    return [item.name, { text: plus(item.unit === "e4" ? by.replace(".", ",") : by) }];
  },
  scale(keys) {
    const item = itemOf(keys, "scale"), percent = writtenE4(numberOf(keys, "percent", decimalNumber));
    return [item.name, item.unit_label === "prosent" ? { percent } : { text: `${plus(percent)} %` }];
  },
  transfer(keys, own) {
    const [from, to] = ["from", "to"].map((key) => itemOf(keys, key).name);
    return [nextKey({ changes: own }, "move."), { amount: amountOf(keys, "transfer"), from, to }];
  },
  add(keys, own, below) {
    const id = textOf(keys, "add");
    if (data.lines.some(([one]) => one === id) || below[`add.${id}`]) refuse(keys.line, `«${id}» er endret to ganger`);
    if (!new RegExp(`^${data.forms.id}$`).test(id)) refuse(keys.add.line, faulty(data.faults.id, id).message);
    return [`add.${id}`, { label: textOf(keys, "label"), group: choice(keys, "group", data.groups), amount: amountOf(keys, "amount") }];
  },
  decide(keys) {
    const id = textOf(keys, "decide"), condition = data.decisions.find((one) => one.id === id);
    if (!condition) refuse(keys.line, `planen har ingen «${id}» som kan endres`);
    const as = choice(keys, "as", ["granted", "denied"]);
    const response = keys.response && oneOf(keys.response, "response", as === "denied" ? condition.responses : []);
    if (keys.amount && response !== "cover") refuse(keys.amount.line, "«amount» er ikke kjent");
    return [`decide.${id}`, { as, ...(response && { response }), ...(response === "cover" && { amount: amountOf(keys, "amount") }) }];
  },
};

function openRule(node, state) {
  const rule = emptyState().balancing, stated = node.map?.get("policy");
  rule.policy = stated ? oneOf(stated, "policy", Object.keys(data.policies)) : "leave_open";
  const keys = keysOf(node, data.rule_keys[rule.policy]), lines = lineIds(state), free = lines.filter((id) => !(id in data.locks));
  const listed = (key, allowed) => listOf(keys[key]).map((one) => oneOf(one, key, allowed));
  const grouped = (key, allowed) => {
    const found = keys[key] ? keys[key].map ?? refuse(keys[key].line) : new Map();
    for (const [name, one] of found) if (!allowed.includes(name)) refuse(one.line, `«${key}» kan ikke være «${name}»`);
    return eachOf(Object.fromEntries(found), (one) => one.text ?? refuse(one.line));
  };
  if (keys.minimum_reserve) rule.minimum = textOf(keys, "minimum_reserve");
  if (keys.step) rule.step = textOf(keys, "step");
  rule.order = listed("order", free);
  rule.unlock = listed("unlock", lines.filter((id) => id in data.locks));
  rule.floors = grouped("floors", rule.order);
  rule.lock = grouped("lock", free);
  rule.shares = grouped("shares", data.funders);
  return rule;
}

/* A shipped scenario, or what the address says, as a whole state. */
function startState(said) {
  const state = emptyState();
  for (const [key, value] of Object.entries(structuredClone(said))) {
    state[key] = Array.isArray(value) ? value : { ...state[key], ...value };
  }
  state.changes = eachOf(state.changes, ({ part, ...entry }) => entry);
  return state;
}
