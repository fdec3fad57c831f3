package pipeline

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"predict/configs"
	"predict/data"
	"predict/data/columnar"
	"predict/data/ingest"
	"predict/data/lake"
)

// loadChange loads one row as a load of its own.
func loadChange(t *testing.T, dir string) {
	t.Helper()
	l, err := lake.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	x, err := l.Begin(1)
	if err != nil {
		t.Fatal(err)
	}
	index, err := x.Customers(0)
	if err != nil {
		t.Fatal(err)
	}
	code := index.Code(lake.Key([]byte("a")), []byte("a"))
	err = x.WritePart(data.Changes, 0, []columnar.Column{
		{Name: lake.CustomerColumn, I32: []int32{code}}, {Name: lake.SourceColumn, I32: []int32{x.Source(0)}}, {Name: "time", I64: []int64{5}},
	}, 1)
	if err == nil {
		err = x.Commit([]lake.FileEntry{{Table: data.Changes, Kept: 1}})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestCompactStage merges two loads and says so in its line; where there is nothing
// to do the line counts nothing; what goes wrong is a warning.
func TestCompactStage(t *testing.T) {
	var log bytes.Buffer
	s := NewState(new(configs.Config), Settings{Log: slog.New(slog.NewTextHandler(&log, nil))})
	s.Dir = t.TempDir()
	run := func(ctx context.Context) (string, error) {
		log.Reset()
		err := Stages{compactStage{}}.Run(ctx, s)
		return log.String(), err
	}
	if text, err := run(context.Background()); !strings.HasSuffix(text, "elapsed=0s\n") || err != nil {
		t.Errorf("without a lake: %q, %v", text, err)
	}
	dir := filepath.Join(s.Dir, "lake")
	loadChange(t, dir)
	loadChange(t, dir)
	loadChange(t, dir)
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := run(cancelled); !errors.Is(err, context.Canceled) {
		t.Errorf("when the run is interrupted: %v", err)
	}
	text, err := run(context.Background())
	// 3 rows and 1 customer.
	if err != nil || strings.Count(text, "\n") != 1 || !strings.Contains(text, " segments_before=3 segments=1 rows_out=4 ") {
		t.Errorf("after three loads: %q, %v", text, err)
	}
	if text, err := run(context.Background()); strings.Contains(text, "segments") || err != nil {
		t.Errorf("when nothing is to be merged: %q, %v", text, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "lake.json"), []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	if text, err := run(context.Background()); err != nil || !strings.Contains(text, "level=WARN") || !strings.Contains(text, "damaged") {
		t.Errorf("of a damaged lake: %q, %v; want a warning", text, err)
	}
}

// failing is a stage that fails.
type failing struct{ err error }

func (failing) Name() string                        { return "fail" }
func (f failing) Run(context.Context, *State) error { return f.err }

// TestCompactAfterRefusals: nights whose lists are held back, or not delivered,
// leave the lake as compact as others.
func TestCompactAfterRefusals(t *testing.T) {
	guarded, undelivered := &Problem{Kind: ErrGuard, Text: "odd"}, &Problem{Kind: errDelivery, Text: "away"}
	for _, c := range []struct {
		name     string
		err      error
		loads    bool // the run has loaded
		segments int
	}{
		{"held back", guarded, true, 1},
		{"not delivered", undelivered, true, 1},
		{"failed", errors.New("no room"), true, 3},
		{"of a run that only scores", guarded, false, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := testState(t, t.TempDir(), "2026-01-01")
			dir := filepath.Join(s.Dir, "lake")
			for range 3 {
				loadChange(t, dir)
			}
			if c.loads {
				s.Load = &ingest.Report{}
			}
			if err := Locked(context.Background(), s, Stages{failing{c.err}}); !errors.Is(err, c.err) {
				t.Errorf("the run ended with %v, want %v", err, c.err)
			}
			l, err := lake.Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			if report, err := l.Compact(context.Background(), lake.CompactOptions{}); err != nil || report.Before != c.segments {
				t.Errorf("%d segments, want %d: %v", report.Before, c.segments, err)
			}
		})
	}
}
