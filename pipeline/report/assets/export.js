// The CSV of chosen customers: all that is known of them, with the names of columns
// that risk.csv has.

// exportColumns are the columns: name and value of customer i.
const exportColumns = [
  ["rank", (i) => D.list.rank[i]],
  ["customer_id", (i) => harmless(D.list.id[i])],
  ["as_of", () => D.as_of],
  ["churn_probability", (i) => fixed(D.list.p[i], 4)],
  ["horizon_days", () => D.horizon_days],
  ["tier", (i) => textOf("tier", i)],
  ["value_at_risk", (i) => fixed(D.list.value[i], 2)],
  ["currency", () => harmless(D.currency)],
  ...[0, 1, 2].flatMap((k) => [
    ["reason_" + (k + 1), (i) => plainReason(i, k)],
    ["family_" + (k + 1), (i) => { const r = reasonsOf(i)[k]; return r ? harmless(r.family) : ""; }],
  ]),
  ["suggested_action", (i) => harmless(plain(shownText("action", i)))],
  ["preferred_channel", (i) => harmless(textOf("channel", i))],
  ["preferred_hour", (i) => fixed(D.list.hour[i], 0)],
  ["holdout", (i) => (D.list.holdout[i] ? "yes" : "no")],
  ["segment", (i) => harmless(textOf("segment", i))],
  ["region", (i) => harmless(textOf("region", i))],
  ["last_purchase", (i) => textOf("last", i)],
  ["usual_gap_days", (i) => fixed(D.list.gap[i], 1)],
  ["expected_next_purchase", (i) => textOf("expected", i)],
  ["spend_365d", (i) => fixed(D.list.spend[i], 2)],
  ["score_change", (i) => fixed(D.list.change[i], 4)],
  ["score_change_cause", (i) => harmless(plain(i18n.causeText(causeOf(i))))],
  ["run_id", () => D.run_id],
];

function fixed(x, digits) { return Number.isFinite(x) ? x.toFixed(digits) : ""; }

// plain takes the marks off that keep the direction of a text on the page.
function plain(text) { return text.replace(/[\u2066-\u2069]/g, ""); }

function plainReason(i, k) {
  const reason = reasonsOf(i)[k];
  if (!reason) return "";
  return harmless(i18n.lang() === "en" ? reason.text : plain(i18n.reasonText(reason))); // in English as in risk.csv
}

// csvOf writes customers as CSV with the mark by which spreadsheets know UTF-8.
function csvOf(customers) {
  const lines = [exportColumns.map(([name]) => name).join(",")];
  for (const i of customers) lines.push(exportColumns.map(([, value]) => quoted(String(value(i)))).join(","));
  return "\ufeff" + lines.join("\r\n") + "\r\n";
}

function quoted(text) { return /[",\r\n;|\t]/.test(text) || text !== text.trim() ? "\"" + text.replaceAll("\"", "\"\"") + "\"" : text; }

// harmless puts an apostrophe before each part of a text that a spreadsheet would
// run as a formula. Signed numbers stay: they cannot run, and ids may be some. A file
// that is opened with another separator begins cells in the middle of texts.
function harmless(text) {
  if (text === "") return "";
  let out = /^[\t\r\n]/.test(text) ? "'" : ""; // dropped by some, so that what follows begins the cell
  for (const part of text.split(/([;|\t\r\n])/)) out += (isFormula(part) ? "'" : "") + part;
  return out;
}

function isFormula(cell) {
  const rest = cell.replace(/^(?:["\ufffd\s]|\p{Cc}|\p{Cf})+/u, "");
  if (/^[=@\uff1d\uff20]/.test(rest)) return true;
  return /^[+\-\uff0b\uff0d]/.test(rest) && !/^.[0-9. ]*[0-9][0-9. ]*$/.test(rest);
}

// download hands a text to the browser as a file.
function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = h("a", { href: url, download: name, class: "hidden" });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
