package configs

import "predict/models/gate"

// Gate says what a model must reach before it may score; see gate.Limits.
type Gate struct {
	// MinCustomers and MinChurned are the smallest sample that a model is judged on.
	MinCustomers int `yaml:"min_customers" json:"min_customers"`
	MinChurned   int `yaml:"min_churned" json:"min_churned"`
	// MinGain is what the lower end of the interval of the gain in AUC over the best
	// simple rule must exceed.
	MinGain float64 `yaml:"min_gain" json:"min_gain"`
	// ChampionTie and ChampionLogLossTie are what it may be worse than the champion.
	ChampionTie        float64 `yaml:"champion_tie" json:"champion_tie"`
	ChampionLogLossTie float64 `yaml:"champion_logloss_tie" json:"champion_logloss_tie"`
	// MaxECE is the largest expected calibration error.
	MaxECE float64 `yaml:"max_ece" json:"max_ece"`
	// Allow are features that are known not to give the label away, however good
	// they are.
	Allow []string `yaml:"allow" json:"allow"`
}

// Limits returns the limits in the terms of package gate.
func (g Gate) Limits() gate.Limits {
	return gate.Limits{
		MinCustomers: g.MinCustomers, MinChurned: g.MinChurned, MinGain: g.MinGain,
		ChampionTie: g.ChampionTie, ChampionLogLossTie: g.ChampionLogLossTie, MaxECE: g.MaxECE,
	}
}

// seasonECE is the default bound of calibration: twice that of package gate. A
// season that no earlier year of the data shows moves the rate of churn by some
// hundredths (Online Retail: .087 before Christmas), and the order of the list,
// by which people work, stays right.
const seasonECE = 0.1

// defaultGate takes the limits from the package that knows them.
func defaultGate() Gate {
	l := gate.DefaultLimits()
	return Gate{
		MinCustomers: l.MinCustomers, MinChurned: l.MinChurned, MinGain: l.MinGain,
		ChampionTie: l.ChampionTie, ChampionLogLossTie: l.ChampionLogLossTie, MaxECE: seasonECE,
	}
}

// addGateRules adds the rules of Gate.
func addGateRules(all map[string]rule) {
	all["model.gate.min_customers"] = count(0, 100_000_000, "customers")
	all["model.gate.min_churned"] = count(0, 100_000_000, "customers")
	all["model.gate.min_gain"] = ratio(-1, 1, "")
	all["model.gate.champion_tie"] = ratio(0, 1, "")
	all["model.gate.champion_logloss_tie"] = ratio(0, 10, "")
	all["model.gate.max_ece"] = ratio(0, 1, "")
	all["model.gate.allow[]"] = text("the name of a feature", notEmpty)
}
