package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestListsOfThePastAsPublished lives through nights with late exports,
// corrections and no transactions, and then makes the list of every date again:
// with the model that made it, it is the one that was published last for that
// date.
func TestListsOfThePastAsPublished(t *testing.T) {
	w := newNights(t)
	published := map[string][][]string{}
	made := map[string]string{} // the model by date
	night := func(date string, change func()) {
		change()
		w.predict("run", "-q", "-c", w.config, "--as-of", "latest")
		list, model := w.latest(date)
		if old := published[date]; old != nil && slices.EqualFunc(old, list, slices.Equal) {
			t.Errorf("what came for %s a second time has changed nothing", date)
		}
		published[date], made[date] = list, model
	}
	night("2025-12-27", func() {})
	night("2025-12-28", func() { w.bring("transactions/2025-12-27.csv", "transactions/2025-12-10.csv") })
	night("2025-12-28", func() { // without a transaction of a new day
		w.bring("transactions/2025-11-30.csv", "contacts-late.csv")
		w.change("transactions/2025-12-20.csv", "transactions/2025-12-20.v2.csv", "777.00")
	})
	night("2025-12-28", func() { w.change("transactions/2025-12-22.csv", "transactions/2025-12-22.csv", "666.00") })
	night("2025-12-29", func() {
		w.bring("transactions/2025-12-28.csv")
		w.change("transactions/2025-12-27.csv", "transactions/2025-12-27.csv", "555.00")
	})
	night("2025-12-31", func() { w.bring("transactions/2025-12-29.csv", "transactions/2025-12-30.csv") })
	night("2026-01-01", func() { w.bring("transactions/2025-12-31.csv") })
	for _, date := range []string{"2025-12-27", "2025-12-28", "2025-12-29", "2025-12-31", "2026-01-01"} {
		w.predict("score", "-q", "-c", w.config, "--as-of", date, "--model", made[date])
		got, model := w.list(date)
		if !slices.EqualFunc(got, published[date], slices.Equal) || model != made[date] {
			t.Errorf("the list of %s that is made later, by %s, is another than the one that was published, by %s", date, model, made[date])
		}
	}
}

// nights is a state folder to which exports come.
type nights struct {
	t              *testing.T
	exports, later string
	config         string
}

// newNights makes daily exports and keeps some of them for later.
func newNights(t *testing.T) *nights {
	dir := t.TempDir()
	w := &nights{t: t, exports: filepath.Join(dir, "exports"), later: filepath.Join(dir, "later")}
	w.config = filepath.Join(w.exports, "predict.yaml")
	w.predict("generate", w.exports, "--customers", "200", "--daily")
	makeSmall(t, w.config)
	w.edit(w.config, func(text string) string {
		text = strings.Replace(text, `files: ["transactions/*.csv"]`, "files: [\"transactions/*.csv\"]\n    corrects: \"[._-]v[0-9]+\"", 1)
		return strings.Replace(text, `files: [contacts.csv]`, `files: ["contacts*.csv"]`, 1)
	})
	w.edit(filepath.Join(w.exports, "contacts.csv"), func(text string) string { // the last third comes later
		lines := strings.SplitAfter(text, "\n")
		from := len(lines) * 2 / 3
		w.write(filepath.Join(w.later, "contacts-late.csv"), lines[0]+strings.Join(lines[from:], ""))
		return strings.Join(lines[:from], "")
	})
	for _, day := range []string{"2025-11-30", "2025-12-10", "2025-12-27", "2025-12-28", "2025-12-29", "2025-12-30", "2025-12-31"} {
		name := filepath.Join("transactions", day+".csv")
		w.move(filepath.Join(w.exports, name), filepath.Join(w.later, name))
	}
	return w
}

// bring delivers exports that were kept.
func (w *nights) bring(names ...string) {
	for _, name := range names {
		w.move(filepath.Join(w.later, name), filepath.Join(w.exports, name))
	}
}

// change writes an export, under the same or another name, with another amount
// in every row.
func (w *nights) change(from, to, amount string) {
	text, err := os.ReadFile(filepath.Join(w.exports, from))
	if err != nil {
		w.t.Fatal(err)
	}
	records, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		w.t.Fatal(err)
	}
	at := slices.Index(records[0], "amount")
	for _, r := range records[1:] {
		r[at] = amount
	}
	var b strings.Builder
	if err := csv.NewWriter(&b).WriteAll(records); err != nil || at < 0 {
		w.t.Fatal(at, err)
	}
	w.write(filepath.Join(w.exports, to), b.String())
}

func (w *nights) edit(path string, change func(string) string) {
	text, err := os.ReadFile(path)
	if err != nil {
		w.t.Fatal(err)
	}
	changed := change(string(text))
	if changed == string(text) {
		w.t.Fatalf("nothing to change in %s", path)
	}
	w.write(path, changed)
}

func (w *nights) write(path, text string) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

func (w *nights) move(from, to string) {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		w.t.Fatal(err)
	}
	if err := os.Rename(from, to); err != nil {
		w.t.Fatal(err)
	}
}

// latest is the list that outputs/latest leads to, which must be of the date.
func (w *nights) latest(date string) (list [][]string, model string) {
	w.t.Helper()
	if got, err := os.Readlink(filepath.Join(w.exports, "state", "outputs", "latest")); err != nil || got != date {
		w.t.Fatalf("the latest list is that of %s, want %s: %v", got, date, err)
	}
	return w.list(date)
}

// list is a list without the ids of run and model, and the model.
func (w *nights) list(date string) (list [][]string, model string) {
	folder := filepath.Join(w.exports, "state", "outputs", date)
	text, err := os.ReadFile(filepath.Join(folder, "risk.csv"))
	if err != nil {
		w.t.Fatal(err)
	}
	if list, err = csv.NewReader(strings.NewReader(string(text))).ReadAll(); err != nil {
		w.t.Fatal(err)
	}
	run, by := slices.Index(list[0], "run_id"), slices.Index(list[0], "model_id")
	for _, r := range list[1:] {
		r[run], r[by] = "", ""
	}
	var m struct {
		Model struct {
			ID string `json:"id"`
		} `json:"model"`
	}
	if text, err = os.ReadFile(filepath.Join(folder, "manifest.json")); err != nil {
		w.t.Fatal(err)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		w.t.Fatal(err)
	}
	return list, m.Model.ID
}

func (w *nights) predict(args ...string) {
	w.t.Helper()
	if text, err := exec.Command("predict", args...).CombinedOutput(); err != nil {
		w.t.Fatalf("predict %s: %v\n%s", strings.Join(args, " "), err, text)
	}
}
