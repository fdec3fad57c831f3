package configs

// Watch says where the figures of runs go.
type Watch struct{}

// defaultWatch holds the settings for which a file says nothing.
func defaultWatch() Watch { return Watch{} }

// addWatchRules adds the rules of Watch.
func addWatchRules(map[string]rule) {}
