package configs

// Keep says how long what earlier runs made is kept. What a run removes is
// older than its days both by the date it is about and by the clock.
type Keep struct {
	// OutputsDays, RunsDays and QuarantineDays are ages in days; 0 keeps all.
	OutputsDays    int `yaml:"outputs_days"`
	RunsDays       int `yaml:"runs_days"`
	QuarantineDays int `yaml:"quarantine_days"`
	// Models is the number of stored models that are kept beside those in use; 0
	// keeps all.
	Models int `yaml:"models"`
	// Features is KeepNeeded or KeepAll.
	Features string `yaml:"features"`
}

// What is kept of the feature tables.
const (
	// KeepNeeded keeps the table of the list and removes those of other cutoffs.
	KeepNeeded = "needed"
	// KeepAll removes none.
	KeepAll = "all"
)

// defaultKeep holds the settings for which a file says nothing.
func defaultKeep() Keep {
	return Keep{OutputsDays: 30, RunsDays: 365, QuarantineDays: 90, Models: 12, Features: KeepNeeded}
}

// addKeepRules adds the rules of Keep.
func addKeepRules(all map[string]rule) {
	all["keep.outputs_days"] = days(0, 36500)
	all["keep.runs_days"] = days(0, 36500)
	all["keep.quarantine_days"] = days(0, 36500)
	all["keep.models"] = count(0, 100_000, "models")
	all["keep.features"] = oneOf(KeepNeeded, KeepAll)
}
