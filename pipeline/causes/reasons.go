package causes

import (
	"cmp"
	"slices"

	"predict/models/inference"
)

// statedReasons tells why customers cancelled, as shares of those who said why.
func (j *judge) statedReasons() {
	var stated int64
	for _, cell := range j.n.Reasons {
		stated += cell.Customers
	}
	j.r.Unstated = j.n.Cancelled.Customers - stated
	for code, cell := range j.n.Reasons {
		share, ok := inference.Wilson(cell.Customers, stated, j.o.Level)
		if cell.Customers == 0 || !ok {
			continue
		}
		j.r.Reasons = append(j.r.Reasons, Reason{
			Reason: nameOf(j.cancellations, int32(code)), Customers: cell.Customers,
			Share: share.Value, Low: share.Interval.Low, High: share.Interval.High,
		})
	}
	slices.SortStableFunc(j.r.Reasons, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(b.Customers, a.Customers), cmp.Compare(a.Reason, b.Reason))
	})
}
