package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/gofrs/flock"

	"predict/features"
)

// LoadStages bring new exports into the lake, and keep it compact.
func LoadStages() Stages { return Stages{loadStage{}, compactStage{}} }

// FeatureStages compute the feature tables of every cutoff.
func FeatureStages() Stages {
	return Stages{fillStage{}, openStage{}, featuresStage{cutoffs: plannedCutoffs}}
}

// TrainStages train, judge and store a model, and make it the champion unless
// the gate refuses it.
func TrainStages() Stages {
	return Stages{fillStage{}, openStage{}, featuresStage{cutoffs: trainingCutoffs}, tuneStage{}, trainStage{}, refusalStage{}}
}

// EvaluateStages judge the recipe and store nothing.
func EvaluateStages() Stages {
	return Stages{fillStage{}, openStage{}, featuresStage{cutoffs: judgingCutoffs}, evaluateStage{}}
}

// ScoreStages score the customers at as_of with a stored model.
func ScoreStages() Stages {
	return Stages{openStage{}, featuresStage{cutoffs: scoreCutoff}, modelStage{}, scoreStage{}, listGuardStage{}, bookStage{}, publishStage{}, deliverStage{}}
}

// RunStages do everything that is due. Where the gate refuses the model that was
// trained, the list is that of the champion, and the refusal ends the run.
func RunStages() Stages {
	return Stages{
		loadStage{},
		openStage{},
		upToDateStage{},
		exportGuardStage{},
		dueStage{},
		featuresStage{cutoffs: dueCutoffs},
		trainStage{whenDue: true},
		listModelStage{},
		scoreStage{},
		listGuardStage{},
		bookStage{},
		publishStage{},
		deliverStage{},
		tidyStage{},
		compactStage{},
		refusalStage{},
	}
}

// plannedCutoffs are those of the plan.
func plannedCutoffs(s *State) []int64 { return s.Plan.All() }

// judgingCutoffs are what the judged models need: the past cutoffs, and the one
// a year before the test.
func judgingCutoffs(s *State) []int64 {
	return s.withSeasons(append(slices.Clone(s.Plan.Train), s.Plan.Test), s.Plan.Test)
}

// trainingCutoffs are what training needs: the past cutoffs, and those a year
// before the test and before as_of.
func trainingCutoffs(s *State) []int64 {
	return s.withSeasons(append(slices.Clone(s.Plan.Train), s.Plan.Test), s.Plan.Test, s.Plan.Score)
}

// withSeasons adds the cutoffs a year before others, in rising order.
func (s *State) withSeasons(cutoffs []int64, of ...int64) []int64 {
	for _, c := range of {
		if back := s.seasonCutoff(c); back != features.NoTime {
			cutoffs = append(cutoffs, back)
		}
	}
	slices.Sort(cutoffs)
	return slices.Compact(cutoffs)
}

func scoreCutoff(s *State) []int64 { return []int64{s.Plan.Score} }

// dueCutoffs are what this run needs: that of the list, and where training is
// due, those of training.
func dueCutoffs(s *State) []int64 {
	if !s.TrainingDue {
		return scoreCutoff(s)
	}
	return s.withSeasons(s.Plan.All(), s.Plan.Test, s.Plan.Score)
}

// SetCutoffs puts cutoffs in the place of those of the config.
func (s *State) SetCutoffs(train []string, test string) error {
	var problems []error
	for _, text := range train {
		if _, err := features.ParseCutoff(text); err != nil {
			problems = append(problems, fmt.Errorf("--train-cutoffs: %w", err))
		}
	}
	if test != "" {
		if _, err := features.ParseCutoff(test); err != nil {
			problems = append(problems, fmt.Errorf("--test-cutoff: %w", err))
		}
	}
	if len(problems) > 0 {
		return errors.Join(problems...)
	}
	s.Settings.TrainCutoffs, s.Settings.TestCutoff = train, test
	changed := *s.Config
	changed.Cutoffs = s.featureOptions().Cutoffs
	return changed.Validate()
}

// lockWait is how long a run waits for another one to finish.
const lockWait = 3 * time.Second

// Locked runs the stages while holding the lock of the state folder, and then
// tells who watches how the run ended. The lock goes with the process, so that
// a killed run leaves none behind.
func Locked(ctx context.Context, s *State, stages Stages) error {
	begun := s.Settings.Now()
	err := s.underLock(ctx, func() error {
		err := stages.Run(ctx, s)
		if left := s.leftToDo(err); len(left) > 0 {
			err = errors.Join(err, left.Run(ctx, s))
		}
		return err
	})
	s.tell(ctx, begun, err)
	return err
}

// underLock does work while holding the lock of the state folder.
func (s *State) underLock(ctx context.Context, work func() error) error {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return fmt.Errorf("making the state folder: %w; let this user write there, or name another folder with --state", err)
	}
	if err := s.checkState(); err != nil {
		return err
	}
	if err := plainOrMissing(s.path(".lock")); err != nil {
		return fmt.Errorf("locking %s: %w", s.Dir, err)
	}
	lock := flock.New(s.path(".lock"), flock.SetPermissions(0o600))
	waiting, cancel := context.WithTimeout(ctx, lockWait)
	defer cancel()
	got, err := lock.TryLockContext(waiting, 100*time.Millisecond)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if !got {
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return fmt.Errorf("locking %s: %w; let this user write there, or name another folder with --state", s.Dir, err)
		}
		return &Problem{Kind: ErrLocked, Text: "another run is using " + s.Dir, Remedy: "wait until it has finished"}
	}
	defer func() { _ = lock.Unlock() }() // the end of the process frees it in any case
	return work()
}
