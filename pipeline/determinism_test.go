package pipeline_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"predict/configs"
	"predict/data/columnar"
)

// TestResourcesChangeNothing expects the same list, model and features from any
// number of workers and buckets.
func TestResourcesChangeNothing(t *testing.T) {
	exports := demo(t, 500)
	outcome := func(workers, buckets int) (files map[string]string, tables map[string][]columnar.Column) {
		s := runOn(t, exports, func(c *configs.Config) {
			c.Resources.Workers, c.Resources.Buckets = workers, buckets
			c.Keep.Features = configs.KeepAll
		})
		files = map[string]string{
			"risk.csv":     content(t, s.Output, "risk.csv"),
			"risk.parquet": content(t, s.Output, "risk.parquet"),
			"model.json":   content(t, s.Dir, "models", "champion", "model.json"),
		}
		tables = map[string][]columnar.Column{}
		found, err := filepath.Glob(filepath.Join(s.Dir, "features", "*", "features.parquet"))
		if err != nil || len(found) != 7 {
			t.Fatalf("%d feature tables, want 7; %v", len(found), err)
		}
		for _, path := range found {
			cutoff := filepath.Base(filepath.Dir(path))
			tables[cutoff] = everyColumn(t, path)
			if buckets == 4 { // with as many buckets, the files themselves are the same
				files["features of "+cutoff] = content(t, path)
			}
		}
		return files, tables
	}
	files, tables := outcome(1, 4)
	for _, test := range []struct{ workers, buckets int }{{2, 4}, {7, 4}, {2, 1}, {2, 16}, {7, 128}} {
		t.Run(fmt.Sprintf("%d workers and %d buckets", test.workers, test.buckets), func(t *testing.T) {
			gotFiles, gotTables := outcome(test.workers, test.buckets)
			for name, want := range files {
				if got, ok := gotFiles[name]; ok && got != want {
					t.Errorf("%s differs: %s", name, cmp.Diff(want, got))
				}
			}
			if diff := cmp.Diff(tables, gotTables, cmpopts.EquateNaNs()); diff != "" {
				t.Errorf("features differ (-1 worker, 4 buckets +got):\n%s", diff)
			}
		})
	}
}

// everyColumn reads a Parquet file whole.
func everyColumn(t *testing.T, path string) []columnar.Column {
	t.Helper()
	r, err := columnar.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var columns []columnar.Column
	for _, f := range r.Fields() {
		c, err := r.Column(columnar.All, f.Name)
		if err != nil {
			t.Fatal(err)
		}
		columns = append(columns, c)
	}
	return columns
}
