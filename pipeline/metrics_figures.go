package pipeline

import (
	"time"

	"predict/configs"
	"predict/pipeline/guard"
)

// figureOf is a figure for Prometheus. All are gauges, and all have the label
// project beside their own.
type figureOf struct {
	name, help string
	labels     []string
}

// figures are all figures. Their names and labels are a contract: figures are only
// ever added. docs/operating.md lists them.
func figures() []figureOf {
	of := func(labels ...string) []string { return labels }
	return []figureOf{
		{"predict_last_run_timestamp_seconds", "When the last run of a command ended, as Unix time.", of("command")},
		{"predict_last_run_exit_code", "Exit code of the last run of a command.", of("command")},
		{"predict_last_run_duration_seconds", "How long the last run of a command took.", of("command")},
		{"predict_last_success_timestamp_seconds", "When a run of a command last ended with exit code 0, as Unix time.", of("command")},
		{"predict_run_info", "Always 1; the labels say of the last run what it was and how it ended.", of("command", "status", "version")},
		{"predict_run_stage_duration_seconds", "How long a stage of the last run took.", of("stage")},
		{"predict_run_rows", "Rows of the exports that the last run read, by what became of them.", of("table", "fate")},
		{"predict_run_files", "Files of exports that the last run read, and that it knew already.", of("table", "fate")},
		{"predict_run_warnings", "Odd things about the exports that the last run warned of.", of()},
		{"predict_run_guard_findings", "Findings of the guards in the last run, by level.", of("guard", "level")},
		{"predict_list_as_of_timestamp_seconds", "The date that the list in outputs/latest is about, as Unix time.", of()},
		{"predict_list_made_timestamp_seconds", "When the run began that made that list, as Unix time.", of()},
		{"predict_list_customers", "Customers on that list, by tier; those in high and medium are at risk.", of("tier")},
		{"predict_list_expected_churn_customers", "Customers of that list expected to leave: the sum of their probabilities.", of()},
		{"predict_list_score_drift_psi", "Population stability index of the probabilities of that list against training.", of()},
		{"predict_list_drifted_features", "Features of that list that drifted: beyond the warning limit, and of those the broken ones.", of("level")},
		{"predict_list_model_auc_ratio", "Area under the ROC curve of that list's model at its test, from 0 to 1.", of()},
		{"predict_list_model_cutoff_timestamp_seconds", "The newest cutoff that the model of that list learned from, as Unix time.", of()},
		{"predict_champion_age_seconds", "Age of the model that scores: from the date it was trained as of to that of the list.", of()},
		{"predict_realised_churn_ratio", "Churn that an earlier list expected, and that came true, from 0 to 1.", of("kind")},
		{"predict_lake_rows", "Rows in the lake.", of("table")},
		{"predict_state_size_bytes", "Size of a folder of the state.", of("folder")},
	}
}

// runMetrics sets what is known of the run that ended.
func (s *State) runMetrics(m *metricsSheet, o Outcome) {
	m.set("predict_run_info", 1, o.Command, string(o.Status), s.Settings.Version)
	took := map[string]float64{}
	for _, t := range s.stages {
		took[t.name] += t.elapsed.Seconds()
	}
	for stage, seconds := range took {
		m.set("predict_run_stage_duration_seconds", seconds, stage)
	}
	if s.Load != nil {
		for _, b := range s.Load.Books {
			m.set("predict_run_rows", float64(b.Kept), b.Table, "kept")
			m.set("predict_run_rows", float64(b.Rejected()), b.Table, "quarantined")
			m.set("predict_run_rows", float64(b.Duplicates), b.Table, "duplicate")
			m.set("predict_run_rows", float64(b.Scoped()), b.Table, "out_of_scope")
			m.set("predict_run_files", float64(b.Files), b.Table, "read")
			m.set("predict_run_files", float64(b.FilesKnown), b.Table, "known")
		}
		m.set("predict_run_warnings", float64(len(s.Load.Warnings)))
	}
	counts := map[[2]string]int{}
	for _, name := range configs.GuardNames() {
		for _, level := range []guard.Level{guard.Note, guard.Warning, guard.Hard} {
			counts[[2]string{name, string(level)}] = 0
		}
	}
	for _, f := range s.guardFindings() {
		counts[[2]string{f.Guard, string(f.Level)}]++
	}
	for of, n := range counts {
		m.set("predict_run_guard_findings", float64(n), of[0], of[1])
	}
}

// pastMetrics sets when runs of each command last ended, and ended well. They come
// from the ledger, and of this run from what is known of it: the ledger may not be
// writable.
func (s *State) pastMetrics(m *metricsSheet, now Outcome) {
	entries, _, err := readLedger(s.ledgerPath(), 0) // damaged lines are for verify and status to tell
	if err != nil {
		m.problems = append(m.problems, err)
	}
	runs := make([]Outcome, 0, len(entries)+1)
	for _, e := range entries {
		runs = append(runs, e.Outcome)
	}
	for _, o := range append(runs, now) {
		if !notifies(o.Command) {
			continue
		}
		m.set("predict_last_run_timestamp_seconds", unixSeconds(o.Ended), o.Command)
		m.set("predict_last_run_exit_code", float64(o.ExitCode), o.Command)
		m.set("predict_last_run_duration_seconds", o.Ended.Sub(o.Started).Seconds(), o.Command)
		if o.ExitCode == 0 {
			m.set("predict_last_success_timestamp_seconds", unixSeconds(o.Ended), o.Command)
		}
	}
}

// listMetrics sets what is known of the list that stands in outputs/latest, by
// whichever run it was made.
func (s *State) listMetrics(m *metricsSheet) {
	list := &Manifest{}
	if readJSON(s.path("outputs", "latest", manifestFile), list) != nil {
		return // there is none, or verify tells what is wrong with it
	}
	m.lake(list.Rows)
	m.set("predict_list_made_timestamp_seconds", unixSeconds(list.Started))
	m.date("predict_list_as_of_timestamp_seconds", list.AsOf)
	if n := list.List; n != nil {
		m.set("predict_list_customers", float64(n.High), configs.TierHigh)
		m.set("predict_list_customers", float64(n.Medium), configs.TierMedium)
		m.set("predict_list_customers", float64(n.Low), configs.TierLow)
		m.set("predict_list_expected_churn_customers", n.Expected)
	}
	if d := list.Drift; d != nil && d.Unknown == "" {
		if d.Score != nil {
			m.set("predict_list_score_drift_psi", d.Score.PSI)
		}
		m.set("predict_list_drifted_features", float64(d.Warned), "warning")
		m.set("predict_list_drifted_features", float64(d.Broken), "broken")
	}
	if list.Evaluation != nil {
		m.set("predict_list_model_auc_ratio", list.Evaluation.Model.AUC)
	}
	if list.Model != nil && len(list.Model.Cutoffs) > 0 {
		m.date("predict_list_model_cutoff_timestamp_seconds", list.Model.Cutoffs[len(list.Model.Cutoffs)-1])
	}
	if r := list.Realised; r != nil {
		m.set("predict_realised_churn_ratio", r.Expected, "expected")
		m.set("predict_realised_churn_ratio", r.Observed, "observed")
	}
	s.championMetrics(m, list.AsOf)
}

// championMetrics sets how old the model that scores is at a date.
func (s *State) championMetrics(m *metricsSheet, asOf string) {
	at, err := configs.ParseDate(asOf)
	if err != nil {
		return
	}
	id, err := s.championID()
	if err != nil || id == "" {
		return
	}
	a, err := s.readArtifact(id)
	if err != nil {
		return // status and verify tell of it
	}
	m.set("predict_champion_age_seconds", at.Sub(a.AsOf).Seconds())
}

// stateMetrics sets what the state folder holds.
func (s *State) stateMetrics(m *metricsSheet) {
	m.lake(s.Manifest.Rows) // none where the run did not come so far: those of the list stay
	folders, err := folderSizes(s.Dir)
	if err != nil {
		m.problems = append(m.problems, err)
	}
	for _, f := range folders {
		m.set("predict_state_size_bytes", float64(f.Bytes), f.Name)
	}
}

// lake sets the rows in the lake.
func (m *metricsSheet) lake(rows map[string]int64) {
	for table, n := range rows {
		m.set("predict_lake_rows", float64(n), table)
	}
}

// date sets a figure to the midnight (UTC) at which a day begins, where there is a
// day.
func (m *metricsSheet) date(name, day string) {
	if at, err := configs.ParseDate(day); err == nil {
		m.set(name, unixSeconds(at))
	}
}

// unixSeconds is a moment in seconds, to the millisecond.
func unixSeconds(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }
