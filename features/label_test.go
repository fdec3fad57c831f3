package features

import (
	"testing"
	"time"
)

// at returns midnight UTC of a day of 2024, and hours after it.
func at(month time.Month, day, hour int) int64 {
	return time.Date(2024, month, day, hour, 0, 0, 0, time.UTC).UnixMicro()
}

// labelOf computes the label and exclusion of one customer at 2024-07-01.
func labelOf(t *testing.T, o Options, until int64, p *person) (label int8, reason Exclusion) {
	t.Helper()
	e, err := NewEngine(o, allTables(), []int64{at(7, 1, 0)}, until)
	if err != nil {
		t.Fatal(err)
	}
	tables := compute(t, e, toBatch([]*person{p}))
	for reason := range tables[0].Excluded {
		return 0, reason
	}
	return tables[0].Labels[0], included
}

// bought makes lines of 10.00 each in an order of its own.
func bought(times ...int64) *person {
	p := &person{id: "a", signup: NoTime}
	for i, t := range times {
		p.lines = append(p.lines, lineRow{at: t, amount: 10 * MoneyScale, order: int64(i + 1), category: NoCode, product: NoCode, channel: NoCode, isReturn: -1})
	}
	return p
}

func (p *person) with(change func(*person)) *person { change(p); return p }

// The window is [07-11, 08-10) throughout: a gap of 10 and a horizon of 30 days.
func windowOptions(definition string) Options {
	o := DefaultOptions()
	o.Churn.Definition, o.Churn.GapDays, o.Churn.HorizonDays, o.Churn.LookbackDays = definition, 10, 30, 60
	return o
}

const micro = 1

func TestInactivityLabel(t *testing.T) {
	june := at(6, 15, 0)
	for _, test := range []struct {
		name string
		p    *person
		want int8
	}{
		{"nothing later", bought(june), LabelChurned},
		{"at the cutoff, in the gap", bought(june, at(7, 1, 0)), LabelChurned},
		{"just before the window", bought(june, at(7, 11, 0)-micro), LabelChurned},
		{"at the start of the window", bought(june, at(7, 11, 0)), LabelStayed},
		{"just before its end", bought(june, at(8, 10, 0)-micro), LabelStayed},
		{"at its end", bought(june, at(8, 10, 0)), LabelChurned},
		{"in the gap and in the window", bought(june, at(7, 5, 0), at(7, 20, 0)), LabelStayed},
		{"only a return in the window", bought(june, at(7, 20, 0)).with(func(p *person) { p.lines[1].amount *= -1 }), LabelChurned},
		{"only a free line in the window", bought(june, at(7, 20, 0)).with(func(p *person) { p.lines[1].amount = 0 }), LabelChurned},
		{"a line of an old order in the window", bought(june, at(7, 20, 0)).with(func(p *person) { p.lines[1].order = 1 }), LabelChurned},
		{"a flagged return with a positive amount", bought(june, at(7, 20, 0)).with(func(p *person) { p.lines[1].isReturn = 1 }), LabelChurned},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got, reason := labelOf(t, windowOptions(Inactivity), at(8, 10, 0), test.p); got != test.want || reason != included {
				t.Errorf("label %d (%v), want %d", got, reason, test.want)
			}
		})
	}
}

func TestLabelMatures(t *testing.T) {
	for _, test := range []struct {
		name  string
		until int64
		want  int8
	}{
		{"the window has passed", at(8, 10, 0), LabelChurned},
		{"a microsecond is missing", at(8, 10, 0) - micro, LabelUnknown},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got, _ := labelOf(t, windowOptions(Inactivity), test.until, bought(at(6, 15, 0))); got != test.want {
				t.Errorf("label %d, want %d", got, test.want)
			}
		})
	}
}

// With a factor of 3, a customer who buys every 10 days may be silent for 30.
// The window ends on 08-10; 30 days before it is 07-11.
func TestAdaptiveLabel(t *testing.T) {
	o := windowOptions(Adaptive)
	o.Churn.AdaptiveFactor = 3
	every10 := []int64{at(6, 1, 0), at(6, 11, 0), at(6, 21, 0)}
	more := func(later ...int64) *person { return bought(append(append([]int64{}, every10...), later...)...) }
	for _, test := range []struct {
		name string
		p    *person
		want int8
	}{
		{"silent for 50 days", more(), LabelChurned},
		{"silent for 30 days at the end, which is allowed", more(at(7, 11, 0)), LabelStayed},
		{"a purchase in the gap is not read", more(at(7, 11, 0) - micro), LabelChurned},
		{"comes back after 49 days, within the window", more(at(8, 9, 0)), LabelStayed},
		{"comes back at the end of the window", more(at(8, 10, 0)), LabelChurned},
		{"the own gap of 24 days outlasts the window", bought(at(5, 4, 0), at(5, 28, 0), at(6, 21, 0)), LabelStayed},
		{"two purchases only: by inactivity", bought(at(6, 1, 0), at(6, 21, 0)), LabelChurned},
		{"two purchases only: by inactivity, one in the window", bought(at(6, 1, 0), at(6, 21, 0), at(7, 11, 0)), LabelStayed},
		{"three purchases on one day: by inactivity", bought(at(6, 21, 1), at(6, 21, 2), at(6, 21, 3), at(7, 11, 0)), LabelStayed},
		// Gaps of 1 day: 3 days may pass, to 08-07 at midnight exactly.
		{"daily buyer stops 3 days before the end", bought(at(6, 1, 0), at(6, 2, 0), at(6, 3, 0), at(8, 7, 0)), LabelStayed},
		{"daily buyer stops a little earlier", bought(at(6, 1, 0), at(6, 2, 0), at(6, 3, 0), at(8, 7, 0)-micro), LabelChurned},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got, reason := labelOf(t, o, at(8, 10, 0), test.p); got != test.want || reason != included {
				t.Errorf("label %d (%v), want %d", got, reason, test.want)
			}
		})
	}
}

func TestCancellationLabel(t *testing.T) {
	for _, test := range []struct {
		name    string
		cancels []int64
		want    int8
		reason  Exclusion
	}{
		{"never", nil, LabelStayed, included},
		{"before the cutoff", []int64{at(7, 1, 0) - micro}, 0, AlreadyCancelled},
		{"at the cutoff, in the gap", []int64{at(7, 1, 0)}, LabelUnknown, included},
		{"at the start of the window", []int64{at(7, 11, 0)}, LabelChurned, included},
		{"just before its end", []int64{at(8, 10, 0) - micro}, LabelChurned, included},
		{"at its end", []int64{at(8, 10, 0)}, LabelStayed, included},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := bought(at(6, 15, 0))
			p.cancels = test.cancels
			if got, reason := labelOf(t, windowOptions(Cancellation), at(8, 10, 0), p); got != test.want || reason != test.reason {
				t.Errorf("label %d (%v), want %d (%v)", got, reason, test.want, test.reason)
			}
		})
	}
}

// Two purchases of 10.00 in the 60 days of look-back are 10.00 in 30 days: with
// a share of 0.5, less than 5.00 in the window is churn.
func TestDeclineLabel(t *testing.T) {
	spend := func(amounts ...int64) *person {
		p := bought(at(5, 2, 0), at(6, 30, 0))
		for i, amount := range amounts {
			p.lines = append(p.lines, lineRow{at: at(7, 11+i, 0), amount: amount, order: 9, isReturn: -1})
		}
		return p
	}
	for _, test := range []struct {
		name   string
		p      *person
		want   int8
		reason Exclusion
	}{
		{"nothing", spend(), LabelChurned, included},
		{"half", spend(5 * MoneyScale), LabelStayed, included},
		{"a little less than half", spend(5*MoneyScale - 1), LabelChurned, included},
		{"half, and a return", spend(5*MoneyScale, -1), LabelChurned, included},
		{"in the gap", spend().with(func(p *person) {
			p.lines = append(p.lines, lineRow{at: at(7, 5, 0), amount: 9e6, isReturn: -1})
		}), LabelChurned, included},
		{"all of the look-back returned", spend().with(func(p *person) {
			p.lines = append(p.lines, lineRow{at: at(6, 30, 0), amount: -20 * MoneyScale, isReturn: -1})
		}), 0, NoSpend},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got, reason := labelOf(t, windowOptions(Decline), at(8, 10, 0), test.p); got != test.want || reason != test.reason {
				t.Errorf("label %d (%v), want %d (%v)", got, reason, test.want, test.reason)
			}
		})
	}
}

// The look-back of 60 days begins on 05-02.
func TestEligibility(t *testing.T) {
	for _, test := range []struct {
		name   string
		p      *person
		change func(*Options)
		want   Exclusion
	}{
		{"no line", bought(), nil, NotSeen},
		{"first line at the cutoff", bought(at(7, 1, 0)), nil, NotSeen},
		{"only a return", bought(at(6, 1, 0)).with(func(p *person) { p.lines[0].amount = -1 }), nil, TooFewPurchases},
		{"at the start of the look-back", bought(at(5, 2, 0)), nil, included},
		{"just before the look-back", bought(at(5, 2, 0) - micro), nil, NotRecent},
		{"one purchase of two", bought(at(6, 1, 0)), func(o *Options) { o.Churn.MinPurchases = 2 }, TooFewPurchases},
		{"two lines of one order", bought(at(6, 1, 0), at(6, 1, 1)).with(func(p *person) { p.lines[1].order = 1 }), func(o *Options) { o.Churn.MinPurchases = 2 }, TooFewPurchases},
		{"two orders", bought(at(6, 1, 0), at(6, 1, 0)), func(o *Options) { o.Churn.MinPurchases = 2 }, included},
		{"without a look-back", bought(at(1, 1, 0)), func(o *Options) { o.Churn.LookbackDays = 0 }, included},
		{"cancelled and silent since", bought(at(6, 1, 0)).with(func(p *person) { p.cancels = []int64{at(6, 2, 0)} }), nil, AlreadyCancelled},
		{"cancelled and come back", bought(at(6, 1, 0), at(6, 3, 0)).with(func(p *person) { p.cancels = []int64{at(6, 2, 0)} }), nil, included},
		{"cancelled twice, come back once", bought(at(6, 1, 0), at(6, 3, 0)).with(func(p *person) { p.cancels = []int64{at(6, 2, 0), at(6, 4, 0)} }), nil, AlreadyCancelled},
		{"come back at the cutoff", bought(at(6, 1, 0), at(7, 1, 0)).with(func(p *person) { p.cancels = []int64{at(6, 2, 0)} }), nil, AlreadyCancelled},
		{"cancels at the cutoff", bought(at(6, 1, 0)).with(func(p *person) { p.cancels = []int64{at(7, 1, 0)} }), nil, included},
		{"cancelled and come back, churn is cancellation", bought(at(6, 1, 0), at(6, 3, 0)).with(func(p *person) { p.cancels = []int64{at(6, 2, 0)} }), func(o *Options) { o.Churn.Definition = Cancellation }, AlreadyCancelled},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := windowOptions(Inactivity)
			if test.change != nil {
				test.change(&o)
			}
			if _, got := labelOf(t, o, at(8, 10, 0), test.p); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
