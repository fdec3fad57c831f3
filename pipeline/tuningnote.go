package pipeline

import (
	"context"
	"fmt"

	"predict/features"
	"predict/models/gbdt"
	"predict/models/logistic"
	"predict/models/tune"
)

// TuningNote is what tuning did. It depends on the data, the seed and the number
// of trials alone.
type TuningNote struct {
	// Trials is how many were made.
	Trials int `json:"trials,omitempty"`
	// KeptFrom is the model whose tuned settings were used again without new trials.
	KeptFrom string         `json:"kept_from,omitempty"`
	Folds    []TuningFold   `json:"folds,omitempty"`
	Results  []TuningResult `json:"results,omitempty"`
	Tried    []TuningTrial  `json:"tried,omitempty"`

	// Planned is how many trials the budget allowed, and Stopped says that the clock
	// came first. They are not stored: the same number of trials gives the same
	// model.
	Planned int  `json:"-"`
	Stopped bool `json:"-"`
}

// TuningFold says where trials learned and where they were judged.
type TuningFold struct {
	Learned []string `json:"learned_at"`
	Rows    int      `json:"rows"`
	// Held is the later cutoff; empty where customers of the same cutoffs were held
	// back.
	Held     string `json:"held_at,omitempty"`
	HeldRows int    `json:"held_rows"`
}

// TuningResult says what was chosen for an algorithm.
type TuningResult struct {
	Algorithm string `json:"algorithm"`
	// Configured is the loss of the settings as configured.
	Configured float64 `json:"configured_logloss"`
	// Trial is the number of the best trial, 0 where none was tried on all rows, and
	// LogLoss its loss.
	Trial   int     `json:"trial,omitempty"`
	LogLoss float64 `json:"logloss,omitempty"`
	// Gain is that of the best trial over the settings as configured, and EveryRow
	// the same where both learn from every row of the latest fold; nil where trials
	// do anyway.
	Gain     *tune.Gain `json:"gain,omitempty"`
	EveryRow *tune.Gain `json:"gain_on_every_row,omitempty"`
	// Chosen says that the best trial takes the place of the settings as configured.
	Chosen bool `json:"chosen"`
}

// TuningTrial is one trial.
type TuningTrial struct {
	Number     int            `json:"number"` // from 1
	Algorithm  string         `json:"algorithm"`
	Parameters map[string]any `json:"parameters"`
	// Few is the loss with a quarter of the rows; nil where trials begin with all.
	Few *float64 `json:"logloss_on_few,omitempty"`
	// LogLoss is the loss; nil where the trial was given up before.
	LogLoss *float64   `json:"logloss,omitempty"`
	Gain    *tune.Gain `json:"gain,omitempty"`
	Chosen  bool       `json:"chosen,omitempty"`
}

// note tells the fold of a ground.
func (g ground) note() TuningFold {
	f := TuningFold{Learned: cutoffNames(g.fold.learn), Rows: len(g.learn.Y), HeldRows: len(g.held.Y)}
	if g.fold.held == features.NoTime {
		f.HeldRows = f.Rows // each customer in turn
	} else {
		f.Held = cutoffName(g.fold.held)
	}
	return f
}

// choose holds the best trial of each algorithm against the settings as
// configured: it must be better by more than one standard error, and where trials
// learn from a sample, so must it be with every row of the latest fold.
func (u *tuner) choose(ctx context.Context) error {
	for _, a := range u.algorithms {
		u.state.Settings.Progress.Add(1)
		result := TuningResult{Algorithm: a.name, Configured: a.base.loss}
		if a.best >= 0 {
			found := a.full[a.best]
			result.Trial, result.LogLoss, result.Gain, result.Chosen = a.numbers[a.best], found.loss, &found.gain, found.gain.Clear()
		}
		if result.Chosen && u.sampled() {
			gain, err := u.everyRowGain(ctx, a)
			if err != nil {
				return fmt.Errorf("trying the best of %s with every row: %w", a.name, err)
			}
			result.EveryRow, result.Chosen = &gain, gain.Clear()
		}
		a.chosen = result.Chosen
		u.note.Results = append(u.note.Results, result)
	}
	return nil
}

// everyRowGain compares the best trial with the settings as configured where both
// learn from every row of the latest fold.
func (u *tuner) everyRowGain(ctx context.Context, a *searched) (tune.Gain, error) {
	g, err := u.ground(ctx, u.folds[len(u.folds)-1], u.state.Config.Model.MaxRows, heldRows)
	if err != nil {
		return tune.Gain{}, err
	}
	var sides [2]outcome
	for k, values := range [][]float64{nil, a.tried[a.best].Values} {
		c, err := a.set(values)
		if err != nil {
			return tune.Gain{}, err
		}
		if sides[k], err = u.outcome(ctx, c, []ground{g}); err != nil {
			return tune.Gain{}, err
		}
	}
	return tune.Compare(sides[0].folds, sides[1].folds)
}

// tell lists the trials in the order in which they were made.
func (u *tuner) tell() error {
	u.note.Tried = make([]TuningTrial, u.note.Trials)
	for _, a := range u.algorithms {
		for k, t := range a.tried {
			trial := TuningTrial{Number: a.numbers[k], Algorithm: a.name, Parameters: a.search.Space.Describe(t.Values), Chosen: a.chosen && k == a.best}
			if u.narrowed() {
				trial.Few = &a.tried[k].Loss
			}
			if found, ok := a.full[k]; ok {
				trial.LogLoss, trial.Gain = &found.loss, &found.gain
			}
			u.note.Tried[trial.Number-1] = trial
		}
	}
	return nil
}

// result gives the settings that were chosen; nil where those of the config stay.
func (u *tuner) result() (*Tuned, error) {
	var out *Tuned
	for _, a := range u.algorithms {
		if !a.chosen {
			continue
		}
		if out == nil {
			out = &Tuned{}
		}
		c, err := a.set(a.tried[a.best].Values)
		if err != nil {
			return nil, err
		}
		switch o := optionsOf(c.Estimator).(type) {
		case gbdt.Options:
			out.Boosted = &o
		case logistic.Options:
			out.Logistic = &o
		default:
			return nil, fmt.Errorf("keeping the tuned settings of %s: it does not tell them", a.name)
		}
	}
	return out, nil
}
