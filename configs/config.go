package configs

import (
	"predict/data"
	"predict/features"
)

// Version is the version of the config file that this package reads.
const Version = 1

// Latest is the as_of that stands for the midnight after the newest transaction.
const Latest = "latest"

// Config is everything that a run can be told. It holds the settings as they
// were written; read the paths through StatePath and Source, which fill in
// variables and start from the folder of the config file.
type Config struct {
	// Version is always 1; a file must say it.
	Version int `yaml:"version"`
	// State is the folder for lake, features, models, runs and outputs.
	State string `yaml:"state"`
	// AsOf is latest or a date (yyyy-mm-dd): what is known is what lies before it.
	AsOf string `yaml:"as_of"`
	// Timezone is the zone of times that name none, such as Europe/Berlin.
	Timezone string `yaml:"timezone"`
	// Currency is the ISO 4217 code of all amounts.
	Currency string `yaml:"currency"`
	// Tables are the sources by table; transactions is always there.
	Tables map[string]data.Source `yaml:"tables"`
	// Flat is a table with one row per customer, in place of Tables.
	Flat Flat `yaml:"flat"`
	// Features chooses the families.
	Features Features `yaml:"features"`
	// Churn defines the label and who is eligible.
	Churn features.ChurnOptions `yaml:"churn"`
	// Cutoffs chooses the observation dates to learn from and to test at.
	Cutoffs features.CutoffOptions `yaml:"cutoffs"`
	// Model chooses the classifier.
	Model Model `yaml:"model"`
	// Evaluation says how intervals are found.
	Evaluation Evaluation `yaml:"evaluation"`
	// Score says how probabilities become a list to work through.
	Score Score `yaml:"score"`
	// Guards says what exports and lists must look like before a list is published.
	Guards Guards `yaml:"guards"`
	// Deliver says where the list goes beside its files, and who is told of a run.
	Deliver Deliver `yaml:"deliver"`
	// Keep says how long what earlier runs made is kept.
	Keep Keep `yaml:"keep"`
	// Watch says where the figures of runs go.
	Watch Watch `yaml:"watch"`
	// Book says how the retention figures and the page are made.
	Book Book `yaml:"book"`
	// Resources bounds what a run takes of the machine. No result depends on it.
	Resources Resources `yaml:"resources"`

	// Place says where paths start and what variables stand for.
	Place Place `yaml:"-"`
}

// Features chooses what is computed.
type Features struct {
	// Families are names of feature families; empty means all whose tables are there.
	Families []string `yaml:"families"`
}

// FeatureOptions returns the options of the feature kernel.
func (c Config) FeatureOptions() features.Options {
	return features.Options{Families: c.Features.Families, Churn: c.Churn, Cutoffs: c.Cutoffs}
}

// Evaluation says how sure the figures are told to be.
type Evaluation struct {
	// Bootstrap is the number of resamples behind each interval; 0 gives none.
	Bootstrap int `yaml:"bootstrap"`
	// Confidence is the share of resamples that an interval holds.
	Confidence float64 `yaml:"confidence"`
}

// Score says how probabilities become a list to work through.
type Score struct {
	// Tiers are the probabilities at which a tier begins.
	Tiers Tiers `yaml:"tiers"`
	// HoldoutShare is the share of customers marked to be left alone, so that the
	// effect of acting can be measured.
	HoldoutShare float64 `yaml:"holdout_share"`
	// Actions maps a family of reasons to a tactic in words: that of the first reason
	// that names a cause, else of the first reason;
	// "default" stands for the families it does not name.
	Actions map[string]string `yaml:"actions"`
}

// DefaultAction is the key of Score.Actions for families that it does not name.
const DefaultAction = "default"

// Action returns the tactic for a reason of the family.
func (s Score) Action(family string) string {
	if a, ok := s.Actions[family]; ok {
		return a
	}
	return s.Actions[DefaultAction]
}

// The names of the tiers, most urgent first.
const (
	TierHigh   = "high"
	TierMedium = "medium"
	TierLow    = "low"
)

// Tiers are the probabilities (0 to 1) at which a tier begins.
type Tiers struct {
	High   float64 `yaml:"high"`
	Medium float64 `yaml:"medium"`
}

// Of returns the tier of a probability.
func (t Tiers) Of(p float64) string {
	switch {
	case p >= t.High:
		return TierHigh
	case p >= t.Medium:
		return TierMedium
	default:
		return TierLow
	}
}

// Resources bounds what a run takes of the machine.
type Resources struct {
	// Workers is the number of buckets worked on at once; 0 takes all cores.
	Workers int `yaml:"workers"`
	// MemoryMiB is the memory that a run aims to stay under.
	MemoryMiB int `yaml:"memory_mib"`
	// Buckets is the number of parts that a new lake is split into, a power of two;
	// 0 follows the data.
	Buckets int `yaml:"buckets"`
}
