package pipeline

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"predict/features"
)

// oldState is a state of many nights up to 2026-01-01, made at three in the
// morning of the day that each is about.
type oldState struct {
	*State
	t   *testing.T
	log bytes.Buffer
}

func newOldState(t *testing.T) *oldState {
	o := &oldState{State: testState(t, t.TempDir(), "2026-01-01"), t: t}
	o.Plan.Score = o.AsOf
	o.Settings.Now = func() time.Time { return time.Date(2026, 1, 1, 3, 0, 0, 0, time.UTC) }
	o.Settings.Log = slog.New(slog.NewTextHandler(&o.log, nil))
	return o
}

// write puts a text somewhere in the state.
func (o *oldState) write(text string, parts ...string) {
	o.t.Helper()
	path := o.path(parts...)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		o.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		o.t.Fatal(err)
	}
}

// json puts a sealed file somewhere in the state.
func (o *oldState) json(v any, parts ...string) {
	o.t.Helper()
	o.write("", parts...)
	if err := writeJSON(o.path(parts...), v); err != nil {
		o.t.Fatal(err)
	}
}

// night makes list, run and feature table of a date.
func (o *oldState) night(asOf string, made time.Time, model string) {
	o.t.Helper()
	m := &Manifest{RunID: asOf + "-r", AsOf: asOf, Started: made, Outputs: []OutputFile{{Name: csvFile}}, Model: &ModelNote{ID: model}}
	o.write("list", "outputs", asOf, csvFile)
	o.json(m, "outputs", asOf, manifestFile)
	o.json(m, "runs", m.RunID, manifestFile)
	at, err := features.ParseCutoff(asOf)
	if err != nil {
		o.t.Fatal(err)
	}
	o.json(About{Cutoff: time.UnixMicro(at).UTC()}, "features", asOf, aboutFile)
	o.write("features", "features", asOf, tableFile)
}

// day is three in the morning of a date.
func day(t *testing.T, date string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, date)
	if err != nil {
		t.Fatal(err)
	}
	return at.Add(3 * time.Hour)
}

// tidy runs the stage and gives what is left of a part.
func (o *oldState) tidy(part string) []string {
	o.t.Helper()
	if err := (Stages{tidyStage{}}).Run(context.Background(), o.State); err != nil {
		o.t.Fatal(err)
	}
	return o.left(part)
}

// left lists the files of a part.
func (o *oldState) left(part string) []string {
	o.t.Helper()
	left := []string{}
	err := filepath.WalkDir(o.path(part), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(o.path(part), path) // below it
			left = append(left, name)
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return left
}

func (o *oldState) expect(part string, want ...string) {
	o.t.Helper()
	if diff := cmp.Diff(append([]string{}, want...), o.left(part)); diff != "" {
		o.t.Errorf("%s (-want +left):\n%s", part, diff)
	}
}

func TestTidyByAge(t *testing.T) {
	o := newOldState(t)
	for _, date := range []string{"2024-12-31", "2025-11-30", "2025-12-01", "2025-12-02", "2025-12-31"} {
		o.night(date, day(t, date), "m")
	}
	o.night("2025-06-30", day(t, "2025-12-24"), "m") // made lately, by hand
	o.night("2026-01-01", o.Settings.Now(), "m")
	if err := os.Symlink("2026-01-01", o.path("outputs", "latest")); err != nil {
		t.Fatal(err)
	}
	o.write("{}\n", "runs", "ledger.jsonl")
	o.tidy("outputs")
	var want []string
	for _, date := range []string{"2025-06-30", "2025-12-02", "2025-12-31", "2026-01-01"} { // 30 days before 2026-01-01 is 2025-12-02
		want = append(want, date+"/manifest.json", date+"/risk.csv")
	}
	o.expect("outputs", append(want, "latest")...)
	o.expect("runs", "2025-06-30-r/manifest.json", "2025-11-30-r/manifest.json", "2025-12-01-r/manifest.json", "2025-12-02-r/manifest.json",
		"2025-12-31-r/manifest.json", "2026-01-01-r/manifest.json", "ledger.jsonl")
	o.expect("features", "2026-01-01/about.json", "2026-01-01/features.parquet")
	if log := o.log.String(); strings.Count(log, "\n") != 1 || !strings.Contains(log, " outputs=3 runs=1 quarantine_files=0 models=0 feature_tables=6 bytes=") {
		t.Errorf("log:\n%s", log)
	}
	o.log.Reset()
	o.tidy("outputs")
	if strings.Contains(o.log.String(), "bytes=") {
		t.Errorf("nothing was left to tidy, and the log says\n%s", o.log.String())
	}
}

// TestTidyTrustsNoClockAlone: neither a clock that is wrong nor a transaction of
// the future makes anything old.
func TestTidyTrustsNoClockAlone(t *testing.T) {
	for name, change := range map[string]func(*oldState){
		"clock ahead":        func(o *oldState) { o.Settings.Now = func() time.Time { return day(o.t, "2036-01-01") } },
		"clock behind":       func(o *oldState) { o.Settings.Now = func() time.Time { return day(o.t, "1970-01-01") } },
		"as_of ahead":        func(o *oldState) { o.AsOf = day(o.t, "2036-01-01").UnixMicro() },
		"a list of the past": func(o *oldState) { o.AsOf = day(o.t, "2025-06-30").UnixMicro() },
		"kept for ever": func(o *oldState) {
			o.Config.Keep.OutputsDays = 0
			o.Settings.Now = func() time.Time { return day(o.t, "2036-01-01") }
		},
	} {
		o := newOldState(t)
		o.night("2025-12-20", day(t, "2025-12-20"), "m")
		change(o)
		if got := o.tidy("outputs"); len(got) != 2 {
			t.Errorf("%s: left are %v", name, got)
		}
	}
}

// TestTidyLeavesAlone: what is in use, what the program does not know, and what
// lies behind a symbolic link.
func TestTidyLeavesAlone(t *testing.T) {
	o := newOldState(t)
	for _, date := range []string{"2025-01-01", "2025-01-02", "2025-01-03", "2025-01-04", "2025-01-05"} {
		o.night(date, day(t, date), "m")
	}
	if err := os.Symlink("2025-01-01", o.path("outputs", "latest")); err != nil {
		t.Fatal(err)
	}
	o.write("mine", "outputs", "2025-01-02", "notes.txt")
	o.write("{", "outputs", "2025-01-03", manifestFile) // damaged
	if err := os.Rename(o.path("outputs", "2025-01-04"), o.path("outputs", "copy of 2025-01-04")); err != nil {
		t.Fatal(err)
	}
	outside := t.TempDir()
	if err := os.Rename(o.path("outputs", "2025-01-05"), filepath.Join(outside, "2025-01-05")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(outside, "2025-01-05"), o.path("outputs", "2025-01-05")); err != nil {
		t.Fatal(err)
	}
	o.write("table", "features", "mine", "table.parquet")
	o.write("rows", "quarantine", "transactions", "mine.jsonl")
	before := o.left("outputs")
	if diff := cmp.Diff(before, o.tidy("outputs")); diff != "" {
		t.Errorf("(-before +left):\n%s", diff)
	}
	if _, err := os.Stat(filepath.Join(outside, "2025-01-05", csvFile)); err != nil {
		t.Error(err)
	}
	o.expect("features", "mine/table.parquet")
	o.expect("quarantine", "transactions/mine.jsonl")

	// The whole part behind a link stays, too.
	if err := os.Rename(o.path("features"), filepath.Join(outside, "features")); err != nil {
		t.Fatal(err)
	}
	o.t.Chdir(outside)
	if err := os.Symlink(filepath.Join(outside, "features"), o.path("features")); err != nil {
		t.Fatal(err)
	}
	at := day(t, "2025-03-01")
	o.json(About{Cutoff: at.Truncate(24 * time.Hour)}, "features", "2025-03-01", aboutFile)
	o.tidy("outputs")
	if _, err := os.Stat(filepath.Join(outside, "features", "2025-03-01", aboutFile)); err != nil {
		t.Error(err)
	}
}

func TestTidyQuarantine(t *testing.T) {
	o := newOldState(t)
	for i, age := range []int{91, 89} {
		o.write("rows", "quarantine", "transactions", fmt.Sprintf("load-%06d.jsonl", i+1))
		made := o.Settings.Now().AddDate(0, 0, -age)
		if err := os.Chtimes(o.path("quarantine", "transactions", fmt.Sprintf("load-%06d.jsonl", i+1)), made, made); err != nil {
			t.Fatal(err)
		}
	}
	o.tidy("quarantine")
	o.expect("quarantine", "transactions/load-000002.jsonl")
}

// TestTidyModels keeps the newest, the champion, the one before it, and those of
// lists that stay.
func TestTidyModels(t *testing.T) {
	o := newOldState(t)
	var ids []string
	for i := range 8 {
		m, err := o.storeModel(testTrained(t, o.State, float64(10+i), true))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, m.ID)
		if i == 0 || i == 2 {
			if err := o.promote(m.ID, "trained", false); err != nil {
				t.Fatal(err)
			}
		}
	}
	o.night("2025-12-31", day(t, "2025-12-31"), ids[3])
	o.write("mine", "models", ids[4], "notes.txt")
	o.Config.Keep.Models = 2
	o.tidy("models")
	var left []string
	for _, id := range ids {
		if _, err := os.Stat(o.path("models", id)); err == nil {
			left = append(left, id)
		}
	}
	want := []string{ids[0], ids[2], ids[3], ids[4], ids[6], ids[7]} // before the champion, champion, of a list, with a note, newest
	if diff := cmp.Diff(want, left); diff != "" {
		t.Errorf("models (-want +left):\n%s", diff)
	}
	history, err := o.history()
	if err != nil {
		t.Fatal(err)
	}
	var gone []string
	for _, e := range history {
		if e.Action == ActionRemoved {
			gone = append(gone, e.Model)
		}
	}
	slices.Sort(gone)
	want = []string{ids[1], ids[5]}
	slices.Sort(want)
	if diff := cmp.Diff(want, gone); diff != "" {
		t.Errorf("removed by the history (-want +got):\n%s", diff)
	}
}

// TestTidyAfterAKill: what was renamed away and not yet removed goes.
func TestTidyAfterAKill(t *testing.T) {
	o := newOldState(t)
	o.night("2026-01-01", o.Settings.Now(), "m")
	o.write("half", "features", ".2025-01-01.tmp", tableFile)
	o.write("half", "quarantine", "transactions", ".load-000001.jsonl.tmp")
	o.tidy("features")
	o.expect("features", "2026-01-01/about.json", "2026-01-01/features.parquet")
	o.expect("quarantine")
}

// TestTidyAfterNothingNew: the run that made the list may have been killed before
// it had tidied.
func TestTidyAfterNothingNew(t *testing.T) {
	o := newOldState(t)
	o.night("2025-01-01", day(t, "2025-01-01"), "m")
	o.night("2026-01-01", o.Settings.Now(), "m")
	o.Skipped = true
	o.tidy("outputs")
	o.expect("outputs", "2026-01-01/manifest.json", "2026-01-01/risk.csv")
}
