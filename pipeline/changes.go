package pipeline

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"predict/configs"
	"predict/features"
	"predict/features/reasons"
	"predict/pipeline/report"
)

const (
	// movedBy is by how much a probability has to move for a cause to be told.
	movedBy = 0.05
	// mostMoves is how many moves are told one by one, the largest.
	mostMoves = 200
	// mostCauses is how many causes are counted one by one, the most frequent.
	mostCauses = 20
)

// compareLists holds a list against the newest list before it: it fills ScoreChange
// and ScoreCause of every row, and list.Before, and sums up what differs. Where there
// is no earlier list that can be read, no row has a change and the result is nil
// without an error.
//
// A run that is repeated compares with the same list: the newest one of the same
// settings that is whole and whose as_of is earlier. Tidying never removes that one.
func (s *State) compareLists(ctx context.Context, list *RiskList) (*report.Changes, error) {
	list.Before = ""
	for i := range list.Rows {
		list.Rows[i].ScoreChange, list.Rows[i].ScoreCause = math.NaN(), ""
	}
	before, err := s.listBefore(ctx, list)
	if before == nil || err != nil {
		return nil, err
	}
	c := &comparison{list: list, before: before, days: daysBetween(before.asOf, list.AsOf)}
	c.match()
	told, err := before.tell(c.old)
	if err != nil {
		s.passOver(before.name, err)
		for i := range list.Rows {
			list.Rows[i].ScoreChange = math.NaN()
		}
		return nil, nil
	}
	list.Before = before.name
	c.explain(told, s.Workers())
	s.Manifest.Compared = &ComparedNote{AsOf: before.name, RunID: before.runID, SHA256: before.sum}
	return c.summary(), ctx.Err()
}

// daysBetween is the number of days from one instant to a later one.
func daysBetween(from, to int64) int { return int((to - from) / features.Day) }

// comparison is a list beside the one before it.
type comparison struct {
	list   *RiskList
	before *earlierList
	days   int // between them
	// at are the rows whose cause is told, old their places on the list before, and
	// kinds what Changes counts them as, beside it; all in the order of the list.
	at, old []int32
	kinds   []string
	changes report.Changes
	counted []string // the cause of each as it is counted
}

// atRisk reports whether a tier is one that the team works on.
func atRisk(tier string) bool { return tier == configs.TierHigh || tier == configs.TierMedium }

// match finds every row on the list before, and counts.
func (c *comparison) match() {
	n := &tally{&c.changes}
	met := 0
	for i := range c.list.Rows {
		r := &c.list.Rows[i]
		old, ok := c.before.at[r.CustomerID]
		if !ok {
			if atRisk(r.Tier) {
				n.New++
			}
			continue
		}
		met++
		r.ScoreChange = r.Probability - c.before.p[old]
		kind := ""
		switch {
		case r.ScoreChange >= movedBy:
			kind = moveUp
		case r.ScoreChange <= -movedBy:
			kind = moveDown
		}
		switch was := c.before.risk[old]; {
		case atRisk(r.Tier) && !was:
			kind = moveNew
		case !atRisk(r.Tier) && was:
			kind = moveRecovered
		}
		n.count(kind)
		if kind != "" {
			c.at, c.old, c.kinds = append(c.at, int32(i)), append(c.old, old), append(c.kinds, kind) //nolint:gosec // rows of a list
		}
	}
	n.Gone = len(c.before.p) - met
}

// tally counts moves, each once.
type tally struct{ *report.Changes }

func (t *tally) count(kind string) {
	switch kind {
	case moveNew:
		t.New++
	case moveRecovered:
		t.Recovered++
	case moveUp:
		t.Up++
	case moveDown:
		t.Down++
	}
}

// Kinds of a move.
const (
	moveNew       = "new"
	moveRecovered = "recovered"
	moveUp        = "up"
	moveDown      = "down"
)

// explain tells the cause of every move, several at once.
func (c *comparison) explain(told []toldBefore, workers int) {
	c.counted = make([]string, len(c.at))
	var all errgroup.Group
	share := (len(c.at) + workers - 1) / max(workers, 1)
	for from := 0; from < len(c.at); from += share {
		all.Go(func() error {
			for k := from; k < min(from+share, len(c.at)); k++ {
				r := &c.list.Rows[c.at[k]]
				cause := c.cause(r, told[k])
				r.ScoreCause, c.counted[k] = cause.text, cause.counted
			}
			return nil
		})
	}
	_ = all.Wait() // none of them fails
}

// summary is what differs.
func (c *comparison) summary() *report.Changes {
	n := &c.changes
	n.Before, n.SameModel = c.before.name, c.before.modelID == c.list.ModelID
	times := map[string]int{}
	for _, text := range c.counted {
		times[text]++
	}
	for text, count := range times {
		n.Causes = append(n.Causes, report.Counted{Text: text, Count: count})
	}
	slices.SortFunc(n.Causes, func(a, b report.Counted) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Text, b.Text))
	})
	n.Causes = n.Causes[:min(len(n.Causes), mostCauses)]
	row := func(k int) *RiskRow { return &c.list.Rows[c.at[k]] }
	for _, k := range largest(len(c.at), mostMoves, func(a, b int) int {
		return cmp.Or(
			cmp.Compare(math.Abs(row(b).ScoreChange), math.Abs(row(a).ScoreChange)),
			strings.Compare(row(a).CustomerID, row(b).CustomerID),
		)
	}) {
		r := row(k)
		n.Moves = append(n.Moves, report.Move{
			ID: r.CustomerID, Kind: c.kinds[k], Before: c.before.p[c.old[k]], Now: r.Probability, Cause: r.ScoreCause,
		})
	}
	return n
}

// largest gives the first k of n places in an order, sorted; few of many are found
// without sorting all.
func largest(n, k int, order func(a, b int) int) []int {
	var first []int
	for i, cut := 0, false; i < n; i++ {
		if cut && order(i, first[k-1]) > 0 { // k others come before it
			continue
		}
		if first = append(first, i); len(first) == 2*k {
			slices.SortFunc(first, order)
			first, cut = first[:k], true
		}
	}
	slices.SortFunc(first, order)
	return first[:min(len(first), k)]
}

// familyTitle names the family of a reason in words; "" where it has none.
func (l *RiskList) familyTitle(at int8) string {
	if at < 0 || int(at) >= len(l.Families) {
		return ""
	}
	return reasons.Title(l.Families[at])
}
