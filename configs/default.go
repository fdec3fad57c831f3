package configs

import (
	"predict/features"
	"predict/models/gbdt"
	"predict/models/golearn"
	"predict/models/logistic"
)

// Default returns the settings for which a file says nothing. It holds no
// tables: each table that a file names starts from data.DefaultSource. The
// caller owns the maps.
func Default() Config {
	f := features.DefaultOptions()
	return Config{
		Version:  Version,
		State:    "state",
		AsOf:     Latest,
		Timezone: "UTC",
		Currency: "EUR",
		Flat:     defaultFlat(),
		Features: Features{Families: f.Families},
		Churn:    f.Churn,
		Cutoffs:  f.Cutoffs,
		Model: Model{
			Algorithm: Best, Candidates: []string{Boosted, Logistic, Forest}, Average: []string{Boosted, Logistic}, Seed: 1, MaxRows: 500_000,
			Calibration: AutoCalibration, Season: true,
			Treated: KeepTreated, TreatedWeight: 0.5, RetrainDays: 28,
			Boosted: gbdt.DefaultOptions(), Monotone: true, Gate: defaultGate(),
			Logistic: defaultLogistic(),
			Forest:   defaultForest(),
			Drift:    defaultDrift(),
		},
		Evaluation: Evaluation{Bootstrap: 200, Confidence: 0.95},
		Score: Score{
			Tiers:   Tiers{High: 0.5, Medium: 0.25},
			Actions: defaultActions(),
		},
		Guards:    defaultGuards(),
		Deliver:   defaultDeliver(),
		Keep:      defaultKeep(),
		Watch:     defaultWatch(),
		Book:      defaultBook(),
		Resources: Resources{MemoryMiB: 1536},
	}
}

// defaultLogistic bounds the memory of the logistic regression, which holds its
// rows in double precision: more rows hardly change its few numbers.
func defaultLogistic() logistic.Options {
	o := logistic.DefaultOptions()
	o.MaxRows = 200_000
	return o
}

// defaultForest takes the settings from the package that knows them.
func defaultForest() ForestOptions {
	o := golearn.DefaultOptions()
	return ForestOptions{
		Trees: o.Trees, MaxRows: o.MaxRows, Features: o.Features,
		MaxDepth: o.MaxDepth, MinLeaf: o.MinLeaf,
	}
}

// defaultActions names a tactic for every family of features.
func defaultActions() map[string]string {
	return map[string]string{
		"recency":         "Call or write now with a reason to come back",
		"frequency":       "Offer a bonus on the next purchase within 30 days",
		"monetary":        "Offer a bundle at the size of the usual basket",
		"trend":           "Ask what has changed and make a personal offer",
		"share_of_wallet": "Make an offer in the category bought less of",
		"breadth":         "Recommend a second category that goes with the first",
		"payment":         "Offer another due date or a payment plan",
		"billing_contact": "Explain the bill in a personal call",
		"service_contact": "Have a specialist fix the cause and call back",
		"complaint":       "Have a manager call, resolve and make good",
		"satisfaction":    "Call to ask what went wrong and put it right",
		"offers":          "Change channel and offer; stop what was ignored",
		"changes":         "Confirm the new details and name the nearest touchpoint",
		"tenure":          "Welcome again and name a person to turn to",
		"rhythm":          "Remind now, at the customer's own rhythm",
		DefaultAction:     "Call to ask how things are",
	}
}
