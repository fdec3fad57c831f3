package pipeline

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"predict/data/flat"
	"predict/models"
	"predict/models/metrics"
)

// TestFormulasGetAnApostrophe: what begins a formula in any spreadsheet gets an apostrophe,
// and nothing else changes. The signs are those of OWASP, "CSV Injection":
// =, +, -, @, tab, carriage return, line feed and their full-width forms.
func TestFormulasGetAnApostrophe(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "c1": "c1", "Käthe O'Hara": "Käthe O'Hara", "علی": "علی", "a=b": "a=b", "a+b@c.de": "a+b@c.de", "0-1": "0-1", "'=1": "'=1",
		"=1+1": "'=1+1", "@SUM(A1)": "'@SUM(A1)", "+1+1": "'+1+1", "-1-1": "'-1-1", "-": "'-", "+": "'+",
		"+4912345": "+4912345", "-12.50": "-12.50", "+49 123": "+49 123", "- 5": "- 5", "+4912345x": "'+4912345x", "-1e5": "'-1e5",
		"\t=1": "'\t'=1", "\r=1": "'\r'=1", "\n=1": "'\n'=1", "\tx": "'\tx",
		"＝1+1": "'＝1+1", "＋a": "'＋a", "－a": "'－a", "＠a": "'＠a", "－5": "－5",
		" =1": "' =1", "\u00a0=1": "'\u00a0=1", "\u3000＝1": "'\u3000＝1", "\ufeff=1": "'\ufeff=1", "\u200b\u200f=1": "'\u200b\u200f=1", "\x00=1": "'\x00=1", "\xff=1": "'\xff=1", "\"=1": "'\"=1",
		"=cmd|'/c calc'!A0": "'=cmd|'/c calc'!A0", "=HYPERLINK(\"http://x\")": "'=HYPERLINK(\"http://x\")", "+cmd|' /c calc'!A0": "'+cmd|' /c calc'!A0",
		"x;=1": "x;'=1", "x|=1": "x|'=1", "x\t@y": "x\t'@y", "x\n-1-y": "x\n'-1-y", "x; =1": "x;' =1", "x;\"=1": "x;'\"=1", "a;b": "a;b", "a;-5": "a;-5", "5 late; 3.1 before": "5 late; 3.1 before",
		"x,=1": "x,=1", // a comma in a text stands in quotes
	} {
		if got := harmless(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// FuzzHarmless: whatever a text holds and whatever separates cells where the
// list is opened, no cell begins a formula, and without the apostrophes the text
// is what it was.
func FuzzHarmless(f *testing.F) {
	for _, s := range []string{"=1", "x;=1", " ＝1;|\t@", "\"\u200b-a", "a;'=1", "-1;-", "\xff="} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := harmless(s)
		for _, cell := range strings.FieldsFunc(got, func(r rune) bool { return strings.ContainsRune(cellEnds, r) }) {
			cell = strings.TrimLeft(strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || r == '"' }), "\ufeff")
			if cell != "" && strings.ContainsAny(cell[:1], "=@") {
				t.Errorf("%q becomes %q, of which a cell begins with %q", s, got, cell[:1])
			}
		}
		if strings.ReplaceAll(got, "'", "") != strings.ReplaceAll(s, "'", "") {
			t.Errorf("%q becomes %q", s, got)
		}
	})
}

// TestListHoldsNoFormula writes a list whose every text is a formula, and reads
// it with each separator that spreadsheets use.
func TestListHoldsNoFormula(t *testing.T) {
	l := bigList(3)
	for i := range l.Rows {
		r := &l.Rows[i]
		for _, text := range []*string{&r.CustomerID, &r.Segment, &r.Region, &r.PreferredChannel, &r.Action, &r.Reasons[0]} {
			*text = "x;=1+1\n=2\t@y"
		}
		r.CustomerID = []string{"=1+1", " ＝cmd|'/c calc'!A0", "a\";=1;\""}[i]
	}
	dir := t.TempDir()
	if _, err := l.writeFiles(dir, 2); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, csvFile))
	if err != nil {
		t.Fatal(err)
	}
	for _, separator := range ",;\t|" {
		in := csv.NewReader(bytes.NewReader(text))
		in.Comma, in.LazyQuotes, in.FieldsPerRecord = separator, true, -1
		records, err := in.ReadAll()
		if err != nil || len(records) < 4 {
			t.Fatalf("separated by %q: %d records, %v", separator, len(records), err)
		}
		for _, record := range records {
			for _, cell := range record {
				if isFormula(cell) {
					t.Errorf("separated by %q: a cell begins as a formula: %q", separator, cell)
				}
			}
		}
	}
}

// TestMarkup: nothing of a text is code, a link, a picture or a line of its own.
func TestMarkup(t *testing.T) {
	for text, want := range map[string]string{
		"gold": "gold", "spend_90d": "spend_90d", "Käufe & Erträge": "Käufe &amp; Erträge",
		"<script>alert(1)</script>":   "&lt;script>alert(1)&lt;/script>",
		"![](http://example.invalid)": `!\[\](http://example.invalid)`,
		"a`b":                         "a'b", "**b**": `\*\*b\*\*`, "a\n# b\r\n": "a # b  ", "\x1b[2J\u202e": "\ufffd\\[2J\ufffd",
	} {
		if got := markup(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// TestCardIsPlain: names of columns, of values and reasons stand in a card as
// texts.
func TestCardIsPlain(t *testing.T) {
	const hostile = "<img src=x onerror=alert(1)> ![p](http://example.invalid/p.png) `code`\n# Heading | cell"
	parameters, err := json.Marshal(flatParameters{Label: hostile, Left: hostile, Flat: &flat.Schema{Features: []flat.Feature{{Name: hostile, Kind: flat.Categorical, Levels: []string{hostile}}}}})
	if err != nil {
		t.Fatal(err)
	}
	history := []HistoryEntry{{Action: ActionForced, Reason: hostile}}
	importances := []models.Importance{{Feature: hostile, Family: hostile, Share: 1}}
	plain := &Model{ID: "m", artifact: &models.Artifact{Importances: importances}, evaluation: &Evaluation{Scores: &metrics.Report{}, Groups: []metrics.GroupReport{{Name: segmentPrefix + hostile}}}}
	table := &Model{ID: "m", artifact: &models.Artifact{Importances: importances, Parameters: parameters}}
	for name, m := range map[string]*Model{"exports": plain, "flat": table} {
		card := regexp.MustCompile("`[^`\n]*`").ReplaceAllString(modelCard(m, history), "") // code is shown as it is
		for _, bad := range []string{"<img", "![p](", "`", "\n# Heading"} {
			if strings.Contains(card, bad) {
				t.Errorf("%s: the card holds %q", name, bad)
			}
		}
		if !strings.Contains(card, "&lt;img") {
			t.Errorf("%s: the card holds none of the texts", name)
		}
	}
}
