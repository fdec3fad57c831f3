package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"

	"predict/configs"
	"predict/data/flat"
	"predict/features"
	"predict/models"
)

// FlatScoring is what scoring a flat table gave.
type FlatScoring struct {
	File      string `json:"file"`
	Customers int    `json:"customers"`
	// Learned says that the customers are those that the model learned from.
	Learned  bool      `json:"learned_from"`
	Warnings []string  `json:"warnings,omitempty"`
	Risk     *RiskList `json:"-"`
	Output   string    `json:"output"`
	*Manifest
}

// ScoreFlat scores a flat table with the stored model and publishes the list.
func ScoreFlat(ctx context.Context, s *State) (*FlatScoring, error) {
	stage := &flatScoreStage{}
	err := Locked(ctx, s, Stages{stage, deliverStage{}})
	return stage.found, err
}

// RunFlat trains and scores. Where the table, the config and the program are those
// of the list that stands, it does nothing and says so in s.Skipped; where they are
// those of a model that was refused, it says that again, as ErrGate.
func RunFlat(ctx context.Context, s *State) (*FlatTraining, *FlatScoring, error) {
	train, score := &flatTrainStage{store: true}, &flatScoreStage{}
	err := Locked(ctx, s, Stages{flatCheckStage{}, train, score, deliverStage{}})
	return train.found, score.found, err
}

// flatScoreStage scores a flat table.
type flatScoreStage struct{ found *FlatScoring }

func (*flatScoreStage) Name() string { return "score" }

func (t *flatScoreStage) Run(ctx context.Context, s *State) error {
	if s.Skipped {
		return nil
	}
	m, p, err := s.flatModel()
	if err != nil {
		return err
	}
	path, o := s.Config.FlatScoreFile(), s.Config.Flat.Options()
	o.LabelOptional = true
	if path == "" {
		path = s.Config.FlatFile()
	}
	table, err := readFlat(ctx, path, o)
	if err != nil {
		return err
	}
	s.noteFlatInput(table)
	t.found = &FlatScoring{File: path, Manifest: s.Manifest}
	coded, ids, err := t.rowsToScore(s, table, p.Flat)
	if err != nil {
		return err
	}
	t.found.Learned = s.Config.Flat.ScoreFile == "" && table.Count(flat.Unlabelled) == 0
	s.Risk = s.flatRisk(m, p.Flat, coded, ids)
	t.found.Customers, t.found.Risk = len(ids), s.Risk
	s.Manifest.Model, s.Manifest.Evaluation = m.note(), m.evaluation
	if err := s.compareFlat(ctx); err != nil {
		return err
	}
	if err := s.publishFlat(); err != nil {
		return err
	}
	t.found.Output = s.Output
	s.note("model_id", m.ID)
	return nil
}

// compareFlat holds a list with a date against the one before.
func (s *State) compareFlat(ctx context.Context) error {
	if s.Risk.AsOf == features.NoTime {
		return nil
	}
	s.Manifest.AsOf = s.flatDate()
	changes, err := s.compareLists(ctx, s.Risk)
	s.Book = &Book{Changes: changes}
	return err
}

// oddLimit is the share of cells that training has not seen from which a
// warning is due.
const oddLimit = 0.01

// rowsToScore gives the rows without a label, or all where every row of the
// file has one.
func (t *flatScoreStage) rowsToScore(s *State, table *flat.Table, schema *flat.Schema) (*flat.Rows, []string, error) {
	all, err := schema.Encode(table)
	if err != nil {
		return nil, nil, flatProblem(err)
	}
	for j, odd := range all.Odd {
		if float64(odd) > oddLimit*float64(all.N) {
			w := fmt.Sprintf("%s holds values in %d of %d rows that training has not seen", schema.Features[j].Name, odd, all.N)
			t.found.Warnings = append(t.found.Warnings, w)
			s.Settings.Log.Warn("the table differs from training", "column", schema.Features[j].Name, "rows", odd)
		}
	}
	if s.Config.Flat.ScoreFile != "" || table.Count(flat.Unlabelled) == 0 {
		return all, table.IDs, nil
	}
	some := &flat.Rows{P: all.P}
	var ids []string
	for i, label := range table.Labels {
		if label == flat.Unlabelled {
			some.N++
			some.Data = append(some.Data, all.Data[i*all.P:(i+1)*all.P]...)
			ids = append(ids, table.IDs[i])
		}
	}
	return some, ids, nil
}

// flatBlock is the number of rows that are scored at once.
const flatBlock = 8192

// flatRisk scores and ranks rows. What a flat table does not tell stays empty.
func (s *State) flatRisk(m *Model, schema *flat.Schema, coded *flat.Rows, ids []string) *RiskList {
	list := &RiskList{AsOf: features.NoTime, Currency: s.Config.Currency, ModelID: m.ID}
	if t, err := configs.ParseDate(s.Config.AsOf); err == nil {
		list.AsOf = t.UnixMicro()
	}
	explainer := &flatExplainer{model: m, schema: schema, parts: schema.Parts()}
	list.Families = explainer.families()
	for from := 0; from < coded.N; from += flatBlock {
		to := min(from+flatBlock, coded.N)
		block := &flat.Rows{N: to - from, P: coded.P, Data: coded.Data[from*coded.P : to*coded.P]}
		expanded := schema.Expand(block)
		p := m.predictFlat(&models.Matrix32{N: expanded.N, P: expanded.P, Data: expanded.Data})
		effects := explainer.effects(block, expanded)
		for i := range block.N {
			list.Rows = append(list.Rows, s.flatRow(ids[from+i], p[i], explainer.reasons(effects[i*block.P:(i+1)*block.P], block.Data[i*block.P:(i+1)*block.P])))
		}
	}
	list.order([]string{configs.TierHigh, configs.TierMedium, configs.TierLow})
	list.RunID = s.flatRunID(m.ID)
	return list
}

// flatRow is a customer of a flat table on the list.
func (s *State) flatRow(id string, p float64, why flatReasons) RiskRow {
	r := RiskRow{
		CustomerID: id, Probability: p, Tier: s.Config.Score.Tiers.Of(p),
		Reasons: why.texts, ReasonFamilies: why.from, Driver: why.driver, ScoreChange: math.NaN(),
		ValueAtRisk: features.NoMoney, Spend365: features.NoMoney, Margin365: features.NoMoney, LastPurchase: features.NoTime, UsualGapDays: math.NaN(), PreferredHour: features.NoCode,
		Holdout: uniform(flat.Key(id), holdoutSalt^uint64(s.Config.Model.Seed)) < s.Config.Score.HoldoutShare, //nolint:gosec // Validate allows no negative seed
	}
	if r.Tier != configs.TierLow {
		r.Action = s.Config.Score.Action(configs.DefaultAction)
		if why.texts[0] == "" {
			r.Reasons[0] = noSingleSign
		}
	}
	return r
}

// flatRunID identifies a run by what goes into it.
func (s *State) flatRunID(model string) string {
	parts := []string{s.Manifest.ConfigHash, s.Manifest.Program, model, s.flatDate()}
	for _, in := range s.Manifest.Inputs {
		parts = append(parts, in.SHA256)
	}
	text, _ := json.Marshal(parts) // texts can always be marshalled
	sum := sha256.Sum256(text)
	return s.flatDate() + "-" + hex.EncodeToString(sum[:4])
}

// publishFlat puts the list where readers look for it.
func (s *State) publishFlat() error {
	name := s.flatDate()
	s.Output = s.path("outputs", name)
	if err := s.publishList(name); err != nil {
		return err
	}
	return replaceLink(name, s.path("outputs", "latest"))
}
