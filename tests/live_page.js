/* For test_live_page.py: fills the page's fields as a user does, and tells what it then shows. */

window.send = (control, value) => {
  control.value = value;
  const kind = control.tagName === "SELECT" || control.type === "date" ? "change" : "input";
  control.dispatchEvent(new Event(kind, { bubbles: true }));
};

/* The page as it is when it is opened. */
window.afresh = () => {
  document.querySelector("dialog[open]")?.close();
  for (const one of document.querySelectorAll("details")) one.open = one.matches("#felt > *");
  Object.assign(page, { state: emptyState(), past: [], future: [], typing: "" });
  refresh({ fill: true });
  tell("");
};

/* On the way to a state only what is chosen is shown: nothing is read and reckoned. */
const quietly = (acts) => {
  const whole = refresh;
  refresh = () => {
    restructure(page.state);
    for (const { control, write } of rows.values()) if (!control.matches("[type=text], [type=date]")) write(page.state);
    byId("angre").disabled = !page.past.length;
    byId("gjorom").disabled = !page.future.length;
  };
  document.body.hidden = true; // or each step is laid out to move the focus
  acts();
  document.body.hidden = false;
  refresh = whole;
  refresh({ fill: true });
};

/* Actions are [place, value]; «click» and «choose» are no places of fields. */
window.further = (actions) => quietly(() => {
  for (const [place, value] of actions) act(place, value);
});
window.drive = (actions) => {
  further([["click", "#nullstill"], ...actions]);
  return told();
};

/* Other tests follow the address: each change of it takes as long as all else that a state takes. */
const unaddressed = (all, tell) => {
  history.replaceState = () => {};
  const found = all.map(tell);
  delete history.replaceState;
  return found;
};

/* What the page tells of states, and the file of each when it is opened and written once more. */
window.driven = (all) => unaddressed(all, (actions) => {
  const said = drive(actions);
  return { ...said, again: said.valid ? again(said.text) : "" };
});

/* What the page tells when it begins with each of these scenarios, or with the text of a file. */
window.started = async (ids) => {
  const all = [];
  for (const id of ids) {
    byId("nullstill").click();
    send(byId("start"), id);
    await new Promise((done) => { setTimeout(done); });
    all.push(told());
  }
  return all;
};
window.opened = (texts) => unaddressed(texts, (written) => {
  byId("nullstill").click();
  try {
    start(startState(openScenario(parseYaml(written))), "");
  } catch (fault) {
    return fault.message;
  }
  return told();
});

/* Texts that cannot be meant: [what is done first, the place, the text], and what then happens. */
window.tried = (all) => all.map(([before, place, value]) => {
  const good = drive(before), address = location.href, answer = ({ figures, sentence }) => JSON.stringify([figures, sentence]);
  act(place, value);
  const after = told();
  byId("lagreknapp").click();
  const found = { beside: besideOf(place), valid: after.valid, stale: byId("gammel").hidden ? "" : after.stale,
    kept: !good.valid || (answer(good) === answer(after) && address === location.href), saved: byId("lagre").open };
  byId("angre").click();
  return found;
});

/* Whether the page is as new and valid with each of these states in its address, and what is told of it. */
window.addressed = (all) => all.map((said) => {
  afresh();
  history.replaceState(null, "", MARK + btoa(JSON.stringify([data.plan.mark, said])));
  const state = fromAddress();
  return [JSON.stringify(state && compact(state)), byId("beskjed").textContent];
});

/* The states that actions lead to, then those on the way back, and those forth again. */
window.travelled = (actions) => {
  afresh();
  const all = [copyOf(page.state)], walked = [];
  const walk = (button) => {
    const seen = [];
    for (; !byId(button).disabled; byId(button).click()) seen.push(copyOf(page.state));
    return [...seen, copyOf(page.state)];
  };
  quietly(() => {
    for (const action of actions) {
      act(...action);
      page.typing = ""; // each is a field of its own
      if (JSON.stringify(page.state) !== JSON.stringify(all.at(-1))) all.push(copyOf(page.state));
    }
    walked.push(walk("angre"), walk("gjorom"));
  });
  return [all, ...walked];
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
    radios.find((one) => one.value === value).click();
  } else if (place.startsWith("milestone.")) {
    send(control.parentElement.querySelector("select"), value);
  } else send(control, value);
};

const text = (value) => (value === null ? null : String(value));

window.told = () => {
  const answer = page.last ?? { changes: [], after: {} }, state = structuredClone(page.state);
  for (const entry of Object.values(state.changes)) entry.because ??= "prøve";
  for (const one of answer.changes.filter((one) => overCeiling(one))) {
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
    text: page.valid ? scenarioText(answer, state) : "",
  };
};

/* The text of a scenario file, opened and written once more. */
window.again = (written) => {
  const state = openScenario(parseYaml(written));
  return scenarioText(answered(state).answer, state);
};

/* What a reader of the page makes of texts, or what it says of them. */
window.read = ([reader, texts]) => texts.map((written) => {
  try {
    return String(reader === "amount" ? wholeAmount(written) : decimalNumber(written));
  } catch (fault) {
    return fault.message;
  }
});
