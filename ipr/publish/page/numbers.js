/* Numbers as bokmål writes them (ipr/reading/norwegian.py), and as people write them
 * (ipr/reading/numbers.py). `forms`, `scales` and `faults` are those of Python's own readers.
 */

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

/* A template of Python's, with what it quotes in place of its slots. */
const slotted = (template, ...texts) => texts.reduce((told, text) => told.replace("§", () => text), template);
const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, key) => values[key]);

/* Text as a message may quote it: cut, and nothing invisible left. */
function visible(text) {
  const characters = [...text];
  const shown = characters.length <= 40 ? characters : [...characters.slice(0, 39), "…"];
  return shown.map((one) => (/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u.test(one)
    ? `\\u${one.codePointAt(0).toString(16).padStart(4, "0")}` : one)).join("");
}

/* ---- As people write them ---- */

class Fault extends Error {}
const faulty = (template, text) => new Fault(slotted(template, visible(text)));

const plainText = (text) => text.normalize("NFKC").replace(/[\u2212\u2013\u2014\u2010\u2011]/g, "-")
  .toLowerCase().replaceAll("_", " ").split(/\s+/).filter(Boolean).join(" ");

function wholeAmount(data, text) {
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
