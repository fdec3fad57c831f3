package report

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"predict/features/reasons/phrases"
)

// inBrowser runs a script after i18n.js in Debian's chromium and returns what it
// returned, as JSON.
func inBrowser(t *testing.T, script string, into any) {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("PREDICT_NEED_BROWSER") == "" {
			t.Skipf("there is no chromium: scripts/browser install (%v)", err)
		}
		t.Fatal(err)
	}
	i18n, err := assemble([]string{"phrases.js", "i18n.js"})
	if err != nil {
		t.Fatal(err)
	}
	given, err := json.Marshal(locales(t))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	page := filepath.Join(dir, "page.html")
	text := "<!doctype html><meta charset=\"utf-8\"><pre id=\"out\"></pre><script>" + i18n + "</script><script>\nlet said;\ntry {\nconst locales = " + string(given) +
		";\nsaid = JSON.stringify((() => {" + script + "})());\n} catch (e) { said = \"error: \" + e.stack; }\ndocument.getElementById(\"out\").textContent = said;\n</script>"
	if err := os.WriteFile(page, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	defer cancel()
	command := exec.CommandContext(ctx, program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", //nolint:gosec // of the machine
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+filepath.Join(dir, "profile"), "--dump-dom", "file://"+page)
	command.Env = append(os.Environ(), "TZ=Pacific/Auckland", "HOME="+dir)
	var out, complaints bytes.Buffer
	command.Stdout, command.Stderr = &out, &complaints
	if err := command.Run(); err != nil {
		t.Fatalf("%v\n%s", err, complaints.String())
	}
	_, after, _ := strings.Cut(out.String(), `<pre id="out">`)
	said, _, _ := strings.Cut(after, "</pre>")
	if err := json.Unmarshal([]byte(html.UnescapeString(said)), into); err != nil {
		t.Fatalf("%v: the script said %.2000s", err, said)
	}
}

// TestLanguagesInTheBrowser holds what is written to what Unicode CLDR and the calendars
// say. Dates: 1 Farvardin 1405 was 21 March 2026, 1 Farvardin 1403 was 20 March 2024
// (a leap year before), and 30 Esfand 1403 was 20 March 2025 (University of Tehran,
// calendar center). The browser stands in a zone far from UTC, where dates must not
// shift. Every sentence of the tests of reasons is taken apart there too.
func TestLanguagesInTheBrowser(t *testing.T) {
	tests := []struct{ language, script, want string }{
		{"en", `i18n.num(1234567.891)`, "1,234,567.89"},
		{"lt", `i18n.num(1234567.891)`, "1 234 567,89"},
		{"fa", `i18n.num(1234567.891)`, "۱٬۲۳۴٬۵۶۷٫۸۹"},
		{"en", `i18n.num(2.5, 0) + " " + i18n.num(3, 2) + " " + i18n.num(0)`, "3 3.00 0"},
		{"fa", `i18n.num(-3.5)`, "\u200e−۳٫۵"},
		{"en", `[null, undefined, "", NaN, Infinity].map((x) => i18n.num(x) + i18n.pct(x) + i18n.money(x) + i18n.compact(x)).join("")`, strings.Repeat("–", 20)},
		{"en", `i18n.pct(0.4212) + " " + i18n.pct(0.4212, 1)`, "42% 42.1%"},
		{"lt", `i18n.pct(0.4212, 1)`, "42,1 %"},
		{"fa", `i18n.pct(0.4212, 1)`, "۴۲٫۱٪"},
		{"en", `[0, 0.001, 0.996, 1].map((x) => i18n.pct(x)).join(" ")`, "0% less than 1% 99% 100%"},
		{"lt", `i18n.pct(0.001)`, "mažiau nei 1 %"},
		{"en", `i18n.money(1240.4) + " " + i18n.money(12.5) + " " + i18n.money(12) + " " + i18n.money(12, 2)`, "1,240 EUR 12.50 EUR 12 EUR 12.00 EUR"},
		{"lt", `i18n.money(1240)`, "1 240 EUR"},
		{"fa", `i18n.money(1240)`, "۱٬۲۴۰ یورو"},
		{"en", `i18n.date("2026-03-21") + " " + i18n.date("2026-03-21", "long")`, "21 Mar 2026 21 March 2026"},
		{"lt", `i18n.date("2026-03-21") + " " + i18n.date("2026-03-21", "long")`, "2026‑03‑21 2026 m. kovo 21 d."},
		{"fa", `["2026-03-21", "2024-03-20", "2025-03-20", "2026-03-20"].map((d) => i18n.date(d)).join(" ")`, "۱۴۰۵/۰۱/۰۱ ۱۴۰۳/۰۱/۰۱ ۱۴۰۳/۱۲/۳۰ ۱۴۰۴/۱۲/۲۹"},
		{"fa", `i18n.date("2026-03-21", "long")`, "۱ فروردین ۱۴۰۵"},
		{"fa", `i18n.date("") + i18n.date(null) + i18n.date("soon")`, "––\u2068soon\u2069"},
		{"en", `i18n.month("2026-05") + " " + i18n.period("2026-Q2") + " " + i18n.period("2026") + " " + i18n.period("2026-05")`, "May 2026 Q2 2026 2026 May 2026"},
		{"fa", `i18n.month("2026-05") + " " + i18n.period("2026-Q2") + " " + i18n.period("2026")`, "مهٔ ۲۰۲۶ سه\u200cماههٔ ۲، ۲۰۲۶ ۲۰۲۶"},
		{"lt", `i18n.month("2026-05") + " " + i18n.month("2026-05", "longMonth") + " " + i18n.period("2026-Q2")`, "2026‑05 2026 m. gegužė 2026 m. 2 ketv."},
		{"lt", `[0, 1, 2, 10, 11, 21, 22, 101, 112].map((n) => i18n.t("page.customers", {n})).join("; ")`, "nė vieno kliento; 1 klientas; 2 klientai; 10 klientų; 11 klientų; 21 klientas; 22 klientai; 101 klientas; 112 klientų"},
		{"en", `[0, 1, 2].map((n) => i18n.t("page.customers", {n})).join("; ")`, "no customers; 1 customer; 2 customers"},
		{"fa", `i18n.t("page.customers", {n: 21})`, "۲۱ مشتری"},
		{"fa", `i18n.t("list.pick", {id: "C-1\u202e9"})`, "انتخاب مشتری \u2068C-19\u2069"},
		{"en", `i18n.t("list.pick", {id: "<b>{id}</b>"}) + " " + i18n.t("list.pick", {id: "علی"})`, "Choose customer <b>{id}</b> Choose customer \u2068علی\u2069"},
		{"fa", `i18n.t("no.such.key")`, "no.such.key"},
		{"en", `i18n.reasonText({text: "complaint open for 9 days", key: "complaint.open", args: ["d:9"]})`, "complaint open for 9 days"},
		{"lt", `i18n.reasonText({text: "complaint open for 9 days", key: "complaint.open", args: ["d:9"]})`, "skundas neišspręstas jau 9 dienas"},
		{"lt", `i18n.reasonText({text: "complaint open for 21 days"})`, "skundas neišspręstas jau 21 dieną"},
		{"fa", `i18n.reasonText({text: "complaint open for 9 days"})`, "یک شکایت ۹ روز است که باز مانده است"},
		{"fa", `i18n.reasonText({text: "Contract is monthly"})`, "\u2068Contract\u2069: \u2068monthly\u2069"},
		{"lt", `i18n.reasonText({text: "charges 12.5 (higher than 90 % of customers)"})`, "charges 12.5 (daugiau nei 90 % klientų)"},
		{"fa", `i18n.reasonText({text: "told otherwise"})`, "\u2068told otherwise\u2069"},
		{"fa", `i18n.causeText("another model; bought again on 2026-03-21")`, "مدل دیگر؛ در ۱۴۰۵/۰۱/۰۱ دوباره خرید کرد"},
		{"lt", `i18n.causeText("new: payment") + "; " + i18n.causeText("no purchase for 7 more days") + "; " + i18n.causeText("")`, "nauja: mokėjimas; dar 7 dienos be pirkimo; "},
		{"lt", `i18n.translated("action.", "Call to ask how things are") + "; " + i18n.translated("action.", "Send flowers")`, "Paskambinkite ir paklauskite, kaip sekasi; Send flowers"},
		{"fa", `i18n.translated("missing.", "Map the column reason of the table cancellations (The reason given).")`, "ستون \u2068reason\u2069 جدول \u2068cancellations\u2069 را نگاشت کنید (دلیل گفته\u200cشده)."},
		{"lt", `i18n.translated("missing.", "Nobody was a customer on 2026-03-21.")`, "2026‑03‑21 niekas nebuvo klientas."},
		{"lt", `i18n.t("causes.is", {dimension: "Trukmė", group: "1 to 2 years"}) + "; " + i18n.t("causes.is", {dimension: "Prekė", group: "constructor"})`, "Trukmė: 1–2 metai; Prekė: constructor"},
		{"lt", `["Žemė", "zebras", "šuo", "Siena", "c10", "c9"].sort(i18n.compare).join(" ")`, "c9 c10 Siena šuo zebras Žemė"},
		{"fa", `i18n.digits("۱۲۳ ٤٥٦ 789")`, "123 456 789"},
		{"fa", `[i18n.lang(), i18n.dir(), document.documentElement.lang, document.documentElement.dir].join(" ")`, "fa rtl fa rtl"},
		{"zz", `[i18n.lang(), i18n.dir()].join(" ")`, "en ltr"},
		{"lt", `i18n.languages().map((l) => l.code + "=" + l.name).join(" ")`, "en=English fa=فارسی lt=Lietuvių"},
	}
	sentences := sentencesOfReasons(t)
	given, err := json.Marshal(sentences)
	if err != nil {
		t.Fatal(err)
	}
	var script strings.Builder
	script.WriteString("const out = [];\nconst run = (language, f) => { i18n.setup({locales, language, currency: \"EUR\"}); out.push(f()); };\n")
	for _, test := range tests {
		fmt.Fprintf(&script, "run(%q, () => %s);\n", test.language, test.script)
	}
	fmt.Fprintf(&script, `const sentences = %s;
i18n.setup({locales, language: "en", currency: "EUR"});
const apart = sentences.map((s) => Object.assign({text: i18n.reasonText({text: s})}, i18n.parse(s)));
i18n.setLang("fa");
sentences.forEach((s, i) => { apart[i].persian = i18n.reasonText({text: s}); });
return {said: out, apart};`, given)
	var got struct {
		Said  []string
		Apart []apart
	}
	inBrowser(t, script.String(), &got)
	for i, test := range tests {
		if said := strings.ReplaceAll(got.Said[i], "\u00a0", " "); said != test.want {
			t.Errorf("%s: %s says %q, want %q", test.language, test.script, said, test.want)
		}
	}
	for i, sentence := range sentences {
		got.Apart[i].check(t, sentence)
	}
}

// sentencesOfReasons are those that the tests of reasons expect.
func sentencesOfReasons(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, name := range []string{"sentences.txt", "top.txt"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "features", "reasons", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(text), "\n") {
			if said, ok := strings.CutPrefix(line, "> "); ok {
				_, sentence, _ := strings.Cut(said, ": ")
				all = append(all, sentence)
			}
		}
	}
	if len(all) < 80 {
		t.Fatalf("only %d sentences were read", len(all))
	}
	return all
}

// apart is a sentence taken apart in the browser, and said in English and Persian.
type apart struct {
	Key           string
	Args          []string
	Text, Persian string
}

// check expects the browser to take a sentence apart as phrases.Parse does, and to put
// it together in English: the same but for the blank before the sign of per cent.
func (a apart) check(t *testing.T, sentence string) {
	t.Helper()
	p, _ := phrases.Parse(sentence)
	if a.Key != p.Key || strings.Join(a.Args, "|") != strings.Join(p.Args, "|") {
		t.Errorf("%q is %s %q in the browser, %s %q here", sentence, a.Key, a.Args, p.Key, p.Args)
	}
	text := regexp.MustCompile("[\u2066-\u2069]").ReplaceAllString(strings.ReplaceAll(a.Text, "\u00a0", " "), "")
	if want := strings.ReplaceAll(sentence, " %", "%"); text != want {
		t.Errorf("%q is written as %q", want, text)
	}
	if !regexp.MustCompile(`\p{Arabic}`).MatchString(a.Persian) || regexp.MustCompile(`\d`).MatchString(a.Persian) {
		t.Errorf("%q is %q in Persian", sentence, a.Persian)
	}
}
