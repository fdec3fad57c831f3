package doctor

import (
	"fmt"
	"slices"
	"strings"

	"predict/data"
	"predict/data/examine"
)

// guarded reports whether an id stands in one of the forms by which people keep a
// spreadsheet from changing it: ="0000000366" or '0000000366.
func guarded(id string) bool {
	if strings.HasPrefix(id, `="`) && strings.HasSuffix(id, `"`) {
		return len(id) > 3
	}
	return len(id) > 1 && id[0] == '\'' && !strings.Contains(id[1:], "'")
}

// guards tells of ids in the forms of spreadsheets.
func (c *checker) guards(t *examine.Table) {
	var k idCase
	for _, who := range t.Customers.List {
		if guarded(who.ID) {
			k.see(who)
		}
	}
	c.idFinding(t, "id_guarded", k, "stand as people write them for spreadsheets, behind an apostrophe or as a formula",
		"they count as other customers than those without these signs", "take the signs off",
		[]string{c.key(t.Name, fmt.Sprintf(`columns.customer_id: trim(%s, '="''')`, sqlName(c.from(t, data.CustomerID))))})
}

// What makes the customers of a period another lot than those before: nearly all
// are new, where before at most half were.
const (
	lotDays   = 7
	lotNew    = 0.85
	lotBefore = 0.5
	lotLeast  = 20 // customers in either period
)

// renamed tells of a day from which on nearly all customers are new: their ids
// have changed, not they.
func (c *checker) renamed(t *examine.Table) {
	var all []examine.Customer
	for _, who := range t.Customers.List {
		if who.Rhythm && len(who.Days) > 0 {
			all = append(all, who)
		}
	}
	if len(all) < 2*lotLeast || len(t.Days) == 0 {
		return
	}
	first, last := t.Days[0].Day, t.Days[len(t.Days)-1].Day
	best, rate, seen := int32(0), 0.0, [2]int{}
	for days := int32(1); days <= lotDays; days++ {
		active, fresh := lots(all, first, last, days)
		for at := first + days; at+days-1 <= last; at++ {
			if days < lotDays && at+days-1 != last { // a shorter period counts at the end only
				continue
			}
			now, before := active[at-first], active[at-days-first]
			if now < lotLeast || before < lotLeast {
				continue
			}
			share := float64(fresh[at-first]) / float64(now)
			if share >= lotNew && share > rate && float64(fresh[at-days-first]) <= lotBefore*float64(before) {
				best, rate, seen = at, share, [2]int{fresh[at-first], now}
			}
		}
	}
	if rate == 0 {
		return
	}
	f := Finding{
		Kind: "id_renamed", Severity: Warning, Table: t.Name, Column: c.from(t, data.CustomerID), Count: int64(seen[0]),
		Seen: fmt.Sprintf("from %s on %s customers have never been seen before, as %s", date(best), share(int64(seen[0]), int64(seen[1])), quoted(newest(all, best)...)),
		Then: "if the ids have changed and not the customers, everyone before counts as lost", Do: "compare the ids of the days before and after, and bring them into one form",
	}
	c.add(f)
}

// lots counts, for every day from first on, the customers with a purchase on it
// or on the days after it, so many days in all, and those of them who had none
// before.
func lots(all []examine.Customer, first, last, days int32) (active, fresh []int) {
	active, fresh = make([]int, last-first+2), make([]int, last-first+2)
	mark := func(steps []int, from, to int32) { // both included
		if from, to = max(from, first), min(to, last); from <= to {
			steps[from-first]++
			steps[to-first+1]--
		}
	}
	for _, who := range all {
		mark(fresh, who.Days[0]-days+1, who.Days[0])
		next := first
		for _, d := range who.Days {
			mark(active, max(next, d-days+1), d)
			next = d + 1
		}
	}
	for i := 1; i < len(active); i++ {
		active[i] += active[i-1]
		fresh[i] += fresh[i-1]
	}
	return active, fresh
}

// newest are some of the customers whose first day is at or after a day.
func newest(all []examine.Customer, from int32) []string {
	var ids []string
	for _, who := range all {
		if who.Days[0] >= from {
			ids = append(ids, who.ID)
		}
	}
	slices.Sort(ids)
	return ids[:min(3, len(ids))]
}
