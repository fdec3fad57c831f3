package configs

import "predict/models/drift"

// Drift says how far the customers who are scored may differ from those that
// the model learned from, as population stability index (PSI): 0 is no
// difference, without an upper end.
type Drift struct {
	// Warn is the PSI of a feature or of the score from which a run warns.
	Warn float64 `yaml:"warn" json:"warn"`
	// Limit is the PSI of the score beyond which no list is published unless forced.
	// Chance shifts of small samples do not count towards it.
	Limit float64 `yaml:"limit" json:"limit"`
	// Broken is the same for a single feature that counts in the model: so far only
	// a feature moves whose source has changed.
	Broken float64 `yaml:"broken" json:"broken"`
}

// defaultDrift takes the limits from the package that knows them.
func defaultDrift() Drift {
	return Drift{Warn: drift.DefaultOptions().Warn, Limit: mostScoreDrift, Broken: mostFeatureDrift}
}

// The default limits are wider than those of package drift: in a first year,
// where windows still fill up, the score of sound lists moves by .42 (Berka) and
// .88 (Online Retail), and a feature that counts by 2.2. Exports that broke give
// 4.7 and 8.
const (
	mostScoreDrift   = 1
	mostFeatureDrift = 4
)

// Options returns the limits in the terms of package drift.
func (d Drift) Options() drift.Options {
	o := drift.DefaultOptions()
	o.Warn, o.Limit, o.ScoreLimit, o.Broken = d.Warn, d.Limit, d.Limit, d.Broken
	return o
}

// addDriftRules adds the rules of Drift.
func addDriftRules(all map[string]rule) {
	all["model.drift.warn"] = ratio(0, 100, "")
	all["model.drift.limit"] = ratio(0, 100, "")
	all["model.drift.broken"] = rule{min: 0, max: 1000, above: true}
}

// drift reports limits in the wrong order.
func (k *checker) drift() {
	d := k.c.Model.Drift
	if d.Limit >= d.Warn && d.Broken < d.Limit && !k.broken("model.drift.broken") {
		k.add("model.drift.broken", plainNumber(d.Broken), "is below model.drift.limit", "a number from "+plainNumber(d.Limit))
	}
	if d.Limit < d.Warn && !k.broken("model.drift.warn") && !k.broken("model.drift.limit") {
		k.add("model.drift.limit", plainNumber(d.Limit), "is below model.drift.warn", "a number from "+plainNumber(d.Warn))
	}
}
