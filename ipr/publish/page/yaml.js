/* The part of YAML that people and this page write; everything else is refused with its line. */

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
