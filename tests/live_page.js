/* For test_live_page.py: fills the page's fields as a user does, and tells what it then shows. */

window.send = (control, value) => {
  control.value = value;
  const kind = control.tagName === "SELECT" || control.type === "date" ? "change" : "input";
  control.dispatchEvent(new Event(kind, { bubbles: true }));
};

/* Actions are [place, value]; «click» and «choose» are no places of fields. */
window.drive = (actions) => {
  const { replaceState } = history;
  history.replaceState = () => {}; // to write every address on the way costs as much as all else
  byId("nullstill").click();
  for (const [place, value] of actions) act(place, value);
  history.replaceState = replaceState;
  toAddress();
  return told();
};

/* The states that actions lead to, then those on the way back, and those forth again. */
window.travelled = (actions) => {
  drive([]);
  page.past = [];
  const all = [copyOf(page.state)];
  for (const action of actions) {
    act(...action);
    page.typing = ""; // each is a field of its own
    if (JSON.stringify(page.state) !== JSON.stringify(all.at(-1))) all.push(copyOf(page.state));
  }
  const walk = (button) => {
    const seen = [];
    for (; !byId(button).disabled; byId(button).click()) seen.push(copyOf(page.state));
    return [...seen, copyOf(page.state)];
  };
  return [all, walk("angre"), walk("gjorom")];
};

window.write = (place, value) => {
  act(place, value);
  return told();
};

/* What stands beside a field that is at fault, or beside the change it is a part of. */
window.besideOf = (place) => {
  const whole = place.replace(/^(move|decide)\.(\w+)\..*/, "$1.$2");
  return [place, whole].map((one) => rows.get(one)?.fault.textContent ?? "").join(" ");
};

window.act = (place, value) => {
  const { control } = rows.get(place.replace("milestone.", "date.")) ?? {};
  if (place === "click") document.querySelector(value).click();
  else if (place === "choose") send(document.querySelector("#regel > select"), value);
  else if (place.startsWith("decide.") && !place.endsWith(".amount")) {
    const radios = [...control.querySelectorAll("input[type=radio]")];
    radios.find((one) => one.value === value && !one.closest("[hidden]")).click();
  } else if (place.startsWith("milestone.")) {
    send(control.parentElement.querySelector("select"), value);
  } else send(control, value);
};

const text = (value) => (value === null ? null : String(value));

window.told = () => {
  const answer = page.last ?? { changes: [], after: {} }, state = structuredClone(page.state);
  for (const entry of Object.values(state.changes)) entry.because ??= "prøve";
  for (const one of answer.changes.filter((one) => overCeiling(data, one))) {
    if (state.changes[one.key]) state.changes[one.key].above_ceiling ??= "prøve";
  }
  state.about.title ||= "Prøve";
  state.about.question ||= "Hva da?";
  const cells = (row) => [...row.cells].map((one) => one.textContent);
  return {
    valid: page.valid,
    stale: byId("gammel").textContent,
    sentence: byId("dom").textContent,
    why: byId("hvorfor").textContent,
    table: Object.fromEntries(
      [...byId("tabell").tBodies[0].rows].map((row) => [row.dataset.name, cells(row)])),
    bridge: [...byId("bro").children].map((step) =>
      [step.querySelector(".navn").textContent, step.querySelector(".belop").textContent]),
    figures: Object.fromEntries(
      Object.entries(answer.after).map(([name, value]) => [name, text(value)])),
    ledger: byId("saker").hidden ? [] : [...byId("saksliste").tBodies[0].rows].map(cells),
    cuts: byId("kutt").textContent,
    copied: page.last ? answerText() : "",
    text: page.valid ? scenarioText(data, answer, state) : "",
  };
};

/* The text of a scenario file, opened and written once more. */
window.again = (written) => {
  const state = openScenario(data, parseYaml(written));
  return scenarioText(data, understoodNow(state).answer, state);
};

/* What a reader of the page makes of a text, or what it says of it. */
window.read = ([reader, written]) => {
  try {
    return String(reader === "amount" ? wholeAmount(data, written) : decimalNumber(data, written));
  } catch (fault) {
    return fault.message;
  }
};
