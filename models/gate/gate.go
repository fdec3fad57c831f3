package gate

import (
	"strings"

	"predict/models/leak"
	"predict/models/metrics"
)

// Names of the checks, in the order in which they are made.
const (
	Sample          = "sample"
	OutOfTime       = "out_of_time"
	Rule            = "rule"
	ChampionAUC     = "champion_auc"
	ChampionLogLoss = "champion_logloss"
	Calibration     = "calibration"
	Leak            = "leak"
)

// Figures are what a candidate reached on customers that it has not learned
// from.
type Figures struct {
	// Customers and Churned are the numbers behind the figures.
	Customers int
	Churned   int
	// OutOfTime says that the customers are of a later cutoff than any that the
	// candidate learned from. A flat table has no time: false.
	OutOfTime bool
	// AUC is the candidate's own, for the sentences.
	AUC float64
	// Rules are the gains over simple rules; empty where there are none (a flat
	// table).
	Rules []RuleGain
	// Champion compares with the model in use, nil where there is none.
	Champion *Comparison
	// ECE is the expected calibration error over bins of equal count.
	ECE float64
	// ECEInterval is its bootstrap interval, nil where unknown. It is told and not
	// judged by: a bootstrap adds the noise of a small sample a second time.
	ECEInterval *metrics.Interval
	// Reliability is the table that ECE was computed from. Where it is empty, ten
	// bins at the sample's churn rate are assumed.
	Reliability []metrics.Bin
	// Suspects are the features that seem to give the label away; nil or empty where
	// they were looked for and none was found.
	Suspects []leak.Suspect
}

// RuleGain is how much better the candidate ranks than a simple rule.
type RuleGain struct {
	// Rule is the rule's name and AUC what it reaches by itself.
	Rule string
	AUC  float64
	// Gain is the candidate's AUC minus the rule's.
	Gain float64
	// Interval is that of Gain, paired; nil where none was computed, which the gate
	// refuses.
	Interval *metrics.Interval
}

// Comparison is how the candidate does against the champion, on the same
// customers.
type Comparison struct {
	// Champion is the model's id.
	Champion string
	// AUC is the candidate's minus the champion's: above 0 is better. Interval is
	// paired; nil refuses.
	AUC         float64
	AUCInterval *metrics.Interval
	// LogLoss is the candidate's minus the champion's, in nats: below 0 is better.
	// It is judged where LogLossInterval is not nil.
	LogLoss         float64
	LogLossInterval *metrics.Interval
	// SawTest says that the champion learned from these customers (it was refitted
	// with the newest cutoff, and that is the one tested at). Its figures are then
	// too good to compare with: the check becomes a note.
	SawTest bool
}

// Check is one figure held against its limit.
type Check struct {
	Name   string `json:"name"`
	Passed bool   `json:"passed"`
	// Note says that there was nothing to hold against the limit: the check passes,
	// and Text says what is not known.
	Note  bool    `json:"note,omitempty"`
	Value float64 `json:"value"`
	Limit float64 `json:"limit"`
	// Text is a sentence with the figures and, where the check refuses, what to do.
	Text string `json:"text"`
}

// Verdict is the outcome of the gate. Its JSON reads back to the same value.
type Verdict struct {
	// Passed says that no check refuses.
	Passed bool `json:"passed"`
	// Forced says that the model was promoted although a check refused. Judge
	// leaves it false; the caller records it.
	Forced bool    `json:"forced"`
	Checks []Check `json:"checks"`
}

// Refusals are the checks that refuse, in their order.
func (v Verdict) Refusals() []Check {
	var out []Check
	for _, c := range v.Checks {
		if !c.Passed {
			out = append(out, c)
		}
	}
	return out
}

// Notes are the checks that had nothing to compare with, in their order.
func (v Verdict) Notes() []Check {
	var out []Check
	for _, c := range v.Checks {
		if c.Note {
			out = append(out, c)
		}
	}
	return out
}

// String lists the refusals, one sentence a line; a verdict without any says
// so.
func (v Verdict) String() string {
	refusals := v.Refusals()
	if len(refusals) == 0 {
		return "The model passes the gate."
	}
	var b strings.Builder
	if v.Forced {
		b.WriteString("The model was promoted by force; the gate refuses it:")
	} else {
		b.WriteString("The model is refused:")
	}
	for _, c := range refusals {
		b.WriteString("\n- " + c.Text)
	}
	return b.String()
}
