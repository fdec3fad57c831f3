package main

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/pipeline"
)

// TestWaterfallIsDrawn holds the drawing of a waterfall against one by hand: a
// customer whose silence raises the risk by 2 in log odds and whose payment
// lowers it by 1. From -2 to 0 there are 28 columns: 14 for 1.
func TestWaterfallIsDrawn(t *testing.T) {
	step := func(title string, odds, points float64, text string) pipeline.Step {
		return pipeline.Step{Title: title, Move: pipeline.Move{LogOdds: odds, Points: points}, Text: text}
	}
	p := 0.27
	e := &pipeline.Explanation{Probability: &p, Model: &pipeline.ModelNote{}, Waterfall: &pipeline.Waterfall{
		Base: -2, BaseProbability: 0.12,
		Steps: []pipeline.Step{
			step("time since the last purchase", 2, 0.38, "bought every 12 days on average, silent for 41"),
			step("payment", -1, -0.23, "the last 4 invoices were paid in time"),
			step("offers", 0.03, 0.01, "4 offers in the last 365 days"), step("spend", -0.03, -0.01, ""),
		},
		Margin: -1, MarginProbability: 0.27, Calibration: pipeline.Move{Points: -0.0001}, Probability: 0.27,
	}}
	want := `
Why: from the average customer to this one
                                     log odds   points  probability
  the average customer                  -2.00                  0.12  │
  time since the last purchase          +2.00    +38.0         0.50  ███████████████████████████
      bought every 12 days on average, silent for 41
  payment                               -1.00    -23.0         0.27                ░░░░░░░░░░░░░
      the last 4 invoices were paid in time
  2 others, little each                  0.00      0.0         0.27
  before calibration                    -1.00                  0.27                │
  calibration                            0.00      0.0         0.27
  this customer                         -1.00                  0.27                │
`
	var out bytes.Buffer
	a := &app{streams: streams{out: &out}}
	a.printWaterfall(e, false)
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("waterfall (-want +got):\n%s", diff)
	}
}

// TestPlaceInTheList expects what a reader must know of the list.
func TestPlaceInTheList(t *testing.T) {
	p := 0.62
	for name, test := range map[string]struct {
		place *pipeline.Place
		want  string
	}{
		"the same":      {&pipeline.Place{Rank: 17, Of: 1246, Model: "m", Probability: 0.6211}, "Rank 17 of 1,246 in the published list\n"},
		"other data":    {&pipeline.Place{Rank: 17, Of: 1246, Model: "m", Probability: 0.55}, "Rank 17 of 1,246 in the published list, made when less was known: it gave 0.55\n"},
		"another model": {&pipeline.Place{Rank: 17, Of: 1246, Model: "o", Probability: 0.55}, "Rank 17 of 1,246 in the published list, which model o made (it gave 0.55)\n"},
		"no list":       {nil, "There is no published list of this date with the customer on it.\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			a := &app{streams: streams{out: &out}}
			a.printProbability(&pipeline.Explanation{HorizonDays: 90, Probability: &p, Tier: "high", Place: test.place, Model: &pipeline.ModelNote{ID: "m", Algorithm: "gbdt"}})
			want := "\nProbability of leaving within 90 days: 0.62, tier high\n" + test.want + "Model m (gbdt)\n"
			if diff := cmp.Diff(want, out.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
