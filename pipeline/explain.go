package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"predict/data"
	"predict/data/lake"
	"predict/features"
)

// Explanation is one customer as the model sees them.
type Explanation struct {
	Customer    Person `json:"customer"`
	AsOf        string `json:"as_of"`
	HorizonDays int    `json:"horizon_days"`
	GapDays     int    `json:"gap_days,omitempty"`
	Currency    string `json:"currency"`
	// Excluded is why the customer has no probability, as manifests name it, and
	// ExcludedText the same in words; both are empty for a customer who has one.
	Excluded     string `json:"excluded,omitempty"`
	ExcludedText string `json:"excluded_text,omitempty"`

	Model *ModelNote `json:"model,omitempty"` // nil for an excluded customer
	// Probability is that of leaving within the horizon, 0 to 1; nil for an excluded
	// customer.
	Probability *float64 `json:"churn_probability,omitempty"`
	Tier        string   `json:"tier,omitempty"`
	Action      string   `json:"suggested_action,omitempty"`
	Holdout     bool     `json:"holdout"`
	// Place is where the customer stands in the published list; nil where there is
	// no list of this date, or the customer is not on it.
	Place *Place `json:"published,omitempty"`
	// Waterfall leads from the average customer to this one; nil where the model
	// cannot say.
	Waterfall *Waterfall `json:"waterfall,omitempty"`
	// Signs are the warnings in the customer's own numbers, the families in a fixed
	// order, where there is no waterfall to tell them.
	Signs []string `json:"signs,omitempty"`
	// WhatIf is what the model expects of changes, the most helpful first.
	WhatIf []Scenario `json:"what_if,omitempty"`
	// Events are the customer's events before as_of, oldest first.
	Events []Event `json:"events"`
}

// Person is who the customer is, as known before as_of.
type Person struct {
	ID               string `json:"customer_id"`
	Segment          string `json:"segment,omitempty"`
	Region           string `json:"region,omitempty"`
	PreferredChannel string `json:"preferred_channel,omitempty"`
	// Since is the day of the signup, else of the first purchase; empty where
	// neither is known.
	Since        string   `json:"customer_since,omitempty"`
	LastPurchase string   `json:"last_purchase,omitempty"` // day; empty without one
	DaysSince    int      `json:"days_since_last_purchase,omitempty"`
	UsualGapDays *float64 `json:"usual_gap_days,omitempty"` // nil with fewer than two days with a purchase
	Spend365     string   `json:"spend_365d,omitempty"`     // net of returns; empty for an excluded customer
	Purchases365 int      `json:"purchases_365d"`
	Purchases    int      `json:"purchases"` // in all history
}

// Place is where a customer stands in a published list.
type Place struct {
	Rank        int     `json:"rank"`
	Of          int     `json:"of"`
	Model       string  `json:"model_id"`
	Probability float64 `json:"churn_probability"`
}

// Explain explains the customer with the id as of the run's as_of, by the model
// that scores or the one of Settings.Model. It reads what the state folder holds
// and loads no exports. Only where the feature table of as_of is missing or out
// of date does it take the lock of the state folder, to compute it.
func Explain(ctx context.Context, s *State, id string) (*Explanation, error) {
	l, err := lake.Open(s.path("lake"))
	if err != nil {
		return nil, err
	}
	if l.Loads() == 0 {
		return nil, &Problem{Kind: ErrData, Text: "there is nothing in " + s.path("lake") + " yet", Remedy: "`predict run` loads the exports and makes the list; then a customer can be explained"}
	}
	if err := (Stages{openStage{}}).Run(ctx, s); err != nil {
		return nil, err
	}
	one, err := s.customer(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := s.ensureFeatures(ctx); err != nil {
		return nil, err
	}
	e := &Explanation{AsOf: cutoffName(s.AsOf), HorizonDays: s.Config.Churn.HorizonDays, GapDays: s.Config.Churn.GapDays, Currency: s.Config.Currency}
	x := &explainer{state: s, one: one, out: e}
	return e, x.run(ctx)
}

// ensureFeatures computes the feature table of as_of where it is not there.
func (s *State) ensureFeatures(ctx context.Context) error {
	full, err := s.engine(scoreCutoff(s))
	if err != nil {
		return err
	}
	c := &computer{lake: s.Lake, options: s.featureOptions(), until: s.AsOf, dir: s.path("features"), schema: full.Schema()}
	stages := Stages{featuresStage{cutoffs: scoreCutoff}}
	if c.fresh(s.AsOf) {
		return stages.Run(ctx, s)
	}
	return Locked(ctx, s, stages)
}

// customer reads the customer with the id as known before as_of.
func (s *State) customer(ctx context.Context, id string) (*single, error) {
	id = strings.Trim(id, " \t\r\n")
	bucket := lake.BucketOf(lake.Key([]byte(id)), s.Lake.Buckets())
	b, err := s.Lake.ReadBucket(ctx, bucket, nil, nil)
	if err != nil {
		return nil, err
	}
	i := slices.Index(b.IDs, id)
	if i < 0 {
		return nil, &Problem{
			Kind: ErrConfig, Text: "no customer in the lake has this id",
			Remedy: "write it exactly as the exports do, with its leading zeros, letters in upper or lower case and signs, and in quotes where it holds blanks; risk.csv and the column " + data.CustomerID + " of the exports show how",
		}
	}
	return &single{id: id, key: b.Keys[i], bucket: onlyBefore(b, i, s.AsOf)}, nil
}

// explainer fills an explanation.
type explainer struct {
	state *State
	one   *single
	out   *Explanation
	texts eventTexts
}

func (x *explainer) run(ctx context.Context) error {
	s, e := x.state, x.out
	var err error
	if x.texts, err = readEventTexts(s.Lake); err != nil {
		return err
	}
	e.Events = x.texts.events(x.one, s.AsOf, s.Config.Currency)
	vocabulary, err := newVocabulary(s.Lake)
	if err != nil {
		return err
	}
	if err := vocabulary.readSegmentWallet(ctx, s.Lake); err != nil {
		return err
	}
	row, err := s.featureRow(x.one)
	if err != nil {
		return err
	}
	if row == nil {
		return x.excluded(vocabulary)
	}
	if err := (modelStage{}).Run(ctx, s); err != nil {
		return err
	}
	if err := x.scored(row); err != nil {
		return err
	}
	return x.whatIf(ctx, vocabulary, row)
}

// excluded says who a customer is who has no probability, and why.
func (x *explainer) excluded(v *vocabulary) error {
	s, e := x.state, x.out
	e.Customer = x.person(nil)
	reason, err := s.exclusion(v, x.one)
	if err != nil {
		return err
	}
	e.Excluded, e.ExcludedText = reason.String(), s.exclusionText(reason)
	return nil
}

// exclusion is why a customer is no row of the feature table.
func (s *State) exclusion(v *vocabulary, one *single) (features.Exclusion, error) {
	engine, err := s.engine(scoreCutoff(s))
	if err != nil {
		return 0, err
	}
	tables := engine.NewTables()
	if err := engine.NewWorker().Compute(v.batch(one.copy()), tables); err != nil {
		return 0, fmt.Errorf("computing the features of the customer: %w", err)
	}
	for reason := range tables[0].Excluded {
		return reason, nil
	}
	return 0, errors.New("the customer is in no row of the feature table although nothing excludes them; remove the folder of the table, features/" + cutoffName(s.AsOf) + ", so that it is computed again")
}

// exclusionText says in words why a customer has no probability.
func (s *State) exclusionText(reason features.Exclusion) string {
	churn := s.Config.Churn
	switch reason {
	case features.NotSeen:
		return "nothing was bought before " + cutoffName(s.AsOf)
	case features.AlreadyCancelled:
		return "the customer cancelled before " + cutoffName(s.AsOf) + " and has not come back"
	case features.TooFewPurchases:
		return fmt.Sprintf("there are fewer than %d purchases (churn.min_purchases)", churn.MinPurchases)
	case features.NotRecent:
		return fmt.Sprintf("there was no purchase in the last %d days (churn.lookback_days): the customer counts as gone already", churn.LookbackDays)
	case features.NoSpend:
		return fmt.Sprintf("returns ate all spend of the last %d days, so it cannot fall", churn.LookbackDays)
	}
	return reason.String()
}
