package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"predict/configs"
	"predict/models/candidates"
	"predict/models/tune"
)

// TuningSettings ask for a search of settings; the zero value for none.
type TuningSettings struct {
	// Budget is the time from which the number of trials is planned, and after which
	// no further one is begun.
	Budget time.Duration
	// Trials fixes the number of trials, whatever time they take; 0 leaves it to the
	// budget.
	Trials int
}

// Check reports what cannot be: numbers below 0, too many trials, and tuning on a
// flat table.
func (t TuningSettings) Check(flat bool) error {
	switch {
	case t.Budget < 0:
		return fmt.Errorf("--tune: %v is below 0; give a time like 10m", t.Budget)
	case t.Trials < 0 || t.Trials > tune.MostTrials:
		return fmt.Errorf("--trials: %d is not a number from 1 to %d", t.Trials, tune.MostTrials)
	case flat && t != TuningSettings{}:
		return errors.New("--tune and --trials are for exports of events: a flat table has no earlier cutoffs on which settings could be tried")
	}
	return nil
}

// tuneStage searches settings of the algorithms that compete, where it was asked
// to.
type tuneStage struct{}

func (tuneStage) Name() string { return "tune" }

func (tuneStage) Run(ctx context.Context, s *State) error {
	if s.Skipped || s.Settings.Tuning == (TuningSettings{}) {
		return nil
	}
	u, err := newTuner(ctx, s)
	if err != nil {
		return err
	}
	if err := u.run(ctx); err != nil {
		return err
	}
	if s.Tuned, err = u.result(); err != nil {
		return err
	}
	s.Tuning = u.note
	s.note("trials", u.note.Trials, "planned", u.note.Planned, "out_of_time", u.note.Folds[0].Held != "", "changed", s.Tuned != nil)
	return nil
}

// tuner tries settings on customers that are older than those of the test.
type tuner struct {
	*trainer
	folds []tuningFold
	// few and all are the rehearsals of a trial: on some of the rows, and on all
	// that a trial may have.
	few, all   []ground
	algorithms []*searched
	plan       tune.Plan
	trials     int // planned, or asked for
	note       *TuningNote
}

// searched is an algorithm whose settings are searched.
type searched struct {
	name   string
	search tune.Search
	// set makes the candidate of a point; nil is that of the settings as configured.
	set func(values []float64) (candidates.Candidate, error)
	// work is that of a fit on so many rows of so many features, judged on held ones.
	work    func(rows, held, features int) float64
	tried   []tune.Trial
	numbers []int // of the trials in tried, counted over all algorithms
	base    outcome
	full    map[int]outcome // of tried, on all rows
	best    int             // of tried; -1 where none was tried on all rows
	chosen  bool
}

// outcome is how a candidate did.
type outcome struct {
	loss  float64
	folds []tune.Fold
	gain  tune.Gain // over the settings as configured
}

// newTuner gathers the customers and plans the trials.
func newTuner(ctx context.Context, s *State) (*tuner, error) {
	t, err := newTrainer(s)
	if err != nil {
		return nil, err
	}
	u := &tuner{trainer: t, note: &TuningNote{}}
	if u.folds, err = t.tuningFolds(s.Plan); err != nil {
		return nil, err
	}
	if err := u.gather(ctx); err != nil {
		return nil, err
	}
	if err := u.searches(); err != nil {
		return nil, err
	}
	return u, u.planTrials()
}

// searches sets up what is searched.
func (u *tuner) searches() error {
	s := u.state
	known, err := s.knownLabels(s.Plan.Train)
	if err != nil {
		return err
	}
	rows := mostRows(u.all)
	for _, c := range u.set.Candidates {
		var a *searched
		switch c.Name {
		case configs.Boosted:
			a = u.boosted(forRows(s.Config.Model.Boosted, known), rows)
		case configs.Logistic:
			a = u.logistic(s.Config.Model.Logistic)
		default:
			continue
		}
		a.search.Seed = u.set.Seed<<1 | uint64(len(u.algorithms)) //nolint:gosec // 0 or 1
		a.full, a.best = map[int]outcome{}, -1
		u.algorithms = append(u.algorithms, a)
	}
	if len(u.algorithms) == 0 {
		return &Problem{Kind: ErrConfig, Text: "there is nothing to tune: neither boosted trees nor the logistic regression compete", Remedy: "add gbdt or logistic to model.candidates, or leave --tune out"}
	}
	return nil
}

// boosted searches the boosted trees from the settings that suit the rows.
func (u *tuner) boosted(base boostedOptions, rows int) *searched {
	space := tune.BoostedSpace(rows)
	a := &searched{name: configs.Boosted}
	a.search = tune.Search{Space: space, Start: tune.BoostedPoint(space, base, rows)}
	a.work = func(rows, held, features int) float64 { return tune.BoostedWork(rows+held/4, features) }
	a.set = func(values []float64) (candidates.Candidate, error) {
		o := base
		if values != nil {
			o = tune.Boosted(space, base, values)
		}
		return boostedCandidate(o, u.state.Config.Model, u.state.Schema, u.state.Workers())
	}
	return a
}

// logistic searches the logistic regression.
func (u *tuner) logistic(base logisticOptions) *searched {
	a := &searched{name: configs.Logistic}
	a.search = tune.Search{Space: tune.LogisticSpace(), Start: tune.LogisticPoint(base)}
	a.work = func(rows, _, features int) float64 { return tune.LogisticWork(rows, features) }
	a.set = func(values []float64) (candidates.Candidate, error) {
		o := base
		if values != nil {
			o = tune.Logistic(base, values)
		}
		return logisticCandidate(o, u.state.Workers())
	}
	return a
}

// planTrials turns the budget into a number of trials, unless the number is
// given. No clock has a say in it.
func (u *tuner) planTrials() error {
	for _, a := range u.algorithms {
		work := func(grounds []ground) float64 { return workOf(a, grounds, len(u.names)) }
		u.plan.Algorithms = append(u.plan.Algorithms, tune.Work{Few: work(u.few), All: work(u.all)})
		if u.sampled() { // the best and the configured are compared with every row in the end
			last := u.all[len(u.all)-1:]
			u.plan.Fixed += 2 * u.everyRow() / float64(totalRows(last)) * work(last)
		}
	}
	budget := u.state.Settings.Tuning.Budget
	if u.trials = u.state.Settings.Tuning.Trials; u.trials > 0 {
		return nil
	}
	if u.trials = u.plan.Trials(budget); u.trials < leastTrials {
		needed := u.plan.Time(leastTrials).Round(time.Second) + time.Second
		return &Problem{
			Kind: ErrConfig, Text: fmt.Sprintf("a budget of %v is too little for %d trials on these customers", budget, leastTrials),
			Remedy: fmt.Sprintf("give --tune %v or more, or a number of trials with --trials", needed),
		}
	}
	return nil
}

// leastTrials is the number of trials below which none gets to be tried on all
// rows.
const leastTrials = 2

// run makes the trials.
func (u *tuner) run(ctx context.Context) error {
	s := u.state
	s.Settings.Progress.Start("tune", int64(u.trials+2*len(u.algorithms)))
	defer s.Settings.Progress.Done()
	begun := s.Settings.Now()
	s.Settings.Log.Debug("tuning planned", "trials", u.trials, "seconds", round4(u.plan.Time(u.trials).Seconds()), "rows", totalRows(u.all), "folds", len(u.all), "narrowed", u.narrowed())
	for _, a := range u.algorithms {
		if err := u.tryConfigured(ctx, a); err != nil {
			return err
		}
		s.Settings.Progress.Add(1)
	}
	brake := u.brake()
	for n := range u.trials {
		if n > 0 && brake > 0 && s.Settings.Now().Sub(begun) > brake {
			u.note.Stopped = true
			break
		}
		a, at := u.algorithms[u.plan.Turn(n)], s.Settings.Now()
		if err := u.try(ctx, a, n+1); err != nil {
			return fmt.Errorf("trial %d: %w", n+1, err)
		}
		s.Settings.Log.Debug("trial", "number", n+1, "algorithm", a.name, "elapsed", s.Settings.Now().Sub(at).Round(time.Millisecond))
		u.note.Trials = n + 1
		s.Settings.Progress.Add(1)
	}
	u.note.Planned = u.trials
	if err := u.choose(ctx); err != nil {
		return err
	}
	return u.tell()
}

// brake is the time after which no trial is begun: the budget, less what the
// last comparison takes of it by plan. 0 where the number of trials is given,
// which no clock may change.
func (u *tuner) brake() time.Duration {
	if u.state.Settings.Tuning.Trials > 0 {
		return 0
	}
	share := 1 - u.plan.Fixed/u.plan.Total(u.trials)
	return time.Duration(share * float64(u.state.Settings.Tuning.Budget))
}

// narrowed reports whether trials begin on few rows.
func (u *tuner) narrowed() bool { return len(u.few) > 0 }

// tryConfigured tries the settings as configured, which trials are held against.
func (u *tuner) tryConfigured(ctx context.Context, a *searched) error {
	c, err := a.set(nil)
	if err != nil {
		return err
	}
	if a.base, err = u.outcome(ctx, c, u.all); err != nil {
		return fmt.Errorf("trying the settings as configured: %w", err)
	}
	a.search.StartLoss = a.base.loss
	if u.narrowed() {
		few, err := u.outcome(ctx, c, u.few)
		if err != nil {
			return fmt.Errorf("trying the settings as configured: %w", err)
		}
		a.search.StartLoss = few.loss
	}
	return nil
}

// try makes one trial on few rows, and tries the best so far on all rows where
// one is due.
func (u *tuner) try(ctx context.Context, a *searched, number int) error {
	values := a.search.Next(a.tried)
	c, err := a.set(values)
	if err != nil {
		return err
	}
	grounds := u.all
	if u.narrowed() {
		grounds = u.few
	}
	found, err := u.outcome(ctx, c, grounds)
	if err != nil {
		return err
	}
	a.tried, a.numbers = append(a.tried, tune.Trial{Values: values, Loss: found.loss}), append(a.numbers, number)
	if !u.narrowed() {
		return a.keep(len(a.tried)-1, found)
	}
	losses := make([]float64, len(a.tried))
	for k, t := range a.tried {
		losses[k] = t.Loss
	}
	next, due := tune.Promote(losses, func(k int) bool { _, done := a.full[k]; return done })
	if !due {
		return nil
	}
	if c, err = a.set(a.tried[next].Values); err != nil {
		return err
	}
	if found, err = u.outcome(ctx, c, u.all); err != nil {
		return err
	}
	return a.keep(next, found)
}

// keep notes how a trial did on all rows.
func (a *searched) keep(k int, found outcome) error {
	var err error
	if found.gain, err = tune.Compare(a.base.folds, found.folds); err != nil {
		return err
	}
	found.folds = nil
	a.full[k] = found
	if a.best < 0 || found.loss < a.full[a.best].loss {
		a.best = k
	}
	return nil
}
