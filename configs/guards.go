package configs

// Guards says what exports and lists must look like before a list is published.
type Guards struct{}

// defaultGuards holds the settings for which a file says nothing.
func defaultGuards() Guards { return Guards{} }

// addGuardsRules adds the rules of Guards.
func addGuardsRules(map[string]rule) {}
