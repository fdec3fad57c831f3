package features

// Walker leads through the customers of a batch and the instants of their
// timelines, for figures beside the features: who is a customer at an instant,
// and what became of them, by the same rules as the feature tables. It is for one
// goroutine; it keeps memory from customer to customer and nothing of theirs.
type Walker struct {
	build  builder
	view   View
	labels labeller
	peers  PeerSpend
	work   Scratch
}

// NewWalker returns a walker that judges by these options. Data are known up to
// until (microseconds UTC): the label of a cutoff is known where
// cutoff+gap+horizon <= until.
func NewWalker(churn ChurnOptions, until int64) *Walker {
	w := &Walker{labels: newLabeller(churn, until)}
	w.build.decay = newDecayTable()
	w.view.decay = w.build.decay
	w.view.Scratch, w.view.Peers = &w.work, &w.peers
	return w
}

// Check reports a batch whose columns do not fit, or whose events are not in the
// order of time, as a *BatchError. Ask it once for each batch.
func (w *Walker) Check(b *Batch) error { return b.check() }

// Customer goes to customer i of a batch that was checked. The timeline is valid
// until the next call and must not be retained.
func (w *Walker) Customer(b *Batch, i int) *Timeline { return w.build.build(b, i) }

// At goes to a cutoff of the customer, and tells whether he is one there: who has
// bought in the look-back and not left, as the feature tables count. Cutoffs may
// come in any order; in rising order they cost least. The ranges of the view are
// set where the customer is one; else only those of purchases, lines and
// cancellations are. The peers of the view are empty.
func (w *Walker) At(cutoff int64) (v *View, active bool) {
	w.view.point(&w.build.tl, cutoff)
	if w.labels.eligible(&w.view) != included {
		return &w.view, false
	}
	w.view.fill()
	return &w.view, true
}

// Active tells whether the customer is one at a cutoff, as At does, and sets only
// the ranges of purchases, lines and cancellations: for figures that count.
func (w *Walker) Active(cutoff int64) (v *View, active bool) {
	w.view.point(&w.build.tl, cutoff)
	return &w.view, w.labels.eligible(&w.view) == included
}

// Label returns what became of the customer after the cutoff of the last At:
// LabelChurned, LabelStayed, or LabelUnknown where the data do not reach so far.
func (w *Walker) Label() int8 { return w.labels.label(&w.view) }
