package pipeline

import (
	"context"
	"fmt"

	"predict/features"
	"predict/models/gate"
	"predict/models/leak"
	"predict/models/metrics"
)

// verdict holds the evaluation against the gate.
func (t *trainer) verdict(ctx context.Context, l *learned) (gate.Verdict, error) {
	o := leak.DefaultOptions()
	o.Allowed, o.Workers = t.state.Config.Model.Gate.Allow, t.state.Workers()
	suspects, err := leak.Find(ctx, l.rows.X, l.rows.Y, t.names, o)
	if err != nil {
		return gate.Verdict{}, fmt.Errorf("looking for features that give the label away: %w", err)
	}
	e := l.evaluation
	churned := 0
	for _, y := range l.tested.sample.Y {
		churned += int(y)
	}
	figures := gate.Figures{
		Customers: e.N, Churned: churned, OutOfTime: true, AUC: e.Model.AUC,
		ECE: e.Model.ECE, Reliability: e.Reliability, Suspects: suspects,
	}
	if e.Intervals != nil {
		figures.ECEInterval = &e.Intervals.ECE
	}
	for _, r := range l.tested.rules {
		report := e.Rules[r.Name]
		gain := gate.RuleGain{Rule: r.Name, AUC: report.AUC, Gain: report.Gain.AUC}
		if report.GainIntervals != nil {
			gain.Interval = &report.GainIntervals.AUC
		}
		figures.Rules = append(figures.Rules, gain)
	}
	if figures.Champion, err = t.againstChampion(ctx, l); err != nil {
		return gate.Verdict{}, err
	}
	return gate.Judge(figures, t.state.Config.Model.Gate.Limits()), nil
}

// againstChampion compares with the twin of the champion that was judged before
// the champion's own last fit, on customers that neither has seen: nil where
// there is no champion, or where it learned of other features.
func (t *trainer) againstChampion(ctx context.Context, l *learned) (*gate.Comparison, error) {
	s := t.state
	champion, err := s.championTwin()
	if err != nil || champion == nil {
		return nil, err
	}
	out := &gate.Comparison{Champion: champion.ID}
	reach := int64(s.Config.Churn.GapDays+s.Config.Churn.HorizonDays) * features.Day
	for _, c := range champion.artifact.TrainCutoffs {
		out.SawTest = out.SawTest || c.UnixMicro()+reach > s.Plan.Test
	}
	var theirs []float64
	err = s.eachFrame(ctx, s.Plan.Test, t.names, func(f *Frame) error {
		p := champion.predict(f.X)
		for i, label := range f.Labels {
			if label != features.LabelUnknown {
				theirs = append(theirs, p[i])
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	j := l.chosen()
	c, err := metrics.Compare(ctx, l.tested.sample, apply(j.calibrator, l.tested.raw[j.Name]), theirs, t.metricOptions())
	if err != nil {
		return nil, fmt.Errorf("comparing with the champion %s: %w", champion.ID, err)
	}
	out.AUC, out.LogLoss = c.Difference.AUC, c.Difference.LogLoss
	if c.Intervals != nil {
		out.AUCInterval, out.LogLossInterval = &c.Intervals.AUC, &c.Intervals.LogLoss
	}
	return out, nil
}
