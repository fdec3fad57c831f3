package pipeline

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"predict/configs"
	"predict/pipeline/guard"
)

// ledgerState is a state whose runs take one second, each a day after the one
// before.
func ledgerState(t *testing.T) *State {
	t.Helper()
	c := configs.Default()
	c.SetState(t.TempDir())
	now := time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)
	return NewState(&c, Settings{Command: "run", Now: func() time.Time { now = now.Add(time.Second); return now }})
}

// record writes a line for a run that ended.
func record(t *testing.T, s *State, status Status) {
	t.Helper()
	if err := recordOutcome(context.Background(), s, Outcome{Command: "run", Status: status, Started: s.Settings.Now(), Ended: s.Settings.Now(), Manifest: s.Manifest}); err != nil {
		t.Fatal(err)
	}
}

func TestLedger(t *testing.T) {
	s := ledgerState(t)
	if entries, damaged, err := readLedger(s.ledgerPath(), 0); len(entries) > 0 || damaged != nil || err != nil {
		t.Fatalf("no ledger: %v, %v, %v", entries, damaged, err)
	}
	s.Manifest.List = &ListNote{Basis: "b", Customers: 10, High: 2}
	s.Manifest.Guards = []guard.Finding{{Guard: "volume", Level: guard.Hard, Forced: true, Text: `half, "quoted"`}}
	record(t, s, Published)
	s.Manifest.List, s.Manifest.Guards = nil, nil
	record(t, s, Failed)
	entries, damaged, err := readLedger(s.ledgerPath(), 0)
	if err != nil || damaged != nil || len(entries) != 2 {
		t.Fatalf("%v, %v, %v", entries, damaged, err)
	}
	if e := entries[0]; e.Status != Published || !e.Forced || e.List.High != 2 || e.Guards[0].Text != `half, "quoted"` {
		t.Errorf("the first entry is %+v", e)
	}
	if last, _, _ := readLedger(s.ledgerPath(), 1); len(last) != 1 || last[0].Status != Failed {
		t.Errorf("the last entry is %+v", last)
	}
	info, err := os.Stat(s.ledgerPath())
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// TestLedgerFindsEveryFlippedByte turns over a bit of every byte in turn.
func TestLedgerFindsEveryFlippedByte(t *testing.T) {
	s := ledgerState(t)
	record(t, s, Published)
	record(t, s, Failed)
	text, err := os.ReadFile(s.ledgerPath())
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), ledgerFile)
	for i := range text {
		spoiled := bytes.Clone(text)
		spoiled[i] ^= 1 << (i % 8)
		if err := os.WriteFile(path, spoiled, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := checkLedger(path); !errors.Is(err, ErrDamaged) {
			t.Fatalf("byte %d of %d: %v", i, len(text), err)
		}
	}
	if err := checkLedger(s.ledgerPath()); err != nil {
		t.Error(err)
	}
	if err := checkLedger(filepath.Join(t.TempDir(), "none")); err != nil {
		t.Error(err)
	}
}

func TestLedgerRepairsWhatWasCutShort(t *testing.T) {
	s := ledgerState(t)
	record(t, s, Published)
	record(t, s, Failed)
	whole, err := os.ReadFile(s.ledgerPath())
	if err != nil {
		t.Fatal(err)
	}
	for _, cut := range []int{1, 20, len(whole) / 2, len(whole) - 1} {
		if err := os.WriteFile(s.ledgerPath(), whole[:len(whole)-cut], 0o600); err != nil {
			t.Fatal(err)
		}
		if err := checkLedger(s.ledgerPath()); !errors.Is(err, ErrDamaged) {
			t.Errorf("cut by %d: %v", cut, err)
		}
		record(t, s, Done)
		if err := checkLedger(s.ledgerPath()); err != nil {
			t.Errorf("cut by %d, and gone on: %v", cut, err)
		}
	}
}

func TestLedgerIsBounded(t *testing.T) {
	s := ledgerState(t)
	record(t, s, Published)
	line, err := os.ReadFile(s.ledgerPath())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.ledgerPath(), bytes.Repeat(line, mostLines+ledgerSlack+1), 0o600); err != nil {
		t.Fatal(err)
	}
	record(t, s, Failed)
	entries, damaged, err := readLedger(s.ledgerPath(), 0)
	if err != nil || damaged != nil || len(entries) != mostLines+1 || entries[mostLines].Status != Failed {
		t.Errorf("%d entries, %v, %v", len(entries), damaged, err)
	}
}

// TestLedgerOfRunsAtOnce lets runs end at the same moment.
func TestLedgerOfRunsAtOnce(t *testing.T) {
	s := ledgerState(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 10 {
				o := Outcome{Command: "run", Status: Done, Manifest: s.Manifest}
				if err := recordOutcome(t.Context(), s, o); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	entries, damaged, err := readLedger(s.ledgerPath(), 0)
	if err != nil || damaged != nil || len(entries) != 80 {
		t.Errorf("%d entries, want 80; %v, %v", len(entries), damaged, err)
	}
}

// TestLedgerMakesNoRunFail puts a file where the ledger's folder belongs.
func TestLedgerMakesNoRunFail(t *testing.T) {
	s := ledgerState(t)
	if err := os.WriteFile(s.path("runs"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Locked(context.Background(), s, Stages{}); err != nil {
		t.Errorf("a run whose ledger cannot be written: %v", err)
	}
}

func TestUsualWait(t *testing.T) {
	at := func(day, hour int) time.Time { return time.Date(2026, 3, day, hour, 0, 0, 0, time.UTC) }
	entry := func(newest, ended time.Time) pastRun {
		return pastRun{Newest: &newest, Ended: ended}
	}
	tests := []struct {
		name    string
		entries []pastRun
		want    time.Duration
	}{
		{"none", nil, 0},
		{"one", []pastRun{entry(at(1, 0), at(1, 3))}, 0},
		{"nightly", []pastRun{entry(at(1, 0), at(1, 3)), entry(at(2, 0), at(2, 3)), entry(at(3, 0), at(3, 3))}, 27 * time.Hour},
		{"weekly, looked at every night", []pastRun{entry(at(1, 0), at(1, 3)), entry(at(1, 0), at(2, 3)), entry(at(1, 0), at(7, 3)), entry(at(8, 0), at(8, 3))}, 171 * time.Hour},
		{"the past", []pastRun{entry(at(1, 0), at(1, 3).AddDate(10, 0, 0)), entry(at(2, 0), at(1, 4).AddDate(10, 0, 0))}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := usualWait(test.entries); got != test.want {
				t.Errorf("%v, want %v", got, test.want)
			}
		})
	}
}

func TestConditionTellsWhatToDo(t *testing.T) {
	s := ledgerState(t)
	next := func() string {
		t.Helper()
		c, err := s.Condition(5)
		if err != nil {
			t.Fatal(err)
		}
		return c.Next
	}
	if got := next(); !strings.HasPrefix(got, "Nothing has run here yet") {
		t.Errorf("empty: %s", got)
	}
	record(t, s, Failed)
	if got := next(); !strings.HasPrefix(got, "The last run failed") {
		t.Errorf("failed: %s", got)
	}
	record(t, s, Interrupted)
	if got := next(); !strings.HasPrefix(got, "The last run was interrupted") {
		t.Errorf("interrupted: %s", got)
	}
	record(t, s, Done)
	if got := next(); !strings.HasPrefix(got, "There is no list yet") {
		t.Errorf("no list: %s", got)
	}
	err := s.underLock(context.Background(), func() error {
		if got := next(); !strings.HasPrefix(got, "A run is at work") {
			t.Errorf("at work: %s", got)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(s.ledgerPath())
	if err != nil {
		t.Fatal(err)
	}
	text[10] ^= 1
	if err := os.WriteFile(s.ledgerPath(), text, 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := s.Condition(5)
	if err != nil || len(c.Runs) != 2 || !strings.Contains(c.Damaged, "line 1 of") || !strings.HasPrefix(c.Next, "Move the ledger") {
		t.Errorf("damaged: %+v, %v", c, err)
	}
}
