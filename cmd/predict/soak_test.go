package main

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// soakNights is how many nights the soak test lives through where
// PREDICT_SOAK_NIGHTS says nothing else; `make torture` asks for a year, of more
// customers (PREDICT_SOAK_CUSTOMERS).
const soakNights = 12

// TestSoak runs night after night, each with the exports of one more day, and
// expects every list to come out, the cost of a night to stay flat, and the last
// list to be the one that a new state folder makes of all exports at once.
func TestSoak(t *testing.T) {
	nights := soakNights
	if text := os.Getenv("PREDICT_SOAK_NIGHTS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 3 || n > 365 {
			t.Fatalf("PREDICT_SOAK_NIGHTS=%q: want a number of nights from 3 to 365", text)
		}
		nights = n
	}
	w := newSoak(t, nights)
	w.deliver(0)
	w.night(0)
	for n := 1; n <= nights; n++ {
		w.deliver(n)
		w.night(n)
	}
	w.report()
	w.checkBooks()
	w.checkList()
}

// soak is a state folder that lives through nights.
type soak struct {
	t      *testing.T
	dir    string
	begin  time.Time                   // the day of the first night's list
	days   int                         // nights after the first
	tables map[string]map[int][]string // by table and night: the lines to deliver
	header map[string]string
	cost   []nightCost
}

// nightCost is what a night took.
type nightCost struct {
	cpu, wall time.Duration
	rss       int64 // most memory, bytes
	parts     int   // most files of one table and bucket
	trained   bool
}

// eventColumns are the columns by which a row belongs to a day; a table without
// one is delivered once.
func eventColumns() map[string]string {
	return map[string]string{
		"transactions": "ordered_at", "invoices": "issued", "contacts": "time", "changes": "time", "offers": "time",
		"satisfaction": "time", "wallet": "month", "cancellations": "time",
	}
}

// newSoak makes demo exports and cuts them into days.
func newSoak(t *testing.T, nights int) *soak {
	w := &soak{t: t, dir: t.TempDir(), days: nights, tables: map[string]map[int][]string{}, header: map[string]string{}}
	all := filepath.Join(w.dir, "all")
	customers := cmp.Or(os.Getenv("PREDICT_SOAK_CUSTOMERS"), "250")
	w.predict("generate", all, "--customers", customers, "--seed", "7")
	w.begin = time.Date(2026, 1, 1-nights, 0, 0, 0, 0, time.UTC) // the demo ends with 2025
	files, err := filepath.Glob(filepath.Join(all, "*.csv"))
	if err != nil || len(files) < 9 {
		t.Fatalf("%d demo exports, want 9: %v", len(files), err)
	}
	for _, path := range files {
		w.cut(path)
	}
	config, err := os.ReadFile(filepath.Join(all, "predict.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(config), "as_of: 2026-01-01", "as_of: latest")
	for table := range w.tables {
		text = strings.ReplaceAll(text, table+".csv", "exports/"+table+"-*.csv")
	}
	if err := os.Mkdir(filepath.Join(w.dir, "exports"), 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(w.dir, "predict.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	makeSmall(t, path)
	return w
}

// cut puts the lines of an export to the nights that they are delivered in.
func (w *soak) cut(path string) {
	table := strings.TrimSuffix(filepath.Base(path), ".csv")
	f, err := os.Open(path)
	if err != nil {
		w.t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		w.t.Fatal(err)
	}
	column := slices.Index(records[0], eventColumns()[table])
	w.header[table] = strings.Join(records[0], ",")
	w.tables[table] = map[int][]string{}
	for _, r := range records[1:] {
		night := 0
		if column >= 0 {
			at, err := time.Parse(time.DateOnly, r[column][:len(time.DateOnly)])
			if err != nil {
				w.t.Fatal(err)
			}
			night = max(0, int(at.Sub(w.begin)/(24*time.Hour))+1)
		}
		w.tables[table][night] = append(w.tables[table][night], strings.Join(r, ","))
	}
}

// deliver writes the exports of a night.
func (w *soak) deliver(night int) {
	for table, nights := range w.tables {
		lines := nights[night]
		if len(lines) == 0 {
			continue
		}
		text := w.header[table] + "\n" + strings.Join(lines, "\n") + "\n"
		name := fmt.Sprintf("%s-%s.csv", table, w.begin.AddDate(0, 0, night-1).Format(time.DateOnly))
		if err := os.WriteFile(filepath.Join(w.dir, "exports", name), []byte(text), 0o600); err != nil {
			w.t.Fatal(err)
		}
	}
}

// night runs the main job and notes what it cost.
func (w *soak) night(n int) {
	begun := time.Now()
	cmd := exec.Command("predict", "run", "-c", filepath.Join(w.dir, "predict.yaml"), "--no-progress")
	text, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState.ExitCode() != exitGate { // a model that is worse is refused; the list comes out all the same
		w.t.Fatalf("night %d: %v\n%s", n, err, text)
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	c := nightCost{
		cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), wall: time.Since(begun),
		rss: usage.Maxrss << 10, trained: strings.Contains(string(text), " gate_passed="),
	}
	want := w.begin.AddDate(0, 0, n).Format(time.DateOnly)
	if got, err := os.Readlink(filepath.Join(w.dir, "state", "outputs", "latest")); err != nil || got != want {
		w.t.Fatalf("night %d: the latest list is that of %s, want %s: %v\n%s", n, got, want, err, text)
	}
	c.parts = w.mostParts()
	w.cost = append(w.cost, c)
}

// mostParts is the largest number of files that hold rows of one table and
// bucket: parts of the bucket, and sheets of all of them.
func (w *soak) mostParts() int {
	most := 0
	buckets, err := filepath.Glob(filepath.Join(w.dir, "state", "lake", "*", "bucket=*"))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, b := range append(buckets, filepath.Join(w.dir, "state", "lake", "transactions", "no bucket")) {
		parts, err := filepath.Glob(filepath.Join(b, "*.parquet"))
		if err != nil {
			w.t.Fatal(err)
		}
		sheets, err := filepath.Glob(filepath.Join(filepath.Dir(b), "*.parquet"))
		if err != nil {
			w.t.Fatal(err)
		}
		most = max(most, len(parts)+len(sheets))
	}
	return most
}

// report prints what nights cost, and expects the last ones to cost no more than
// 1.2 of those around the tenth, by the median of nights without training.
func (w *soak) report() {
	window := func(from, to int) (cpu, rss []float64) {
		for _, c := range w.cost[max(1, from):min(len(w.cost), to)] {
			if !c.trained {
				cpu, rss = append(cpu, c.cpu.Seconds()), append(rss, float64(c.rss)/(1<<20))
			}
		}
		return cpu, rss
	}
	early, earlyRSS := window(3, 18)
	late, lateRSS := window(len(w.cost)-15, len(w.cost))
	most := 0
	for _, c := range w.cost {
		most = max(most, c.parts)
	}
	w.t.Logf("%d nights: CPU s a night %.2f around the tenth, %.2f at the end; memory %.0f and %.0f MiB; at most %d files of a table and bucket",
		w.days, median(early), median(late), median(earlyRSS), median(lateRSS), most)
	if w.days < 60 {
		return // too few nights for a trend
	}
	if median(late) > 1.2*median(early) {
		w.t.Errorf("a night costs %.2f CPU s at the end and %.2f around the tenth: more than 1.2 times as much", median(late), median(early))
	}
	if median(lateRSS) > 1.2*median(earlyRSS) {
		w.t.Errorf("a night takes %.0f MiB at the end and %.0f around the tenth: more than 1.2 times as much", median(lateRSS), median(earlyRSS))
	}
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	v = slices.Clone(v)
	slices.Sort(v)
	return v[len(v)/2]
}

// checkBooks expects every delivered row in the books of the last list.
func (w *soak) checkBooks() {
	type input struct {
		Table string `json:"table"`
		Rows  int64  `json:"rows_read"`
	}
	var manifest struct {
		Inputs []input `json:"inputs"`
		Before []input `json:"inputs_before"`
	}
	text, err := os.ReadFile(filepath.Join(w.dir, "state", "outputs", "latest", "manifest.json"))
	if err != nil {
		w.t.Fatal(err)
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		w.t.Fatal(err)
	}
	read := map[string]int64{}
	for _, in := range append(manifest.Inputs, manifest.Before...) {
		read[in.Table] += in.Rows
	}
	for table, nights := range w.tables {
		want := int64(0)
		for _, lines := range nights {
			want += int64(len(lines))
		}
		if read[table] != want {
			w.t.Errorf("%s: %d rows were read, %d were delivered", table, read[table], want)
		}
	}
}

// checkList makes the last list anew from all exports at once, with the same
// model, and expects the same bytes but for the run's id.
func (w *soak) checkList() {
	config, state := filepath.Join(w.dir, "predict.yaml"), filepath.Join(w.dir, "anew")
	w.predict("load", "-q", "-c", config, "--state", state)
	model, err := filepath.EvalSymlinks(filepath.Join(w.dir, "state", "models", "champion"))
	if err != nil {
		w.t.Fatal(err)
	}
	w.predict("score", "-q", "-c", config, "--state", state, "--model", filepath.Join(model, "model.json"))
	if got, want := w.list(state), w.list(filepath.Join(w.dir, "state")); !slices.EqualFunc(got, want, slices.Equal) {
		w.t.Errorf("the list of %d nights and that of one load differ", w.days)
	}
}

// list reads the latest list without the ids of run and model, and without what it
// says of the list before, which a new state folder has not.
func (w *soak) list(state string) [][]string {
	f, err := os.Open(filepath.Join(state, "outputs", "latest", "risk.csv"))
	if err != nil {
		w.t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		w.t.Fatal(err)
	}
	for _, name := range []string{"run_id", "model_id", "score_change", "score_change_cause"} {
		column := slices.Index(records[0], name)
		for _, r := range records[1:] {
			r[column] = ""
		}
	}
	return records
}

// predict runs a command that must succeed.
func (w *soak) predict(args ...string) {
	w.t.Helper()
	if text, err := exec.Command("predict", args...).CombinedOutput(); err != nil {
		w.t.Fatalf("predict %s: %v\n%s", strings.Join(args, " "), err, text)
	}
}
