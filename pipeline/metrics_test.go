package pipeline

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"predict/data/ingest"
	"predict/models/drift"
	"predict/models/metrics"
	"predict/pipeline/guard"
)

// metricsState is a state with a list in outputs/latest, whose runs write their
// figures.
func metricsState(t *testing.T) *State {
	t.Helper()
	s := testState(t, t.TempDir(), "2026-01-01")
	s.Settings.Command = "run"
	s.Config.Watch.Metrics, s.Config.Watch.Project = filepath.Join(t.TempDir(), "churn.prom"), "shop"
	list := &Manifest{
		Version: 1, AsOf: "2026-01-01", Started: time.Date(2026, 1, 1, 2, 0, 0, 0, time.UTC), Rows: map[string]int64{"transactions": 900},
		List:     &ListNote{Customers: 60, High: 10, Medium: 20, Low: 30, Expected: 12.5},
		Drift:    &DriftNote{Level: drift.Warning, Score: &drift.Shift{PSI: 0.07}, Warned: 3, Broken: 1},
		Model:    &ModelNote{ID: "2026-01-01-00000000", Cutoffs: []string{"2025-04-01", "2025-07-01"}},
		Realised: &RealisedNote{Expected: 0.2, Observed: 0.25},
	}
	list.Evaluation = &Evaluation{Scores: &Scores{Model: metrics.Scores{AUC: 0.75}}}
	if err := makeFolder(s.path("outputs", "2026-01-01")); err != nil {
		t.Fatal(err)
	}
	if err := writeJSON(s.path("outputs", "2026-01-01", manifestFile), list); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("2026-01-01", s.path("outputs", "latest")); err != nil {
		t.Fatal(err)
	}
	return s
}

// readMetrics reads figures back as Prometheus does: by name and labels.
func readMetrics(t *testing.T, path string) map[string]float64 {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	found := map[string]float64{}
	for name, f := range families {
		for _, m := range f.GetMetric() {
			var labels []string
			project := false
			for _, l := range m.GetLabel() {
				project = project || l.GetName() == "project" && l.GetValue() == "shop"
				if l.GetName() != "project" {
					labels = append(labels, l.GetName()+"="+l.GetValue())
				}
			}
			if !project {
				t.Errorf("%s has not the project: %v", name, m)
			}
			found[name+"{"+strings.Join(labels, ",")+"}"] = m.GetGauge().GetValue()
		}
	}
	return found
}

func TestMetrics(t *testing.T) {
	s := metricsState(t)
	s.Load = &ingest.Report{Warnings: []string{"odd"}, Books: []*ingest.Books{{
		Table: "transactions", Files: 1, FilesKnown: 30, Read: 10, Kept: 5, Duplicates: 2,
		Quarantined: map[string]int64{"amount: not an amount": 1}, OutOfScope: map[string]int64{"early": 2},
	}}}
	s.Manifest.Rows = map[string]int64{"transactions": 1000}
	s.Manifest.Guards = []guard.Finding{{Guard: "volume", Level: guard.Hard}, {Guard: "volume", Level: guard.Hard}}
	if err := Locked(t.Context(), s, Stages{registryStage{"load", func(*State) error { return nil }}}); err != nil {
		t.Fatal(err)
	}
	got := readMetrics(t, s.Config.Watch.Metrics)
	// The clock of testState moves a minute each time it is asked: a run takes three
	// minutes, its stage one.
	ended := got["predict_last_run_timestamp_seconds{command=run}"]
	if want := float64(time.Date(2026, 1, 1, 3, 0, 0, 0, time.UTC).Unix()); ended < want || ended > want+3600 {
		t.Errorf("the run ended at %f", ended)
	}
	want := map[string]float64{
		"predict_last_run_timestamp_seconds{command=run}":        ended,
		"predict_last_success_timestamp_seconds{command=run}":    ended,
		"predict_last_run_exit_code{command=run}":                0,
		"predict_last_run_duration_seconds{command=run}":         180,
		"predict_run_info{command=run,status=done,version=test}": 1,
		"predict_run_stage_duration_seconds{stage=load}":         60,
		"predict_run_rows{fate=kept,table=transactions}":         5,
		"predict_run_rows{fate=quarantined,table=transactions}":  1,
		"predict_run_rows{fate=duplicate,table=transactions}":    2,
		"predict_run_rows{fate=out_of_scope,table=transactions}": 2,
		"predict_run_files{fate=read,table=transactions}":        1,
		"predict_run_files{fate=known,table=transactions}":       30,
		"predict_run_warnings{}":                                 1,
		"predict_run_guard_findings{guard=volume,level=hard}":    2,
		"predict_run_guard_findings{guard=volume,level=warning}": 0,
		"predict_list_as_of_timestamp_seconds{}":                 1767225600, // date -ud 2026-01-01 +%s
		"predict_list_made_timestamp_seconds{}":                  1767232800,
		"predict_list_customers{tier=high}":                      10,
		"predict_list_customers{tier=medium}":                    20,
		"predict_list_customers{tier=low}":                       30,
		"predict_list_expected_churn_customers{}":                12.5,
		"predict_list_score_drift_psi{}":                         0.07,
		"predict_list_drifted_features{level=warning}":           3,
		"predict_list_drifted_features{level=broken}":            1,
		"predict_list_model_auc_ratio{}":                         0.75,
		"predict_list_model_cutoff_timestamp_seconds{}":          1751328000, // date -ud 2025-07-01 +%s
		"predict_realised_churn_ratio{kind=expected}":            0.2,
		"predict_realised_churn_ratio{kind=observed}":            0.25,
		"predict_lake_rows{table=transactions}":                  1000,
	}
	checked := map[string]float64{}
	for name := range want {
		if value, ok := got[name]; ok {
			checked[name] = value
		}
	}
	if diff := cmp.Diff(want, checked); diff != "" {
		t.Error(diff)
	}
	if got["predict_state_size_bytes{folder=outputs}"] < 100 {
		t.Errorf("sizes: %v", got)
	}
	info, err := os.Stat(s.Config.Watch.Metrics)
	if err != nil || info.Mode() != 0o644 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if left, _ := os.ReadDir(filepath.Dir(s.Config.Watch.Metrics)); len(left) != 1 {
		t.Errorf("the folder holds %v", left)
	}
}

// TestMetricsOfBadNights: what went well last stays, and so does the list.
func TestMetricsOfBadNights(t *testing.T) {
	s := metricsState(t)
	ends := func(err error, code int) map[string]float64 {
		t.Helper()
		s.Settings.ExitCode = func(error) int { return code }
		s.stages = nil
		if got := Locked(t.Context(), s, Stages{registryStage{"load", func(*State) error { return err }}}); !errors.Is(got, err) {
			t.Fatal(got)
		}
		return readMetrics(t, s.Config.Watch.Metrics)
	}
	const success, last, code = "predict_last_success_timestamp_seconds{command=run}", "predict_last_run_timestamp_seconds{command=run}", "predict_last_run_exit_code{command=run}"
	good := ends(nil, 0)
	for _, bad := range []struct {
		err    error
		code   int
		status string
	}{{ErrGuard, 5, "refused"}, {ErrGate, 4, "refused"}, {errors.New("disk full"), 1, "failed"}} {
		got := ends(bad.err, bad.code)
		if got[success] != good[success] || got[last] <= good[last] || got[code] != float64(bad.code) || got["predict_run_info{command=run,status="+bad.status+",version=test}"] != 1 {
			t.Errorf("%v: %v", bad.err, got)
		}
		if got["predict_list_customers{tier=high}"] != 10 || got["predict_lake_rows{table=transactions}"] != 900 {
			t.Errorf("%v: the list is gone: %v", bad.err, got)
		}
	}

	// Another command has figures of its own; one by which people look writes none.
	s.Settings.Command = "load"
	got := ends(nil, 0)
	if got["predict_last_run_exit_code{command=load}"] != 0 || got[success] != good[success] || got[code] != 1 {
		t.Errorf("after load: %v", got)
	}
	s.Settings.Command = "evaluate"
	if diff := cmp.Diff(got, ends(nil, 0)); diff != "" {
		t.Error(diff)
	}

	// The folder is gone: a warning, and the run ends as it would.
	s.Settings.Command, s.Config.Watch.Metrics = "run", filepath.Join(t.TempDir(), "gone", "churn.prom")
	if err := Locked(t.Context(), s, Stages{}); err != nil {
		t.Errorf("without the folder: %v", err)
	}
}

// TestMetricsAreLinted: names, units and help are as Prometheus advises, and every
// figure can be set.
func TestMetricsAreLinted(t *testing.T) {
	s := metricsState(t)
	m, err := s.metrics(Outcome{Command: "run", Status: Done})
	if err != nil {
		t.Fatal(err)
	}
	first, err := metricsText(m)
	if err != nil {
		t.Fatal(err)
	}
	problems, err := promlint.New(bytes.NewReader(first)).Lint()
	if err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
	if again, err := metricsText(m); err != nil || !bytes.Equal(first, again) {
		t.Errorf("written twice, the figures differ: %v", err)
	}
}

// TestMetricsAreDocumented holds the table in docs/operating.md to the figures.
func TestMetricsAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../docs/operating.md")
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "| `predict_") {
			told = append(told, strings.TrimSpace(line))
		}
	}
	var want []string
	for _, f := range figures() {
		labels := ""
		if len(f.labels) > 0 {
			labels = "`" + strings.Join(f.labels, "`, `") + "`"
		}
		want = append(want, "| `"+f.name+"` | "+labels+" | "+strings.TrimSuffix(f.help, ".")+" |")
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("docs/operating.md: %s", diff)
	}
	// Alert rules name figures and labels that exist.
	for _, word := range strings.FieldsFunc(string(text), func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') }) {
		if !strings.HasPrefix(word, "predict_") || strings.HasSuffix(word, "_") {
			continue
		}
		if !slices.ContainsFunc(figures(), func(f figureOf) bool { return f.name == word }) {
			t.Errorf("docs/operating.md names %s, which is none of the figures", word)
		}
	}
}
