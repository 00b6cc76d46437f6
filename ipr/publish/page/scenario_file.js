/* A scenario file, opened: the YAML people and this page write, and what it means as a state. */

/* A node is {line, map: [[key, node]]}, {line, list: [node]} or {line, text}. */
function parseYaml(data, source) {
  const raw = source.replace(/^\ufeff/, "").split(/\r?\n/);
  const lines = raw.map((text, place) => ({ place, indent: text.search(/\S|$/), text: uncommented(text).trim() }))
    .filter(({ text }) => text);
  let at = 0;
  const refuse = (place, fault = data.words.yaml_form) => {
    throw new Fault(fill(data.words.line_fault, { line: place + 1, fault }));
  };
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
      if (node.map.some(([other]) => other === key)) refuse(line.place, fill(data.words.yaml_twice, { key }));
      node.map.push([key, value(found[2] ?? "", indent)]);
    }
    if (at < lines.length && lines[at].indent > indent) refuse(lines[at].place);
    return node;
  }
  function value(text, indent) {
    const { place } = lines[at];
    at += 1;
    if (!text) {
      const next = lines[at];
      if (next && (next.indent > indent || (next.indent === indent && /^-( |$)/.test(next.text)))) return block(next.indent);
      return { line: place, text: "" };
    }
    if (/^[>|][+-]?$/.test(text)) {
      const part = [];
      for (let row = place + 1; row < raw.length && (!raw[row].trim() || raw[row].search(/\S/) > indent); row += 1) part.push(raw[row].trim());
      while (at < lines.length && lines[at].place <= place + part.length) at += 1;
      return { line: place, text: part.join(text[0] === ">" ? " " : "\n").trim() };
    }
    while (at < lines.length && lines[at].indent > indent) { text += ` ${lines[at].text}`; at += 1; }
    const [node, rest] = flow(text, place, false);
    if (rest.trim()) refuse(place);
    return node;
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
        if (node.map) node.map.push([key, item]); else node.list.push(item);
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

/* The line without its comment; a # inside quotation marks or a word is none. */
function uncommented(text) {
  let quote = "";
  for (let place = 0; place < text.length; place += 1) {
    const sign = text[place], opens = place === 0 || /[\s[{,:]/.test(text[place - 1]);
    if (quote === '"' && sign === "\\") place += 1;
    else if (quote) { if (sign === quote) quote = ""; }
    else if ((sign === '"' || sign === "'") && opens) quote = sign;
    else if (sign === "#" && (place === 0 || /\s/.test(text[place - 1]))) return text.slice(0, place);
  }
  return text;
}

/* The state a scenario file describes, with its title and question; throws a Fault with the line. */
function openScenario(data, source) {
  const refuse = (line, template, values) => {
    throw new Fault(fill(data.words.line_fault, { line: line + 1, fault: fill(data.words[template], values) }));
  };
  const keysOf = (node, known) => {
    if (!node.map) refuse(node.line, "yaml_form", {});
    for (const [key, one] of node.map) if (!known.includes(key)) refuse(one.line, "yaml_unknown", { key });
    return Object.fromEntries(node.map);
  };
  const textOf = (keys, key, line) => (keys[key]?.text ? keys[key].text : refuse(keys[key]?.line ?? line, "yaml_missing", { key }));
  const listOf = (node) => (node ? (node.list ?? refuse(node.line, "yaml_form", {})) : []);
  const groupOf = (node) => Object.fromEntries((node ? node.map ?? refuse(node.line, "yaml_form", {}) : []).map(([key, { text }]) => [key, text ?? ""]));
  const top = parseYaml(data, source), said = keysOf(top, data.scenario_keys), state = emptyState();
  const itemOf = (name, line) => data.items[data.long_names[name] ?? name] ?? refuse(line, "yaml_no_input", { key: name });
  const put = (item, text, line, keys) => {
    if (item.name in state.values) refuse(line, "yaml_twice", { key: item.name });
    if (item.choices && !item.choices.some(([choice]) => choice === text)) refuse(line, "yaml_value", { key: item.name, value: text });
    state.values[item.name] = text;
    note(item.name, keys);
  };
  const note = (key, keys) => {
    if (keys.because?.text) state.reasons[key] = keys.because.text;
    if (keys.source?.text) state.sources[key] = keys.source.text;
    if (keys.from_date?.text) state.dates[key] = keys.from_date.text;
    if (keys.milestone?.text) {
      if (!data.milestones.some(({ id }) => id === keys.milestone.text)) refuse(keys.milestone.line, "yaml_no_input", { key: keys.milestone.text });
      state.dates[key] = `@${keys.milestone.text}`;
    }
  };
  const plus = (text) => (/^-/.test(text) ? text : `+${text}`);
  const minus = (text) => (/^-/.test(text) ? text.replace(/^-/, "+") : `-${text}`);

  for (const { text, line } of listOf(said.combines)) {
    const other = data.scenarios.find(({ id }) => id === text) ?? refuse(line, "yaml_combines", { key: text });
    const start = startState(other.state);
    for (const room of ["values", "dates", "decisions", "reasons", "sources"]) Object.assign(state[room], start[room]);
    for (const one of start.added) if (!state.added.some(({ id }) => id === one.id)) state.added.push(one);
    if (other.state.balancing.policy !== "leave_open" || other.state.balancing.minimum) state.balancing = start.balancing;
  }
  const combined = new Set(Object.keys(state.values));
  for (const node of listOf(said.changes)) {
    const line = node.line, own = (key) => { if (combined.delete(key)) delete state.values[key]; };
    const keys = keysOf(node, data.change_keys);
    if (keys.set) {
      const item = itemOf(textOf(keys, "set", line), line), to = textOf(keys, "to", line);
      if (/^[-+]/.test(to)) refuse(line, "yaml_value", { key: "to", value: to });
      own(item.name);
      put(item, item.unit === "e4" ? to.replace(".", ",") : to, line, keys);
    } else if (keys.raise) {
      const item = itemOf(textOf(keys, "raise", line), line);
      const by = textOf(keys, "by", line);
      put(item, item.unit === "months" ? String(BigInt(item.value) + BigInt(by)) : plus(by), line, keys);
    } else if (keys.scale) {
      const item = itemOf(textOf(keys, "scale", line), line), percent = decimalNumber(data, textOf(keys, "percent", line));
      const text = item.unit_label === "prosent"
        ? writtenE4((2n * BigInt(item.value) * (WHOLE + percent) + WHOLE) / (2n * WHOLE)) : `${plus(writtenE4(percent))} %`;
      put(item, text, line, keys);
    } else if (keys.transfer) {
      const moved = textOf(keys, "transfer", line);
      put(itemOf(textOf(keys, "from", line), line), minus(moved), line, keys);
      put(itemOf(textOf(keys, "to", line), line), plus(moved), line, keys);
    } else if (keys.add) {
      const id = textOf(keys, "add", line), group = textOf(keys, "group", line);
      if (data.line_info[id] || state.added.some((one) => one.id === id)) refuse(line, "yaml_twice", { key: id });
      if (!data.groups.some(([known]) => known === group)) refuse(line, "yaml_value", { key: "group", value: group });
      state.added.push({ id, label: textOf(keys, "label", line), group, amount: textOf(keys, "amount", line) });
      note(`add.${id}`, keys);
    } else if (keys.decide) {
      const id = textOf(keys, "decide", line), as = textOf(keys, "as", line), response = keys.response?.text;
      const condition = data.decisions.find((one) => one.id === id) ?? refuse(line, "yaml_no_input", { key: id });
      if (!["granted", "denied"].includes(as)) refuse(line, "yaml_value", { key: "as", value: as });
      if (response && !condition.responses.includes(response)) refuse(line, "yaml_value", { key: "response", value: response });
      state.decisions[id] = { as, ...(response && { response }), ...(keys.amount && { amount: keys.amount.text }) };
      note(`decide.${id}`, keys);
    } else refuse(line, "yaml_form", {});
  }
  if (said.balancing) state.balancing = openRule(data, keysOf(said.balancing, data.rule_keys), { refuse, listOf, groupOf });
  return { title: textOf(said, "title", top.line), question: textOf(said, "question", top.line), state };
}

function openRule(data, keys, { refuse, listOf, groupOf }) {
  const rule = emptyState().balancing;
  rule.policy = keys.policy?.text ?? "leave_open";
  if (!(rule.policy in data.policies)) refuse(keys.policy.line, "yaml_value", { key: "policy", value: rule.policy });
  if (keys.minimum_reserve) rule.minimum = keys.minimum_reserve.text;
  if (keys.step) rule.step = keys.step.text;
  const known = (id, line) => (data.line_info[id] || /^[a-z0-9_-]+$/.test(id) ? id : refuse(line, "yaml_no_input", { key: id }));
  rule.order = listOf(keys.order).map(({ text, line }) => known(text, line));
  rule.unlock = listOf(keys.unlock).map(({ text, line }) => known(text, line));
  rule.floors = groupOf(keys.floors);
  rule.lock = groupOf(keys.lock);
  rule.shares = groupOf(keys.shares);
  return rule;
}

/* A shipped scenario, or what the address says, as a whole state. */
function startState(said) {
  const state = emptyState();
  for (const [key, value] of Object.entries(structuredClone(said))) {
    state[key] = Array.isArray(value) ? value : { ...state[key], ...value };
  }
  return state;
}
