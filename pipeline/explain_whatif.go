package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"predict/data"
	"predict/data/columnar"
	"predict/data/lake"
	"predict/features"
)

// Scenario is what the model expects if one thing had been otherwise just before
// as_of. It is the model's expectation, no proven effect: customers who bought
// yesterday stay more often, but not every purchase makes a customer stay.
type Scenario struct {
	Text        string  `json:"what"`
	Probability float64 `json:"churn_probability"`
	Change      float64 `json:"change"` // of the probability, -1 to 1
}

// change edits the customer's events before the cutoff.
type change struct {
	text  string
	apply func(b *lake.Bucket)
	// instead says that the change stands in place of another one of the list.
	instead bool
}

// whatIf lets the model score the customer again with changed events. All
// features are computed anew from the changed events, so that they move
// together.
func (x *explainer) whatIf(ctx context.Context, v *vocabulary, f *Frame) error {
	s := x.state
	changes := x.changes(&f.Profiles[0])
	w, err := s.workerOf(ctx, v)
	if err != nil {
		return err
	}
	for _, change := range changes {
		b := x.one.copy()
		change.apply(b)
		row, err := s.computeRow(w, v, b)
		if err != nil {
			return err
		}
		p := s.Training.Model.predict(row)[0]
		x.out.WhatIf = append(x.out.WhatIf, Scenario{Text: change.text, Probability: p, Change: p - *x.out.Probability})
	}
	slices.SortStableFunc(x.out.WhatIf, func(a, b Scenario) int { return cmp.Compare(a.Probability, b.Probability) })
	return nil
}

// workerOf computes features at as_of. What all customers spent, which some
// features compare with, takes one pass over the lake.
func (s *State) workerOf(ctx context.Context, v *vocabulary) (*features.Worker, error) {
	engine, err := s.engine(scoreCutoff(s))
	if err != nil {
		return nil, err
	}
	c := &computer{lake: s.Lake, engine: engine, workers: s.Workers(), schema: s.Schema}
	if err := c.countPeers(ctx, v); err != nil {
		return nil, err
	}
	return engine.NewWorker(), nil
}

// computeRow computes the features of a customer alone, as the feature table
// stores them.
func (s *State) computeRow(w *features.Worker, v *vocabulary, b *lake.Bucket) (*mat.Dense, error) {
	tables := []*features.Table{{Cutoff: s.AsOf, Excluded: map[features.Exclusion]int64{}}}
	if err := w.Compute(v.batch(b), tables); err != nil {
		return nil, fmt.Errorf("computing the features of the customer: %w", err)
	}
	if tables[0].Rows() != 1 {
		return nil, fmt.Errorf("computing the features of the customer: %d rows, want 1", tables[0].Rows())
	}
	x := tables[0].X
	for j, spec := range s.Schema.Specs {
		if spec.Storage == features.Single {
			x[j] = float64(float32(x[j]))
		}
	}
	return mat.NewDense(1, len(x), x), nil
}

// changes are what could be otherwise with this customer.
func (x *explainer) changes(p *features.Profile) []change {
	asOf := x.state.AsOf
	now := asOf - features.Day/2
	var out []change
	out = append(out, x.purchaseNow(p, now)...)
	t := x.one.bucket.Tables
	if n, amount := overdue(t[data.Invoices], asOf); n > 0 {
		what := "the overdue invoice paid"
		if n > 1 {
			what = fmt.Sprintf("the %d overdue invoices paid", n)
		}
		out = append(out, change{text: fmt.Sprintf("%s (%s)", what, amountText(amount, x.out.Currency)), apply: func(b *lake.Bucket) {
			r := b.Tables[data.Invoices]
			eachOverdue(r, asOf, func(i int) { r.I64["paid"][i] = now })
		}})
	}
	if open := x.openComplaints(); len(open) > 0 {
		what := "the open complaint resolved"
		if len(open) > 1 {
			what = fmt.Sprintf("the %d open complaints resolved", len(open))
		}
		out = append(out, change{text: what, apply: func(b *lake.Bucket) {
			for _, i := range open {
				b.Tables[data.Contacts].I64["resolved"][i] = max(now, b.Tables[data.Contacts].I64["time"][i])
			}
		}})
	}
	if i := lastUnanswered(t[data.Offers], asOf); i >= 0 {
		r := t[data.Offers]
		what := "the offer of " + formatDate(r.I64["time"][i]) + " taken up"
		out = append(out, change{text: what, apply: func(b *lake.Bucket) {
			b.Tables[data.Offers].I64["responded"][i] = max(now, r.I64["time"][i])
		}})
	}
	all := slices.DeleteFunc(slices.Clone(out), func(c change) bool { return c.instead })
	if len(all) > 1 {
		out = append(out, change{text: "all of these together", apply: func(b *lake.Bucket) {
			for _, c := range all {
				c.apply(b)
			}
		}})
	}
	return out
}

// purchaseNow is a purchase within the last day of the median amount of the
// last year, of the category, product and channel that were bought most; where
// the customer has given a category up, also one of that category.
func (x *explainer) purchaseNow(p *features.Profile, now int64) []change {
	orders := x.texts.orders(x.one.bucket.Tables[data.Transactions])
	if len(orders) == 0 {
		return nil
	}
	recent := slices.DeleteFunc(slices.Clone(orders), func(o order) bool { return o.time < x.state.AsOf-365*features.Day })
	if len(recent) == 0 {
		recent = orders
	}
	var amounts []int64
	var category, product, channel []int32
	for _, o := range recent {
		amounts = append(amounts, o.amount)
		category, product, channel = append(category, o.category...), append(product, o.product...), append(channel, o.channel...)
	}
	slices.Sort(amounts)
	amount := amounts[len(amounts)/2]
	margin := int64(data.Missing64)
	if p.Margin365 != features.NoMoney && p.Spend365 > 0 {
		margin = int64(math.Round(float64(amount) * float64(p.Margin365) / float64(p.Spend365)))
	}
	line := map[string]int64{"time": now, "amount": amount, "margin": margin, "order_id": data.Missing64}
	buy := func(text string, category, product int32) change {
		codes := map[string]int32{"category": category, "product": product, "channel": mostFrequent(channel), "is_return": 0}
		return change{text: text, apply: func(b *lake.Bucket) { addLine(b.Tables[data.Transactions], line, codes) }}
	}
	usual := "a purchase of the usual " + amountText(amount, x.out.Currency)
	out := []change{buy(usual+" within the last day", mostFrequent(category), mostFrequent(product))}
	if code, name := x.stopped(p); name != "" {
		again := buy(usual+" from "+name+", which was given up", code, data.Missing32)
		again.instead = true
		out = append(out, again)
	}
	return out
}

// stopped is the lake's code and the name of the category that the customer has
// given up; the name is empty where there is none.
func (x *explainer) stopped(p *features.Profile) (int32, string) {
	texts := x.texts[data.Transactions+".category"]
	sorted := slices.Sorted(slices.Values(texts)) // the profile has ranks in place of codes
	name := textOf(sorted, p.StoppedCategory)
	return int32(slices.Index(texts, name)), plainText(name)
}

// addLine puts a line into a customer's transactions, in the order of time.
func addLine(r *lake.Rows, line map[string]int64, codes map[string]int32) {
	at, _ := slices.BinarySearch(r.I64["time"], line["time"]+1)
	for column := range r.I64 {
		r.I64[column] = slices.Insert(r.I64[column], at, line[column])
	}
	for column := range r.I32 {
		r.I32[column] = slices.Insert(r.I32[column], at, codes[column])
	}
	r.Start[1]++
}

// mostFrequent is the code that comes most often, the lowest of those that come
// as often; missing where there is none.
func mostFrequent(codes []int32) int32 {
	count := map[int32]int{}
	best := int32(data.Missing32)
	for _, c := range codes {
		if c == data.Missing32 {
			continue
		}
		count[c]++
	}
	for c, n := range count {
		if best == data.Missing32 || n > count[best] || n == count[best] && c < best {
			best = c
		}
	}
	return best
}

// eachOverdue visits the invoices that are overdue at the cutoff.
func eachOverdue(r *lake.Rows, asOf int64, visit func(i int)) {
	if r == nil || r.I64["paid"] == nil {
		return
	}
	for i, due := range r.I64["due"] {
		issued := r.I64["issued"]
		if r.I64["paid"][i] == data.Missing64 && wholeDays(due, asOf) > 0 && r.I64["amount"][i] > 0 && (issued == nil || issued[i] < asOf) {
			visit(i)
		}
	}
}

func overdue(r *lake.Rows, asOf int64) (n int, amount int64) {
	eachOverdue(r, asOf, func(i int) { n, amount = n+1, amount+r.I64["amount"][i] })
	return n, amount
}

// openComplaints are the rows of the complaints that are not resolved.
func (x *explainer) openComplaints() []int {
	r := x.one.bucket.Tables[data.Contacts]
	if r == nil || r.I64["resolved"] == nil {
		return nil
	}
	var open []int
	for i, code := range r.I32["kind"] {
		if x.texts.of(data.Contacts, "kind", code) == data.Complaint && r.I64["resolved"][i] == data.Missing64 {
			open = append(open, i)
		}
	}
	return open
}

// offerDays is how long after an offer it could still be taken up.
const offerDays = 60

// lastUnanswered is the row of the newest offer, where it was made within the
// last offerDays and could be answered and was not; else -1.
func lastUnanswered(r *lake.Rows, asOf int64) int {
	if r == nil || r.I64["responded"] == nil || r.Start[1] == 0 {
		return -1
	}
	last := int(r.Start[1]) - 1
	control := r.I32["control"]
	if r.I64["responded"][last] != data.Missing64 || r.I64["time"][last] < asOf-offerDays*features.Day || control != nil && control[last] == 1 {
		return -1
	}
	return last
}

// place finds a customer in the published list of as_of; nil where there is no
// list that is whole, or the customer is not on it.
func (s *State) place(id string) (*Place, error) {
	m := s.publishedRun()
	if m == nil || m.Model == nil {
		return nil, nil
	}
	path := s.path("outputs", cutoffName(s.AsOf), "risk.parquet")
	r, err := columnar.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	defer r.Close()
	ids, err := r.String(columnar.All, columnID, nil)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	i := slices.Index(ids, id)
	if i < 0 {
		return nil, nil
	}
	ranks, err := r.Int32(columnar.All, "rank", nil)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	p, err := r.Float64(columnar.All, "churn_probability", nil)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	return &Place{Rank: int(ranks[i]), Of: len(ids), Model: m.Model.ID, Probability: p[i]}, nil
}
