package doctor_test

import (
	"strings"
	"testing"

	"predict/pipeline/doctor"
)

// rhythm is a customer who buys every so many days, from a day to a day.
func rhythm(from, to, every int32) []int32 {
	var days []int32
	for d := from; d <= to; d += every {
		days = append(days, d)
	}
	return days
}

// TestPropose: 30 customers who buy every 20 days and 10 who buy every 40, over
// two years. Each counts the same, so half of the gaps are 20 and, from 75 % on,
// 40: the next round lengths are 45 and, as two horizons at least, 90.
func TestPropose(t *testing.T) {
	p := doctor.Purchases{First: 0, Last: 729}
	for i := range int32(29) {
		p.Days = append(p.Days, rhythm(i%20, 729, 20))
	}
	for i := range int32(11) {
		p.Days = append(p.Days, rhythm(i, 729, 40))
	}
	got, err := doctor.Propose(p, doctor.Limits{MinHistoryDays: 90})
	if err != nil {
		t.Fatal(err)
	}
	if got.Median != 20 || got.Q75 != 40 || got.HorizonDays != 45 || got.LookbackDays != 90 || got.Customers != 40 {
		t.Errorf("%+v; want gaps of 20 and 40 days, and 45 and 90 days", got)
	}
	for _, r := range got.Rates { // all buy to the end: nobody is silent for longer than 40 days
		if r.HorizonDays > 45 && r.Churned > 0 || r.Eligible != 40 {
			t.Errorf("%+v; want 40 customers of whom none churns", r)
		}
	}
}

func TestProposeWhereTheHistoryIsShort(t *testing.T) {
	p := doctor.Purchases{First: 0, Last: 199}
	for i := range int32(25) {
		p.Days = append(p.Days, rhythm(i%10, 199, 80))
	}
	got, err := doctor.Propose(p, doctor.Limits{MinHistoryDays: 90})
	if err != nil {
		t.Fatal(err)
	}
	// 200 days less 90 leave 110 for two horizons: 55, of which 45 is a step.
	if got.Wished != 90 || got.HorizonDays != 45 || !strings.Contains(got.Reason, "too short") {
		t.Errorf("%+v; want 45 days in place of 90, and the reason", got)
	}
	if _, err := doctor.Propose(p, doctor.Limits{MinHistoryDays: 195}); err == nil {
		t.Error("a horizon is proposed where not even a week fits")
	}
	p.Days = p.Days[:19]
	if _, err := doctor.Propose(p, doctor.Limits{MinHistoryDays: 90}); err == nil {
		t.Error("a horizon is proposed from 19 customers")
	}
}
