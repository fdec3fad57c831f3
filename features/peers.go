package features

import "slices"

// Days of the two periods of PeerSpend.
const (
	peerRecentDays  = 90
	peerEarlierDays = 365
)

// PeerCounter sums what all customers together spent by category, for each
// cutoff. One counter serves one goroutine; Merge joins them in any order with
// the same result, since the sums are whole numbers.
type PeerCounter struct {
	cutoffs []int64
	sums    []PeerSpend // one for each cutoff
}

// NewPeerCounter returns a counter for the cutoffs of the engine.
func (e *Engine) NewPeerCounter() *PeerCounter {
	return &PeerCounter{cutoffs: e.cutoffs, sums: make([]PeerSpend, len(e.cutoffs))}
}

// Add counts the lines of a batch and the scores of its satisfaction, where
// there are any. It reads the transactions' time, amount, category and
// is_return, of as many customers as these have: ids and keys are not needed.
// Lines without a category count in the totals only.
func (p *PeerCounter) Add(b *Batch) error {
	c := &b.Transactions
	customers := max(len(c.Start)-1, 0)
	if err := b.checkForPeers(customers); err != nil {
		return err
	}
	for i := range customers {
		from, to := bounds(c.Start, i)
		times := part(c.Time, from, to)
		for k, cutoff := range p.cutoffs {
			end := before(times, cutoff)
			recent := before(times[:end], cutoff-peerRecentDays*Day)
			earlier := before(times[:recent], cutoff-peerEarlierDays*Day)
			s := &p.sums[k]
			s.EarlierTotal += addSpend(&s.Earlier, c, from+earlier, from+recent)
			s.RecentTotal += addSpend(&s.Recent, c, from+recent, from+end)
			s.topScores(&b.Satisfaction, i, cutoff)
		}
	}
	return nil
}

// addSpend adds the lines from..to to the sums and returns their total.
func addSpend(sums *[]int64, c *TransactionColumns, from, to int) (total int64) {
	for row := from; row < to; row++ {
		amount, _ := lineAmount(c, row)
		total += amount
		if c.Category == nil || c.Category[row] < 0 {
			continue
		}
		code := int(c.Category[row])
		for len(*sums) <= code {
			*sums = append(*sums, 0)
		}
		(*sums)[code] += amount
	}
	return total
}

// Merge adds what another counter of the same engine counted.
func (p *PeerCounter) Merge(other *PeerCounter) {
	for k := range p.sums {
		s, o := &p.sums[k], &other.sums[k]
		addSums(&s.Recent, o.Recent)
		addSums(&s.Earlier, o.Earlier)
		s.RecentTotal += o.RecentTotal
		s.EarlierTotal += o.EarlierTotal
		for scale, score := range o.TopScores {
			s.TopScores[scale] = max(s.TopScores[scale], score)
		}
	}
}

func addSums(sums *[]int64, more []int64) {
	for len(*sums) < len(more) {
		*sums = append(*sums, 0)
	}
	for code, amount := range more {
		(*sums)[code] += amount
	}
}

// NeedsPeers says whether a family compares customers with what all of them
// did, so that a first pass with a PeerCounter is worth its time.
func (e *Engine) NeedsPeers() bool {
	return slices.ContainsFunc(e.families, func(f Family) bool { return f.Name == "share_of_wallet" || f.Name == "satisfaction" })
}

// SetPeers gives the engine what all customers spent. It is called once, after
// all counters were merged and before the first worker is made; without it,
// features that compare with peers are missing.
func (e *Engine) SetPeers(p *PeerCounter) { e.peers = p.sums }
