package features

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// profileOf computes the profile of one customer at 2024-07-01.
func profileOf(t *testing.T, p *person) Profile {
	t.Helper()
	e, err := NewEngine(DefaultOptions(), allTables(), []int64{at(7, 1, 0)}, at(7, 1, 0))
	if err != nil {
		t.Fatal(err)
	}
	table := compute(t, e, toBatch([]*person{p}))[0]
	if table.Rows() != 1 {
		t.Fatalf("excluded: %v", table.Excluded)
	}
	return table.Profiles[0]
}

func TestProfile(t *testing.T) {
	year := at(7, 1, 0) - 365*Day
	p := &person{id: "a", signup: NoTime, segment: 2}
	line := func(at, amount, margin int64, order int64, channel int32) {
		p.lines = append(p.lines, lineRow{at: at, amount: amount, margin: margin, order: order, channel: channel, category: NoCode, product: NoCode, isReturn: -1})
	}
	line(year-1, 1000, 100, 1, 3) // before the 365 days
	line(year, 200, 20, 2, 1)     // the first instant of them
	line(at(5, 1, 0), 300, 30, 3, 3)
	line(at(5, 1, 9), 300, NoMoney, 4, 1) // no margin known
	line(at(6, 10, 8), 300, 30, 5, 3)
	line(at(6, 20, 0), -50, -5, 6, 1) // a return is no purchase and has no channel
	line(at(7, 1, 0), 900, 90, 7, 1)  // at the cutoff
	want := Profile{
		FirstPurchase: year - 1, LastPurchase: at(6, 10, 8),
		// Purchase days 2023-07-01, 07-02, 2024-05-01, 06-10: gaps of 1, 304 and 40 days.
		UsualGapDays: 40,
		Spend365:     1050, Margin365: 75, Purchases: 5, PurchaseDays: 4, Purchases365: 4,
		Segment: 2, Region: NoCode, PreferredChannel: NoCode, PreferredHour: NoCode,
		TopChannel: 1, StoppedCategory: NoCode, // channels 1 and 3 both have two lines
	}
	if diff := cmp.Diff(want, profileOf(t, p)); diff != "" {
		t.Errorf("profile (-want +got):\n%s", diff)
	}
}

func TestProfileOfAnotherCustomer(t *testing.T) {
	got := profileOf(t, bought(at(6, 1, 0)))
	if !math.IsNaN(got.UsualGapDays) || got.FirstPurchase != got.LastPurchase || got.TopChannel != NoCode {
		t.Errorf("profile of one purchase: %+v", got)
	}
}

// The 90 days before 2024-07-01 begin on 04-02.
func TestProfileTreatment(t *testing.T) {
	for _, test := range []struct {
		name             string
		offers           []offerRow
		treated, control bool
	}{
		{"no offer", nil, false, false},
		{"at the start of the 90 days", []offerRow{{at: at(4, 2, 0)}}, true, false},
		{"just before", []offerRow{{at: at(4, 2, 0) - micro}}, false, false},
		{"at the cutoff", []offerRow{{at: at(7, 1, 0)}}, false, false},
		{"held out", []offerRow{{at: at(6, 1, 0), control: 1}}, false, true},
		{"held out after an offer", []offerRow{{at: at(5, 1, 0)}, {at: at(6, 1, 0), control: 1}}, true, true},
		{"an offer after being held out", []offerRow{{at: at(5, 1, 0), control: 1}, {at: at(6, 1, 0)}}, true, false},
		{"both at one instant", []offerRow{{at: at(6, 1, 0), control: 1}, {at: at(6, 1, 0)}}, true, false},
		{"both at one instant, the other way", []offerRow{{at: at(6, 1, 0)}, {at: at(6, 1, 0), control: 1}}, true, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := bought(at(6, 1, 0))
			p.offers = test.offers
			if got := profileOf(t, p); got.Treated != test.treated || got.Control != test.control {
				t.Errorf("treated %v, control %v", got.Treated, got.Control)
			}
		})
	}
}

// TestProfilesDoNotDependOnFamilies holds what a family computes in passing to
// what profiles compute without it.
func TestProfilesDoNotDependOnFamilies(t *testing.T) {
	b := toBatch(people(9, 300))
	want := compute(t, newEngine(t, DefaultOptions()), b)
	o := DefaultOptions()
	o.Families = []string{"recency"}
	stopped := 0
	for k, got := range compute(t, newEngine(t, o), b) {
		if diff := cmp.Diff(want[k].Profiles, got.Profiles, cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("profiles (-want +got):\n%s", diff)
		}
		for _, p := range got.Profiles {
			if p.StoppedCategory != NoCode {
				stopped++
			}
		}
	}
	if stopped == 0 {
		t.Error("no customer stopped a category, so nothing was compared")
	}
}

// TestPeerSpend adds lines on the edges of both periods: before 2024-07-01 the
// 90 days begin on 04-02 and the 365 on 2023-07-02.
func TestPeerSpend(t *testing.T) {
	e, err := NewEngine(DefaultOptions(), []string{"transactions"}, []int64{at(7, 1, 0)}, at(7, 1, 0))
	if err != nil {
		t.Fatal(err)
	}
	p := &person{id: "a"}
	for _, x := range []struct {
		at, amount int64
		category   int32
	}{
		{at(7, 1, 0) - 365*Day - micro, 1, 0},
		{at(7, 1, 0) - 365*Day, 10, 2},
		{at(4, 2, 0) - micro, 100, 2},
		{at(4, 2, 0), 1000, 1},
		{at(6, 30, 23), -400, 1},
		{at(6, 30, 23), 30, NoCode},
		{at(7, 1, 0), 7, 0},
	} {
		p.lines = append(p.lines, lineRow{at: x.at, amount: x.amount, category: x.category, isReturn: -1})
	}
	counter := e.NewPeerCounter()
	for range 2 {
		own := e.NewPeerCounter()
		b := toBatch([]*person{p})
		if err := own.Add(&Batch{Transactions: b.Transactions}); err != nil { // neither ids nor keys
			t.Fatal(err)
		}
		counter.Merge(own)
	}
	want := PeerSpend{Recent: []int64{0, 1200}, Earlier: []int64{0, 0, 220}, RecentTotal: 1260, EarlierTotal: 220}
	if diff := cmp.Diff(want, counter.sums[0]); diff != "" {
		t.Errorf("peers (-want +got):\n%s", diff)
	}
}
