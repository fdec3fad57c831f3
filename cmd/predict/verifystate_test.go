package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestVerifyAfterEverything lives through what happens to a state in its time,
// and verifies it after each: nothing is ever said to be damaged.
func TestVerifyAfterEverything(t *testing.T) {
	w := newNights(t)
	w.edit(w.config, func(text string) string {
		return strings.Replace(text, `files: [changes.csv]`, `files: ["changes*.csv"]`, 1) + "keep: {quarantine_days: 5, outputs_days: 1, runs_days: 1, models: 1}\n"
	})
	run := func() { w.predict("run", "-q", "-c", w.config, "--as-of", "latest") }
	bad := "customer_id,time,kind,field\nC1,not a time,address,street\n"
	w.write(filepath.Join(w.exports, "changes-bad.csv"), bad)
	old := time.Now().AddDate(0, 0, -30) // as if this export, and later its quarantine, were of a month ago
	if err := os.Chtimes(filepath.Join(w.exports, "changes-bad.csv"), old, old); err != nil {
		t.Fatal(err)
	}
	run()
	w.verify("after the first run", 0)
	w.bring("transactions/2025-12-27.csv")
	w.predict("load", "-q", "-c", w.config)
	w.bring("transactions/2025-12-28.csv")
	w.predict("load", "-q", "-c", w.config)
	w.verify("after loads and a compaction", 0)
	w.change("transactions/2025-12-20.csv", "transactions/2025-12-20.v2.csv", "777.00")
	w.change("transactions/2025-12-22.csv", "transactions/2025-12-22.csv", "666.00")
	run()
	w.verify("after exports were replaced", 0)
	text, err := os.ReadFile(filepath.Join(w.exports, "transactions", "2025-12-19.csv"))
	if err != nil {
		t.Fatal(err)
	}
	w.write(filepath.Join(w.exports, "transactions", "again.csv"), string(text))
	run()
	if _, err := os.Stat(filepath.Join(w.exports, "state", "redelivered.jsonl")); err != nil {
		t.Error(err)
	}
	w.verify("after an export was delivered again", 0)
	w.write(filepath.Join(w.exports, "changes-worse.csv"), bad+strings.Repeat("C2,no time,address,street\n", 4000))
	if err := exec.Command("predict", "load", "-q", "-c", w.config).Run(); err == nil {
		t.Error("an export of which no row can be used is loaded")
	}
	w.verify("after a load was refused", 0)
	if err := os.Remove(filepath.Join(w.exports, "changes-worse.csv")); err != nil {
		t.Fatal(err)
	}
	w.bring("transactions/2025-12-29.csv")
	w.killed(20 * time.Millisecond)
	w.verify("after a run was killed at once", 0)
	w.killed(150 * time.Millisecond)
	w.verify("after a run was killed", 0)
	run()
	w.verify("after the run that followed", 0)
	quarantines, err := filepath.Glob(filepath.Join(w.exports, "state", "quarantine", "changes", "load-*.jsonl"))
	if err != nil || len(quarantines) != 1 {
		t.Fatalf("quarantines %q, %v", quarantines, err)
	}
	for _, path := range quarantines {
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	w.bring("transactions/2025-12-30.csv")
	run()
	if _, err := os.Stat(quarantines[0]); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the old quarantine is still there: %v", err)
	}
	w.verify("after an old quarantine was removed", 1)
}

// killed starts a run and kills it after a while, where it has not ended before.
func (w *nights) killed(after time.Duration) {
	cmd := exec.Command("predict", "run", "-q", "-c", w.config, "--as-of", "latest")
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	time.Sleep(after)
	_ = cmd.Process.Kill()
	_ = cmd.Wait() // that it was killed is no news
}

// verify expects a state without damage, and so many removed files.
func (w *nights) verify(when string, removed int) {
	w.t.Helper()
	text, err := exec.Command("predict", "verify", "-c", w.config, "--json").Output()
	var v struct {
		Files   int
		Damaged []struct{ Path, Problem string }
		Removed []struct{ Path string }
	}
	if e := json.Unmarshal(text, &v); e != nil {
		w.t.Fatalf("%s: %v\n%s", when, e, text)
	}
	if err != nil || v.Files == 0 || len(v.Damaged) > 0 || len(v.Removed) != removed {
		w.t.Errorf("%s: %d files, damaged %v, removed %v, want none and %d: %v", when, v.Files, v.Damaged, v.Removed, removed, err)
	}
}
