package pipeline

import (
	"context"
	"fmt"
	"time"

	"predict/configs"
	"predict/data/lake"
	"predict/features"
	"predict/pipeline/guard"
)

// realisedRows is the number of customers over whom it is looked up what became
// of a list: chance moves a rate over them by half a point at most.
const realisedRows = 20_000

// realisedEvery is how many days pass between two looks.
const realisedEvery = 7

// realised judges what came true of an earlier list. What was found out holds for
// a week.
func (s *State) realised(ctx context.Context, h *guardHistory) ([]guard.Finding, error) {
	n, err := s.realisedNote(ctx, h)
	if err != nil || n == nil {
		return nil, err
	}
	s.Manifest.Realised = n
	return guard.Realised(guard.Outcome{
		AsOf: n.AsOf, Expected: n.Expected, Observed: n.Observed, Customers: n.Customers,
		SameModel: n.ModelID == s.Risk.ModelID,
	}, s.Config.Guards.Realised), nil
}

// realisedNote is what came true of the newest list whose horizon is over; nil
// where there is none.
func (s *State) realisedNote(ctx context.Context, h *guardHistory) (*RealisedNote, error) {
	churn := s.Config.Churn
	over := s.AsOf - int64(churn.GapDays+churn.HorizonDays)*features.Day
	past := h.before(cutoffName(s.AsOf), s.listBasis())
	for _, p := range past {
		if p.Realised == nil {
			continue
		}
		if by, err := configs.ParseDate(p.Realised.By); err == nil && dayOf(s.AsOf)-dayOf(by.UnixMicro()) < realisedEvery {
			return p.Realised, nil
		}
	}
	for _, p := range past {
		if at, err := configs.ParseDate(p.AsOf); err == nil && at.UnixMicro() <= over && p.Note.Customers > 0 {
			return s.lookUp(ctx, p, at)
		}
	}
	return nil, nil
}

// lookUp finds out what became of the customers of a list: from the feature
// table of its date where that is there with its labels, else from the timelines
// of a sample of customers.
func (s *State) lookUp(ctx context.Context, p pastList, at time.Time) (*RealisedNote, error) {
	n := &RealisedNote{
		AsOf: p.AsOf, ModelID: p.Model, By: cutoffName(s.AsOf),
		Expected: p.Note.Expected / float64(p.Note.Customers),
	}
	for _, c := range s.Cohorts {
		if c.Cutoff.Equal(at) && c.Unknown == 0 && c.Rows > 0 {
			n.Customers, n.Observed = c.Rows, float64(c.Churned)/float64(c.Rows)
			return n, nil
		}
	}
	rows, churned, err := s.sampleLabels(ctx, at.UnixMicro())
	if err != nil {
		return nil, fmt.Errorf("looking up what became of the list as of %s: %w", p.AsOf, err)
	}
	if rows == 0 {
		return nil, nil
	}
	n.Customers, n.Observed = rows, float64(churned)/float64(rows)
	return n, nil
}

// sampleLabels counts the eligible customers of whole buckets at a cutoff, until
// there are enough, and of them those who churned.
func (s *State) sampleLabels(ctx context.Context, cutoff int64) (rows, churned int64, err error) {
	options := s.featureOptions()
	options.Families = []string{"recency"} // the label is what counts; no family needs less
	e, err := features.NewEngine(options, s.Lake.Tables(), []int64{cutoff}, s.AsOf)
	if err != nil {
		return 0, 0, err
	}
	v, err := newVocabulary(s.Lake)
	if err != nil {
		return 0, 0, err
	}
	worker := e.NewWorker()
	var bucket *lake.Bucket
	for b := 0; b < s.Lake.Buckets() && rows < realisedRows; b++ {
		if bucket, err = s.Lake.ReadBucket(ctx, b, e.Columns(), bucket); err != nil {
			return 0, 0, err
		}
		tables := e.NewTables()
		if err := worker.Compute(v.batch(bucket), tables); err != nil {
			return 0, 0, err
		}
		for _, label := range tables[0].Labels {
			switch label {
			case features.LabelChurned:
				churned++
				rows++
			case features.LabelUnknown:
			default:
				rows++
			}
		}
	}
	return rows, churned, nil
}
