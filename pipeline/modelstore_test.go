package pipeline

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"

	"predict/features"
	"predict/models"
	"predict/models/drift"
	"predict/pipeline/guard"
)

// TestUnusableModels: whatever was done to a model's folder, every use of it is
// refused with the cause and a remedy, and the list goes on.
func TestUnusableModels(t *testing.T) {
	edit := func(file string, change func([]byte) []byte) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			text, err := os.ReadFile(filepath.Join(dir, file))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, file), change(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	swap := func(before, after string) func([]byte) []byte {
		return func(text []byte) []byte { return bytes.Replace(text, []byte(before), []byte(after), 1) }
	}
	tests := []struct {
		name, status string
		spoil        func(*testing.T, string)
		cause        error
		says         []string
	}{
		{"cut in half", StatusDamaged, edit(modelFile, func(b []byte) []byte { return b[:len(b)/2] }), models.ErrDamaged, []string{"restore", "or train again"}},
		{"empty", StatusForeign, edit(modelFile, func([]byte) []byte { return nil }), models.ErrForeign, []string{"is not a model of this program", "move this one away"}},
		{"edited by hand", StatusDamaged, edit(modelFile, swap(`\nleaf_value=-1`, `\nleaf_value=-2`)), models.ErrDamaged, []string{"checksum", "or train again"}},
		{"figures made better", StatusDamaged, edit(modelFile, swap(`"auc":0.85`, `"auc":0.95`)), models.ErrDamaged, []string{"checksum"}},
		{"of the first version", StatusVersion, edit(modelFile, swap(`"version":2`, `"version":1`)), models.ErrVersion, []string{"version 1, known is 2; train again"}},
		{"of a newer version", StatusVersion, edit(modelFile, swap(`"version":2`, `"version":3`)), models.ErrVersion, []string{"use the program that wrote it"}},
		{"another program's JSON", StatusForeign, edit(modelFile, func([]byte) []byte { return []byte(`{"learner":{}}`) }), models.ErrForeign, []string{"is not a model of this program"}},
		{"model.txt edited", StatusDamaged, edit(textFile, swap("leaf_value=-1", "leaf_value=-2")), models.ErrDamaged, []string{"model.txt has the checksum"}},
		{"model.txt missing", StatusDamaged, func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, textFile)); err != nil {
				t.Fatal(err)
			}
		}, models.ErrDamaged, []string{"model.txt is missing"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := testState(t, t.TempDir(), "2025-12-01")
			good, bad := stored(t, s, 30, true), stored(t, s, 40, true)
			if err := s.promote(bad, "trained", false); err != nil {
				t.Fatal(err)
			}
			test.spoil(t, s.path("models", bad))
			_, champion := s.championModel()
			_, shown := s.ShowModel(bad)
			_, diff := s.DiffModels(good, bad)
			for what, err := range map[string]error{"score": champion, "show": shown, "diff": diff, "promote": s.promote(bad, "", true), "promote by hand": s.promoteByHand(bad, "", true)} {
				if !errors.Is(err, ErrGate) || !errors.Is(err, test.cause) {
					t.Errorf("%s: error %v, want %v", what, err, test.cause)
					continue
				}
				for _, text := range append(test.says, bad) {
					if !strings.Contains(err.Error(), text) {
						t.Errorf("%s: %v does not say %q", what, err, text)
					}
				}
			}
			list, err := s.ListModels()
			if err != nil || len(list) != 2 {
				t.Fatalf("%d models listed, error %v", len(list), err)
			}
			for _, m := range list {
				want := StatusOK
				if m.ID == bad {
					want = test.status
				}
				if m.Status != want || (m.Problem == "") != (want == StatusOK) {
					t.Errorf("%s is listed as %s (%s), want %s", m.ID, m.Status, m.Problem, want)
				}
			}
			if err := s.promote(good, "trained", false); err != nil {
				t.Errorf("a damaged champion stands in the way of a sound model: %v", err)
			}
			err = s.remove(bad, false)
			if foreign := errors.Is(test.cause, models.ErrForeign); foreign != (err != nil) {
				t.Errorf("removing: error %v", err)
			}
		})
	}
}

func TestOtherFeatures(t *testing.T) {
	s := testState(t, t.TempDir(), "2025-12-01")
	id := stored(t, s, 30, true)
	s.Schema.Specs = s.Schema.Specs[:2]
	_, err := s.usableModel(id)
	if !errors.Is(err, models.ErrSchema) || !strings.Contains(err.Error(), `feature "purchases_365d" is missing`) || !strings.Contains(err.Error(), "train again") {
		t.Errorf("error %v, want one that names the feature and a remedy", err)
	}
}

func TestNamesOfModels(t *testing.T) {
	s := testState(t, t.TempDir(), "2025-12-01")
	if _, err := s.resolveModel("latest"); !errors.Is(err, ErrGate) {
		t.Errorf("latest of none: error %v", err)
	}
	a, b := stored(t, s, 30, true), stored(t, s, 40, true)
	old := stored(t, testState(t, s.Dir, "2025-06-01"), 30, true)
	if err := s.promote(a, "trained", false); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		ref, want string
		kind      error
	}{
		{a, a, nil},
		{a[:15], a, nil},
		{"2025-06", old, nil},
		{"champion", a, nil},
		{"latest", b, nil},
		{"2025", "", ErrConfig},
		{"2024", "", ErrConfig},
		{"", "", ErrConfig},
		{"../models/" + a, "", ErrConfig},
	}
	for _, test := range tests {
		got, err := s.resolveModel(test.ref)
		if got != test.want || !errors.Is(err, test.kind) {
			t.Errorf("%q is %q, error %v; want %q, %v", test.ref, got, err, test.want, test.kind)
		}
	}
	list, err := s.ListModels()
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, m := range list {
		ids = append(ids, m.ID)
	}
	if diff := cmp.Diff([]string{b, a, old}, ids); diff != "" {
		t.Errorf("the newest is not first (-want +got):\n%s", diff)
	}
	d, err := s.DiffModels(a, old)
	if err != nil {
		t.Fatal(err)
	}
	if d.Comparable || !strings.Contains(d.Note, "different cutoffs") {
		t.Errorf("models judged at different cutoffs compare: %+v", d)
	}
	if d, err = s.DiffModels(a, b); err != nil || !d.Comparable || len(d.Settings) != 0 {
		t.Errorf("models of the same settings: %+v, error %v", d, err)
	}
}

// TestNoModelFromTheFuture: a model as of D learned from labels that end at D,
// by testTrained.
func TestNoModelFromTheFuture(t *testing.T) {
	dir := t.TempDir()
	s := testState(t, dir, "2025-12-01")
	newest := stored(t, s, 30, true)
	if err := s.promote(newest, "trained", false); err != nil {
		t.Fatal(err)
	}
	at := func(asOf string) *State { return testState(t, dir, asOf) }
	if m, err := s.scoringModel(); err != nil || m.ID != newest || m.note().SeesFuture {
		t.Errorf("as of its own date the champion does not score: %v", err)
	}
	_, err := at("2025-11-30").scoringModel()
	if !errors.Is(err, ErrGate) || !strings.Contains(err.Error(), "learned from the 90 days after 2025-09-02, some of which lie after 2025-11-30") || !strings.Contains(err.Error(), "--allow-future-model") {
		t.Errorf("a day earlier: error %v", err)
	}
	asked := at("2025-11-30")
	asked.Settings.AllowFutureModel = true
	if m, err := asked.scoringModel(); err != nil || m.ID != newest || !m.note().SeesFuture {
		t.Errorf("asked for all the same: error %v", err)
	}
	refused := stored(t, at("2025-11-15"), 30, false)
	if _, err := at("2025-11-20").scoringModel(); err == nil {
		t.Errorf("%s was taken, though the gate had refused it", refused)
	}
	older, old := stored(t, at("2025-10-01"), 30, true), stored(t, at("2025-11-01"), 30, true)
	if m, err := at("2025-11-20").scoringModel(); err != nil || m.ID != old {
		t.Errorf("the newest that is old enough is %s; error %v", old, err)
	}
	if err := s.promoteByHand(older, "", false); err != nil {
		t.Fatal(err)
	}
	if err := s.promoteByHand(newest, "", false); err != nil {
		t.Fatal(err)
	}
	if m, err := at("2025-11-20").scoringModel(); err != nil || m.ID != older {
		t.Errorf("a former champion (%s) goes before a candidate; error %v", older, err)
	}
	chosen := at("2025-11-20")
	chosen.Settings.Model = newest
	if _, err := chosen.scoringModel(); !errors.Is(err, errFuture) {
		t.Errorf("a model asked for by name: error %v, want %v", err, errFuture)
	}
}

// TestModelFromLightGBM expects the predictions of the trees themselves, read
// from a file whose features are some of the table's in another order.
func TestModelFromLightGBM(t *testing.T) {
	s := testState(t, t.TempDir(), "2025-12-01")
	path := filepath.Join(t.TempDir(), "theirs.txt")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var text bytes.Buffer
	if err := testTrees([]string{"purchases_365d", "days_since_last_purchase"}, 1, 30).WriteText(&text); err != nil {
		t.Fatal(err)
	}
	write(text.String())
	s.Settings.Model = path
	m, err := s.scoringModel()
	if err != nil {
		t.Fatal(err)
	}
	x := mat.NewDense(3, 3, []float64{10, 500, 3, 90, 20, 1, math.NaN(), 0, 0})
	low, high := 1/(1+math.E), 1/(1+math.Exp(-1)) // leaves of -1 and 1; a missing value goes right
	if diff := cmp.Diff([]float64{low, high, high}, m.predict(x)); diff != "" {
		t.Errorf("probabilities (-want +got):\n%s", diff)
	}
	e, ok := m.calibrated.Explainer()
	if !ok {
		t.Fatal("it does not explain itself")
	}
	// By hand: half of the training rows on either side, so the base is 0 and the
	// whole leaf is due to the first column.
	if diff := cmp.Diff([]float64{-1, 0, 0, 1, 0, 0, 1, 0, 0}, e.Contributions(nil, x).RawMatrix().Data); diff != "" {
		t.Errorf("contributions (-want +got):\n%s", diff)
	}
	want := &ModelNote{ID: m.ID, Algorithm: "lightgbm", Features: 2, Schema: s.Schema.Hash(), External: path, SHA256: checksumOf(text.Bytes()), Uncalibrated: true}
	if diff := cmp.Diff(want, m.note()); diff != "" {
		t.Errorf("in the manifest (-want +got):\n%s", diff)
	}
	for name, test := range map[string]struct {
		text string
		says []string
	}{
		"two features missing": {strings.NewReplacer("purchases_365d", "purchases_2y", "days_since_last_purchase", "Recency").Replace(text.String()), []string{"2 of 2 features", "purchases_2y, Recency", "features/<cutoff>"}},
		"cut in half":          {text.String()[:text.Len()/2], []string{"write it again with LightGBM 4"}},
		"no model":             {"customer_id,amount\n1,2\n", []string{"is not a model of this program"}},
	} {
		t.Run(name, func(t *testing.T) {
			write(test.text)
			_, err := s.scoringModel()
			if !errors.Is(err, ErrGate) {
				t.Fatalf("error %v, want ErrGate", err)
			}
			for _, text := range append(test.says, path) {
				if !strings.Contains(err.Error(), text) {
					t.Errorf("%v does not say %q", err, text)
				}
			}
		})
	}
	s.Settings.Model = path + ".txt"
	if _, err := s.scoringModel(); !errors.Is(err, ErrConfig) || !strings.Contains(err.Error(), "there is no model file") {
		t.Errorf("no such file: error %v", err)
	}
}

// TestModelFromAnotherFolder: a model.json that was copied here scores.
func TestModelFromAnotherFolder(t *testing.T) {
	theirs := testState(t, t.TempDir(), "2025-12-01")
	id := stored(t, theirs, 30, true)
	ours := testState(t, t.TempDir(), "2025-12-01")
	for _, path := range []string{theirs.path("models", id), theirs.path("models", id, modelFile)} {
		ours.Settings.Model = path
		m, err := ours.scoringModel()
		if err != nil {
			t.Fatal(err)
		}
		if n := m.note(); n.ID != id || n.External != path || n.Uncalibrated || n.Gate != gatePassed {
			t.Errorf("in the manifest: %+v", n)
		}
	}
}

func TestDriftOfScores(t *testing.T) {
	s := testState(t, t.TempDir(), "2025-12-01")
	const n = 2000
	table := func(shift float64) (*mat.Dense, []float64) {
		x, p := mat.NewDense(n, 3, nil), make([]float64, n)
		for i := range n {
			v := float64(i) / n
			x.SetRow(i, []float64{100*v + shift, 10 * v, float64(i % 7)})
			p[i] = v
		}
		return x, p
	}
	x, p := table(0)
	x32 := &models.Matrix32{N: n, P: 3}
	for _, v := range x.RawMatrix().Data {
		x32.Data = append(x32.Data, float32(v))
	}
	reference, err := drift.NewReference(x32, s.Schema.Names(), p, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.Schema.Specs[0].Window = 30 // not watched only: it can refuse
	tr := testTrained(t, s, 30, true)
	tr.reference = reference
	m, err := s.storeModel(tr)
	if err != nil {
		t.Fatal(err)
	}
	s.Training = &Training{Model: m}
	judge := func(shift float64, workers int) (*DriftNote, error) {
		w, err := newDriftWatch(m)
		if err != nil {
			t.Fatal(err)
		}
		x, p := table(shift)
		done := make(chan error)
		for k := range workers {
			go func() {
				from, to := k*n/workers, (k+1)*n/workers
				done <- w.add(x.Slice(from, to, 0, 3).(*mat.Dense), p[from:to])
			}()
		}
		for range workers {
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		}
		err = s.judgeDrift(w)
		return s.Manifest.Drift, err
	}
	same, err := judge(0, 1)
	if err != nil || same.Level != drift.Stable || same.Warned != 0 || same.Score == nil || same.Features != 3 {
		t.Errorf("the same customers: %+v, error %v", same, err)
	}
	again, err := judge(0, 4)
	if err != nil {
		t.Fatal(err)
	}
	x1, _ := json.Marshal(same)
	x4, _ := json.Marshal(again)
	if !bytes.Equal(x1, x4) {
		t.Errorf("four goroutines count something else: %s, one: %s", x4, x1)
	}
	gone, err := judge(80, 2)
	if err != nil {
		t.Fatal(err)
	}
	found := s.driftFindings()
	if len(found) != 1 || found[0].Level != guard.Hard || !strings.Contains(found[0].Text, "days_since_last_purchase") || !strings.Contains(found[0].Remedy, "--force") {
		t.Errorf("other customers: findings %+v", found)
	}
	if gone.Level != drift.Hard || gone.Broken != 1 || gone.Forced || gone.Worst[0].Feature != "days_since_last_purchase" {
		t.Errorf("other customers: %+v", gone)
	}
	s.Schema = features.Schema{Specs: append([]features.Spec{{Name: "days_since_last_purchase", Unit: "days"}}, s.Schema.Specs[1:]...), Families: s.Schema.Families}
	if gone, err = judge(80, 2); err != nil || gone.Level != drift.Warning || len(s.driftFindings()) > 0 {
		t.Errorf("a feature that drifts by nature: %+v, error %v", gone, err)
	}
	m.artifact.Reference = json.RawMessage("null")
	if unknown, err := judge(80, 2); err != nil || unknown.Unknown == "" || unknown.Level != "" {
		t.Errorf("without a reference: %+v, error %v", unknown, err)
	}
}
