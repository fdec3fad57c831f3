package torture

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"predict/configs"
	"predict/pipeline"
)

// night is a run that is attacked: the state before it, and what an undisturbed
// run makes of it.
type night struct {
	name   string
	dir    string // for copies of the state
	config string
	before string // state folder; empty for none
	copies atomic.Int64
	want   map[string]string // content by path, without what tells of the run itself
	lists  map[string]bool   // checksums of all files of lists that readers may meet
	stages []stage           // of an undisturbed run
}

// stage is a part of the run: from when to when, since its start.
type stage struct {
	name     string
	from, to time.Duration
}

// config is that of every night: a model that is trained within a fraction of a
// second in every run, and guards that only warn.
const config = `version: 1
state: state
currency: GBP
timezone: Europe/London
tables:
  transactions:
    files: days/*.csv
    columns:
      customer_id: regexp_replace(CustomerID, '\.0$', '')
      time: InvoiceDate
      amount: Quantity * UnitPrice
      order_id: InvoiceNo
      product: case when regexp_matches(StockCode, '^[0-9]{5}') then StockCode end
      is_return: InvoiceNo like 'C%'
    missing_customer: out_of_scope
    duplicates: keep
churn: {horizon_days: 14, lookback_days: 30}
cutoffs: {min_history_days: 30}
model:
  candidates: [gbdt]
  average: []
  retrain_days: 1
  gbdt: {num_iterations: 10, learning_rate: 0.3}
  gate: {min_customers: 1, min_churned: 1, min_gain: -1, champion_tie: 1, champion_logloss_tie: 10, max_ece: 1}
guards: {warn_only: [freshness, volume, amounts, missing, quarantine, customers, drift, high_risk, realised]}
evaluation: {bootstrap: 20}
resources: {buckets: 2}
`

// spoiled is a line that no table can use, so that there is a quarantine.
const spoiled = "536365,85123A,BROKEN,6,on a Tuesday,2.55,17850.0,United Kingdom\n"

// nights prepares what is attacked: the first run ever, a night with new
// exports, and a night that makes the list of the same day again by other
// settings.
func nights(t testing.TB) []*night {
	t.Helper()
	days := realDays(t)
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "days"), 0o700); err != nil {
		t.Fatal(err)
	}
	write := func(path, text string) string {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	deliver := func(days []string, more string) {
		for _, day := range days {
			text, err := os.ReadFile(day)
			if err != nil {
				t.Fatal(err)
			}
			write(filepath.Join(dir, "days", filepath.Base(day)), string(text)+more)
		}
	}
	plain := write(filepath.Join(dir, "predict.yaml"), config)
	other := write(filepath.Join(dir, "other.yaml"), strings.Replace(config, "churn:", "score: {holdout_share: 0.3}\nchurn:", 1))
	deliver(days[:nightsBefore], "")
	yesterday := &night{name: "yesterday", dir: dir, config: plain}
	before := yesterday.fresh(t)
	yesterday.must(t, before, "run")
	deliver(days[nightsBefore:nightsBefore+2], spoiled)
	list := []*night{
		{name: "night", dir: dir, config: plain, before: before},
		{name: "first", dir: dir, config: plain},
		{name: "again", dir: dir, config: other},
	}
	for _, n := range list {
		if n.name == "again" {
			n.before = list[0].fresh(t)
			list[0].must(t, n.before, "run")
		}
		n.rehearse(t)
	}
	return list
}

// nightsBefore is the number of daily exports before the night.
const nightsBefore = 80

// realDays are the daily exports of a British gift shop (UCI Online Retail).
func realDays(t testing.TB) []string {
	t.Helper()
	root := os.Getenv("CHURN_REAL_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	days, err := filepath.Glob(filepath.Join(root, "online_retail", "by-day", "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if len(days) < nightsBefore+2 {
		t.Skipf("the real data set online_retail is not in %s; set CHURN_REAL_DATA", root)
	}
	return days
}

// rehearse runs the night undisturbed, notes its stages and what it makes.
func (n *night) rehearse(t testing.TB) {
	t.Helper()
	state := n.fresh(t)
	defer drop(t, state)
	n.lists = map[string]bool{}
	n.addLists(t, state)
	n.stages = nil
	begun := time.Now()
	at := time.Duration(0)
	r := startWith(t, n.predict(state, "run"), func(line string) {
		if name, ok := doneStage(line); ok {
			now := time.Since(begun)
			n.stages = append(n.stages, stage{name, at, now})
			at = now
		}
	})
	if e := r.wait(); e.code != 0 {
		t.Fatalf("an undisturbed run ends with %d:\n%s", e.code, e.stderr)
	}
	n.addLists(t, state)
	n.want = content(t, state)
	n.verify(t, state)
}

// doneStage finds the name of a finished stage in a line of the log.
func doneStage(line string) (string, bool) {
	_, rest, ok := strings.Cut(line, `msg="stage done" stage=`)
	if !ok {
		return "", false
	}
	name, _, _ := strings.Cut(rest, " elapsed=")
	return strings.Trim(name, `"`), true
}

// addLists notes the checksums of the files of all lists.
func (n *night) addLists(t testing.TB, state string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(state, "outputs", "*", "risk.*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		n.lists[sumOf(text)] = true
	}
}

func sumOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// verify expects a state in which every file is whole.
func (n *night) verify(t testing.TB, state string) {
	t.Helper()
	c, err := configs.Load(n.config)
	if err != nil {
		t.Fatal(err)
	}
	c.SetState(state)
	found, err := pipeline.Verify(context.Background(), pipeline.NewState(c, pipeline.Settings{}))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found.Damaged {
		t.Errorf("%s: %s is damaged: %s", n.name, f.Path, f.Problem)
	}
}

// content reads a state folder. What tells of the run and not of its result is
// left out: times of day, how long stages took, what this run loaded and
// computed itself, and the checksums over that.
func content(t testing.TB, state string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(state, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(state, path)
		if err == nil && d.IsDir() && filepath.Ext(path) == ".old" {
			return fs.SkipDir // a list that was replaced
		}
		switch {
		case err != nil || d.IsDir() || d.Name() == ".lock" || d.Name() == "ledger.jsonl":
			return err
		case d.Type()&fs.ModeSymlink != 0:
			all[name], err = os.Readlink(path)
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		switch d.Name() {
		case "manifest.json":
			all[name] = timeless(t, name, text)
		case "history.jsonl":
			all[name] = string(withoutTime.ReplaceAll(withoutSeal.ReplaceAll(text, nil), nil))
		case "card.md":
			all[name] = string(withoutDay.ReplaceAll(withoutSeal.ReplaceAll(text, nil), nil))
		default:
			all[name] = fmt.Sprintf("%d bytes, sha256 %s", len(text), sumOf(text))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// What is left out of files that tell when something happened.
var (
	withoutSeal = regexp.MustCompile(`(?m)^(\{"checksum":"[0-9a-f]{64}"\}|<!-- checksum [0-9a-f]{64} -->)$`)
	withoutTime = regexp.MustCompile(`"when":"[^"]*",`)
	withoutDay  = regexp.MustCompile(`20[2-9][0-9]-[0-9]{2}-[0-9]{2}( [0-9:]{8})?`) // the data are of 2011
)

// timeless is a manifest without what tells of the run itself.
func timeless(t testing.TB, name string, text []byte) string {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for _, key := range []string{"started", "timings_seconds", "load", "cohorts", "warnings", "checksum"} {
		delete(m, key)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", " ")
	if err := e.Encode(m); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// compare tells how a state differs from that of an undisturbed run.
func (n *night) compare(t testing.TB, state string) []string {
	t.Helper()
	got := content(t, state)
	var diffs []string
	for _, name := range slices.Sorted(maps.Keys(n.want)) {
		now, ok := got[name]
		switch {
		case !ok:
			diffs = append(diffs, name+" is missing")
		case now != n.want[name]:
			diffs = append(diffs, name+" differs: "+firstDifference(n.want[name], now))
		}
	}
	for name := range got {
		// Tables that a killed run would have tidied away are left to the next night.
		if _, ok := n.want[name]; !ok && !strings.HasPrefix(name, "features/") {
			diffs = append(diffs, name+" is too much")
		}
	}
	sort.Strings(diffs)
	return diffs
}

func firstDifference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d is %q and should be %q", i+1, b[i], a[i])
		}
	}
	return fmt.Sprintf("%d lines and should be %d", len(b), len(a))
}
