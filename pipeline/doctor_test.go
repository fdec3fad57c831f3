package pipeline_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"predict/configs"
	"predict/pipeline"
)

// telco returns the text of the flat example's table.
func telco(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("CHURN_REAL_DATA")
	if dir == "" {
		dir = "../../shared/data"
	}
	text, err := os.ReadFile(filepath.Join(dir, "telco", "WA_Fn-UseC_-Telco-Customer-Churn.csv"))
	if err != nil {
		t.Skipf("the real data are not there (%v); set CHURN_REAL_DATA", err)
	}
	return string(text)
}

// TestDoctorOfFlatTables: a sound flat table gives no finding, and each damage
// is told by its name. Nothing is written.
func TestDoctorOfFlatTables(t *testing.T) {
	text := telco(t)
	lines := strings.SplitAfter(text, "\n")
	for _, c := range []struct {
		name, kind string
		spoil      func() string
	}{
		{"sound", "", func() string { return text }},
		{"an id twice", "flat_wrong", func() string { return text + lines[1] }},
		{"three labels", "flat_wrong", func() string { return strings.Replace(text, ",No\r\n", ",Perhaps\r\n", 5) }},
		{"no label", "columns_missing", func() string { return strings.Replace(text, "Churn", "Left", 1) }},
		{"nobody left", "flat_wrong", func() string { return strings.ReplaceAll(text, ",Yes\r\n", ",No\r\n") }},
		{"few customers", "customers_few", func() string { return strings.Join(lines[:150], "") }},
		{"broken records", "flat_wrong", func() string { return strings.Replace(text, ",Male,", ",Male,,", 200) }},
		{"mojibake", "mojibake", func() string { return strings.Replace(text, "Mailed check", "ChÃ¨que", 50) }},
		{"ids of a spreadsheet", "id_scientific", func() string { return text + strings.Replace(lines[1], "7590-VHVEG", "1.23457E+11", 1) }},
		{"empty", "file_empty", func() string { return "" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, text := range map[string]string{
				"flat.csv":     c.spoil(),
				"predict.yaml": "version: 1\nstate: state\ncurrency: USD\nflat: {file: flat.csv, id: customerID, label: Churn, positive: \"Yes\"}\n",
			} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			config, err := configs.Load(filepath.Join(dir, "predict.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			r, err := pipeline.Doctor(context.Background(), config, pipeline.Settings{Now: func() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }})
			if r == nil {
				t.Fatal(err)
			}
			if (err != nil) != (r.Errors > 0) || err != nil && !errors.Is(err, pipeline.ErrData) {
				t.Errorf("%d findings are errors, and the error is %v", r.Errors, err)
			}
			var kinds []string
			for _, f := range r.Findings {
				kinds = append(kinds, f.Kind)
			}
			if c.kind == "" && len(kinds) > 0 || c.kind != "" && !slices.Contains(kinds, c.kind) {
				t.Errorf("findings are %v, want %q: %+v", kinds, c.kind, r.Findings)
			}
			left, err := os.ReadDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, f := range left {
				names = append(names, f.Name())
			}
			if diff := cmp.Diff([]string{"flat.csv", "predict.yaml"}, names); diff != "" {
				t.Errorf("files (-want +got):\n%s", diff)
			}
		})
	}
}
