package main

import (
	"fmt"
	"math"
	"strings"

	"predict/pipeline"
)

// barWidth is the width of the waterfall's drawing in characters.
const barWidth = 30

// titleWidth is the width of the column of names.
const titleWidth = 33

// printWaterfall prints how the probability comes about, or what stands out
// where the model cannot say.
func (a *app) printWaterfall(e *pipeline.Explanation, all bool) {
	w := e.Waterfall
	if w == nil {
		fmt.Fprintf(a.out, "\nThis model (%s) cannot say what raised or lowered the probability.\n", e.Model.Algorithm)
		if len(e.Signs) > 0 {
			fmt.Fprintln(a.out, "What stands out in the customer's numbers:")
			for _, text := range e.Signs {
				fmt.Fprintln(a.out, "  "+text)
			}
		}
		return
	}
	d := newDrawing(w)
	fmt.Fprintf(a.out, "\nWhy: from the average customer to this one\n%-*s  log odds   points\n", titleWidth+2, "")
	line := func(name string, move pipeline.Move, from, to float64) {
		fmt.Fprintln(a.out, strings.TrimRight(fmt.Sprintf("  %-*s  %+8.2f  %s  %s", titleWidth, name, move.LogOdds, points(move.Points), d.bar(from, to)), " "))
	}
	level := func(name string, at, probability float64) {
		fmt.Fprintln(a.out, strings.TrimRight(fmt.Sprintf("  %-*s  %8.2f  %7.2f  %s", titleWidth, name, at, probability, d.mark(at)), " "))
	}
	level("the average customer", w.Base, w.BaseProbability)
	at, small := w.Base, pipeline.Move{}
	n := 0
	for _, step := range w.Steps {
		if math.Abs(step.LogOdds) < leastStep && !all {
			small.LogOdds, small.Points = small.LogOdds+step.LogOdds, small.Points+step.Points
			n++
			continue
		}
		line(step.Title, step.Move, at, at+step.LogOdds)
		if step.Text != "" {
			fmt.Fprintln(a.out, "      "+step.Text)
		}
		at += step.LogOdds
	}
	if n > 0 {
		line(fmt.Sprintf("%d others, little each", n), small, at, at+small.LogOdds)
	}
	level("as the model sees this customer", w.Margin, w.MarginProbability)
	line("calibration", w.Calibration, w.Margin, w.Margin+w.Calibration.LogOdds)
	if w.Season.LogOdds != 0 {
		line("season", w.Season, w.Margin+w.Calibration.LogOdds, w.Margin+w.Calibration.LogOdds+w.Season.LogOdds)
	}
	level("this customer", w.Margin+w.Calibration.LogOdds+w.Season.LogOdds, w.Probability)
}

// points writes a change of a probability in points of a hundred.
func points(change float64) string { return fmt.Sprintf("%+7.1f", 100*change) }

// drawing maps log odds to columns.
type drawing struct{ low, high float64 }

// newDrawing makes room for every level of a waterfall.
func newDrawing(w *pipeline.Waterfall) drawing {
	d := drawing{w.Base, w.Base}
	at := w.Base
	reach := func(to float64) { at, d.low, d.high = to, min(d.low, to), max(d.high, to) }
	for _, step := range w.Steps {
		reach(at + step.LogOdds)
	}
	reach(w.Margin)
	reach(w.Margin + w.Calibration.LogOdds)
	reach(w.Margin + w.Calibration.LogOdds + w.Season.LogOdds)
	return d
}

// column is where a level lies.
func (d drawing) column(at float64) int {
	if d.high <= d.low {
		return 0
	}
	return int(math.Round((at - d.low) / (d.high - d.low) * (barWidth - 1)))
}

// bar draws a move: full blocks to the right where it raises the risk, light
// ones to the left where it lowers it.
func (d drawing) bar(from, to float64) string {
	left, right, block := d.column(from), d.column(to), "█"
	if to < from {
		left, right, block = right, left, "░"
	}
	return strings.Repeat(" ", left) + strings.Repeat(block, max(right-left, 1))
}

// mark draws a level.
func (d drawing) mark(at float64) string { return strings.Repeat(" ", d.column(at)) + "│" }
