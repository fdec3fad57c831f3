// What the reader has chosen: tab, language, theme, filters, order, and the customer
// whose details are open. It stands in the address after #, so that a view can be
// kept and sent, also of a file on disk.

const state = {
  tab: "team", lang: "", theme: "", q: "", tier: "", segment: "", reason: "", action: "", region: "",
  holdout: "", change: "", sort: "rank", open: "",
};
const stateDefaults = Object.assign({}, state);

// readState takes the choices out of the address.
function readState() {
  const given = new URLSearchParams(location.hash.slice(1));
  for (const key of Object.keys(state)) state[key] = given.has(key) ? given.get(key) : stateDefaults[key];
  if (!["team", "managers", "science"].includes(state.tab)) state.tab = "team";
}

// setState changes choices and writes them into the address.
function setState(changes) {
  Object.assign(state, changes);
  const out = new URLSearchParams();
  for (const [key, value] of Object.entries(state)) if (value !== stateDefaults[key]) out.set(key, value);
  const text = out.toString();
  if (text === location.hash.slice(1)) return;
  try {
    history.replaceState(null, "", "#" + text);
  } catch (e) { // some readers of files on disk forbid it
    location.hash = text;
  }
}

readState();
