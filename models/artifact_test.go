package models

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func exampleArtifact() *Artifact {
	return &Artifact{
		Algorithm:       "logistic",
		Parameters:      json.RawMessage(`{"l2":300}`),
		Features:        []string{"recency_days", "spend_90d", "<odd> & \u2028"},
		SchemaHash:      "abc",
		Seed:            1<<63 + 1,
		TrainCutoffs:    []time.Time{day(0), day(90)},
		CalibrateCutoff: day(180),
		TestCutoff:      day(270),
		Predictor:       json.RawMessage(`{"intercept":0.1}`),
		Calibrator:      json.RawMessage(`{"kind":"identity"}`),
		Metrics:         json.RawMessage(`{"auc":0.75}`),
	}
}

func write(t *testing.T, a *Artifact) string {
	t.Helper()
	var b bytes.Buffer
	if err := a.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestArtifactRoundTrip(t *testing.T) {
	a := exampleArtifact()
	text := write(t, a)
	got, err := ReadArtifact(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, got); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	if again := write(t, got); again != text {
		t.Error("written again, the bytes differ")
	}
	for _, want := range []string{`"format":"predict-model"`, `"version":2`, `"2011-01-01T00:00:00Z"`, `"seed":9223372036854775809`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in the file", want)
		}
	}
	zone := exampleArtifact()
	zone.TestCutoff = zone.TestCutoff.In(time.FixedZone("", 3600))
	if write(t, zone) != text {
		t.Error("the zone of a time changes the bytes")
	}
	pretty := new(bytes.Buffer)
	if err := json.Indent(pretty, []byte(text), "", "  "); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadArtifact(pretty); err != nil {
		t.Errorf("indented by hand: %v", err)
	}
	sum, err := got.Checksum()
	if err != nil || !strings.Contains(text, sum) {
		t.Errorf("checksum %s is not the file's, error %v", sum, err)
	}
}

func TestReadArtifactRefuses(t *testing.T) {
	text := write(t, exampleArtifact())
	tests := []struct {
		name, text string
		want       error
	}{
		{"nothing", "", ErrForeign},
		{"a CSV file", "customer_id,amount\n1,2\n", ErrForeign},
		{"other JSON", `{"rows":[]}`, ErrForeign},
		{"JSON of another kind", `[1,2]`, ErrForeign},
		{"cut short", text[:len(text)/2], ErrDamaged},
		{"last byte lost", text[:len(text)-2], ErrDamaged},
		{"two models", text + text, ErrDamaged},
		{"another version", strings.Replace(text, `"version":2`, `"version":3`, 1), ErrVersion},
		{"a changed number", strings.Replace(text, `"intercept":0.1`, `"intercept":0.2`, 1), ErrDamaged},
		{"a changed name", strings.Replace(text, `spend_90d`, `spend_30d`, 1), ErrDamaged},
		{"an unknown field", strings.Replace(text, `"payload":`, `"code":"x","payload":`, 1), ErrDamaged},
		{"no payload", `{"format":"predict-model","version":2,"checksum":""}`, ErrDamaged},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := ReadArtifact(strings.NewReader(test.text)); !errors.Is(err, test.want) {
				t.Errorf("error %v, want %v", err, test.want)
			}
		})
	}
	// Wherever a file is cut, it is refused.
	for n := range len(text) - 1 {
		if _, err := ReadArtifact(strings.NewReader(text[:n])); err == nil {
			t.Fatalf("cut at byte %d: no error", n)
		}
	}
}

func TestWriteArtifactRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*Artifact){
		"no algorithm":  func(a *Artifact) { a.Algorithm = "" },
		"no features":   func(a *Artifact) { a.Features = nil },
		"no predictor":  func(a *Artifact) { a.Predictor = nil },
		"no calibrator": func(a *Artifact) { a.Calibrator = nil },
		"bad JSON":      func(a *Artifact) { a.Metrics = json.RawMessage("{") },
	} {
		a := exampleArtifact()
		spoil(a)
		if err := a.Write(new(bytes.Buffer)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestCheckSchema(t *testing.T) {
	a := exampleArtifact()
	a.Features = []string{"a", "b"}
	tests := []struct {
		name     string
		features []string
		hash     string
		problems string
	}{
		{"the same", []string{"a", "b"}, "abc", ""},
		{"another order", []string{"b", "a"}, "abc", "order"},
		{"one missing, one new", []string{"a", "c"}, "abc", "\"b\" is missing"},
		{"another meaning", []string{"a", "b"}, "abd", "hash"},
	}
	for _, test := range tests {
		err := a.CheckSchema(test.features, test.hash)
		if test.problems == "" {
			if err != nil {
				t.Errorf("%s: error %v", test.name, err)
			}
			continue
		}
		if !errors.Is(err, ErrSchema) || !strings.Contains(err.Error(), test.problems) {
			t.Errorf("%s: error %v, want ErrSchema with %q", test.name, err, test.problems)
		}
	}
}
