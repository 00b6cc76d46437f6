"use strict";
/* The list of figures (ipr/budget/figures.py), read on whole numbers of any size (BigInt), and how
 * numbers are written and read. The live page and the pages of the lessons reckon with it.
 *
 * reckon(plan, inputs, balancing) gives every figure by its name, in kroner; a missing amount is
 * null, never 0. `plan` is what ipr.publish.page.data.script_data writes. `inputs` maps names of
 * inputs to whole numbers in their own unit (rates times 10 000); what is not named stands as in
 * the plan. `balancing` has the keys of a scenario file.
 * Only the three balancing rules are said once more here; a test holds them equal to Python's.
 */

const sum = (numbers) => numbers.reduce((left, right) => left + right, 0n);
const smaller = (left, right) => (left < right ? left : right);
const larger = (left, right) => (left > right ? left : right);
/* All numbers divided here are 0 or more, so that BigInt's cut is the whole part. */
const roundedUp = (need, step) => ((need + step - 1n) / step) * step;

function reckon(plan, inputs = {}, balancing = { policy: "leave_open" }) {
  const known = { minimum_reserve: BigInt(balancing.minimum_reserve ?? 0) };
  for (const [name, value] of Object.entries({ ...plan.inputs, ...inputs })) {
    known[`given.${name}`] = value === null ? null : BigInt(value);
  }
  for (const [name, operation] of plan.figures) if (operation === "rule") known[name] = 0n;
  reckonAll(plan, known);
  if (balancing.policy !== "leave_open") {
    Object.assign(known, balance(plan, balancing, known));
    reckonAll(plan, known);
  }
  return known;
}

function reckonAll(plan, known) {
  for (const [name, operation, terms, ratios] of plan.figures) {
    if (operation !== "given" && operation !== "rule") {
      known[name] = figure(plan, name, operation, terms.map((term) => counted(term, known)),
        (ratios ?? []).map(([term, scale, base]) => [BigInt(base) + counted(term, known), BigInt(scale)]));
    }
  }
}

/* A term is a name, or [name, choice, value]: it counts only while that choice is made. */
function counted(term, known) {
  if (typeof term === "string") return known[term];
  const [name, choice, value] = term;
  return known[choice] === BigInt(value) ? known[name] : 0n;
}

function figure(plan, name, operation, terms, ratios) {
  const [first] = terms;
  const present = terms.filter((term) => term !== null);
  const others = terms.slice(1).filter((term) => term !== null);
  switch (operation) {
    case "sum": return sum(present);
    case "amounts": return present.length ? sum(present) : null;
    case "least": return others.reduce(smaller, first ?? 0n);
    case "product": return first === null ? null : product(plan, name, first, ratios);
    case "less": return first === null ? null : first - sum(others);
    case "lack": return first === null ? null : larger(first - sum(others), 0n);
    default: throw new Error(operation);
  }
}

/* Rounded once, half up. */
function product(plan, name, amount, ratios) {
  let top = amount, bottom = 1n;
  for (const [above, below] of ratios) { top *= above; bottom *= below; }
  const rounded = (2n * top + bottom) / (2n * bottom);
  if (rounded > BigInt(plan.largest)) throw Object.assign(new RangeError(name), { figure: name });
  return rounded;
}

/* ---- The balancing rules (ipr/budget/balance.py) ---- */

/* What the rule takes from each line and asks of each funder, as figures by name. */
function balance(plan, balancing, known) {
  const need = larger(known.minimum_reserve - known.reserve, 0n);
  const step = BigInt(balancing.step ?? 1);
  const payers = payersOf(plan, balancing).filter(([id]) => known[`lines.${id}`] !== null);
  const rooms = payers.map(([id, floor]) => larger(known[`lines.${id}`] - floor, 0n));
  let prefix = "cut.", ids = payers.map(([id]) => id), parts;
  switch (balancing.policy) {
    case "ranked": parts = ranked(rooms, roundedUp(need, step)); break;
    case "pro_rata": parts = shared(rooms, roundedUp(need, step), step); break;
    case "ask_funders":
      prefix = "asked.";
      ids = Object.keys(balancing.shares).filter((id) => BigInt(balancing.shares[id])).sort();
      // A funder may be asked for any amount, so a single share is no limit.
      parts = apportion(need, ids.map((id) => BigInt(balancing.shares[id])), ids.map(() => need));
      break;
    default: throw new Error(balancing.policy);
  }
  return Object.fromEntries(ids.map((id, row) => [prefix + id, parts[row]]));
}

/* The lines the rule may cut, each with the kroner it keeps at least, in the order they pay. */
function payersOf(plan, balancing) {
  const { policy, order = [], floors = {}, lock = {}, unlock = [] } = balancing;
  const lines = new Map(plan.lines.map(([id, floor, locked]) => [id, { floor: BigInt(floor), locked }]));
  if (policy === "ranked") {
    return order.filter((id) => !lines.get(id).locked)
      .map((id) => [id, larger(lines.get(id).floor, BigInt(floors[id] ?? 0))]);
  }
  if (policy !== "pro_rata") return [];
  return [...lines.keys()].sort()
    .filter((id) => !(id in lock) && (unlock.includes(id) || !lines.get(id).locked))
    .map((id) => [id, lines.get(id).floor]);
}

/* Each line in turn down to its floor, until nothing more is wanted. */
function ranked(rooms, wanted) {
  let left = wanted;
  return rooms.map((room) => {
    const cut = smaller(room, left);
    left -= cut;
    return cut;
  });
}

/* Whole steps first; only where all of them are not enough, what is below a step pays in kroner. */
function shared(rooms, wanted, step) {
  const steps = rooms.map((room) => room / step);
  const cuts = apportion(smaller(wanted / step, sum(steps)), rooms, steps).map((units) => units * step);
  const rest = smaller(wanted, sum(rooms)) - sum(cuts);
  const below = rooms.map((room, row) => room - cuts[row]);
  const more = apportion(rest, below, below);
  return cuts.map((cut, row) => cut + more[row]);
}

/* Largest remainder: of equal remainders the first goes first, and no one gets more than its most. */
function apportion(units, weights, most) {
  const whole = larger(sum(weights), 1n);
  const shares = weights.map((weight) => (weight * units) / whole);
  const remainders = weights.map((weight) => (weight * units) % whole);
  const order = weights.map((_, row) => row).sort((one, other) =>
    remainders[one] === remainders[other] ? one - other : remainders[one] > remainders[other] ? -1 : 1);
  let left = units - sum(shares);
  while (left > 0n) {
    const open = order.filter((row) => shares[row] < most[row]);
    if (!open.length) break;
    for (const row of open.slice(0, Number(smaller(left, BigInt(open.length))))) {
      shares[row] += 1n;
      left -= 1n;
    }
  }
  return shares;
}

/* ---- As bokmål writes numbers (ipr/reading/norwegian.py) ---- */

const WHOLE = 1000000n; // a hundred per cent, times 10 000
const SCALE = 10000n;
const NBSP = "\u00a0";

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

/* A message of Python's own readers, with what it quotes in place of its slots. */
const slotted = (template, ...texts) => texts.reduce((told, text) => told.replace("§", () => text), template);

/* Text as a message may quote it: cut, and nothing invisible left. */
function visible(text) {
  const characters = [...text];
  const shown = characters.length <= 40 ? characters : [...characters.slice(0, 39), "…"];
  return shown.map((one) => (/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u.test(one)
    ? `\\u${one.codePointAt(0).toString(16).padStart(4, "0")}` : one)).join("");
}

/* ---- As people write them (ipr/reading/numbers.py); forms, scales and faults are Python's, in the page's `data` ---- */

class Fault extends Error {}
const faulty = (template, text) => new Fault(slotted(template, visible(text)));

const plainText = (text) => text.normalize("NFKC").replace(/[\u2212\u2013\u2014\u2010\u2011]/g, "-")
  .toLowerCase().replaceAll("_", " ").split(/\s+/).filter(Boolean).join(" ");

function wholeAmount(text) {
  const { faults, forms, scales } = data, found = new RegExp(`^(?:${forms.amount})$`).exec(plainText(text));
  if (!found) throw faulty(faults.amount, text);
  const [, scale = 1] = Object.entries(scales).find(([start]) => found[4]?.startsWith(start)) ?? [];
  const digits = found[3].trim();
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
  const value = BigInt(number + decimals) * BigInt(scale), below = 10n ** BigInt(decimals.length);
  if (value % below) throw faulty(faults.not_whole, text);
  if (value / below > BigInt(data.largest)) throw faulty(faults.too_large, text);
  return (found[1] === "-") !== (found[2] === "-") ? -(value / below) : value / below;
}

/* What a reader makes of a text; a fault says the unit, as in_unit of ipr/doors/build.py does. */
function inUnit(unit, label, largest, text, reader) {
  try { return reader(text); } catch (fault) {
    if (unit === "nok" || unit === "choice" || fault.message.includes(label)) throw fault;
    throw new Fault(`${unit === "months" ? slotted(data.faults.months, text, largest) : fault.message} (${label})`);
  }
}

/* A rate or a percentage, times 10 000. */
function decimalNumber(text) {
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
