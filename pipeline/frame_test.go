package pipeline

import (
	"math"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"predict/data/columnar"
	"predict/features"
)

// What is computed and what is read back for a model are the same, but for
// features that are stored as 32-bit numbers.
func TestFrameRoundTrip(t *testing.T) {
	schema := features.Schema{
		Specs:    []features.Spec{{Name: "days"}, {Name: "spend", Storage: features.Double}},
		Families: []string{"recency", "monetary"},
	}
	nan := math.NaN()
	table := &features.Table{
		IDs: []string{"007", "é", "c"}, Keys: []uint64{1, math.MaxUint64, 3}, Labels: []int8{1, 0, -1},
		X: []float64{1.5, 123456789.01, nan, nan, 0.1, -2},
		Profiles: []features.Profile{
			{FirstPurchase: 5, LastPurchase: 9, UsualGapDays: 2.5, Spend365: 7, Margin365: features.NoMoney, Purchases: 3, PurchaseDays: 2, Purchases365: 1, Segment: 4, Region: 5, PreferredChannel: 6, PreferredHour: 23, TopChannel: 1, StoppedCategory: 2, Treated: true},
			{FirstPurchase: features.NoTime, LastPurchase: features.NoTime, UsualGapDays: nan, Margin365: 8, Segment: features.NoCode, Region: features.NoCode, PreferredChannel: features.NoCode, PreferredHour: features.NoCode, TopChannel: features.NoCode, StoppedCategory: features.NoCode, Control: true},
			{UsualGapDays: nan},
		},
	}
	path := filepath.Join(t.TempDir(), "features.parquet")
	w, err := columnar.Create(path, tableFields(schema), columnar.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var reuse []columnar.Column
	for range 2 { // the second row group uses the memory of the first
		reuse = tableColumns(schema, table, reuse)
		if err := w.WriteRowGroup(reuse); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := columnar.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for g := range 2 {
		f, err := readFrame(r, g, []string{"spend", "days"}) // in the order of the model
		if err != nil {
			t.Fatal(err)
		}
		want := &Frame{IDs: table.IDs, Keys: table.Keys, Labels: table.Labels, Profiles: table.Profiles}
		if diff := cmp.Diff(want, f, cmpopts.EquateNaNs(), cmpopts.IgnoreFields(Frame{}, "X")); diff != "" {
			t.Errorf("group %d (-want +got):\n%s", g, diff)
		}
		x := []float64{123456789.01, 1.5, nan, nan, -2, float64(float32(0.1))}
		if diff := cmp.Diff(x, f.X.RawMatrix().Data, cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("features of group %d (-want +got):\n%s", g, diff)
		}
	}
}

// Every field of a profile must come back: one that is added to the struct and
// forgotten in the columns would be lost without a word.
func TestEveryProfileFieldIsStored(t *testing.T) {
	if got, want := len(profileColumns(nil)), reflect.TypeFor[features.Profile]().NumField(); got != want {
		t.Errorf("%d columns for %d fields of features.Profile; add the new field to profileColumns and readProfiles", got, want)
	}
}

// A sample depends on key and salt alone and has the size that was asked for.
func TestSampled(t *testing.T) {
	const n = 100_000
	kept := 0
	for key := range uint64(n) {
		if sampled(key, 7, 0.3) {
			kept++
		}
		if again := sampled(key, 7, 0.3); again != sampled(key, 7, 0.3) || !sampled(key, 7, 1) {
			t.Fatalf("key %d is drawn differently each time, or left out of a whole sample", key)
		}
	}
	// Binomial with p = .3: five standard deviations are 725.
	if math.Abs(float64(kept)-0.3*n) > 725 {
		t.Errorf("%d of %d kept, want about 30,000", kept, n)
	}
}

func TestReplaceFolder(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "target")
	for _, text := range []string{"first", "second"} {
		tmp := filepath.Join(dir, ".tmp")
		if err := os.Mkdir(tmp, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(tmp, text), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := replaceFolder(tmp, target); err != nil {
			t.Fatal(err)
		}
		left, err := filepath.Glob(filepath.Join(dir, "*", "*"))
		if diff := cmp.Diff([]string{filepath.Join(target, text)}, left); err != nil || diff != "" {
			t.Errorf("after %s, %v (-want +got):\n%s", text, err, diff)
		}
		if _, err := os.Stat(tmp); !os.IsNotExist(err) {
			t.Errorf("the old folder is still there: %v", err)
		}
	}
}
