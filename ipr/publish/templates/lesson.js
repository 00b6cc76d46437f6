// Judges a lesson's answers on the page, by the rules of ipr/teach/exercises.py. Nothing is stored or sent.
const data = JSON.parse(document.getElementById("planen").textContent);
(() => {
  const QUOTES = /^[ "'«»“”„‘’`´]+|[ "'«»“”„‘’`´]+$/g;
  const word = (words, after = "") => new RegExp(`(?<![\\p{L}\\p{N}_])(?:${words})(?![\\p{L}\\p{N}_])${after}`, "gu");
  const SPOKEN = [[/×|·/g, "*"], [word("x|ganger"), "*"], [/÷|(?<=\d) ?: ?(?=\d)/g, "/"], [word("delt på"), "/"],
    [word("pluss"), "+"], [word("minus"), "-"], [word("null"), "0"]];
  const LACKING = word("i (?:underskudd|minus)|underskudd|udekket|merforbruk|for lite|mangler");
  const FILLING = [word("kroner|krone|kr|nok|norske|svaret|det|er|blir|igjen|til overs|i overskudd", "\\.?"), /,-+|,00(?!\d)/g];
  const RATIO = [/\/ ?(?:euro|eur|kr)(?![\p{L}\p{N}_])/gu, word("prosent|pst|per|euro|eur", "\\.?"), /[%€]/g];
  const SPACED = /(?<![\d.,])\d+(?: \d{3})+(?!\d)/g;
  const SCALED = /(\d+(?:[.,]\d+)?) ?(mill|million|millioner|tusen|k)(?![\p{L}\p{N}_])\.?/gu;
  const GROUPED = { amount: /(?<![\d.,])\d{1,3}(?:[.,'’]\d{3})+(?!\d)/g, number: /(?<![\d.,])\d{1,3}(?:\.\d{3}){2,}(?!\d)/g };
  const MOST = 10n ** 12n;
  const HELP = /^(?:hint|hjelp|tips|(?:jeg )?(?:vet|aner) ikke|\?)[^\p{L}\p{N}_]*(\d*)[^\p{L}\p{N}_]*$/u;

  const replaced = (text, patterns, by) => patterns.reduce((said, pattern) => said.replace(pattern, by), text);
  const spaced = (text) => text.split(/\s+/u).filter(Boolean).join(" ");
  const quoted = (text) => `«${visible(text)}»`;

  function plain(answer) {
    if (answer.length > 200) throw new Error("Svaret er for langt.");
    const text = plainText(answer).replace(QUOTES, "");
    return text.replace(/^\.\.\./, "").replace(QUOTES, "");
  }

  // Exact fractions, [over, under] with under > 0.
  const fraction = (text) => {
    const [whole, part = ""] = text.replace(",", ".").split(".");
    return [BigInt(whole + part), 10n ** BigInt(part.length)];
  };
  const added = ([a, b], [c, d], sign) => [a * d + sign * c * b, b * d];
  const divided = ([a, b], [c, d]) => {
    if (c === 0n) throw new Error("0");
    return c < 0n ? [-a * d, -b * c] : [a * d, b * c];
  };

  function sum(parts) {
    let value = product(parts);
    while (parts[0] === "+" || parts[0] === "-") {
      const sign = parts.shift() === "+" ? 1n : -1n;
      value = added(value, product(parts), sign);
    }
    return value;
  }
  function product(parts) {
    let value = factor(parts);
    while (parts[0] === "*" || parts[0] === "/") {
      const sign = parts.shift();
      const right = factor(parts);
      value = sign === "*" ? [value[0] * right[0], value[1] * right[1]] : divided(value, right);
    }
    return value;
  }
  function factor(parts) {
    const part = parts.shift();
    if (part === "+") return factor(parts);
    if (part === "-") return added([0n, 1n], factor(parts), -1n);
    if (part === "(") {
      const value = sum(parts);
      if (parts.shift() !== ")") throw new Error(part);
      return value;
    }
    return fraction(part.match(/^\d+(?:[.,]\d+)?$/)[0]);
  }

  function calculated(text, kind) {
    text = text.slice(text.lastIndexOf("=") + 1);
    const lacking = text.search(LACKING) >= 0;
    text = replaced(text.replace(LACKING, " "), FILLING, " ");
    for (const [spoken, sign] of SPOKEN) text = text.replace(spoken, sign);
    text = spaced(text).replace(/[. ]+$/, "").replace(/^\(([\d ., ]+)\)$/, "-$1");
    text = text.replace(SPACED, (found) => found.replace(/ /g, ""));
    text = text.replace(SCALED, (_, digits, scale) => {
      const [over, under] = fraction(digits);
      return `(${over * (scale === "tusen" || scale === "k" ? 1000n : 10n ** 6n)}/${under})`;
    });
    text = text.replace(GROUPED[kind], (found) => found.replace(/\D/g, ""));
    const parts = text.match(/\d+(?:[.,]\d+)?|\S/g) || [];
    let value;
    try {
      value = sum(parts);
    } catch {
      return null;
    }
    if (parts.length) return null;
    if ((value[0] < 0n ? -value[0] : value[0]) > MOST * value[1]) throw new Error("Tallet er for stort.");
    return lacking && value[0] > 0n ? [-value[0], value[1]] : value;
  }

  function wholeKroner(text) {
    if (text.includes("%") || text.includes("prosent")) throw new Error(`${quoted(text)} er prosent. Her spørres det etter kroner.`);
    const value = calculated(text, "amount");
    if (!value) throw new Error(`${quoted(text)} kan ikke leses som kroner. Skriv for eksempel 75 000.`);
    if (value[0] % value[1]) throw new Error(`${quoted(text)} er ikke hele kroner. Skriv svaret uten desimaler.`);
    return value[0] / value[1];
  }
  function rounded(text, decimals) {
    const value = calculated(replaced(text, RATIO, " "), "number");
    if (!value) throw new Error(`${quoted(text)} er ikke et tall. Skriv for eksempel 12,5.`);
    const over = value[0] * 10n ** BigInt(decimals);
    const up = (2n * (over < 0n ? -over : over) + value[1]) / (2n * value[1]);
    return over < 0n ? -up : up;
  }
  function phrases(text) {
    try {
      return [String(wholeKroner(text))];
    } catch {}
    const words = spaced(text.replace(/[^\p{L}\p{N}_ ]/gu, " ")).split(" ").filter(Boolean);
    if (!words.length) throw new Error("Svaret er tomt.");
    const found = [words.join(" ")];
    for (let size = 5; size > 0; size -= 1) for (let at = 0; at + size <= words.length; at += 1) found.push(words.slice(at, at + size).join(" "));
    return found;
  }
  const forms = (exercise, text) => ({
    amount: () => [String(wholeKroner(text))],
    number: () => [String(rounded(text, exercise.decimals))],
    choice: () => [text],
    word: () => phrases(text),
  })[exercise.kind]();

  // FNV-1a, 64 bits: so that nobody meets an answer by accident in the page's source.
  function digest(text) {
    let hash = 0xcbf29ce484222325n;
    for (const byte of new TextEncoder().encode(text)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
    return hash.toString(16).padStart(16, "0");
  }

  const more = (number) => (number ? `Trenger du mer hjelp? Trykk «Hint» en gang til.` : "Trenger du hjelp? Trykk «Hint».");
  const LABELS = { right: "Riktig!", wrong: "Ikke helt", note: "Merk" };

  function judged(exercise, answer) {
    try {
      const text = plain(answer);
      if (!text) return ["note", [exercise.kind === "choice" ? "Velg et av svarene først." : "Skriv et svar først."]];
      const help = text.match(HELP);
      if (help && !(exercise.kind === "word" && text.includes("ikke"))) return hint(exercise, Number(help[1] || 1));
      const found = forms(exercise, text);
      const told = exercise.kind === "amount" && /[^-\d. ]/.test(text) ? `Svaret ditt er lest som ${kroner(BigInt(found[0]))}.` : "";
      const hashes = new Set(found.map((form) => digest(`${exercise.id}/${form}`)));
      for (const [tone, said, known] of exercise.known) {
        if (!known.some((one) => hashes.has(one))) continue;
        const rest = tone === "right" ? [told, exercise.place && `Sted i planen: «${exercise.place}».`] : [more(0)];
        return [tone, [said, ...rest].filter(Boolean)];
      }
      return ["wrong", [`Prøv gjerne en gang til. ${told}`.trim(), more(0)]];
    } catch (error) {
      return ["note", [error.message, more(0)]];
    }
  }
  function hint(exercise, number) {
    const last = exercise.hints.length;
    if (number < 1 || number > last) return ["note", [`Oppgaven har hint fra 1 til ${last}.`]];
    return ["plain", [`Hint ${number} av ${last}: ${exercise.hints[number - 1]}`, number < last ? more(number) : ""].filter(Boolean)];
  }

  function show(place, [tone, paragraphs]) {
    const box = document.createElement("div");
    box.className = tone;
    const label = LABELS[tone];
    for (const [at, said] of [label, ...paragraphs].filter(Boolean).entries()) {
      const line = box.appendChild(document.createElement("p"));
      line.textContent = said;
      if (label && at === 0) line.className = "tone";
    }
    place.replaceChildren(box);
  }

  const written = (form) => new FormData(form).get("svar") || "";
  const exercises = JSON.parse(document.getElementById("oppgaver").textContent);
  for (const exercise of exercises) {
    const form = document.getElementById(exercise.id);
    const place = form.querySelector("[role=status]");
    let given = 0;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      show(place, judged(exercise, written(form)));
    });
    form.querySelector(".hint").addEventListener("click", () => {
      given = (given % exercise.hints.length) + 1;
      show(place, hint(exercise, given));
    });
  }
  // A value of an input, and how it is written, as ipr/teach/trials.py reads it.
  const VALUES = {
    nok: [wholeAmount, kroner], currency: [wholeAmount, (value, unit) => `${amount(value)}${NBSP}${unit}`],
    months: [wholeAmount, (value) => countOf(value, "måned", "måneder")], choice: [(text) => BigInt(text)],
    e4: [decimalNumber, (value, unit) => `${decimalE4(value, unit === "prosent" ? 0 : 2)}${NBSP}${unit.replace(" per ", `${NBSP}per${NBSP}`)}`],
  };
  function tried(form) {
    const { name, unit, unitLabel, label, largest } = form.dataset;
    const text = written(form), [read, shownAs] = VALUES[unit];
    let value;
    try {
      value = inUnit(unit, unitLabel, largest, text, () => {
        const found = read(text);
        if (found < 0n || found > BigInt(largest)) throw new Fault(slotted(data.faults.outside, text, form.dataset.most));
        return found;
      });
    } catch (fault) { throw new Error(`${label}: ${fault.message}`); }
    const [before, after] = [reckon(data), reckon(data, { [name]: value })];
    const shown = form.querySelector("template").content.cloneNode(true);
    const rows = shown.querySelectorAll("tbody tr");
    for (const [at, figure] of ["frame", "allocated", "reserve"].entries()) {
      const change = after[figure] - before[figure];
      const texts = [amount(before[figure]), amount(after[figure]), `${change > 0n ? "+" : ""}${amount(change)}`];
      for (const [place, cell] of rows[at].querySelectorAll("td").entries()) cell.textContent = texts[place];
    }
    const chosen = form.querySelector("input:checked");
    const said = chosen ? `«${chosen.parentElement.textContent.trim()}»` : shownAs(value, unitLabel);
    const about = label.replace(/, måneder$/, "");
    const same = form.dataset.plan === String(value);
    shown.querySelector(".footnotes p").textContent = same ? `Som i planen: «${about}» er ${said}.` : `Endret: «${about}» til ${said}.`;
    return shown;
  }
  for (const form of document.querySelectorAll("form.trial")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const place = form.querySelector("[role=status]");
      try {
        place.replaceChildren(tried(form));
      } catch (error) {
        show(place, ["note", [error.message]]);
      }
    });
  }
  for (const button of document.querySelectorAll("button.run")) {
    button.addEventListener("click", () => {
      button.nextElementSibling.replaceChildren(button.previousElementSibling.content.cloneNode(true));
    });
  }
})();
