package gbdt

// Importance is how much the trees rely on a feature.
type Importance struct {
	// Feature is the column, from 0, and Name its name.
	Feature int
	Name    string
	// Gain is the sum of the gains of its splits, Splits their number.
	Gain   float64
	Splits int
}

// Importances gives one entry for each feature, in the order of the columns.
func (m *Model) Importances() []Importance {
	all := make([]Importance, m.Features())
	for j, name := range m.ensemble.Features {
		all[j] = Importance{Feature: j, Name: name}
	}
	for t := range m.ensemble.Trees {
		for _, n := range m.ensemble.Trees[t].Nodes {
			all[n.Feature].Gain += n.Gain
			all[n.Feature].Splits++
		}
	}
	return all
}
