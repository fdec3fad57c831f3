package configs

// Keep says how long what earlier runs made is kept.
type Keep struct{}

// defaultKeep holds the settings for which a file says nothing.
func defaultKeep() Keep { return Keep{} }

// addKeepRules adds the rules of Keep.
func addKeepRules(map[string]rule) {}
