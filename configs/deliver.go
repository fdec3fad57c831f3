package configs

// Deliver says where the list goes beside its files, and who is told of a run.
type Deliver struct{}

// defaultDeliver holds the settings for which a file says nothing.
func defaultDeliver() Deliver { return Deliver{} }

// addDeliverRules adds the rules of Deliver.
func addDeliverRules(map[string]rule) {}
