package pipeline

import (
	"cmp"
	"slices"
	"strings"

	"predict/models"
	"predict/models/gbdt"
)

// importances are the shares of the features of a trained model, the largest
// first; features that count nothing are left out. Nil where nobody knows.
func (s *State) importances(t trained) []models.Importance {
	list := slices.Clone(t.importances)
	if trees, ok := t.predictor.(interface{ Importances() []gbdt.Importance }); ok && list == nil {
		names := s.Schema.Names()
		for _, i := range trees.Importances() {
			if i.Feature < len(names) {
				list = append(list, models.Importance{Feature: names[i.Feature], Share: i.Gain})
			}
		}
	}
	total := 0.0
	for _, i := range list {
		total += max(i.Share, 0)
	}
	list = slices.DeleteFunc(list, func(i models.Importance) bool { return !(i.Share > 0) || !(total > 0) })
	for k := range list {
		list[k].Share = min(list[k].Share/total, 1)
		if at := s.Schema.Index(list[k].Feature); at >= 0 {
			list[k].Family = s.Schema.Families[at]
		}
	}
	slices.SortFunc(list, func(a, b models.Importance) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), strings.Compare(a.Feature, b.Feature))
	})
	return list
}

// familyShares sums importances by family, the largest first.
func familyShares(list []models.Importance) []FamilyShare {
	at := map[string]int{}
	var sums []FamilyShare
	for _, i := range list {
		k, ok := at[i.Family]
		if !ok {
			k = len(sums)
			at[i.Family] = k
			sums = append(sums, FamilyShare{Family: i.Family})
		}
		sums[k].Share += i.Share
	}
	slices.SortFunc(sums, func(a, b FamilyShare) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), strings.Compare(a.Family, b.Family))
	})
	return sums
}
