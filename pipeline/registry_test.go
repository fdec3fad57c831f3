package pipeline

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"predict/configs"
	"predict/features"
	"predict/models/gate"
	"predict/models/gbdt"
	"predict/models/gbdt/tree"
	"predict/models/metrics"
)

// testState is the state of a run as of a date, in a folder of its own, with
// three features and no lake. Its clock moves on by a minute at each look.
func testState(t testing.TB, dir, asOf string) *State {
	t.Helper()
	c := configs.Default()
	c.SetState(dir)
	now := time.Date(2026, 1, 1, 3, 0, 0, 0, time.UTC)
	s := NewState(&c, Settings{Version: "test", Log: slog.New(slog.DiscardHandler), Now: func() time.Time {
		now = now.Add(time.Minute)
		return now
	}})
	s.Dir = dir
	at, err := features.ParseCutoff(asOf)
	if err != nil {
		t.Fatal(err)
	}
	s.AsOf = at
	s.Schema = features.Schema{
		Specs:    []features.Spec{{Name: "days_since_last_purchase", Unit: "days"}, {Name: "spend_90d", Unit: "currency", Window: 90}, {Name: "purchases_365d", Unit: "purchases", Window: 365}},
		Families: []string{"recency", "monetary", "frequency"},
	}
	return s
}

// testTrees are one tree that asks for the feature of a column.
func testTrees(names []string, column int, threshold float64) *tree.Ensemble {
	infos := slices.Repeat([]string{"[0:400]"}, len(names))
	return &tree.Ensemble{
		Features: names, Infos: infos, Sigmoid: 1,
		Trees: []tree.Tree{{
			Nodes:     []tree.Node{{Feature: column, Threshold: threshold, Missing: tree.MissingNaN, Left: ^0, Right: ^1, Gain: 5, Weight: 10, Count: 100}},
			Leaves:    []tree.Leaf{{Value: -1, Weight: 5, Count: 50}, {Value: 1, Weight: 5, Count: 50}},
			Shrinkage: 1,
		}},
	}
}

// testTrained is a model trained at three cutoffs, the newest 90 days before
// as_of. Models of other thresholds have other ids.
func testTrained(t *testing.T, s *State, threshold float64, passed bool) trained {
	t.Helper()
	m, err := gbdt.NewModel(testTrees(s.Schema.Names(), 0, threshold))
	if err != nil {
		t.Fatal(err)
	}
	day := int64(features.Day)
	test := s.AsOf - 90*day
	within := func(v float64) metrics.Interval { return metrics.Interval{Low: v - 0.01, High: v + 0.01} }
	report := &metrics.Report{
		N: 500, ChurnRate: 0.2, Model: metrics.Scores{AUC: 0.85, AveragePrecision: 0.6, LogLoss: 0.4, Brier: 0.1, ECE: 0.02, LiftTopDecile: 4, LiftCap: 5},
		Intervals:   &metrics.ScoreIntervals{AUC: within(0.85), AveragePrecision: within(0.6), LogLoss: within(0.4), Brier: within(0.1), ECE: within(0.02), LiftTopDecile: within(4)},
		Reliability: []metrics.Bin{{Weight: 250, Predicted: 0.1, Observed: 0.11}, {Weight: 250, Predicted: 0.3, Observed: 0.29}},
		Replicates:  200, Level: 0.95,
		Rules: map[string]metrics.RuleReport{
			"recency":   {RankScores: metrics.RankScores{AUC: 0.8}, Gain: metrics.RankScores{AUC: 0.05}, GainIntervals: &metrics.RankIntervals{AUC: within(0.05)}},
			"frequency": {RankScores: metrics.RankScores{AUC: 0.7}, Gain: metrics.RankScores{AUC: 0.15}},
		},
	}
	verdict := &gate.Verdict{Passed: passed, Checks: []gate.Check{{Name: gate.Rule, Passed: passed, Text: "AUC 0.85 against 0.80 of the rule recency."}}}
	return trained{
		algorithm: "gbdt", parameters: json.RawMessage(`{"Seed":1,"gbdt":{"num_leaves":2}}`), predictor: m, calibrator: asPredicted(), rows: 1000,
		cutoffs: []int64{test - 180*day, test - 90*day, test}, calibrated: test, test: test,
		evaluation: &Evaluation{Train: []string{"2025-01-01"}, Test: cutoffName(test), Horizon: 90, Algorithm: "gbdt", Features: 3, TrainRows: 900, Scores: report},
		verdict:    verdict,
	}
}

// stored stores a model and gives its id.
func stored(t *testing.T, s *State, threshold float64, passed bool) string {
	t.Helper()
	m, err := s.storeModel(testTrained(t, s, threshold, passed))
	if err != nil {
		t.Fatal(err)
	}
	return m.ID
}

func champion(t *testing.T, s *State) string {
	t.Helper()
	id, err := s.championID()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// deeds are the actions of the history, with the beginning of the ids replaced
// by the names given to them.
func deeds(t *testing.T, s *State, names map[string]string) []string {
	t.Helper()
	history, err := s.history()
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range history {
		text := e.Action + " " + names[e.Model]
		if e.Previous != "" {
			text += " for " + names[e.Previous]
		}
		list = append(list, text)
	}
	return list
}

func TestStoringTwiceIsStoringOnce(t *testing.T) {
	dir := t.TempDir()
	s := testState(t, dir, "2025-12-01")
	killed := s.path("models", ".2025-11-01-00000000.tmp") // a run that was killed left it
	if err := os.MkdirAll(killed, 0o700); err != nil {
		t.Fatal(err)
	}
	id := stored(t, s, 30, true)
	if _, err := os.Stat(killed); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an unfinished model is still there: %v", err)
	}
	read := func() map[string]string {
		files := map[string]string{}
		err := filepath.WalkDir(filepath.Join(dir, "models"), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			if want := fs.FileMode(0o600); err == nil && !d.IsDir() && info.Mode() != want {
				t.Errorf("%s has the mode %v, want %v", path, info.Mode(), want)
			}
			if d.IsDir() {
				if info.Mode().Perm() != 0o700 {
					t.Errorf("%s has the mode %v", path, info.Mode())
				}
				return err
			}
			text, err := os.ReadFile(path)
			files[filepath.Base(path)] = string(text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	before := read()
	if got := stored(t, testState(t, dir, "2025-12-01"), 30, true); got != id {
		t.Errorf("the same training has the ids %s and %s", id, got)
	}
	if diff := cmp.Diff(before, read()); diff != "" {
		t.Errorf("storing again changed (-before +after):\n%s", diff)
	}
	for _, name := range []string{modelFile, textFile, cardFile, historyFile} {
		if before[name] == "" {
			t.Errorf("%s is missing or empty", name)
		}
	}
	if got := champion(t, s); got != "" {
		t.Errorf("storing made %s the champion", got)
	}
	elsewhere := stored(t, testState(t, t.TempDir(), "2025-12-01"), 30, true)
	if elsewhere != id {
		t.Errorf("in another folder the id is %s, not %s", elsewhere, id)
	}
	forced := testTrained(t, s, 30, false)
	forced.verdict.Forced = true
	x, err := s.storeModel(forced)
	if err != nil {
		t.Fatal(err)
	}
	if y := stored(t, s, 30, false); y != x.ID {
		t.Errorf("force changes the id from %s to %s", y, x.ID)
	}
}

// TestVerdictsDependOnTheDay: the gate compares with the champion of the day, so
// that the same training can be told another verdict.
func TestVerdictsDependOnTheDay(t *testing.T) {
	s := testState(t, t.TempDir(), "2025-12-01")
	id := stored(t, s, 30, false)
	if again := stored(t, s, 30, true); again != id {
		t.Fatalf("the verdict changes the id from %s to %s", id, again)
	}
	if err := s.promote(id, "trained", false); err != nil {
		t.Fatalf("the new verdict does not count: %v", err)
	}
	m, err := s.storeModel(testTrained(t, s, 30, false))
	if err != nil {
		t.Fatal(err)
	}
	if m.ID != id || !m.verdict.Passed {
		t.Errorf("the champion, trained again, is %s with the verdict %+v", m.ID, m.verdict)
	}
	if d, err := s.ShowModel(id); err != nil || d.Gate != gatePassed {
		t.Errorf("the champion's verdict is %q, error %v", d.Gate, err)
	}
}

func TestChampions(t *testing.T) {
	s := testState(t, t.TempDir(), "2025-12-01")
	a, b, c, bad := stored(t, s, 30, true), stored(t, s, 40, true), stored(t, s, 50, true), stored(t, s, 60, false)
	older := stored(t, testState(t, s.Dir, "2025-11-01"), 30, true)
	names := map[string]string{a: "a", b: "b", c: "c", bad: "bad", older: "older"}
	step := func(what string, err error, kind error, want string) {
		t.Helper()
		if kind == nil && err != nil || kind != nil && !errors.Is(err, kind) {
			t.Fatalf("%s: error %v, want %v", what, err, kind)
		}
		if got := names[champion(t, s)]; got != want {
			t.Fatalf("%s: the champion is %q, want %q", what, got, want)
		}
	}
	back := func() error { _, _, err := s.rollback("test"); return err }
	step("nothing to go back from", back(), ErrGate, "")
	step("first", s.promote(a, "trained", false), nil, "a")
	step("nothing to go back to", back(), ErrGate, "a")
	step("again", s.promote(a, "trained", false), nil, "a")
	step("refused by the gate", s.promote(bad, "trained", false), ErrGate, "a")
	step("refused by the gate, by hand", s.promoteByHand(bad, "", false), ErrGate, "a")
	step("second", s.promote(b, "trained", false), nil, "b")
	step("of an earlier date", s.promote(older, "trained", true), nil, "b")
	step("third", s.promote(c, "trained", false), nil, "c")
	step("back", back(), nil, "b")
	step("back once more", back(), nil, "a")
	step("and no further", back(), ErrGate, "a")
	step("rolled back before", s.promote(c, "trained", false), ErrGate, "a")
	step("rolled back before, by hand", s.promoteByHand(c, "", false), nil, "c")
	step("by force", s.promote(bad, "trained", true), nil, "bad")
	step("of an earlier date, by hand", s.promoteByHand(older, "", false), nil, "older")
	step("not the champion", s.remove(older, false), ErrConfig, "older")
	step("a former champion", s.remove(bad, false), nil, "older")
	step("back over the removed one", back(), nil, "c")
	want := []string{
		"trained a", "trained b", "trained c", "trained bad", "trained older",
		"promoted a", "refused bad", "refused bad", "promoted b for a", "promoted c for b", "rolled_back b for c", "rolled_back a for b",
		"refused c", "promoted c for a", "forced bad for c", "promoted older for bad", "removed bad", "rolled_back c for older",
	}
	if diff := cmp.Diff(want, deeds(t, s, names)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	if !s.forced(bad) || s.forced(c) {
		t.Errorf("forced: bad %v, c %v; want true, false", s.forced(bad), s.forced(c))
	}
	card, err := os.ReadFile(s.path("models", c, cardFile))
	if err != nil || !strings.Contains(string(card), "rolled back to "+c+", in place of "+older) {
		t.Errorf("the card does not tell the last rollback: %v\n%s", err, card)
	}
}

// TestFormerChampions: expectations derived by hand from what each entry does.
func TestFormerChampions(t *testing.T) {
	tests := []struct{ name, history, champion, want string }{
		{"none", "", "", ""},
		{"one", "+a", "a", ""},
		{"three in a row", "+a +b +c", "c", "b a"},
		{"back and forth", "+a +b +a", "a", "b"},
		{"rolled back", "+a +b +c -b", "b", "a"},
		{"promoted after a rollback", "+a +b -a +c", "c", "a"},
		{"interrupted between history and link", "+a +b +c", "b", "a"},
		{"history lost", "", "x", ""},
		{"history begins later", "+b", "x", "b"},
		{"rolled back to one that the history lost", "+b -a", "a", "b"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var history []HistoryEntry
			for _, deed := range strings.Fields(test.history) {
				action := ActionPromoted
				if deed[0] == '-' {
					action = ActionRolledBack
				}
				history = append(history, HistoryEntry{Action: action, Model: deed[1:]})
			}
			if got := strings.Join(formerChampions(history, test.champion), " "); got != test.want {
				t.Errorf("former champions %q, want %q", got, test.want)
			}
		})
	}
}

func TestDamagedHistory(t *testing.T) {
	s := testState(t, t.TempDir(), "2025-12-01")
	a, b := stored(t, s, 30, true), stored(t, s, 40, true)
	if err := s.promote(a, "trained", false); err != nil {
		t.Fatal(err)
	}
	path := s.path("models", historyFile)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	for name, damaged := range map[string][]byte{
		"cut short":           text[:len(text)-10],
		"without its end":     bytes.Join(lines[:2], nil),
		"without a line":      bytes.Join(append(lines[:1:1], lines[2:]...), nil),
		"with another letter": bytes.Replace(text, []byte(a), []byte("2025-12-02"+a[10:]), 1),
	} {
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		err = s.promote(b, "trained", false)
		if !errors.Is(err, ErrGate) || !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "the history of models "+path) || !strings.Contains(err.Error(), "move it away") {
			t.Errorf("promotion with a history %s: error %v, want one that names it and a remedy", name, err)
		}
	}
	if got := champion(t, s); got != a {
		t.Errorf("the champion is %s, want %s", got, a)
	}
	if m, err := s.championModel(); err != nil || m.ID != a {
		t.Errorf("the champion does not score: %v", err)
	}
	if list, err := s.ListModels(); err != nil || len(list) != 2 {
		t.Errorf("%d models listed, error %v", len(list), err)
	}
}
