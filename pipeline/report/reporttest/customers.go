package reporttest

import (
	"math"
	"slices"
	"strconv"

	inOther "predict/features/reasons/phrases"
	"predict/pipeline/report"
)

// cause is a reason of the sample, and what would be done about it.
type cause struct {
	inOther.Phrase
	action string
}

// reason is the cause as the list tells it.
func (c cause) reason() report.Reason {
	return report.Reason{Family: c.Family, Text: inOther.Format(c.Phrase), Key: c.Key, Args: c.Args}
}

// reasons returns the reasons that a customer may have. Those of purchases alone come
// first, as many as own says.
func (m *maker) reasons() (all []cause, own int) {
	n := func(kind string, low, high int) string { return kind + ":" + strconv.Itoa(low+m.r.IntN(high-low+1)) }
	add := func(family, key, action string, args ...string) {
		all = append(all, cause{inOther.Phrase{Family: family, Key: key, Args: args}, action})
	}
	add("rhythm", "rhythm.breaks", "Remind now, at the customer's own rhythm", n("d", 40, 170), n("d", 6, 31))
	add("frequency", "frequency.quarter", "Offer a bonus on the next purchase within 30 days", n("n", 1, 3), n("n", 6, 18))
	add("trend", "trend.spend", "Ask what has changed and make a personal offer", n("p", 30, 80), n("m", 300, 900), n("m", 40, 200)+" EUR")
	add("monetary", "monetary.returned", "Offer a bundle at the size of the usual basket", n("p", 20, 60))
	add("breadth", "wallet.stopped", "Recommend a second category that goes with the first", "s:"+m.of("household", "toys", "books", "pharmacy"), n("p", 15, 60))
	add("satisfaction", "satisfaction.detractor", "Call to ask what went wrong and put it right", n("n", 0, 3))
	add("complaint", "complaint.oftener", "Have a manager call, resolve and make good", n("n", 2, 5), "n:0")
	add("payment", "payment.last_before", "Offer another due date or a payment plan", n("n", 2, 4), "n:4", n("n", 0, 1), "n:8")
	add("payment", "payment.overdue_one_amount", "Offer another due date or a payment plan", n("m", 40, 700)+" EUR", n("d", 3, 120))
	add("billing_contact", "billing.oftener", "Explain the bill in a personal call", n("n", 2, 5), "n:0")
	add("service_contact", "technical.oftener", "Have a specialist fix the cause and call back", n("n", 2, 6), n("n", 0, 1))
	add("offers", "offers.unanswered", "Change channel and offer; stop what was ignored", n("n", 2, 4))
	add("share_of_wallet", "wallet.fell", "Make an offer in the category bought less of", n("p", 55, 80), n("p", 20, 45))
	add("changes", "changes.address", "Confirm the new details and name the nearest touchpoint", n("a", 3, 40))
	return all, 5
}

// customers makes the list, the most urgent customers first.
func (m *maker) customers() []report.Customer {
	all := make([]report.Customer, m.o.Customers)
	for i := range all {
		all[i] = m.customer(i)
	}
	slices.SortStableFunc(all, func(a, b report.Customer) int {
		switch {
		case a.ValueAtRisk > b.ValueAtRisk:
			return -1
		case a.ValueAtRisk < b.ValueAtRisk:
			return 1
		}
		return 0
	})
	for i := range all {
		all[i].Rank = i + 1
	}
	return all
}

func (m *maker) customer(i int) report.Customer {
	p := share(1 - math.Pow(m.r.Float64(), .45)*.93)
	spend := cents(120 + 4200*math.Pow(m.r.Float64(), 3))
	last, gap, hour := int(m.between(12, 175)), cents(m.between(3, 40)), 8+m.r.IntN(13)
	c := report.Customer{
		ID: number(i), Probability: p, Tier: tierOf(p), ValueAtRisk: cents(p * spend), Spend: spend,
		Segment: m.of("consumer", "consumer", "consumer", "family", "family", "business", "student"),
		Region:  m.of("capital", "north", "south", "east", "west", "islands"),
		Channel: m.of("app", "web", "store", "phone"),
		Hour:    &hour, Holdout: i%20 == 7, Gap: &gap,
		Last:     day(m.asOf.AddDate(0, 0, -last)),
		Expected: day(m.asOf.AddDate(0, 0, -last+int(gap))),
	}
	causes, _ := m.reasons()
	order := m.r.Perm(len(causes))[:1+m.r.IntN(3)]
	for _, k := range order {
		c.Reasons = append(c.Reasons, causes[k].reason())
	}
	c.Action = causes[order[0]].action
	if i%9 != 0 {
		change := share(m.between(-.12, .16))
		c.Change = &change
		switch {
		case change >= .05:
			c.Cause = m.of("new: "+c.Reasons[0].Text, "no purchase for 1 more day")
		case change <= -.05:
			c.Cause = "no longer: " + causes[m.r.IntN(len(causes))].reason().Text
		}
	}
	c.History = m.history(12, spend, last)
	return c
}

func tierOf(p float64) string {
	switch {
	case p >= .5:
		return "high"
	case p >= .2:
		return "medium"
	}
	return "low"
}

// history makes a timeline that ends with the last purchase, some days ago.
func (m *maker) history(months int, spend float64, quiet int) *report.History {
	h := &report.History{
		Spend: make([]float64, months), Late: make([]int, months), Complaints: make([]int, months),
		Contacts: make([]int, months), Offers: make([]int, months),
	}
	for k := range months {
		fade := 1.0
		switch left := months - 1 - k - quiet/30; {
		case left < 0:
			fade = 0
		case left < 3:
			fade = .3 + .2*float64(left)
		}
		h.Spend[k] = cents(fade * spend / float64(months) * m.between(.5, 1.6))
		if fade < 1 {
			h.Late[k], h.Complaints[k], h.Contacts[k], h.Offers[k] = m.r.IntN(2), m.r.IntN(5)/3, m.r.IntN(3), m.r.IntN(2)
		} else {
			h.Late[k], h.Contacts[k] = m.r.IntN(9)/8, m.r.IntN(6)/5
		}
	}
	return h
}

// changes tells what differs from the list before.
func (m *maker) changes(list []report.Customer) *report.Changes {
	c := &report.Changes{
		Before: day(m.asOf.AddDate(0, 0, -1)), SameModel: true,
		New: 37 + len(list)/20, Recovered: 21 + len(list)/30, Up: 62, Down: 41, Gone: 5,
		Causes: []report.Counted{
			{Text: "no purchase for longer", Count: 48},
			{Text: "new: payments", Count: 23},
			{Text: "bought again", Count: 19},
			{Text: "new: complaints", Count: 9},
			{Text: "a reason is gone", Count: 4},
			{Text: "no single reason", Count: 2},
		},
	}
	for i := range min(24, len(list)) {
		now := list[i].Probability
		move := report.Move{ID: list[i].ID, Now: now, Cause: "no purchase for 1 more day"}
		switch i % 4 {
		case 0:
			move.Kind, move.Before, move.Cause = "new", share(now*.3), "new: "+list[i].Reasons[0].Text
		case 1:
			move.Kind, move.Before = "up", share(now*.8)
		case 2:
			move.Kind, move.Before, move.Now, move.Cause = "recovered", now, share(now*.2), "bought again on 2026-06-30"
		case 3:
			move.Kind, move.Before, move.Cause = "down", share(min(now*1.3, .99)), "no longer: complaint open for 12 days"
		}
		c.Moves = append(c.Moves, move)
	}
	return c
}

// rfm spreads the scored customers over the grid.
func (m *maker) rfm(scored int) []report.RFMCell {
	var cells []report.RFMCell
	for r := 1; r <= 5; r++ {
		for f := 1; f <= 5; f++ {
			apart := math.Abs(float64(r - f))
			cells = append(cells, report.RFMCell{
				Recency: r, Frequency: f, Customers: int(float64(scored) / 25 * (1.6 - .35*apart)),
				Risk:  share(.62 * math.Exp(-.45*float64(r-1)-.18*float64(f-1))),
				Spend: cents(90 * math.Pow(float64(f), 1.5) * (1 + .1*float64(r))),
			})
		}
	}
	return cells
}
