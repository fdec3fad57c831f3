package pipeline

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"predict/configs"
	"predict/data/generate"
)

// finishedState makes a small state in which everything has happened: loads with
// a quarantine, two champions, two lists.
func finishedState(t *testing.T) *State {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "exports")
	o := generate.DefaultOptions()
	o.Customers = 150
	if _, err := generate.Run(t.Context(), dir, o); err != nil {
		t.Fatal(err)
	}
	night := func(asOf string, iterations int) *State {
		c, err := configs.Load(filepath.Join(dir, "predict.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		c.SetState(filepath.Join(filepath.Dir(dir), "state"))
		c.AsOf = asOf
		c.Resources.Buckets = 2
		c.Keep.Features = configs.KeepAll
		c.Model.Candidates, c.Model.Average = []string{configs.Boosted}, nil
		c.Model.Boosted.NumIterations, c.Model.RetrainDays = iterations, 1
		c.Evaluation.Bootstrap = 20
		c.Guards.WarnOnly = []string{configs.GuardQuarantine, configs.GuardDrift, configs.GuardHighRisk, configs.GuardCustomers}
		s := NewState(c, Settings{Version: "test", Force: true, Now: func() time.Time { return time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC) }})
		if err := Locked(t.Context(), s, RunStages()); err != nil {
			t.Fatal(err)
		}
		return s
	}
	night("2025-12-01", 5)
	line := "C1,not a time,12.50,o1,,,,,\n"
	path := filepath.Join(dir, "contacts.csv")
	if text, err := os.ReadFile(path); err != nil || os.WriteFile(filepath.Join(dir, "contacts-2.csv"), []byte(strings.SplitAfter(string(text), "\n")[0]+line), 0o600) != nil {
		t.Fatal(err)
	}
	return night("2026-01-01", 7)
}

// stateFiles lists the files of a state that hold something.
func stateFiles(t *testing.T, s *State) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(s.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || d.Name() == ".lock" {
			return err
		}
		name, err := filepath.Rel(s.Dir, path)
		list = append(list, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// verified looks at the whole state and gives the damaged files.
func verified(t *testing.T, s *State) []string {
	t.Helper()
	v, err := Verify(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return paths(v.Damaged)
}

func paths(findings []Finding) []string {
	var list []string
	for _, f := range findings {
		list = append(list, f.Path)
	}
	return list
}

// looked looks at the part of the state to which a file belongs and gives the
// damaged files.
func looked(t *testing.T, s *State, path string) []string {
	t.Helper()
	v := &verifier{state: s}
	v.reset()
	top, rest, _ := strings.Cut(path, string(filepath.Separator))
	if id, _, ok := strings.Cut(rest, string(filepath.Separator)); ok && top == "models" {
		v.model(id, "restore it") // the others are large
		return paths(v.found.Damaged)
	}
	for _, p := range v.parts() {
		if p.name == top {
			if err := p.look(t.Context()); err != nil {
				t.Fatal(err)
			}
			return paths(v.found.Damaged)
		}
	}
	t.Fatalf("nothing looks at %s", path)
	return nil
}

// TestEveryFlippedByteIsFound changes one byte after the other and expects
// damage in exactly that file. Of each file a sample of the bytes is changed;
// PREDICT_FLIPS=all asks for every byte of texts, and more of the others.
func TestEveryFlippedByteIsFound(t *testing.T) {
	s := finishedState(t)
	if got := verified(t, s); len(got) > 0 {
		t.Fatalf("damaged before anything was changed: %q", got)
	}
	sample, ofTexts, seed := 12, 12, time.Now().UnixNano()
	if os.Getenv("PREDICT_FLIPS") == "all" {
		sample, ofTexts = 2000, 1<<30
	}
	random := rand.New(rand.NewPCG(uint64(seed), 0)) //nolint:gosec // any seed will do
	flips := 0
	files := stateFiles(t, s)
	for _, name := range files {
		path := s.path(name)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		places := random.Perm(len(text))
		most := ofTexts
		if filepath.Ext(name) == ".parquet" {
			most = sample
		}
		if len(places) > most {
			ends := []int{0, 1, len(text) - 2, len(text) - 1}
			places = append(ends, places[:most]...)
		}
		for _, i := range places {
			was := text[i]
			text[i] ^= byte(1 << random.IntN(8))
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
			if got := looked(t, s, name); !slices.Equal(got, []string{name}) {
				t.Errorf("byte %d of %s was %q and is %q: damaged are %q (seed %d)", i, name, was, text[i], got, seed)
			}
			text[i] = was
			flips++
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := verified(t, s); len(got) > 0 {
		t.Fatalf("damaged after everything was put back: %q", got)
	}
	t.Logf("%d bytes of %d files were changed, and each was found", flips, len(files))
}

// TestDamagedFiles cuts files short, removes, swaps and adds some.
func TestDamagedFiles(t *testing.T) {
	s := finishedState(t)
	for _, name := range stateFiles(t, s) {
		path := s.path(name)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for what, change := range map[string]func() error{
			"cut short":  func() error { return os.Truncate(path, int64(len(text)-1)) },
			"cut in two": func() error { return os.Truncate(path, int64(len(text)/2)) },
			"emptied":    func() error { return os.Truncate(path, 0) },
			"longer":     func() error { return os.WriteFile(path, append(slices.Clone(text), '\n'), 0o600) },
			"removed":    func() error { return os.Remove(path) },
		} {
			if err := change(); err != nil {
				t.Fatal(err)
			}
			got := looked(t, s, name)
			if (what == "removed" || what == "emptied") && name == filepath.Join("runs", ledgerFile) {
				got = []string{name} // a ledger that was moved away is begun anew
			}
			if !slices.Equal(got, []string{name}) {
				t.Errorf("%s is %s: damaged are %q", name, what, got)
			}
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, kind := range []string{"outputs", "models", "features", "runs"} {
		a, b := pairOf(t, s, kind)
		swap := func() {
			for _, move := range [][2]string{{a, "x"}, {b, a}, {"x", b}} {
				if err := os.Rename(s.path(kind, move[0]), s.path(kind, move[1])); err != nil {
					t.Fatal(err)
				}
			}
		}
		swap()
		if got := looked(t, s, kind); len(got) < 2 {
			t.Errorf("%s of %s and %s are swapped: damaged are %q", kind, a, b, got)
		}
		swap()
	}
	extra := []string{filepath.Join("lake", "extra.parquet"), "notes.txt", filepath.Join("outputs", ".x.tmp", "risk.csv")}
	for _, name := range extra {
		if err := errors.Join(os.MkdirAll(filepath.Dir(s.path(name)), 0o700), os.WriteFile(s.path(name), []byte("x"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	v, err := Verify(t.Context(), s)
	if err != nil || v.Err() != nil {
		t.Fatalf("with more files: %v, %v, %+v", err, v.Err(), v.Damaged)
	}
	if diff := cmp.Diff(extra, paths(v.Leftover)); diff != "" {
		t.Errorf("left over (-want +got):\n%s", diff)
	}
}

// pairOf gives two folders of a kind.
func pairOf(t *testing.T, s *State, kind string) (a, b string) {
	t.Helper()
	v := &verifier{state: s}
	names, err := v.folders(kind)
	if err != nil || len(names) < 2 {
		t.Fatalf("%s has the folders %q: %v", kind, names, err)
	}
	return names[0], names[1]
}

func TestChampionAndHistory(t *testing.T) {
	s := finishedState(t)
	link := s.path("models", championLink)
	a, b := pairOf(t, s, "models")
	champion, err := s.championID()
	if err != nil {
		t.Fatal(err)
	}
	for what, target := range map[string]string{"which is gone": "2020-01-01-00000000", "elsewhere": "../x"} {
		if err := errors.Join(os.Remove(link), os.Symlink(target, link)); err != nil {
			t.Fatal(err)
		}
		if got := verified(t, s); len(got) == 0 || got[0] != filepath.Join("models", championLink) {
			t.Errorf("the champion is a model %s (%s, %s): damaged are %q", what, a, b, got)
		}
	}
	if err := errors.Join(os.Remove(link), os.Symlink(champion, link)); err != nil {
		t.Fatal(err)
	}
	latest := s.path("outputs", "latest")
	if err := errors.Join(os.Remove(latest), os.Symlink("2020-01-01", latest)); err != nil {
		t.Fatal(err)
	}
	if got := verified(t, s); !slices.Equal(got, []string{filepath.Join("outputs", "latest")}) {
		t.Errorf("outputs/latest leads nowhere: damaged are %q", got)
	}
}

// TestKilledFirstRun: what the first run had no time to write is not damage, while
// no run is on record.
func TestKilledFirstRun(t *testing.T) {
	s := finishedState(t)
	list, _ := pairOf(t, s, "outputs")
	model, _ := pairOf(t, s, "models")
	run, _ := pairOf(t, s, "runs")
	missing := func(names ...string) {
		t.Helper()
		for _, name := range names {
			if err := os.RemoveAll(s.path(name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	missing(mappingFile, filepath.Join("runs", run, manifestFile))
	if got := verified(t, s); len(got) != 2 {
		t.Errorf("two files are missing, and runs are on record: damaged are %q", got)
	}
	missing(filepath.Join("runs", ledgerFile), filepath.Join("outputs", "latest"))
	if got := verified(t, s); !slices.Equal(got, []string{filepath.Join("outputs", "latest")}) {
		t.Errorf("nothing leads to one of two lists: damaged are %q", got)
	}
	missing(filepath.Join("outputs", list), filepath.Join("models", model), filepath.Join("models", historyFile), filepath.Join("models", championLink))
	if got := verified(t, s); len(got) > 0 {
		t.Errorf("after a first run that was killed: damaged are %q", got)
	}
}

func TestVerifyNothing(t *testing.T) {
	c := configs.Default()
	s := NewState(&c, Settings{})
	s.Dir = filepath.Join(t.TempDir(), "none")
	if v, err := Verify(t.Context(), s); err != nil || v.Err() != nil || v.Files != 0 {
		t.Errorf("a state that is not there: %+v, %v", v, err)
	}
	if _, err := os.Stat(s.Dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("verify has made the state folder: %v", err)
	}
}
