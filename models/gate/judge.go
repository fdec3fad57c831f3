package gate

import (
	"fmt"
	"strings"

	"predict/models/metrics"
)

// Judge holds figures against limits. A figure that is not a number refuses, and
// so does one without the interval that it is judged by. Where there is nothing
// to compare with, the check passes as a note that says so.
func Judge(f Figures, l Limits) Verdict {
	checks := []Check{sample(f, l), outOfTime(f, l), rule(f, l)}
	checks = append(checks, champion(f, l)...)
	checks = append(checks, calibration(f, l), leaks(f))
	v := Verdict{Passed: true, Checks: checks}
	for i := range checks {
		v.Passed = v.Passed && checks[i].Passed
		// JSON knows no infinity; the sentence says what was wrong.
		if !finite(checks[i].Value) {
			checks[i].Value = 0
		}
		if !finite(checks[i].Limit) {
			checks[i].Limit = 0
		}
	}
	return v
}

func sample(f Figures, l Limits) Check {
	stayed := f.Customers - f.Churned
	smaller := min(f.Churned, stayed)
	c := Check{Name: Sample, Value: float64(f.Customers), Limit: float64(l.MinCustomers), Passed: true}
	c.Text = fmt.Sprintf("%d customers, %d of them churned.", f.Customers, f.Churned)
	switch {
	case f.Customers < l.MinCustomers:
		c.Passed = false
		c.Text = fmt.Sprintf("Only %d customers were tested, the least is %d. Test on more of them, or on a cutoff with more.", f.Customers, l.MinCustomers)
	case smaller < l.MinChurned:
		c.Passed = false
		c.Value, c.Limit = float64(smaller), float64(l.MinChurned)
		c.Text = fmt.Sprintf("Only %d of the %d customers tested churned and %d stayed, the least is %d of each. Take a longer horizon, or more customers.",
			f.Churned, f.Customers, stayed, l.MinChurned)
	}
	return c
}

func outOfTime(f Figures, l Limits) Check {
	c := Check{Name: OutOfTime, Passed: true}
	if f.OutOfTime {
		c.Value = 1
		c.Text = "The figures are of a later cutoff than anything the model learned from."
		return c
	}
	c.Note = !l.RequireOutOfTime
	c.Passed = !l.RequireOutOfTime
	c.Text = "Not out of time: the figures are of customers of the same time as those the model learned from, and later ones will be worse."
	if !c.Passed {
		c.Limit = 1
		c.Text += " Test at a later cutoff."
	}
	return c
}

// rule judges the simple rule that is hardest to beat: the one with the lowest
// interval of the gain.
func rule(f Figures, l Limits) Check {
	c := Check{Name: Rule, Limit: l.MinGain}
	if len(f.Rules) == 0 {
		c.Passed, c.Note = true, true
		c.Text = "There is no simple rule to compare with; nobody knows whether the model is worth its trouble."
		return c
	}
	hardest := f.Rules[0]
	for _, r := range f.Rules {
		if problem := unsound(r.Gain, r.Interval); problem != "" {
			c.Text = fmt.Sprintf("The gain over the rule %s %s. Evaluate with intervals.", r.Rule, problem)
			return c
		}
		if r.Interval.Low < hardest.Interval.Low {
			hardest = r
		}
	}
	c.Value = hardest.Interval.Low
	c.Passed = c.Value > l.MinGain
	figures := fmt.Sprintf("AUC %.3f against %.3f of the rule %s: %+.4f, interval %+.4f to %+.4f",
		f.AUC, hardest.AUC, hardest.Rule, hardest.Gain, hardest.Interval.Low, hardest.Interval.High)
	if c.Passed {
		c.Text = figures + "."
		return c
	}
	c.Text = figures + fmt.Sprintf("; the lower end must exceed %.4f. Use the rule, or train on more customers, cutoffs or tables.", l.MinGain)
	return c
}

// champion compares with the model in use.
//
// A candidate beats the champion where the interval of the difference lies above
// zero, and ties where the interval reaches zero and the loss is within the
// tolerance. It is refused for a loss that is certain, however small, and for
// one that is large, however uncertain: the champion has proved itself, and
// keeping it costs nothing that was measured.
func champion(f Figures, l Limits) []Check {
	c := Check{Name: ChampionAUC, Limit: -l.ChampionTie}
	m := f.Champion
	switch {
	case m == nil:
		c.Passed, c.Note = true, true
		c.Text = "There is no champion yet."
		return []Check{c}
	case m.SawTest:
		c.Passed, c.Note = true, true
		c.Text = fmt.Sprintf("The champion %s learned from the customers tested here, so its figures are too good to compare with. "+
			"Test at a cutoff after its training to compare them.", m.Champion)
		return []Check{c}
	}
	if problem := unsound(m.AUC, m.AUCInterval); problem != "" {
		c.Text = fmt.Sprintf("The AUC against the champion %s %s. Evaluate both with intervals.", m.Champion, problem)
		return []Check{c}
	}
	c.Value = m.AUC
	figures := fmt.Sprintf("AUC %+.4f against the champion %s, interval %+.4f to %+.4f", m.AUC, m.Champion, m.AUCInterval.Low, m.AUCInterval.High)
	switch {
	case m.AUCInterval.High < 0:
		c.Text = figures + ": worse, and not by chance. Keep the champion."
	case m.AUC < -l.ChampionTie:
		c.Text = figures + fmt.Sprintf(": may be chance, but loses more than the %.4f of a tie. Keep the champion, or test on more customers.", l.ChampionTie)
	default:
		c.Passed = true
		c.Text = figures + "."
	}
	if m.LogLossInterval == nil {
		return []Check{c}
	}
	return []Check{c, championLogLoss(m, l)}
}

func championLogLoss(m *Comparison, l Limits) Check {
	c := Check{Name: ChampionLogLoss, Limit: l.ChampionLogLossTie}
	if problem := unsound(m.LogLoss, m.LogLossInterval); problem != "" {
		c.Text = fmt.Sprintf("The log loss against the champion %s %s. Evaluate both with intervals.", m.Champion, problem)
		return c
	}
	c.Value = m.LogLossInterval.Low
	c.Passed = c.Value <= l.ChampionLogLossTie
	c.Text = fmt.Sprintf("Log loss %+.4f against the champion %s, interval %+.4f to %+.4f", m.LogLoss, m.Champion, m.LogLossInterval.Low, m.LogLossInterval.High)
	if c.Passed {
		c.Text += "."
		return c
	}
	c.Text += fmt.Sprintf(": its probabilities are worse by more than %.4f. Keep the champion, or calibrate again.", l.ChampionLogLossTie)
	return c
}

func leaks(f Figures) Check {
	c := Check{Name: Leak, Value: float64(len(f.Suspects)), Passed: len(f.Suspects) == 0}
	if c.Passed {
		c.Text = "No feature gives the label away."
		return c
	}
	why := make([]string, len(f.Suspects))
	for i, s := range f.Suspects {
		why[i] = s.Why
	}
	c.Text = strings.Join(why, " ")
	return c
}

// unsound says what is wrong with a figure and its interval, or nothing.
func unsound(value float64, interval *metrics.Interval) string {
	switch {
	case !finite(value):
		return "is not a number"
	case interval == nil:
		return "has no interval"
	case !finite(interval.Low) || !finite(interval.High) || interval.Low > interval.High:
		return "has an interval that is none"
	}
	return ""
}
