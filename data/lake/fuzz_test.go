package lake_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"predict/data/lake"
)

// FuzzManifest reads manifests that are anything: they are refused, or they are
// written again byte for byte.
func FuzzManifest(f *testing.F) {
	dir := filepath.Join(f.TempDir(), "lake")
	load(f, dir, 2, random(3, 5))
	load(f, dir, 2, random(3, 4))
	compact(f, dir, 1)
	good, err := os.ReadFile(filepath.Join(dir, "lake.json"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte("{\"version\":1,"))
	f.Add([]byte(""))
	f.Fuzz(func(t *testing.T, text []byte) {
		again, err := lake.Rewrite(text)
		if err == nil && !bytes.Equal(again, text) {
			t.Errorf("%q is read and written as %q", text, again)
		}
		// The rest of what is read, with the checksum that it should have.
		if again, err := lake.Rewrite(lake.Sealed(text)); err == nil {
			if _, err := lake.Rewrite(again); err != nil {
				t.Errorf("%q was written and is refused: %v", again, err)
			}
		}
	})
}
