package configs

import (
	"slices"
)

// Guards says what exports and lists must look like before a list is published.
// Each guard has a bound from which it warns and one beyond which it keeps the
// last list.
type Guards struct {
	// WarnOnly names guards that only ever warn.
	WarnOnly []string `yaml:"warn_only" json:"warn_only"`
	// Freshness is the age of the newest transaction, in days beyond what is usual.
	Freshness Bounds `yaml:"freshness" json:"freshness"`
	// Volume is by what factor the rows of a day may be more or fewer than usual.
	Volume Bounds `yaml:"volume" json:"volume"`
	// Amounts is by what factor the middle amount of a day may differ from the usual.
	Amounts Bounds `yaml:"amounts" json:"amounts"`
	// Missing is the share (0 to 1) of the values of a column that may go missing.
	Missing Bounds `yaml:"missing" json:"missing"`
	// Quarantine is the share (0 to 1) of the rows of a load that may be unusable.
	Quarantine Bounds `yaml:"quarantine" json:"quarantine"`
	// Customers is by what factor the scored customers may be more or fewer than in
	// earlier lists.
	Customers Bounds `yaml:"customers" json:"customers"`
	// HighRisk is by what factor the odds of high risk may differ from earlier lists.
	HighRisk Bounds `yaml:"high_risk" json:"high_risk"`
	// Realised is by what factor the odds of churn that came true may differ from
	// those that a list foresaw.
	Realised Bounds `yaml:"realised" json:"realised"`
}

// Bounds are the two limits of a guard, in the unit of its figure.
type Bounds struct {
	// Warn is where a run warns.
	Warn float64 `yaml:"warn" json:"warn"`
	// Limit is beyond what the last list stays, unless forced.
	Limit float64 `yaml:"limit" json:"limit"`
}

// The names of the guards, as findings and guards.warn_only have them.
const (
	GuardFreshness  = "freshness"
	GuardVolume     = "volume"
	GuardAmounts    = "amounts"
	GuardMissing    = "missing"
	GuardQuarantine = "quarantine"
	GuardCustomers  = "customers"
	GuardDrift      = "drift"
	GuardHighRisk   = "high_risk"
	GuardRealised   = "realised"
)

// guardNames are the names of all guards.
func guardNames() []string {
	return []string{
		GuardFreshness, GuardVolume, GuardAmounts, GuardMissing, GuardQuarantine,
		GuardCustomers, GuardDrift, GuardHighRisk, GuardRealised,
	}
}

// WarnsOnly reports whether a guard never stops a list.
func (g Guards) WarnsOnly(guard string) bool { return slices.Contains(g.WarnOnly, guard) }

// defaultGuards holds the settings for which a file says nothing; why they are
// what they are stands in docs/guards.md.
func defaultGuards() Guards {
	return Guards{
		Freshness:  Bounds{Warn: 2, Limit: 4},
		Volume:     Bounds{Warn: 1.4, Limit: 1.8},
		Amounts:    Bounds{Warn: 2, Limit: 5},
		Missing:    Bounds{Warn: 0.5, Limit: 0.9},
		Quarantine: Bounds{Warn: 0.002, Limit: 0.02},
		Customers:  Bounds{Warn: 1.3, Limit: 2},
		HighRisk:   Bounds{Warn: 2, Limit: 5},
		Realised:   Bounds{Warn: 2, Limit: 5},
	}
}

// guards checks that every guard warns before it stops a list.
func (k *checker) guards() {
	g := k.c.Guards
	for _, guard := range []struct {
		name string
		Bounds
	}{
		{GuardFreshness, g.Freshness},
		{GuardVolume, g.Volume},
		{GuardAmounts, g.Amounts},
		{GuardMissing, g.Missing},
		{GuardQuarantine, g.Quarantine},
		{GuardCustomers, g.Customers},
		{GuardHighRisk, g.HighRisk},
		{GuardRealised, g.Realised},
	} {
		warn, limit := "guards."+guard.name+".warn", "guards."+guard.name+".limit"
		if guard.Limit < guard.Warn && !k.broken(warn) && !k.broken(limit) {
			k.add(limit, plainNumber(guard.Limit), "is below "+warn, "a number from "+plainNumber(guard.Warn))
		}
	}
}

// addGuardsRules adds the rules of Guards.
func addGuardsRules(all map[string]rule) {
	all["guards.warn_only[]"] = oneOf(guardNames()...)
	for _, end := range []string{".warn", ".limit"} {
		all["guards.freshness"+end] = ratio(0, 3650, "days")
		for _, name := range []string{GuardMissing, GuardQuarantine} {
			all["guards."+name+end] = ratio(0, 1, "")
		}
		for _, name := range []string{GuardVolume, GuardAmounts, GuardCustomers, GuardHighRisk, GuardRealised} {
			all["guards."+name+end] = ratio(1, 1e6, "")
		}
	}
}
