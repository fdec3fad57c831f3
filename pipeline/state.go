package pipeline

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"
	"time"

	"predict/configs"
	"predict/data/ingest"
	"predict/data/lake"
	"predict/features"
)

// Settings are what a run is given beside its config.
type Settings struct {
	// Version names the program in manifests.
	Version string
	// Command names what was asked for, such as run or train.
	Command string
	// ExitCode gives the code with which the process will end for an error; nil
	// gives 0 and 1.
	ExitCode func(error) int
	// Log gets one line for each stage. It never gets ids or amounts of
	// customers.
	Log *slog.Logger
	// Progress shows how far long work has come; nil shows nothing.
	Progress Progress
	// Now gives the wall clock, for timings, for "in the future" at loading and
	// for nothing else.
	Now func() time.Time
	// TrainCutoffs and TestCutoff (yyyy-mm-dd) take the place of those of the
	// config where they are given.
	TrainCutoffs []string
	TestCutoff   string
	// Model is the model to score with: the id of a stored one (a prefix of it,
	// champion, latest) or the path of a model file. Empty takes the champion.
	Model string
	// AllowFutureModel lets a model score a date whose future it has seen; the list
	// is then marked.
	AllowFutureModel bool
	// Force promotes a model against the gate, and publishes a list in spite of
	// drift; both are recorded.
	Force bool
	// Tuning asks training to search settings.
	Tuning TuningSettings
}

// Progress shows long work.
type Progress interface {
	// Start begins a piece of work of so many units.
	Start(what string, total int64)
	// Add says that so many units more are done.
	Add(n int64)
	// Done ends the piece of work.
	Done()
}

// State is what the stages of one run share.
type State struct {
	Config   *configs.Config
	Settings Settings
	Dir      string // the state folder

	Load       *ingest.Report
	Lake       *lake.Lake
	AsOf       int64
	Plan       features.Plan
	Schema     features.Schema
	Cohorts    []About // of the tables that this run needs, by cutoff
	Training   *Training
	Evaluation *Evaluation
	// Tuned are settings in place of the config's, and Tuning is where they come
	// from; nil where nothing was tuned.
	Tuned  *Tuned
	Tuning *TuningNote
	// TrainingDue says that a run has to train: there is no champion that may be
	// used and is young enough.
	TrainingDue bool
	Refused     *Problem // the gate refused the model that this run trained
	Risk        *RiskList
	Book        *Book // what is told beside the list
	Manifest    *Manifest
	Output      string // folder of the published risk list
	Skipped     bool   // the outputs were up to date

	committed *lake.Lake    // the lake as it was last committed; nil until it is opened
	past      *guardHistory // nil until it is read
	judgedTo  int32         // the first day whose exports the guards have not judged, since 1970-01-01 UTC; 0 where they judged none

	noted  []any       // of the stage at work, for its line in the log
	stages []stageTime // of this run, in the order in which they ended
}

// NewState prepares a run.
func NewState(c *configs.Config, s Settings) *State {
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	if s.Progress == nil {
		s.Progress = silent{}
	}
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.ExitCode == nil {
		s.ExitCode = func(err error) int {
			if err != nil {
				return 1
			}
			return 0
		}
	}
	return &State{Config: c, Settings: s, Dir: c.StatePath(), Manifest: newManifest(c, s)}
}

// Workers is the number of goroutines that work at once.
func (s *State) Workers() int {
	if n := s.Config.Resources.Workers; n > 0 {
		return n
	}
	return runtime.GOMAXPROCS(0)
}

// path is a place in the state folder.
func (s *State) path(parts ...string) string {
	return filepath.Join(append([]string{s.Dir}, parts...)...)
}

// Stage does one step of a run.
type Stage interface {
	// Name is the step's name in logs and manifests.
	Name() string
	// Run does the step. It reads and fills the state.
	Run(ctx context.Context, s *State) error
}

// Stages runs stages one after the other.
type Stages []Stage

// Run runs the stages until one fails. It notes how long each took.
func (list Stages) Run(ctx context.Context, s *State) error {
	for _, stage := range list {
		if err := ctx.Err(); err != nil {
			return err
		}
		begun := s.Settings.Now()
		err := stage.Run(ctx, s)
		elapsed := s.Settings.Now().Sub(begun)
		s.Manifest.time(stage.Name(), elapsed)
		s.tellStage(stageTime{stage.Name(), elapsed}, err)
		if err != nil {
			return fmt.Errorf("%s: %w", stage.Name(), err)
		}
	}
	return nil
}

// silent shows no progress.
type silent struct{}

func (silent) Start(string, int64) {}
func (silent) Add(int64)           {}
func (silent) Done()               {}
