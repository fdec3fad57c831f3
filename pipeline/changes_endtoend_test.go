package pipeline_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"predict/configs"
	"predict/pipeline"
)

// TestChangesOfNights runs two nights of demo customers, far apart, with lists kept
// for a day: the second is compared with the first, which tidying therefore keeps,
// and made anew, as after a kill, it has the same bytes.
func TestChangesOfNights(t *testing.T) {
	exports, state := demo(t, 200), t.TempDir()
	run := func(asOf string) string {
		t.Helper()
		c, err := configs.Load(filepath.Join(exports, "predict.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		c.SetState(state)
		quick(c)
		c.AsOf, c.Keep.OutputsDays = asOf, 1
		now := func() time.Time { return time.Date(2026, 2, 1, 3, 0, 0, 0, time.UTC) }
		s := pipeline.NewState(c, pipeline.Settings{Version: "test", Now: now, Force: true})
		if err := pipeline.Locked(t.Context(), s, pipeline.RunStages()); err != nil {
			t.Fatal(err)
		}
		return s.Output
	}
	first := records(t, filepath.Join(run("2025-12-01"), "risk.csv"))
	column := func(name string) int { return slices.Index(first[0], name) }
	change, cause, id := column("score_change"), column("score_change_cause"), column("customer_id")
	before := map[string]bool{}
	for _, r := range first[1:] {
		if before[r[id]] = true; r[change] != "" || r[cause] != "" {
			t.Fatalf("a first list tells of a change: %v", r)
		}
	}
	output := run("2025-12-20")
	list, caused := records(t, filepath.Join(output, "risk.csv")), 0
	for _, r := range list[1:] {
		if before[r[id]] != (r[change] != "") || r[change] == "" && r[cause] != "" {
			t.Errorf("%s: on the list before %v, changed by %q because of %q", r[id], before[r[id]], r[change], r[cause])
		}
		if r[cause] != "" {
			caused++
		}
	}
	if caused == 0 {
		t.Error("nobody moved in 19 days")
	}
	whole := func() [2]string {
		return [2]string{content(t, output, "risk.csv"), content(t, output, "risk.parquet")}
	}
	want := whole()
	if err := os.RemoveAll(output); err != nil {
		t.Fatal(err)
	}
	run("2025-12-20")
	if diff := cmp.Diff(want, whole()); diff != "" {
		t.Errorf("the list made anew (-want +got):\n%s", diff)
	}
}
