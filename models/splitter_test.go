package models

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func day(d int) time.Time { return time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, d) }

func days(d ...int) []time.Time {
	var out []time.Time
	for _, v := range d {
		out = append(out, day(v))
	}
	return out
}

// By hand, with a horizon of 90 days.
func TestSplit(t *testing.T) {
	const d = 24 * time.Hour
	tests := []struct {
		name     string
		splitter Splitter
		cutoffs  []time.Time
		want     []Fold
	}{
		{"two cutoffs", Splitter{Horizon: 90 * d}, days(0, 90), []Fold{{Train: days(0), Test: day(90)}}},
		{"given out of order", Splitter{Horizon: 90 * d}, days(180, 0, 90), []Fold{
			{Train: days(0), Test: day(90)},
			{Train: days(0), Calibrate: day(90), Test: day(180)},
		}},
		{"monthly", Splitter{Horizon: 90 * d, LeastTrain: 2}, days(0, 30, 60, 90, 120, 150, 180, 210), []Fold{
			{Train: days(0, 30), Test: day(120)},
			{Train: days(0, 30, 60), Test: day(150)},
			{Train: days(0, 30, 60, 90), Test: day(180)},
			{Train: days(0, 30), Calibrate: day(120), Test: day(210)},
		}},
		{"a gap", Splitter{Gap: 10 * d, Horizon: 90 * d}, days(0, 90, 100), []Fold{{Train: days(0), Test: day(100)}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := test.splitter.Split(test.cutoffs)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("folds (-want +got):\n%s", diff)
			}
			last, err := test.splitter.Last(test.cutoffs)
			if diff := cmp.Diff(test.want[len(test.want)-1], last); diff != "" || err != nil {
				t.Errorf("last fold, error %v (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestSplitErrors(t *testing.T) {
	tests := map[string]struct {
		splitter Splitter
		cutoffs  []time.Time
	}{
		"no cutoff":           {Splitter{Horizon: time.Hour}, nil},
		"one cutoff":          {Splitter{Horizon: time.Hour}, days(0)},
		"labels overlap":      {Splitter{Horizon: 91 * 24 * time.Hour}, days(0, 90)},
		"twice the same":      {Splitter{Horizon: time.Hour}, days(0, 0, 90)},
		"no horizon":          {Splitter{}, days(0, 90)},
		"too little to train": {Splitter{Horizon: time.Hour, LeastTrain: 2}, days(0, 90)},
	}
	for name, test := range tests {
		if _, err := test.splitter.Last(test.cutoffs); !errors.Is(err, ErrSplit) {
			t.Errorf("%s: error %v, want ErrSplit", name, err)
		}
	}
}
