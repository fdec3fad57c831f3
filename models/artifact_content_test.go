package models

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// fullArtifact has a value in every field.
func fullArtifact() *Artifact {
	a := exampleArtifact()
	a.AsOf, a.Rows, a.Program, a.ConfigHash = day(360), 1234, "predict 1.2", "def"
	a.Churn = Label{Definition: "inactivity", GapDays: 7, HorizonDays: 90}
	a.Data = DataNote{Fingerprint: "f00", Rows: map[string]int64{"transactions": 99, "customers": 7}}
	a.Importances = []Importance{{Feature: "spend_90d", Family: "monetary", Share: 0.75}, {Feature: "recency_days", Family: "recency", Share: 0.25}}
	a.Verdict = json.RawMessage(`{"passed":true,"checks":[]}`)
	a.Reference = json.RawMessage(`{"features":[]}`)
	a.Text = &TextFile{Name: "model.txt", SHA256: "abc"}
	return a
}

func TestFullArtifactRoundTrip(t *testing.T) {
	a := fullArtifact()
	got, err := ReadArtifact(strings.NewReader(write(t, a)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, got); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}

// TestKnownFrom: derived by hand, newest cutoff + gap + horizon.
func TestKnownFrom(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Artifact)
		want   time.Time
	}{
		{"the test cutoff is the newest", func(*Artifact) {}, day(270 + 97)},
		{"a training cutoff is the newest", func(a *Artifact) { a.TrainCutoffs = append(a.TrainCutoffs, day(300)) }, day(300 + 97)},
		{"the calibration cutoff is the newest", func(a *Artifact) { a.CalibrateCutoff = day(280) }, day(280 + 97)},
		{"no cutoff", func(a *Artifact) { a.TrainCutoffs, a.CalibrateCutoff, a.TestCutoff = nil, time.Time{}, time.Time{} }, time.Time{}},
		{"another zone", func(a *Artifact) { a.TestCutoff = a.TestCutoff.In(time.FixedZone("", -7200)) }, day(270 + 97)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := fullArtifact()
			test.change(a)
			if got := a.KnownFrom(); !got.Equal(test.want) {
				t.Errorf("known from %v, want %v", got, test.want)
			}
		})
	}
}

func TestContentIsChecked(t *testing.T) {
	for name, spoil := range map[string]func(*Artifact){
		"a negative gap":                  func(a *Artifact) { a.Churn.GapDays = -1 },
		"a horizon of centuries":          func(a *Artifact) { a.Churn.HorizonDays = 40_000 },
		"a negative number of rows":       func(a *Artifact) { a.Rows = -1 },
		"a file in another folder":        func(a *Artifact) { a.Text.Name = "../model.txt" },
		"a file without a name":           func(a *Artifact) { a.Text.Name = "" },
		"a hidden file":                   func(a *Artifact) { a.Text.Name = ".model.txt" },
		"an importance that is no number": func(a *Artifact) { a.Importances[0].Share = math.NaN() },
		"an importance above 1":           func(a *Artifact) { a.Importances[0].Share = 1.5 },
		"a negative importance":           func(a *Artifact) { a.Importances[0].Share = -0.1 },
	} {
		t.Run(name, func(t *testing.T) {
			a := fullArtifact()
			spoil(a)
			if err := a.Write(new(bytes.Buffer)); !errors.Is(err, ErrValue) {
				t.Errorf("error %v, want ErrValue", err)
			}
		})
	}
}

func TestVersionsSayWhatHelps(t *testing.T) {
	for version, remedy := range map[string]string{"1": "train again", "3": "use the program that wrote it, or train again"} {
		text := strings.Replace(write(t, fullArtifact()), `"version":2`, `"version":`+version, 1)
		_, err := ReadArtifact(strings.NewReader(text))
		if !errors.Is(err, ErrVersion) || !strings.Contains(err.Error(), "version "+version+", known is 2; "+remedy+":") {
			t.Errorf("version %s: error %v, want ErrVersion and %q", version, err, remedy)
		}
	}
}

// FuzzReadArtifact expects of any bytes either an artifact that writes and reads
// back the same, or one of the errors that say what the file is.
func FuzzReadArtifact(f *testing.F) {
	var whole bytes.Buffer
	if err := fullArtifact().Write(&whole); err != nil {
		f.Fatal(err)
	}
	f.Add(whole.Bytes())
	f.Add(whole.Bytes()[:whole.Len()/2])
	f.Add([]byte(`{"format":"predict-model","version":2,"checksum":"","payload":{}}`))
	f.Add([]byte("tree\nversion=v4\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := ReadArtifact(bytes.NewReader(data))
		if err != nil {
			if !errors.Is(err, ErrForeign) && !errors.Is(err, ErrVersion) && !errors.Is(err, ErrDamaged) {
				t.Errorf("error %v is none of those that ReadArtifact names", err)
			}
			return
		}
		a.KnownFrom()
		var again bytes.Buffer
		if err := a.Write(&again); err != nil {
			t.Fatalf("written again: %v", err)
		}
		b, err := ReadArtifact(&again)
		if err != nil {
			t.Fatalf("read again: %v", err)
		}
		x, err := a.Checksum()
		if err != nil {
			t.Fatal(err)
		}
		if y, err := b.Checksum(); err != nil || x != y {
			t.Errorf("checksums %s and %s, error %v", x, y, err)
		}
	})
}
