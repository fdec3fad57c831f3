package causes

import (
	"cmp"
	"slices"

	counted "predict/features/causes"
)

// vitalShare is the share of all lost that the vital few hold.
const vitalShare = 0.8

// pareto makes the bars of each dimension in which somebody was lost.
func (j *judge) pareto() {
	for d := range counted.NumDimensions {
		g := &j.n.Groups[d]
		if g.Exported {
			j.bars(dimensionName(d), d.Overlapping(), g.Cells, j.names[d])
		}
	}
	churned := make([]counted.Cell, len(j.n.Reasons))
	for i, cell := range j.n.Reasons { // who cancelled is lost, whatever the definition of churn
		churned[i] = counted.Cell{Churned: cell.Customers, ChurnedSpend: cell.Spend}
	}
	j.bars(CancellationReason, false, churned, j.cancellations)
}

// bars ranks the groups of a dimension by the customers lost.
func (j *judge) bars(dimension string, overlapping bool, cells []counted.Cell, names []string) {
	var all []Bar
	var lost int64
	for code, cell := range cells {
		if cell.Churned > 0 {
			lost += cell.Churned
			all = append(all, Bar{Dimension: dimension, Group: nameOf(names, int32(code)), Lost: cell.Churned, Money: money(cell.ChurnedSpend)})
		}
	}
	if lost == 0 {
		return
	}
	slices.SortStableFunc(all, func(a, b Bar) int {
		return cmp.Or(cmp.Compare(b.Lost, a.Lost), cmp.Compare(b.Money, a.Money), cmp.Compare(a.Group, b.Group))
	})
	line := Line{Dimension: dimension, Groups: len(all), Overlapping: overlapping}
	var sum int64
	for i := range all {
		all[i].Vital = float64(sum) < vitalShare*float64(lost)
		sum += all[i].Lost
		all[i].Cumulative = float64(sum) / float64(lost)
		if all[i].Vital {
			line.Vital, line.Share = i+1, all[i].Cumulative
		}
	}
	if j.r.Pareto == nil {
		j.r.Pareto = map[string][]Bar{}
	}
	j.r.Pareto[dimension], j.r.Lines = j.fold(all), append(j.r.Lines, line)
}

// fold puts all bars beyond the most that are told into one.
func (j *judge) fold(all []Bar) []Bar {
	if len(all) <= j.o.MaxBars {
		return all
	}
	folded := Bar{Dimension: all[0].Dimension, Cumulative: 1}
	for _, bar := range all[j.o.MaxBars:] {
		folded.Lost += bar.Lost
		folded.Money += bar.Money
		folded.Others++
	}
	return append(all[:j.o.MaxBars:j.o.MaxBars], folded)
}
