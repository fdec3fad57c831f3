package pipeline

import (
	"os"
	"testing"
)

// TestTidyKeepsTheListBefore: the list that this run compared with stays, however old
// it is, so that the run, once more, makes the same list.
func TestTidyKeepsTheListBefore(t *testing.T) {
	o := newOldState(t)
	for _, date := range []string{"2025-06-01", "2025-07-01"} {
		o.night(date, day(t, date), "m")
	}
	o.night("2026-01-01", o.Settings.Now(), "m")
	if err := os.Symlink("2026-01-01", o.path("outputs", "latest")); err != nil {
		t.Fatal(err)
	}
	o.Manifest.Compared = &ComparedNote{AsOf: "2025-07-01"}
	o.tidy("outputs")
	o.expect("outputs", "2025-07-01/manifest.json", "2025-07-01/risk.csv", "2026-01-01/manifest.json", "2026-01-01/risk.csv", "latest")
	o.Manifest.Compared = nil // the next night compares with 2026-01-01
	o.tidy("outputs")
	o.expect("outputs", "2026-01-01/manifest.json", "2026-01-01/risk.csv", "latest")
}
