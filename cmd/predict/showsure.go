package main

import (
	"fmt"
	"strings"

	"predict/pipeline"
)

// printSure says how far the list can be trusted, in words for a manager.
func (a *app) printSure(e *pipeline.Evaluation) {
	best := ""
	for _, rule := range ruleNames() {
		if r, ok := e.Rules[rule]; ok && (best == "" || r.AUC > e.Rules[best].AUC) {
			best = rule
		}
	}
	fmt.Fprintf(a.out, "\nHow sure: on %s customers at %s whom it had never seen, the model ranks a leaver above a stayer in %.1f %% of pairs%s;\nthe best simple rule (%s) does in %.1f %%. Its most urgent tenth holds %.1f times as many leavers as the average (at most %.1f is possible).\n",
		number(int64(e.N)), e.Test, 100*e.Model.AUC, between(e), strings.ReplaceAll(best, "_", " "), 100*e.Rules[best].AUC, e.Model.LiftTopDecile, e.Model.LiftCap)
	if gain := e.Rules[best].GainIntervals; gain != nil && gain.AUC.Low <= 0 {
		fmt.Fprintln(a.out, "The difference from the simple rule is within chance: trust the order of the list no more than that rule.")
	}
}

// between tells the interval of the AUC where there is one.
func between(e *pipeline.Evaluation) string {
	if e.Intervals == nil {
		return ""
	}
	return fmt.Sprintf(" (AUC; between %.1f and %.1f with %.0f %% confidence)", 100*e.Intervals.AUC.Low, 100*e.Intervals.AUC.High, 100*e.Level)
}
