package torture

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// config is that of every night: a model that is trained within a tenth of a
// second in every run, guards that only warn, and little that is kept, so that
// every night has something to tidy away.
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
    corrects: '[.]v[0-9]+'
churn: {horizon_days: 14, lookback_days: 30}
cutoffs: {min_history_days: 30, max: 2}
features: {families: [recency, frequency, rhythm]}
model:
  candidates: [gbdt]
  average: []
  retrain_days: 1
  gbdt: {num_iterations: 5, learning_rate: 0.3, num_leaves: 8}
  gate: {min_customers: 1, min_churned: 1, min_gain: -1, champion_tie: 1, champion_logloss_tie: 10, max_ece: 1}
guards: {warn_only: [freshness, volume, amounts, missing, quarantine, customers, drift, high_risk, realised]}
evaluation: {bootstrap: 50}
keep: {outputs_days: 1, runs_days: 1, quarantine_days: 1, models: 1}
resources: {buckets: 2}
`

// spoiled is a line that no table can use, so that there is a quarantine.
const spoiled = "536365,85123A,BROKEN,6,on a Tuesday,2.55,17850.0,United Kingdom\n"

// backfill is the number of daily exports of the first load; three nights with
// one small export each follow before the night that is attacked, which brings
// two. Of 80 days, the lines of every fourth customer are taken.
const backfill, fourth = 76, 4

// shop delivers daily exports.
type shop struct {
	days []string // paths of the real exports
	dir  string   // where they are delivered
}

// deliver delivers the export of a day under a name: so many of its lines, and
// some more.
func (s shop) deliver(t testing.TB, day int, name string, lines int, more string) {
	t.Helper()
	text, err := os.ReadFile(s.days[day])
	if err != nil {
		t.Fatal(err)
	}
	var kept strings.Builder
	for line := range strings.Lines(string(text)) {
		if kept.Len() > 0 && !isOfSome(line) { // the first line names the columns
			continue
		}
		if lines < 0 {
			break
		}
		kept.WriteString(line)
		lines--
	}
	path := filepath.Join(s.dir, name)
	write(t, path, kept.String()+more)
	when := time.Date(2011, 6, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, day)
	if err := os.Chtimes(path, when, when); err != nil { // quarantines are as old as their export at most
		t.Fatal(err)
	}
}

// all is more lines than any export has.
const all = 1 << 30

// isOfSome reports whether a line is of one of the customers that are taken, by
// the customer's number in the column before the last, or one of some without.
func isOfSome(line string) bool {
	columns := strings.Split(line, ",")
	number := 0
	if id := columns[max(0, len(columns)-2)]; id == "" {
		number = len(line)
	} else {
		_, _ = fmt.Sscanf(id, "%d", &number) // what is no number counts as 0
	}
	return number%fourth == 0
}

// name is that of the export of a day.
func (s shop) name(day int) string { return filepath.Base(s.days[day]) }

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// prepared is what all tests attack, made by the first one.
var prepared struct {
	once   sync.Once
	nights []*night
}

// nights are what is attacked: a night with two new exports and a correction of
// an earlier one, the first run ever, and a night that makes the list of the same
// day again, because exports have changed, and by other settings. Those with a
// past merge segments of the lake, and remove lists, runs, quarantines, models
// and feature tables.
func nights(t testing.TB) []*night {
	t.Helper()
	root := os.Getenv("CHURN_REAL_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	days, err := filepath.Glob(filepath.Join(root, "online_retail", "by-day", "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if len(days) < backfill+6 {
		t.Skipf("the real data set online_retail is not in %s; set CHURN_REAL_DATA", root)
	}
	prepared.once.Do(func() { prepared.nights = prepare(t, days) })
	if prepared.nights == nil {
		t.Fatal("an earlier test could not prepare the nights")
	}
	return prepared.nights
}

func prepare(t testing.TB, days []string) []*night {
	t.Helper()
	place := func(name string) *night {
		n := &night{name: name, dir: filepath.Join(scratch, name), lists: map[string]bool{}}
		n.config = filepath.Join(n.dir, "predict.yaml")
		write(t, n.config, config)
		return n
	}
	tonight, first, again := place("night"), place("first"), place("again")
	s := past(t, tonight, days)
	s.tonight(t)
	copyTree(t, s.dir, filepath.Join(first.dir, "days"))

	s = past(t, again, days)
	s.tonight(t)
	again.must(t, again.before, "run")
	s.deliver(t, backfill+5, s.name(backfill+5), 60, spoiled) // three lists: that of the day, the one compared with, and one to remove
	again.must(t, again.before, "run")
	grow(t, again.before)
	for day := 10; day < 14; day++ { // other lines stand there now
		s.deliver(t, day+1, s.name(day), all, spoiled)
		now := time.Now()
		if err := os.Chtimes(filepath.Join(s.dir, s.name(day)), now, now); err != nil {
			t.Fatal(err)
		}
	}
	write(t, again.config, strings.Replace(config, "churn:", "score: {holdout_share: 0.3}\nchurn:", 1))
	list := []*night{tonight, first, again}
	for _, n := range list {
		n.rehearse(t)
	}
	hasAll(t, tonight, "files_corrected=1", "files_redelivered=1", " outputs=3 runs=3 quarantine_files=3 models=3 feature_tables=3", " segments_before=3 segments=2 ")
	hasAll(t, again, "files_changed=4", " outputs=1 runs=1 quarantine_files=2 models=1", " segments_before=4 segments=2 ")
	return list
}

// hasAll expects that an undisturbed run did what is to be attacked.
func hasAll(t testing.TB, n *night, want ...string) {
	t.Helper()
	for _, part := range want {
		if !strings.Contains(n.log, part) {
			t.Fatalf("%s: there is no %q in\n%s", n.name, part, n.log)
		}
	}
}

// past makes the state before a night, of a first load and three nights with one
// small export each.
func past(t testing.TB, n *night, days []string) shop {
	t.Helper()
	n.before = filepath.Join(n.dir, "before")
	s := shop{days: days, dir: filepath.Join(n.dir, "days")}
	for day := range backfill {
		s.deliver(t, day, s.name(day), all, "")
	}
	n.must(t, n.before, "run")
	for day := backfill; day < backfill+3; day++ {
		s.deliver(t, day, s.name(day), 60, spoiled)
		n.must(t, n.before, "run")
	}
	grow(t, n.before)
	return s
}

// tonight delivers two new exports, a correction of an earlier one, and one once
// more under another name.
func (s shop) tonight(t testing.TB) {
	t.Helper()
	for day := backfill + 3; day < backfill+5; day++ {
		s.deliver(t, day, s.name(day), 120, spoiled)
	}
	s.deliver(t, 5, strings.TrimSuffix(s.name(5), ".csv")+".v2.csv", 60, "")
	s.deliver(t, 6, "copy-of-"+s.name(6), all, "")
}

var (
	started = regexp.MustCompile(`"started": "[^"]*"`)
	long    = `"started": "2020-01-01T03:00:00Z"`
)

// grow makes all of a state but the newest list old: the moments in manifests, and
// those of quarantined rows.
func grow(t testing.TB, state string) {
	t.Helper()
	latest, err := filepath.EvalSymlinks(filepath.Join(state, "outputs", "latest"))
	if err != nil {
		t.Fatal(err)
	}
	newest, err := os.ReadFile(filepath.Join(latest, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(state, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || d.IsDir():
			return err
		case strings.HasPrefix(path, filepath.Join(state, "quarantine")+"/"):
			when := time.Date(2020, 1, 1, 3, 0, 0, 0, time.UTC)
			return os.Chtimes(path, when, when)
		case d.Name() != "manifest.json":
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil || string(text) == string(newest) {
			return err
		}
		text = started.ReplaceAll(text, []byte(long))
		at := strings.LastIndex(string(text), "\n  \"checksum\"")
		write(t, path, fmt.Sprintf("%s\n  \"checksum\": %q\n}\n", text[:at], sumOf(text[:at])))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
