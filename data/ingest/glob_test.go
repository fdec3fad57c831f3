package ingest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestGlob holds the names found in folders that were listed before against
// filepath.Glob.
func TestGlob(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"a-1.csv", "a-2.csv", "b.csv", ".a-3.csv", "in/a-1.csv", "in/[x].csv"} {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	in := folders{}
	for _, pattern := range []string{"a-*.csv", "*", "./a-?.csv", "in/*", "in//a-*", "i*/a-*", "in/[[]x].csv", `in/\[x].csv`, "none/*", "[a-", `a-\`} {
		want, wrong := filepath.Glob(pattern)
		got, err := in.glob(pattern)
		if diff := cmp.Diff(want, got); diff != "" || (err == nil) != (wrong == nil) {
			t.Errorf("%s (-want +got): %v, want %v\n%s", pattern, err, wrong, diff)
		}
	}
}
