package reporttest

import (
	"fmt"
	"math"
	"slices"

	"predict/pipeline/report"
)

// phrase is a reason, and what would be done about it.
type phrase struct {
	family, text, action string
}

// phrases returns the reasons of the sample. Those of purchases alone come first,
// as many as own says.
func (m *maker) phrases() (all []phrase, own int) {
	n := func(low, high int) int { return low + m.r.IntN(high-low+1) }
	quiet := n(20, 170)
	all = []phrase{
		{"rhythm", fmt.Sprintf("silent for %d days; 9 of 10 breaks before were %d days or shorter", quiet, quiet/n(4, 10)+1), "Remind now, at the customer's own rhythm"},
		{"frequency", fmt.Sprintf("%d purchases in the last 90 days, %d in the 90 before", n(1, 3), n(6, 18)), "Offer a bonus on the next purchase within 30 days"},
		{"monetary", fmt.Sprintf("spend of the last 90 days is %d %% below the 90 before (%d EUR from %d EUR)", n(30, 80), n(40, 200), n(300, 900)), "Offer a bundle at the size of the usual basket"},
		{"trend", fmt.Sprintf("spend of the last 90 days fell %d %% behind that of all customers", n(20, 60)), "Ask what has changed and make a personal offer"},
		{"breadth", fmt.Sprintf("stopped buying household while other categories go on (%d %% of the spend before)", n(15, 60)), "Recommend a second category that goes with the first"},
		{"satisfaction", fmt.Sprintf("would not recommend: last gave %d of 10", n(0, 3)), "Call to ask what went wrong and put it right"},
		{"complaint", fmt.Sprintf("%d complaints in the last 90 days, none in the 275 before", n(2, 5)), "Have a manager call, resolve and make good"},
		{"payment", fmt.Sprintf("%d of the last 4 invoices paid late; 1 of the 8 before", n(2, 4)), "Offer another due date or a payment plan"},
		{"billing_contact", fmt.Sprintf("%d billing questions in the last 90 days, none in the 275 before", n(2, 5)), "Explain the bill in a personal call"},
		{"service_contact", fmt.Sprintf("%d technical calls in the last 90 days, 1 in the 275 before", n(2, 6)), "Have a specialist fix the cause and call back"},
		{"offers", fmt.Sprintf("last %d offers unanswered", n(2, 4)), "Change channel and offer; stop what was ignored"},
		{"share_of_wallet", fmt.Sprintf("share of wallet fell from %d %% to %d %%", n(55, 80), n(20, 45)), "Make an offer in the category bought less of"},
		{"changes", "moved 12 days ago; the nearest shop is now 38 km away", "Confirm the new details and name the nearest touchpoint"},
	}
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
	phrases, _ := m.phrases()
	order := m.r.Perm(len(phrases))[:1+m.r.IntN(3)]
	for _, k := range order {
		c.Reasons = append(c.Reasons, report.Reason{Family: phrases[k].family, Text: phrases[k].text})
	}
	c.Action = phrases[order[0]].action
	if i%9 != 0 {
		change := share(m.between(-.12, .16))
		c.Change = &change
		c.Cause = m.of("a purchase less in the last 30 days", "a complaint was closed", "an invoice fell due and is unpaid", "time without a purchase")
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
			{Text: "time without a purchase", Count: 48}, {Text: "an invoice fell due and is unpaid", Count: 23},
			{Text: "a purchase", Count: 19}, {Text: "a new complaint", Count: 9}, {Text: "a complaint was closed", Count: 4},
		},
	}
	for i := range min(24, len(list)) {
		now := list[i].Probability
		move := report.Move{ID: list[i].ID, Now: now, Cause: c.Causes[i%len(c.Causes)].Text}
		switch i % 4 {
		case 0:
			move.Kind, move.Before = "new", share(now*.3)
		case 1:
			move.Kind, move.Before = "up", share(now*.8)
		case 2:
			move.Kind, move.Before, move.Now = "recovered", now, share(now*.2)
		case 3:
			move.Kind, move.Before = "down", share(min(now*1.3, .99))
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
