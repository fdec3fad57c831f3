package pipeline

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"

	"predict/models"
)

// put writes a file of the state.
func put(t testing.TB, s *State, text []byte, parts ...string) string {
	t.Helper()
	path := s.path(parts...)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// sealedJSON is what writeJSON would write.
func sealedJSON(t testing.TB, v any) []byte {
	t.Helper()
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if text, err = seal(text); err != nil {
		t.Fatal(err)
	}
	return text
}

// FuzzSealed reads any bytes as each of the sealed files of the state, as they
// are and with the seal that they should have. What is refused is damaged; what
// is accepted is written so that it reads the same; and where any byte of that
// differs, it is refused.
func FuzzSealed(f *testing.F) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	f.Add(sealedJSON(f, Manifest{Version: 1, RunID: "x", AsOf: "2026-01-01", Started: at, Outputs: []OutputFile{{Name: "risk.csv", Bytes: 3, SHA256: "00"}}, Timings: map[string]float64{"load": 1.5}}), uint16(40))
	f.Add(sealedJSON(f, About{Key: "k", Cutoff: at, Rows: 7, Reasons: map[string]int64{"a": 1}, Table: TableFile{Name: tableFile, Bytes: 9, Sum: "0123"}}), uint16(7))
	f.Add(sealedJSON(f, map[string]reading{"transactions": {Timezone: "UTC", Decimal: "."}}), uint16(99))
	f.Add(sealedJSON(f, struct{}{}), uint16(0))
	f.Add([]byte("{\"a\": 1,"), uint16(1))
	f.Add([]byte(sealBefore+sealAfter), uint16(1))
	f.Fuzz(func(t *testing.T, text []byte, place uint16) {
		dir := t.TempDir()
		s := testState(t, dir, "2026-01-01")
		body, _, _ := bytes.Cut(text, []byte(sealBefore))
		again := append(append(append(bytes.Clone(body), sealBefore...), checksumOf(body)...), sealAfter...)
		for _, text := range [][]byte{text, again} {
			readsBack[Manifest](t, dir, text, place)
			readsBack[About](t, dir, text, place)
			readsBack[map[string]reading](t, dir, text, place)
			put(t, s, text, "outputs", "2026-01-01", manifestFile)
			if m := s.publishedRun(); m != nil {
				for _, o := range m.Outputs {
					if now, err := describe(s.path("outputs", "2026-01-01", o.Name)); err != nil || now.SHA256 != o.SHA256 {
						t.Errorf("a list is taken for whole although %s is %v, error %v", o.Name, now, err)
					}
				}
			}
			put(t, s, text, mappingFile)
			if _, err := s.readMapping(); err != nil && !errors.Is(err, ErrDamaged) {
				var typed *json.UnmarshalTypeError
				var syntax *json.SyntaxError
				if !errors.As(err, &typed) && !errors.As(err, &syntax) {
					t.Errorf("the mapping: an error of another kind: %v", err)
				}
			}
		}
	})
}

// readsBack reads a sealed file as a T, writes that, and reads it again.
func readsBack[T any](t *testing.T, dir string, text []byte, place uint16) {
	t.Helper()
	path := filepath.Join(dir, "sealed.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	var v, again T
	if readJSON(path, &v) != nil {
		return
	}
	if err := writeJSON(path, v); err != nil {
		if _, cannot := json.Marshal(v); cannot == nil && !bytes.Equal(text, []byte("null")) {
			return // null is no object and cannot be sealed
		}
		t.Fatalf("what was read is not written: %v", err)
	}
	if err := readJSON(path, &again); err != nil {
		t.Fatalf("what was written is not read: %v", err)
	}
	once, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if twice := sealedJSON(t, again); !bytes.Equal(once, twice) {
		t.Fatalf("written again it differs:\n%s\n%s", once, twice)
	}
	once[int(place)%len(once)] ^= byte(1 + place%255)
	if err := os.WriteFile(path, once, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := readJSON(path, &again); !errors.Is(err, ErrDamaged) {
		t.Fatalf("byte %d differs, and reading gives %v", int(place)%len(once), err)
	}
}

// FuzzLedger reads any bytes as the ledger of runs: every line is an entry that
// is written as it stands, or it is told of; and the next run's line is added to
// whatever is there.
func FuzzLedger(f *testing.F) {
	line, err := encodeEntry(LedgerEntry{Version: 1, Outcome: Outcome{Command: "run", Status: Published}, RunID: "x", Rows: map[string]int64{"transactions": 5}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(line)
	f.Add(slices.Concat(line, line[:20], []byte("\n"), line, []byte("{\"v\":1")))
	f.Add([]byte("\n\n{}\n"))
	f.Add([]byte("{\"v\":1,\"started\":\"0000-01-01T00:00:00Z\",\"timings_seconds\":{\"a\":1e300}}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s := testState(t, t.TempDir(), "2026-01-01")
		path := put(t, s, text, "runs", ledgerFile)
		// The text is tried as the body of a line, too: its checksum is right then.
		if body, ok := bytes.CutSuffix(text, []byte("}")); ok {
			sealed := slices.Concat(body, []byte(lineSeal), []byte(checksumOf(body)), []byte("\"}\n"))
			if e, err := decodeEntry[LedgerEntry](sealed); err == nil {
				if again, err := encodeEntry(e); err == nil {
					if _, err := decodeEntry[LedgerEntry](again); err != nil {
						t.Fatalf("what was written is not read: %v\n%s", err, again)
					}
				}
			}
		}
		entries, damaged, err := readLedger(path, 0)
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.Count(text, []byte{'\n'})
		if len(entries) > lines || (len(entries) < lines) != (damaged != nil) {
			t.Fatalf("%d entries of %d lines, damage %v", len(entries), lines, damaged)
		}
		whole := checkLedger(path) == nil
		if whole != (damaged == nil && (len(text) == 0 || text[len(text)-1] == '\n')) {
			t.Fatalf("the ledger is whole: %v, damage %v", whole, damaged)
		}
		if err := recordOutcome(t.Context(), s, Outcome{Command: "load", Status: Done, Manifest: s.Manifest}); err != nil {
			t.Fatal(err)
		}
		after, _, err := readLedger(path, 0)
		if err != nil || len(after) != len(entries)+1 || after[len(after)-1].Command != "load" {
			t.Fatalf("%d entries after %d and a new one, error %v", len(after), len(entries), err)
		}
	})
}

// FuzzHistory reads any lines as the history of models, with the seal that they
// should have: it is refused as a whole, or what follows from it makes sense and
// a new entry changes none of the others.
func FuzzHistory(f *testing.F) {
	f.Add([]byte(`{"when":"2026-01-01T00:00:00Z","action":"promoted","model":"a"}`+"\n"+`{"when":"2026-01-02T00:00:00Z","action":"forced","model":"b","previous":"a"}`+"\n"+`{"when":"2026-01-03T00:00:00Z","action":"rolled_back","model":"a","previous":"b"}`+"\n"), "b")
	f.Add([]byte(`{"action":"rolled_back","model":"a"}`+"\n"+`{"action":"removed"}`+"\n"), "")
	f.Add([]byte("null\n[]\n"), "x")
	f.Add([]byte("{}{}\n"), "x")
	f.Add([]byte(`{"action":"promoted","model":"a"}`), "a")
	f.Fuzz(func(t *testing.T, lines []byte, champion string) {
		s := testState(t, t.TempDir(), "2026-01-01")
		put(t, s, lines, "models", historyFile)
		if _, err := s.history(); err == nil && len(lines) < sealLength-20 {
			t.Fatalf("a history without a seal is accepted: %q", lines)
		}
		put(t, s, sealLines(lines, sealLine, sealLineAfter), "models", historyFile)
		before, err := s.history()
		if err != nil {
			if !errors.Is(err, ErrGate) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		former := formerChampions(before, champion)
		for i, id := range former {
			if id == champion || slices.Contains(former[:i], id) || !everPromoted(before, id) {
				t.Fatalf("former champions of %q: %q", champion, former)
			}
		}
		wasRolledBack(before, champion)
		wasForced(before, champion)
		if err := s.record(HistoryEntry{Action: ActionRefused, Model: "new"}); err != nil {
			t.Fatal(err)
		}
		after, err := s.history()
		if err != nil || len(after) != len(before)+1 {
			t.Fatalf("%d entries after %d and a new one, error %v", len(after), len(before), err)
		}
		if diff := cmp.Diff(before, after[:len(before)]); diff != "" {
			t.Fatalf("a new entry changes others:\n%s", diff)
		}
	})
}

// FuzzModel opens any payload as a stored model, with the checksum that it should
// have: it is refused, or it gives every row a probability.
func FuzzModel(f *testing.F) {
	s := testState(f, f.TempDir(), "2026-01-01")
	names, err := json.Marshal(s.Schema.Names())
	if err != nil {
		f.Fatal(err)
	}
	const curve = `{"knots":[0,1],"heights":[0.5,-0.5],"missing":0.1}`
	for _, predictor := range []string{`{"intercept":-1,"converged":true,"curves":[` + curve + `,` + curve + `,` + curve + `]}`, `{"intercept":0}`, `null`} {
		f.Add([]byte(`{"as_of":"2026-01-01T00:00:00Z","algorithm":"logistic","features":` + string(names) + `,"schema_hash":"` + s.Schema.Hash() + `","predictor":` + predictor + `,"calibrator":{"kind":"platt","slope":1.2,"intercept":-0.3},"metrics":{},"verdict":null}`))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		s := testState(t, t.TempDir(), "2026-01-01")
		var compact bytes.Buffer
		if json.Compact(&compact, payload) != nil {
			return
		}
		text, err := json.Marshal(map[string]any{
			"format": models.ArtifactFormat, "version": models.ArtifactVersion, "checksum": checksumOf(compact.Bytes()), "payload": json.RawMessage(compact.Bytes()),
		})
		if err != nil {
			t.Fatal(err)
		}
		put(t, s, text, "models", "some", modelFile)
		a, err := s.readArtifact("some")
		if err != nil {
			if !errors.Is(err, ErrGate) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		m, err := openModel("some", a)
		if err != nil {
			if !errors.Is(err, ErrGate) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		if len(a.Features) == 0 || len(a.Features) > 1000 {
			return
		}
		for _, p := range m.calibrated.PredictProba(nil, mat.NewDense(2, len(a.Features), nil)) {
			if !(p >= 0 && p <= 1) {
				t.Fatalf("probability %v", p)
			}
		}
	})
}
