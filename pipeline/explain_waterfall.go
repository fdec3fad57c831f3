package pipeline

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"predict/features/reasons"
	"predict/models"
	"predict/models/blend"
	"predict/models/calibrate"
	"predict/models/gbdt/tree"
)

// Waterfall splits the log odds of leaving among the families of features. Base
// and the steps' LogOdds add up to Margin; Margin, Calibration and Season to the
// log odds of Probability. The same holds for probabilities and Points.
type Waterfall struct {
	// Base is the model's average over its training customers, in log odds, and
	// BaseProbability the probability that it stands for.
	Base            float64 `json:"base_log_odds"`
	BaseProbability float64 `json:"base_probability"`
	// Steps are the families, the one that moves the risk most first.
	Steps []Step `json:"families"`
	// Margin is what the model says before calibration, in log odds.
	Margin            float64 `json:"margin_log_odds"`
	MarginProbability float64 `json:"margin_probability"`
	// Calibration brings the model's probabilities to what was observed, and Season
	// the rate to that of this time of the year.
	Calibration Move    `json:"calibration"`
	Season      Move    `json:"season"`
	Probability float64 `json:"churn_probability"`
}

// Move is a change of the risk.
type Move struct {
	LogOdds float64 `json:"log_odds"`
	// Points is the change of the probability, -1 to 1, that this move makes after
	// those before it.
	Points float64 `json:"points"`
}

// Step is what a family of features adds to the risk.
type Step struct {
	Family string `json:"family"`
	Title  string `json:"title"` // of the family, in words
	Move
	Text string `json:"text"` // in the customer's own numbers; may be empty
}

// newWaterfall makes the waterfall from contributions in log odds, the margin
// (log odds), and a calibrator's answer.
func newWaterfall(why []reasons.Contribution, margin, probability, shift float64) *Waterfall {
	w := &Waterfall{Margin: margin, MarginProbability: probabilityOf(margin), Probability: probability, Base: margin}
	for _, c := range why {
		w.Base -= c.LogOdds
		w.Steps = append(w.Steps, Step{Family: c.Family, Title: reasons.Title(c.Family), Move: Move{LogOdds: c.LogOdds}})
	}
	w.BaseProbability = probabilityOf(w.Base)
	slices.SortStableFunc(w.Steps, func(a, b Step) int {
		return cmp.Or(cmp.Compare(math.Abs(b.LogOdds), math.Abs(a.LogOdds)), cmp.Compare(a.Family, b.Family))
	})
	at := w.Base
	for i := range w.Steps {
		w.Steps[i].Points = probabilityOf(at+w.Steps[i].LogOdds) - probabilityOf(at)
		at += w.Steps[i].LogOdds
	}
	final := blend.Logit(probability)
	before := probabilityOf(final - shift)
	w.Season = Move{LogOdds: shift, Points: probability - before}
	w.Calibration = Move{LogOdds: final - shift - margin, Points: before - w.MarginProbability}
	return w
}

// probabilityOf is the probability of log odds.
func probabilityOf(margin float64) float64 { return 1 / (1 + math.Exp(-margin)) }

// tell puts sentences to the steps: the warning of a family that raises the
// risk, once, and a plain fact for the others.
func (w *Waterfall) tell(row reasons.Row) {
	told := map[string]bool{}
	for i := range w.Steps {
		step := &w.Steps[i]
		if step.LogOdds > 0 {
			step.Text = reasons.Sentence(step.Family, row)
		}
		if step.Text == "" || told[step.Text] {
			step.Text = reasons.Fact(step.Family, row)
		}
		told[step.Text] = true
	}
}

// scored fills in probability, tier and waterfall of a customer who has a row.
func (x *explainer) scored(f *Frame) error {
	s, e := x.state, x.out
	m := s.Training.Model
	sc, err := s.newScorer(m)
	if err != nil {
		return err
	}
	e.Customer = x.person(&f.Profiles[0])
	var parts *mat.Dense
	explains, ok := m.calibrated.Explainer()
	if ok {
		parts = models.ByGroup(explains, f.X, sc.family, len(sc.families))
	}
	why := sc.contributions(parts, 0)
	if ok { // trees from elsewhere may count their margin on another scale
		for i := range why {
			why[i].LogOdds *= marginScale(m.calibrated.Predictor)
		}
	}
	row := sc.row(f, 0, m.predict(f.X)[0], why)
	e.Model, e.Probability, e.Tier, e.Action, e.Holdout = m.note(), &row.Probability, row.Tier, row.Action, row.Holdout
	told := sc.reasonsRow(f, 0)
	if ok {
		raw := m.calibrated.Predictor.PredictProba(nil, f.X)[0]
		e.Waterfall = newWaterfall(why, blend.Logit(raw), row.Probability, calibrate.ShiftOf(m.calibrated.Calibrator))
		e.Waterfall.tell(told)
	} else {
		for _, family := range reasons.Families() {
			if text := reasons.Sentence(family, told); text != "" && !slices.Contains(e.Signs, text) {
				e.Signs = append(e.Signs, text)
			}
		}
	}
	e.Place, err = s.place(x.one.id)
	return err
}

// marginScale is by what a predictor's margin is multiplied to give log odds.
func marginScale(p models.Predictor) float64 {
	if trees, ok := p.(interface{ Ensemble() *tree.Ensemble }); ok {
		return trees.Ensemble().Sigmoid
	}
	return 1
}
