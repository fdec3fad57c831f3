package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"predict/configs"
	"predict/data"
	"predict/data/ingest"
	"predict/data/lake"
	"predict/features"
)

// loadStage brings new exports into the lake.
type loadStage struct{}

func (loadStage) Name() string { return "load" }

func (loadStage) Run(ctx context.Context, s *State) error {
	l, err := s.openLake()
	if err != nil {
		return err
	}
	if err := s.checkMapping(l); err != nil {
		return err
	}
	err = s.load(ctx, l)
	if err != nil {
		return err
	}
	if s.Load.New() {
		s.committed = s.Load.Lake
		if l, err = s.openLake(); err != nil {
			return err
		}
	}
	return s.keepMapping(l)
}

// openLake opens the lake, once for all stages of a run between two commits.
func (s *State) openLake() (*lake.Lake, error) {
	if s.committed == nil {
		l, err := lake.Open(s.path("lake"))
		if err != nil {
			return nil, err
		}
		s.committed = l
	}
	return s.committed, nil
}

// load reads the exports that are new, or have changed, since those that the
// lake holds.
func (s *State) load(ctx context.Context, l *lake.Lake) error {
	sources := map[string]data.Source{}
	for _, name := range s.Config.TableNames() {
		sources[name], _ = s.Config.Source(name)
	}
	s.Settings.Progress.Start("load", -1)
	defer s.Settings.Progress.Done()
	report, err := ingest.Run(ctx, ingest.Options{
		State: s.Dir, Sources: sources, Timezone: s.Config.Timezone, Workers: s.Workers(),
		Buckets: s.Config.Resources.Buckets, Memory: loadMemory(s.Config.Resources.MemoryMiB),
		Now: s.Settings.Now(), Progress: s.Settings.Progress.Add, Lake: l,
	})
	s.Load = report
	if report != nil {
		s.Manifest.Load, s.Manifest.Warnings = report.Books, report.Warnings
		s.noteBooks(report.Books)
		for _, w := range report.Warnings {
			s.Settings.Log.Warn("export", "warning", w)
		}
	}
	if err != nil {
		return err
	}
	for _, note := range report.Notes {
		s.Settings.Log.Debug("exports", "note", note)
	}
	return nil
}

// loadMemory is the share of the memory budget that rows may take while they
// wait to be sorted.
func loadMemory(mib int) int { return mib << 20 / 2 }

// fillStage loads the exports where the lake is still empty, so that a stage
// run alone on a new state folder has something to work on. A lake that holds
// data stays as it is: taking in new exports is for load and run.
type fillStage struct{}

func (fillStage) Name() string { return "load" }

func (fillStage) Run(ctx context.Context, s *State) error {
	l, err := s.openLake()
	if err != nil || l.Loads() > 0 {
		return err
	}
	return loadStage{}.Run(ctx, s)
}

// openStage opens the lake and chooses the cutoffs.
type openStage struct{}

func (openStage) Name() string { return "plan" }

func (openStage) Run(_ context.Context, s *State) error {
	first, err := s.openData()
	if err != nil {
		return err
	}
	s.Plan, err = features.AutoCutoffs(first, s.AsOf, s.featureOptions())
	if err != nil {
		return cutoffProblem(err)
	}
	s.Plan.Score = s.AsOf
	return nil
}

// openData opens the lake as it was known at as_of, and returns since when its
// data are known.
func (s *State) openData() (first int64, err error) {
	if s.Lake, err = s.openLake(); err != nil {
		return 0, err
	}
	if err := s.checkMapping(s.Lake); err != nil {
		return 0, err
	}
	if s.Lake.Loads() == 0 {
		return 0, &Problem{Kind: ErrData, Text: "nothing is loaded yet into " + s.path("lake"), Remedy: "run `predict load`, or `predict run`, first"}
	}
	if s.Lake.Rows(data.Transactions) == 0 {
		return 0, &Problem{Kind: ErrData, Text: "there are no transactions in " + s.path("lake"), Remedy: "deliver exports that hold some; `predict load` tells what became of the rows of the others"}
	}
	if first, s.AsOf, err = s.knownThen(); err != nil {
		return 0, err
	}
	s.Manifest.Lake = s.Lake.Fingerprint()
	s.Manifest.noteInputs(s.Lake)
	s.Manifest.Rows = map[string]int64{}
	for _, t := range s.Lake.Tables() {
		s.Manifest.Rows[t] = s.Lake.Rows(t)
	}
	s.Manifest.AsOf = cutoffName(s.AsOf)
	s.note("as_of", s.Manifest.AsOf, "loads", s.Lake.Loads(), "transactions", s.Lake.Rows(data.Transactions))
	return first, nil
}

// cutoffProblem tells which cutoffs cannot be used, one to a line.
func cutoffProblem(err error) error {
	list := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		list = joined.Unwrap()
	}
	var lines []string
	for _, one := range list {
		var fault *features.CutoffError
		switch {
		case !errors.As(one, &fault):
			lines = append(lines, one.Error())
		case fault.Cutoff == features.NoTime:
			lines = append(lines, fault.Reason+"; "+fault.Remedy)
		default:
			lines = append(lines, fmt.Sprintf("the cutoff %s %s; %s", cutoffName(fault.Cutoff), fault.Reason, fault.Remedy))
		}
	}
	return &Problem{Kind: ErrData, Text: strings.Join(lines, "\n")}
}

// featureOptions are those of the config, with the cutoffs of the command line
// in place of its own.
func (s *State) featureOptions() features.Options {
	o := s.Config.FeatureOptions()
	if len(s.Settings.TrainCutoffs) > 0 {
		o.Cutoffs.Train = s.Settings.TrainCutoffs
	}
	if s.Settings.TestCutoff != "" {
		o.Cutoffs.Test = s.Settings.TestCutoff
	}
	return o
}

// knownThen puts the lake as it was known at as_of into the place of the one
// that is known now, and returns from when to when its data are known. What
// later loads brought, late rows of days before and corrections, is left out of
// a list of the past and of what its model learns from.
func (s *State) knownThen() (first, end int64, err error) {
	first, end, err = s.span()
	if err != nil || end >= s.latest() {
		return first, end, err
	}
	now := s.Lake
	s.Lake = now.KnownAt(end)
	if s.Manifest.KnownAt = leftOut(now, s.Lake); s.Manifest.KnownAt == nil {
		return first, end, nil
	}
	n := s.Manifest.KnownAt
	s.note("loads_left_out", n.Loads, "rows_left_out", n.Rows, "rows_not_yet_replaced", n.Replaced)
	return s.span()
}

// leftOut says what a view of a lake leaves out, nil where it leaves out
// nothing.
func leftOut(now, then *lake.Lake) *KnownNote {
	n := &KnownNote{Loads: now.Loads() - then.Loads()}
	if n.Loads == 0 {
		return nil
	}
	for _, f := range now.Files() {
		switch {
		case f.Load > then.Loads():
			n.Rows += f.Kept
		case f.Replaced > then.Loads():
			n.Replaced += f.Kept
		}
	}
	return n
}

// latest is the midnight after the last transaction.
func (s *State) latest() int64 {
	_, last, _ := s.Lake.Span(data.Transactions)
	return (last/features.Day + 1) * features.Day
}

// span is from when to when the data are known: from the first transaction to
// as_of, which by default is the midnight after the last one.
func (s *State) span() (first, end int64, err error) {
	first, last, _ := s.Lake.Span(data.Transactions)
	latest := s.latest()
	if s.Config.AsOf == configs.Latest {
		return first, latest, nil
	}
	end, err = features.ParseCutoff(s.Config.AsOf)
	if err != nil {
		return 0, 0, err
	}
	if end <= first || end > latest {
		return 0, 0, &Problem{
			Kind: ErrData, Text: fmt.Sprintf("as_of %s lies outside the transactions, which go from %s to %s", s.Config.AsOf, formatDate(first), formatDate(last)),
			Remedy: fmt.Sprintf("give a date from %s to %s, or `latest`", formatDate(first+features.Day), formatDate(latest)),
		}
	}
	return first, end, nil
}

// engine computes the features of the tables in the lake at cutoffs.
func (s *State) engine(cutoffs []int64) (*features.Engine, error) {
	tables := slices.DeleteFunc(s.Lake.Tables(), func(t string) bool { return t == data.WalletSegments })
	if s.Lake.Rows(data.WalletSegments) > 0 && !slices.Contains(tables, data.Wallet) {
		tables = append(tables, data.Wallet)
	}
	e, err := features.NewEngine(s.featureOptions(), tables, cutoffs, s.AsOf)
	if err != nil {
		return nil, &Problem{Kind: ErrData, Text: "the features cannot be computed", Cause: err}
	}
	return e, nil
}

// featuresStage computes the feature tables that are missing or out of date.
type featuresStage struct {
	// cutoffs chooses those of the plan that the command needs.
	cutoffs func(*State) []int64
}

func (featuresStage) Name() string { return "features" }

func (f featuresStage) Run(ctx context.Context, s *State) error {
	if s.Skipped {
		return nil
	}
	wanted := f.cutoffs(s)
	full, err := s.engine(wanted)
	if err != nil {
		return err
	}
	s.Schema = full.Schema()
	options := s.featureOptions()
	c := &computer{lake: s.Lake, engine: full, options: options, until: s.AsOf, dir: s.path("features"), workers: s.Workers(), schema: s.Schema}
	stale := slices.DeleteFunc(slices.Clone(wanted), c.fresh)
	if len(stale) > 0 {
		if c.engine, err = s.engine(stale); err != nil {
			return err
		}
		s.Settings.Progress.Start("features", int64(s.Lake.Buckets()))
		c.progress = func(int, int) { s.Settings.Progress.Add(1) }
		err = c.run(ctx)
		s.Settings.Progress.Done()
		if err != nil {
			return err
		}
	}
	s.Cohorts = nil
	for _, cutoff := range wanted {
		about, err := readAbout(s.path("features", cutoffName(cutoff)))
		if err != nil {
			return fmt.Errorf("reading what is known of the features at %s: %w", cutoffName(cutoff), err)
		}
		s.Cohorts = append(s.Cohorts, about)
		s.Settings.Log.Debug("features", "cutoff", cutoffName(cutoff), "computed", slices.Contains(stale, cutoff), "customers", about.Rows, "churned", about.Churned, "features", about.Features, "excluded", about.ExcludedText())
	}
	s.Manifest.Cohorts = s.Cohorts
	s.note("cutoffs", len(wanted), "computed", len(stale), "rows_out", customersOf(s.Cohorts), "features", len(s.Schema.Names()))
	return nil
}

// customersOf is the number of customers in tables.
func customersOf(tables []About) int64 {
	n := int64(0)
	for _, t := range tables {
		n += t.Rows
	}
	return n
}
