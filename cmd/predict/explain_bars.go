package main

import (
	"fmt"
	"math"
	"strings"

	"predict/pipeline"
)

// barWidth is the width of the waterfall's drawing in characters.
const barWidth = 28

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
	fmt.Fprintf(a.out, "\nWhy: from the average customer to this one\n%-*s  log odds   points  probability\n", titleWidth+2, "")
	p := waterfallPrinter{a, newDrawing(w), w.Base, w.BaseProbability}
	p.level("the average customer")
	small, n := pipeline.Move{}, 0
	for _, step := range w.Steps {
		if math.Abs(step.LogOdds) < leastStep && !all {
			small.LogOdds, small.Points = small.LogOdds+step.LogOdds, small.Points+step.Points
			n++
			continue
		}
		p.move(step.Title, step.Move)
		if step.Text != "" {
			fmt.Fprintln(a.out, "      "+step.Text)
		}
	}
	if n > 0 {
		p.move(fmt.Sprintf("%d %s, little each", n, plural(n, "other")), small)
	}
	p.level("before calibration")
	p.move("calibration", w.Calibration)
	if w.Season.LogOdds != 0 {
		p.move("season", w.Season)
	}
	p.level("this customer")
}

// waterfallPrinter prints a waterfall from the top down: at is how far it has
// come in log odds, and probability what that stands for.
type waterfallPrinter struct {
	*app
	drawing
	at, probability float64
}

// move prints a step and takes it.
func (p *waterfallPrinter) move(name string, m pipeline.Move) {
	from := p.at
	p.at, p.probability = p.at+m.LogOdds, p.probability+m.Points
	p.line(fmt.Sprintf("%-*s  %s  %s  %11.2f  %s", titleWidth, name, signed(m.LogOdds, 8, 2), signed(100*m.Points, 7, 1), p.probability, p.bar(from, p.at)))
}

// level prints where the waterfall stands.
func (p *waterfallPrinter) level(name string) {
	p.line(fmt.Sprintf("%-*s  %8.2f  %7s  %11.2f  %s", titleWidth, name, p.at, "", p.probability, p.mark(p.at)))
}

func (p *waterfallPrinter) line(text string) { fmt.Fprintln(p.out, strings.TrimRight("  "+text, " ")) }

// signed writes a change with its sign; one that rounds to nothing has none.
func signed(v float64, width, digits int) string {
	text := fmt.Sprintf("%+.*f", digits, v)
	if strings.Trim(text, "+-0.") == "" {
		text = text[1:]
	}
	return fmt.Sprintf("%*s", width, text)
}

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
	return strings.Repeat(" ", left) + strings.Repeat(block, right-left)
}

// mark draws a level.
func (d drawing) mark(at float64) string { return strings.Repeat(" ", d.column(at)) + "│" }
