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

/* The file of a scenario. What it combines is named, as long as nothing of that is changed. */
function scenarioText(found, state) {
  const { about } = state, base = untouched(state);
  const plain = ["status", "date", "unbalanced"]; // what can be read in one way only
  const lines = ["# Laget på siden «Prøv budsjettet». Det som ikke står her, er som i planen.", ...aboutKeys().filter((key) => about[key] && (key !== "amends" || base)).map((key) => `${key}: ${plain.includes(key) ? about[key] : quoted(about[key])}`)];
  if (base && state.combines.length) lines.push(`combines: [${state.combines.map(word).join(", ")}]`);
  const changes = ownChanges(found, state);
  if (changes.length) lines.push("changes:");
  for (const change of changes) {
    const { because, source, above_ceiling: above } = state.changes[change.key];
    const pairs = [...changePairs(change), ...(change.date ? [["from_date", change.date]] : []),
      ...(change.milestone ? [["milestone", word(change.milestone)]] : []), ...(overCeiling(change) ? [["above_ceiling", quoted(above)]] : []),
      ["because", quoted(because)], ...(source ? [["source", quoted(source)]] : [])];
    pairs.forEach(([key, value], place) => lines.push(`  ${place ? " " : "-"} ${key}: ${value}`));
  }
  const rule = rulePairs(found.balancing), usual = rulesIn(base ?? emptyState(), found.plan);
  if (JSON.stringify(rule) !== JSON.stringify(usual)) lines.push("balancing:", ...rule.map(([key, value]) => `  ${key}: ${value}`));
  return `${lines.join("\n")}\n`;
}

/* What a scenario file says of itself, in the order it is written. */
const aboutKeys = () => data.scenario_keys.filter((key) => !["combines", "changes", "balancing"].includes(key));

/* The rule of a state as pairs of a file; two rules are alike when these are. */
const rulesIn = ({ balancing }, plan = data) => rulePairs(ruleOf(plan, balancing, (_, reader) => reader(), () => {}));

/* The changes the file itself must hold. */
function ownChanges(found, state) {
  const base = untouched(state);
  return found.changes.filter(({ key }) => !(base && key in base.changes));
}

/* What is combined, where it still stands first and as it is in those scenarios; else null, as where
 * a link is from a page that has others. */
function untouched(state) {
  const built = builtOn(state);
  if (!built.length || !built.every((id) => data.scenarios.some((one) => one.id === id))) return null;
  const base = combined(built);
  base.changes = withoutParts(base.changes);
  const entries = Object.entries(base.changes);
  const same = JSON.stringify(entries) === JSON.stringify(Object.entries(state.changes).slice(0, entries.length));
  return base.twice || !same ? null : base;
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

const builtOn = ({ combines, about }) => [...combines, ...(about.amends ? [about.amends] : [])];

/* What scenarios of the page give together, as one state, in the order of their ids; `twice` where
 * something is said by two of them. A Fault where they contradict each other in what may not differ. */
function combined(ids, mayDiffer = () => true, ownRule = true) {
  const state = emptyState(), seen = new Set(), from = {};
  const found = ids.map((id) => shipped(id));
  const entries = found.flatMap(({ state: { changes } }) => Object.entries(changes)).sort(([, one], [, other]) => (one.part < other.part ? -1 : one.part > other.part ? 1 : 0));
  for (const [key, { part, ...entry }] of entries) {
    const moves = key.startsWith("move."), mark = JSON.stringify([moves || key, part, entry]);
    if (seen.has(mark)) continue;
    seen.add(mark);
    const place = moves ? nextKey(state, "move.") : key;
    if (from[place]) {
      state.twice = true;
      if (!mayDiffer(key) && !agree(key, state.changes[key], entry)) {
        throw new Fault(slotted(key.startsWith("decide.") ? data.faults.other_answer : data.faults.other_value, idOrName(key), from[key]));
      }
    }
    from[place] = part;
    state.changes[place] = { ...entry, part };
  }
  const rules = found.filter(({ ruled }) => ruled).map((one) => one.state);
  const differ = new Set(rules.map((one) => JSON.stringify(rulesIn(one)))).size > 1;
  if (differ && !ownRule) throw new Fault(slotted(data.faults.other_rule, found[0].id));
  state.twice ||= differ;
  if (rules.length) state.balancing = structuredClone(rules[0].balancing);
  return state;
}

const idOrName = (key) => (/^(decide|add)\./.test(key) ? idOf(key) : key);
const nextKey = (state, room) => {
  let number = 1;
  while (`${room}${number}` in state.changes) number += 1;
  return `${room}${number}`;
};

/* Two scenarios may say the same: an answer, or that an input has a value. */
function agree(key, one, other) {
  const said = ({ because, source, date, above_ceiling: above, part, ...rest }) => JSON.stringify(rest);
  if (said(one) !== said(other) || key.startsWith("add.")) return false;
  return key.startsWith("decide.") || changeOf(data.items[key], one).verb === "set";
}

function changePairs({ verb, item, by, line, value, from, to, condition, as, response, amount: covered }) {
  switch (verb) {
    case "set": {
      const said = item.unit === "choice" ? item.choices[Number(by)][0] : item.unit === "e4" ? writtenE4(by) : written(by);
      return [["set", word(item.name)], ["to", said]];
    }
    case "raise": return [["raise", word(item.name)], ["by", item.unit === "e4" ? writtenE4(by) : written(by)]];
    case "scale": return [["scale", word(item.name)], ["percent", writtenE4(by)]];
    case "add": return [["add", word(line.id)], ["label", quoted(line.label)], ["group", word(line.group)], ["amount", written(value)]];
    case "transfer": return [["transfer", written(value)], ["from", word(from)], ["to", word(to)]];
    default: return [["decide", word(condition.id)], ["as", as],
      ...(response ? [["response", response]] : []),
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

/* ---- Read: the part of YAML that people and this page write; all else is refused with its line ---- */

const UNREAD = "linjen kan ikke leses";
const refuse = (line, fault = UNREAD) => { throw new Fault(`linje ${line + 1}: ${fault}`); };

/* A node is {line, map: [[key, node]]}, {line, list: [node]} or {line, text}. */
function parseYaml(source) {
  const raw = source.replace(/^\ufeff/, "").split(/\r?\n/);
  let at = 0, inBlock = -1; // the indentation of a text that is written in a block
  const lines = [];
  for (const [place, whole] of raw.entries()) {
    const indent = whole.search(/\S|$/);
    if (inBlock >= 0 && (indent > inBlock || !whole.trim())) continue;
    const text = uncommented(whole)?.trim() ?? refuse(place);
    inBlock = /(^|[:-] )[>|][+-]?$/.test(text) ? indent + /^(- +)*/.exec(text)[0].length : -1;
    if (text) lines.push({ place, indent, text });
  }
  const KEY = /^("(?:[^"\\]|\\.)*"|[A-Za-z0-9_.-]+)\s*:(?:\s+(.*))?$/;

  function block(indent) {
    const first = lines[at];
    return first.text === "-" || first.text.startsWith("- ") ? sequence(indent) : mapping(indent);
  }
  function sequence(indent) {
    const node = { line: lines[at].place, list: [] };
    while (at < lines.length && lines[at].indent === indent && /^-( |$)/.test(lines[at].text)) {
      const line = lines[at], rest = line.text.slice(1).trimStart();
      if (!rest) { at += 1; node.list.push(block(lines[at].indent)); continue; }
      if (KEY.test(rest)) {
        lines[at] = { ...line, indent: indent + line.text.length - rest.length, text: rest };
        node.list.push(mapping(lines[at].indent));
      } else node.list.push(value(rest, indent));
    }
    return node;
  }
  function mapping(indent) {
    const node = { line: lines[at].place, map: [] };
    while (at < lines.length && lines[at].indent === indent) {
      const line = lines[at], found = KEY.exec(line.text);
      if (!found) refuse(line.place);
      const key = found[1].startsWith('"') ? JSON.parse(found[1]) : found[1];
      put(node, key, value(found[2] ?? "", indent));
    }
    if (at < lines.length && lines[at].indent > indent) refuse(lines[at].place);
    return node;
  }
  function put(node, key, item) {
    if (node.map.some(([other]) => other === key)) refuse(item.line, `«${key}» er endret to ganger`);
    node.map.push([key, item]);
  }
  function value(text, indent) {
    const { place } = lines[at];
    at += 1;
    if (!text) {
      const next = lines[at];
      if (next && (next.indent > indent || (next.indent === indent && /^-( |$)/.test(next.text)))) return block(next.indent);
      return { line: place, text: "" };
    }
    if (/^[>|][+-]?$/.test(text)) return { line: place, text: blockText(place + 1, text[0] === ">") };
    while (at < lines.length && lines[at].indent > indent) { text += ` ${lines[at].text}`; at += 1; }
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
      const closing = text[0] === "{" ? "}" : "]", node = { line: place, ...(closing === "}" ? { map: [] } : { list: [] }) };
      text = text.slice(1).trimStart();
      while (text[0] !== closing) {
        if (!text) refuse(place);
        let key = null, item;
        if (node.map) {
          const found = /^("(?:[^"\\]|\\.)*"|[A-Za-z0-9_.-]+)\s*:\s+/.exec(text);
          if (!found) refuse(place);
          key = found[1].startsWith('"') ? JSON.parse(found[1]) : found[1];
          text = text.slice(found[0].length);
        }
        [item, text] = flow(text, place, true);
        if (node.map) put(node, key, item); else node.list.push(item);
        text = text.trimStart();
        if (text[0] === ",") text = text.slice(1).trimStart();
        else if (text[0] !== closing) refuse(place);
      }
      return [node, text.slice(1)];
    }
    if (text[0] === '"') {
      const found = /^"(?:[^"\\]|\\.)*"/.exec(text);
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
    : { line: 0, map: Object.entries(tree).map(([key, one]) => [key, nodeOf(one)]) };
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

/* ---- Opened ---- */

/* The state a scenario file describes, read as a node; throws a Fault with the line. What it says
 * itself has its id as `part`, where it has one. */
function openScenario(top, part) {
  const keysOf = (node, allowed) => {
    if (!node.map) refuse(node.line);
    for (const [key, one] of node.map) if (!allowed.includes(key)) refuse(one.line, `«${key}» er ikke kjent`);
    return Object.fromEntries(node.map);
  };
  const textOf = (keys, key, line) => (keys[key]?.text ? keys[key].text : refuse(keys[key]?.line ?? line, `«${key}» mangler`));
  const listOf = (node) => (node ? (node.list ?? refuse(node.line)) : []);
  const groupOf = (node) => Object.fromEntries((node ? node.map ?? refuse(node.line) : []).map(([key, one]) => [key, one.text ?? refuse(one.line)]));
  const choice = (keys, key, line, allowed) => textOf(keys, key, line) && oneOf(keys[key], key, allowed);
  const oneOf = (node, key, allowed) => (allowed.includes(node.text) ? node.text : refuse(node.line, `«${key}» kan ikke være «${node.text}»`));
  const numberOf = (keys, key, line, reader) => {
    const text = textOf(keys, key, line);
    try { return reader(text); } catch (wrong) { return refuse(keys[key].line, wrong.message); }
  };
  const itemOf = (keys, key, line) => {
    const name = textOf(keys, key, line);
    return data.items[data.long_names[name] ?? name] ?? refuse(keys[key].line, `planen har ingen «${name}» som kan endres`);
  };
  const plus = (text) => (/^-/.test(text) ? text : `+${text}`);

  /* One change as [key, what stands there]. */
  function opened(node, state) {
    const { line } = node, verb = Object.keys(data.change_keys).find((one) => node.map?.some(([key]) => key === one)) ?? refuse(line);
    const keys = keysOf(node, data.change_keys[verb]), because = textOf(keys, "because", line), more = { because, ...(part && { part }) };
    for (const key of ["source", "above_ceiling"]) if (keys[key]?.text) more[key] = keys[key].text;
    if (keys.from_date && keys.milestone) refuse(keys.milestone.line, "«from_date» er endret to ganger");
    if (keys.from_date) more.date = /^\d{4}-\d\d-\d\d$/.test(keys.from_date.text) ? keys.from_date.text : refuse(keys.from_date.line, `«from_date» kan ikke være «${keys.from_date.text}»`);
    if (keys.milestone) more.date = `@${oneOf(keys.milestone, "milestone", data.milestones.map(({ id }) => id))}`;
    switch (verb) {
      case "set": {
        const place = `add.${idOf(textOf(keys, "set", line))}`; // by what this is built on
        if (below[place]) return [place, { ...below[place], amount: written(numberOf(keys, "to", line, wholeAmount)), ...more }];
        const item = itemOf(keys, "set", line), text = textOf(keys, "to", line);
        if (item.choices) return [item.name, { text: oneOf(keys.to, item.name, item.choices.map(([choice]) => choice)), ...more }];
        if (/^[-+]/.test(text)) refuse(keys.to.line, `«to» kan ikke være «${text}»`);
        return [item.name, { text: typedOf(item, numberOf(keys, "to", line, item.unit === "e4" ? decimalNumber : wholeAmount)), ...more }];
      }
      case "raise": {
        const item = itemOf(keys, "raise", line), by = textOf(keys, "by", line);
        return [item.name, { text: plus(item.unit === "e4" ? by.replace(".", ",") : by), ...more }];
      }
      case "scale": {
        const item = itemOf(keys, "scale", line), percent = writtenE4(numberOf(keys, "percent", line, decimalNumber));
        return [item.name, item.unit_label === "prosent" ? { percent, ...more } : { text: `${plus(percent)} %`, ...more }];
      }
      case "transfer": return [nextKey(state, "move."), { amount: written(numberOf(keys, "transfer", line, wholeAmount)),
        from: itemOf(keys, "from", line).name, to: itemOf(keys, "to", line).name, ...more }];
      case "add": {
        const id = textOf(keys, "add", line);
        if (data.lines.some(([one]) => one === id) || below[`add.${id}`]) refuse(line, `«${id}» er endret to ganger`);
        if (!new RegExp(`^${data.forms.id}$`).test(id)) refuse(keys.add.line, faulty(data.faults.id, id).message);
        return [`add.${id}`, { label: textOf(keys, "label", line), group: choice(keys, "group", line, data.groups.map(([id]) => id)), amount: written(numberOf(keys, "amount", line, wholeAmount)), ...more }];
      }
      default: return openedAnswer(keys, line, more);
    }
  }
  function openedAnswer(keys, line, more) {
    const id = textOf(keys, "decide", line), condition = data.decisions.find((one) => one.id === id) ?? refuse(line, `planen har ingen «${id}» som kan endres`);
    const as = choice(keys, "as", line, ["granted", "denied"]);
    const response = keys.response && oneOf(keys.response, "response", as === "denied" ? condition.responses : []);
    if (keys.amount && response !== "cover") refuse(keys.amount.line, "«amount» er ikke kjent");
    return [`decide.${id}`, { as, ...(response && { response }), ...(response === "cover" && { amount: written(numberOf(keys, "amount", line, wholeAmount)) }), ...more }];
  }

  const said = keysOf(top, data.scenario_keys), state = emptyState(), mine = emptyState();
  state.combines = listOf(said.combines).map(({ text }) => text);
  const built = [...state.combines, ...(said.amends ? [textOf(said, "amends", top.line)] : [])];
  const atBuilt = (reader) => {
    try { return reader(); } catch (wrong) { return refuse((said.combines ?? said.amends).line, wrong.message); }
  };
  const below = Object.assign({}, ...atBuilt(() => built.map((id) => shipped(id).state.changes)));
  for (const node of listOf(said.changes)) {
    const [key, entry] = opened(node, mine);
    if (key in mine.changes) refuse(node.line, `«${idOrName(key)}» er endret to ganger`);
    mine.changes[key] = entry;
  }
  if (built.length) atBuilt(() => {
    const sets = Object.keys(mine.changes).filter((key) => key.startsWith("add.")
      || (data.items[key] && changeOf(data.items[key], mine.changes[key]).verb === "set"));
    const base = combined(built, (key) => sets.includes(key), Boolean(said.balancing));
    for (const [key, entry] of Object.entries(mine.changes)) {
      if (!key.startsWith("move.") && key in base.changes && !sets.includes(key) && !agree(key, base.changes[key], entry)) {
        throw new Fault(slotted(key.startsWith("decide.") ? data.faults.other_answer : data.faults.other_value, idOrName(key), built.join(", ")));
      }
    }
    Object.assign(state, { changes: base.changes, balancing: base.balancing });
  });
  for (const [key, entry] of Object.entries(mine.changes)) {
    delete state.changes[key.startsWith("move.") ? "" : key];
    state.changes[key.startsWith("move.") ? nextKey(state, "move.") : key] = entry;
  }
  if (said.balancing) state.balancing = openRule(said.balancing, state, { keysOf, listOf, groupOf, oneOf });
  for (const key of ["title", "question"]) textOf(said, key, top.line);
  choice(said, "status", top.line, Object.keys(data.standings));
  if (said.unbalanced) oneOf(said.unbalanced, "unbalanced", ["deliberate"]);
  state.about = Object.fromEntries(aboutKeys().filter((key) => said[key]?.text).map((key) => [key, said[key].text]));
  return state;
}

function openRule(node, state, { keysOf, listOf, groupOf, oneOf }) {
  const rule = emptyState().balancing, stated = node.map?.find(([key]) => key === "policy")?.[1];
  rule.policy = stated ? oneOf(stated, "policy", Object.keys(data.policies)) : "leave_open";
  const keys = keysOf(node, data.rule_keys[rule.policy]);
  if (keys.minimum_reserve) rule.minimum = keys.minimum_reserve.text;
  if (keys.step) rule.step = keys.step.text;
  const lines = lineIds(state), locked = (id) => id in data.locks;
  const free = lines.filter((id) => !locked(id)), listed = (key, allowed) => listOf(keys[key]).map((one) => oneOf(one, key, allowed));
  const grouped = (key, allowed) => {
    for (const [name, one] of keys[key]?.map ?? []) if (!allowed.includes(name)) refuse(one.line, `«${key}» kan ikke være «${name}»`);
    return groupOf(keys[key]);
  };
  rule.order = listed("order", free);
  rule.unlock = listed("unlock", lines.filter(locked));
  rule.floors = grouped("floors", rule.order);
  rule.lock = grouped("lock", free);
  rule.shares = grouped("shares", data.funders.map(([id]) => id));
  return rule;
}

/* A shipped scenario, or what the address says, as a whole state. */
function startState(said) {
  const state = emptyState();
  for (const [key, value] of Object.entries(structuredClone(said))) {
    state[key] = Array.isArray(value) ? value : { ...state[key], ...value };
  }
  state.changes = withoutParts(state.changes);
  return state;
}

const withoutParts = (changes) => eachOf(changes, ({ part, ...entry }) => entry);
