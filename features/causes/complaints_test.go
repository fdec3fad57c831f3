package causes_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/features"
	"predict/features/causes"
)

// monthOf counts the months from January 1970 to a month.
func monthOf(year, month int) int32 { return int32((year-1970)*12 + month - 1) }

func TestComplaints(t *testing.T) {
	o := options()
	o.Until = day("2025-07-10")
	complained := func(at string, product, reason int32) contact {
		return contact{at: day(at), kind: features.Complaint, product: product, reason: reason}
	}
	all := []person{
		{contacts: []contact{
			complained("2023-06-30", 1, 2), // before the 25 months
			complained("2023-07-01", 1, 2),
			complained("2023-07-31", 1, 2), // once a month
			complained("2025-07-09", 1, -1),
			complained("2025-07-10", 1, 2), // not known yet
			{at: day("2025-07-02"), kind: features.Technical, product: 1, reason: 2},
		}},
		{contacts: []contact{complained("2025-07-01", 1, 2), complained("2025-07-02", 3, 2)}},
	}
	const every = causes.AnyCode
	july23, july25 := monthOf(2023, 7), monthOf(2025, 7)
	for _, c := range []struct {
		name    string
		without []string
		want    []causes.Complaints
	}{
		{"product and reason", nil, []causes.Complaints{
			{july23, every, every, 1},
			{july25, every, every, 2},
			{july25, every, -1, 1},
			{july23, every, 2, 1},
			{july25, every, 2, 1},
			{july23, 1, every, 1},
			{july25, 1, every, 2},
			{july25, 1, -1, 1},
			{july23, 1, 2, 1},
			{july25, 1, 2, 1},
			{july25, 3, every, 1},
			{july25, 3, 2, 1},
		}},
		{"without products", []string{"contact_product"}, []causes.Complaints{
			{july23, every, every, 1}, {july25, every, every, 2}, {july25, every, -1, 1}, {july23, every, 2, 1}, {july25, every, 2, 1},
		}},
		{"without reasons", []string{"reason"}, []causes.Complaints{
			{july23, every, every, 1}, {july25, every, every, 2}, {july23, 1, every, 1}, {july25, 1, every, 2}, {july25, 3, every, 1},
		}},
		{"without both", []string{"reason", "contact_product"}, []causes.Complaints{{july23, every, every, 1}, {july25, every, every, 2}}},
		{"without contacts", []string{"contacts"}, []causes.Complaints{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			counter, err := countAll(o, batchOf(all, c.without...))
			if err != nil {
				t.Fatal(err)
			}
			n := counter.Counts()
			slices.SortFunc(c.want, func(a, b causes.Complaints) int {
				return 1000*1000*int(a.Product-b.Product) + 1000*int(a.Reason-b.Reason) + int(a.Month-b.Month)
			})
			if diff := cmp.Diff(c.want, n.Complaints); diff != "" {
				t.Error(diff)
			}
			if n.FirstMonth != july23 || n.LastMonth != july25 {
				t.Errorf("months %d to %d, want %d to %d", n.FirstMonth, n.LastMonth, july23, july25)
			}
			if exported := !slices.Contains(c.without, "contacts"); n.ContactsExported != exported {
				t.Errorf("contacts exported: %v", n.ContactsExported)
			}
		})
	}
}

func TestCancellationReasons(t *testing.T) {
	buys := []line{{at: day("2025-03-01"), amount: 70_000, category: 0, product: 0, channel: 0}}
	cancels := func(all ...cancel) person {
		return person{signup: features.NoTime, lines: slices.Clone(buys), cancels: all}
	}
	all := []person{
		cancels(cancel{day("2025-04-01"), 2}, cancel{day("2025-05-01"), 0}), // the first one counts
		cancels(cancel{day("2025-03-31"), 1}),                               // on the cutoff
		cancels(cancel{day("2025-06-28"), 1}),
		cancels(cancel{day("2025-06-29"), 1}), // after the window
		cancels(cancel{day("2025-04-05"), -1}),
		cancels(),
	}
	for _, definition := range []string{features.Inactivity, features.Cancellation} {
		o := options()
		o.Churn.Definition = definition
		c, err := countAll(o, batchOf(all))
		if err != nil {
			t.Fatal(err)
		}
		n := c.Counts()
		var customers []int64
		for _, cell := range n.Reasons {
			customers = append(customers, cell.Customers)
		}
		if diff := cmp.Diff([]int64{0, 2, 1}, customers); diff != "" {
			t.Error(definition, "customers by reason:", diff)
		}
		if n.Cancelled.Customers != 4 || n.Cancelled.Spend != 280_000 {
			t.Errorf("%s: %d cancelled who had spent %d, want 4 and 280000", definition, n.Cancelled.Customers, n.Cancelled.Spend)
		}
	}
}
