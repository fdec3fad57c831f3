package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"predict/configs"
	"predict/data/flat"
	"predict/models"
	"predict/models/candidates"
	"predict/models/gate"
	"predict/models/leak"
)

// FlatTraining is what a training on a flat table found.
type FlatTraining struct {
	File      string         `json:"file"`
	Customers int            `json:"customers"` // with a label
	Churned   int            `json:"churned"`
	Unknown   int            `json:"without_label"`
	Columns   []flat.Profile `json:"columns"`
	Excluded  []string       `json:"excluded,omitempty"`
	Rejected  int            `json:"rejected_records"`
	Examples  []flat.Rejected
	Warnings  []string `json:"warnings,omitempty"`
	Folds     int      `json:"folds"`
	// Suspects are the columns that give the label away; where there are any,
	// nothing was trained.
	Suspects []leak.Suspect `json:"suspects,omitempty"`
	// Candidates are their figures on customers that they had not learned from, the
	// best first.
	Candidates []FlatCandidate `json:"candidates,omitempty"`
	Chosen     string          `json:"chosen,omitempty"`
	Verdict    *gate.Verdict   `json:"gate,omitempty"`
	ModelID    string          `json:"model_id,omitempty"`
	Promoted   bool            `json:"promoted"`
}

// FlatCandidate is how one algorithm did in the cross-validation.
type FlatCandidate struct {
	Name string `json:"name"`
	// Calibrator is the kind of curve that its probabilities pass through.
	Calibrator string `json:"calibrator"`
	*Scores
	Curve *GainCurve `json:"-"` // the evaluation of the model has it
}

// flatTable is a table that was read for training.
type flatTable struct {
	table  *flat.Table
	schema flat.Schema
	coded  *flat.Rows // a column for each feature, rows with a label only
	rows   candidates.Rows
	// churned is the number of those who left among the rows.
	churned int
}

// openFlat reads the table to learn from.
func (s *State) openFlat(ctx context.Context) (*flatTable, error) {
	f := &flatTable{}
	var err error
	if f.table, err = readFlat(ctx, s.Config.FlatFile(), s.Config.Flat.Options()); err != nil {
		return nil, err
	}
	s.noteFlatInput(f.table)
	if f.schema, err = f.table.Schema(); err != nil {
		return nil, flatProblem(err)
	}
	all, err := f.schema.Encode(f.table)
	if err != nil {
		return nil, flatProblem(err)
	}
	f.coded = &flat.Rows{P: all.P}
	most, seed := s.Config.Model.MaxRows, uint64(s.Config.Model.Seed) //nolint:gosec // Validate allows no negative seed
	share := float64(most) / float64(max(f.table.Count(0)+f.table.Count(1), 1))
	for i, label := range f.table.Labels {
		key := flat.Key(f.table.IDs[i])
		if label == flat.Unlabelled || f.coded.N == most || !sampled(key, seed, share) {
			continue
		}
		f.coded.N++
		f.coded.Data = append(f.coded.Data, all.Data[i*all.P:(i+1)*all.P]...)
		f.rows.Y = append(f.rows.Y, float64(label))
		f.rows.Keys = append(f.rows.Keys, key)
		f.churned += int(label)
	}
	expanded := f.schema.Expand(f.coded)
	f.rows.X = &models.Matrix32{N: expanded.N, P: expanded.P, Data: expanded.Data}
	return f, f.enough(s.Config.Flat)
}

// enough refuses labels from which nothing can be learned.
func (f *flatTable) enough(o configs.Flat) error {
	churned, stayed := f.churned, f.coded.N-f.churned
	if rarer := min(churned, stayed); rarer < o.Folds {
		return &Problem{
			Kind: ErrGate,
			Text: fmt.Sprintf("nothing can be learned from %d customers with a label in %s: %s left, %s stayed; each of the %d folds needs one of either",
				churned+stayed, f.table.File, noneOr(churned), noneOr(stayed), o.Folds),
			Remedy: "give more customers of the rarer label, or correct flat.label and flat.positive",
		}
	}
	return nil
}

// noneOr writes a number of customers.
func noneOr(n int) string {
	if n == 0 {
		return "none"
	}
	return strconv.Itoa(n)
}

// positive is the text of the label of those who left.
func (f *flatTable) positive(o configs.Flat) string {
	if f.table.Positive != "" {
		return f.table.Positive
	}
	return o.Positive
}

// readFlat reads a table; what is wrong with it is a Problem.
func readFlat(ctx context.Context, path string, o flat.Options) (*flat.Table, error) {
	t, err := flat.Read(ctx, path, o)
	switch {
	case err == nil:
		return t, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, fs.ErrNotExist):
		return nil, &Problem{Kind: ErrConfig, Text: "there is no file " + path, Remedy: "correct flat.file or flat.score_file; paths start at the folder of the config"}
	}
	return nil, flatProblem(err)
}

// flatProblem says that a table does not fit.
func flatProblem(err error) error {
	return &Problem{Kind: ErrData, Text: "the flat table cannot be used", Cause: err}
}

// noteFlatInput puts a table into the manifest.
func (s *State) noteFlatInput(t *flat.Table) {
	s.Manifest.Inputs = append(s.Manifest.Inputs, Input{Table: "flat", Path: t.File, SHA256: t.SHA256, RowsRead: int64(t.Rows() + len(t.Rejected)), Load: 1})
	for _, w := range t.Warnings {
		s.Settings.Log.Warn("reading", "warning", w)
	}
	if n := len(t.Rejected); n > 0 {
		s.Settings.Log.Warn("records left out", "rejected", n, "line", t.Rejected[0].Line, "reason", t.Rejected[0].Reason)
	}
}

// TrainFlat cross-validates the candidates on a flat table, checks it for
// columns that give the label away, and stores the best as a model, which scores
// from then on if the gate lets it pass. The training is returned with the error
// where it got far enough to be shown.
func TrainFlat(ctx context.Context, s *State) (*FlatTraining, error) {
	stage := &flatTrainStage{store: true}
	err := Locked(ctx, s, Stages{stage})
	return stage.found, err
}

// EvaluateFlat is TrainFlat without storing a model.
func EvaluateFlat(ctx context.Context, s *State) (*FlatTraining, error) {
	stage := &flatTrainStage{}
	err := Locked(ctx, s, Stages{stage})
	return stage.found, err
}

// flatTrainStage trains on a flat table.
type flatTrainStage struct {
	store bool
	found *FlatTraining
}

func (*flatTrainStage) Name() string { return "train" }

func (t *flatTrainStage) Run(ctx context.Context, s *State) error {
	if s.Skipped {
		return nil
	}
	f, err := s.openFlat(ctx)
	if err != nil {
		return err
	}
	t.found = &FlatTraining{
		File: f.table.File, Customers: f.coded.N, Churned: f.churned, Unknown: f.table.Count(flat.Unlabelled),
		Columns: f.table.Profiles(), Excluded: f.table.Excluded, Rejected: len(f.table.Rejected), Warnings: f.table.Warnings,
		Examples: f.table.Rejected[:min(len(f.table.Rejected), 5)], Folds: s.Config.Flat.Folds,
	}
	if err := t.checkLeaks(ctx, s, f); err != nil {
		return err
	}
	r, err := s.rehearseFlat(ctx, f)
	if err != nil {
		return err
	}
	t.found.Candidates, t.found.Chosen = r.figures, r.best().Name
	if !t.store {
		return nil
	}
	if err := s.storeFlat(ctx, f, r, t.found); err != nil {
		return err
	}
	s.note("model_id", t.found.ModelID, "algorithm", t.found.Chosen, "rows_in", f.coded.N, "features", len(f.schema.Features),
		"auc", round4(r.best().Model.AUC))
	return nil
}

// checkLeaks refuses a table with columns that give the label away.
func (t *flatTrainStage) checkLeaks(ctx context.Context, s *State, f *flatTable) error {
	o := leak.DefaultOptions()
	o.Categorical, o.Seed, o.Workers = f.schema.Categorical(), uint64(s.Config.Model.Seed), s.Workers() //nolint:gosec // Validate allows no negative seed
	x := &models.Matrix32{N: f.coded.N, P: f.coded.P, Data: f.coded.Data}
	o.Allowed = s.Config.Flat.Allow
	var err error
	if t.found.Suspects, err = leak.Find(ctx, x, f.rows.Y, f.schema.Names(), o); err != nil {
		return fmt.Errorf("looking for columns that give the label away: %w", err)
	}
	if len(t.found.Suspects) == 0 {
		return nil
	}
	if s.Settings.Force { // the gate refuses it, and force overrules the gate
		return nil
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%d columns of %s seem to give the label away:\n", len(t.found.Suspects), f.table.File)
	var names []string
	for _, suspect := range t.found.Suspects {
		fmt.Fprintf(&text, "  %s\n", suspect.Why)
		names = append(names, fmt.Sprintf("%q", suspect.Feature))
	}
	names = append(names, s.Config.Flat.Exclude...)
	slices.Sort(names)
	fmt.Fprintf(&text, "no model was trained, and the champion stays. Leave out what was written after the outcome was known, in the config:\n  flat: {exclude: [%s]}", strings.Join(names, ", "))
	return &Problem{Kind: ErrGate, Text: text.String()}
}
