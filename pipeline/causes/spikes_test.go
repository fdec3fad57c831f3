package causes_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/features"
	"predict/pipeline/causes"
)

// complaining makes customers of whom n complain of a product for a reason in each
// month, by a function; nobody buys for more than one reason, and all stay.
func complaining(n func(month, product, reason int32) int) []customer {
	var all []customer
	for month := range int32(25) {
		for product := range int32(20) {
			for reason := range int32(6) {
				for range n(month, product, reason) {
					all = append(all, customer{
						segment: -1, region: -1, channel: -1, category: -1, product: -1, reason: silent, signup: features.NoTime, spend: 10_000,
						complaints: []complaint{{month, product, reason}},
					})
				}
			}
		}
	}
	return all
}

func texts(r *causes.Result) (all []string) {
	for _, s := range r.Spikes {
		all = append(all, s.Text)
	}
	return all
}

// poisson draws from Poisson's distribution (Knuth 1969).
func poisson(r *rand.Rand, mean float64) int {
	n := 0
	for left := mean - r.ExpFloat64(); left > 0; left -= r.ExpFloat64() {
		n++
	}
	return n
}

// TestPlantedSpike: 20 products and 6 reasons of one complaint a month in two, and
// 31 customers with trouble 2 of thing 7 in May 2025, the last month.
func TestPlantedSpike(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 1))
	got := newWorld().judge(t, complaining(func(month, product, reason int32) int {
		switch {
		case product == 7 && reason == 2 && month == 24:
			return 31
		case product == 7 && reason == 2:
			return 10
		}
		return poisson(r, 0.5)
	}))
	want := []causes.Spike{{
		Month: "2025-05", Product: "thing 7", Reason: "trouble 2", Customers: 31, Usual: 10, Times: 3.1, Last: "2025-05", Peak: 31,
		Text: `31 customers, product thing 7, "trouble 2", 3.1 times the usual in May 2025`,
	}}
	if len(got.Spikes) == 1 {
		want[0].Q = got.Spikes[0].Q
	}
	if diff := cmp.Diff(want, got.Spikes); diff != "" {
		t.Error(diff)
	}
	if missing(got, causes.ComplaintSpikes) {
		t.Errorf("missing: %+v", got.Missing)
	}
}

func TestStories(t *testing.T) {
	one := func(month, product, reason int32) bool { return product == 3 && reason == 1 && month >= 0 }
	for _, c := range []struct {
		name    string
		n       func(month, product, reason int32) int
		without []string
		until   string
		want    []string
	}{
		{name: "steady", n: func(m, p, r int32) int { return 2 }},
		{name: "three months are one story, and its baseline does not swallow it", n: func(m, p, r int32) int {
			if one(m, p, r) && m >= 15 && m <= 17 {
				return []int{20, 60, 30}[m-15]
			}
			return 2
		}, want: []string{`20 customers, product thing 3, "trouble 1", 10.0 times the usual in August 2024; and on to October 2024, at most 60 a month`}},
		{name: "two stories", n: func(m, p, r int32) int {
			if one(m, p, r) && (m == 10 || m == 20) {
				return 40
			}
			return 2
		}, want: []string{
			`40 customers, product thing 3, "trouble 1", 20.0 times the usual in January 2025`,
			`40 customers, product thing 3, "trouble 1", 20.0 times the usual in March 2024`,
		}},
		{name: "a reason of all products is told once", n: func(m, p, r int32) int {
			if r == 4 && m == 24 {
				return 7
			}
			return 1
		}, want: []string{`140 customers, all products, "trouble 4", 7.0 times the usual in May 2025`}},
		{name: "a product for all reasons is told once", n: func(m, p, r int32) int {
			if p == 4 && m == 24 {
				return 9
			}
			return 1
		}, want: []string{`54 customers, product thing 4, all reasons, 9.0 times the usual in May 2025`}},
		{name: "never before", n: func(m, p, r int32) int {
			if one(m, p, r) {
				return 9 * int(m/24)
			}
			return 1
		}, want: []string{`9 customers, product thing 3, "trouble 1", in May 2025, none in the 12 months before`}},
		{name: "four customers are none", n: func(m, p, r int32) int {
			if one(m, p, r) {
				return 4 * int(m/24)
			}
			return 1
		}},
		{name: "one and a half times is none", n: func(m, p, r int32) int {
			if one(m, p, r) && m == 24 {
				return 150
			}
			return 100
		}},
		{name: "three months of history are too few", n: func(m, p, r int32) int {
			if m < 21 {
				return 0
			}
			if one(m, p, r) && m == 24 {
				return 50
			}
			return 2
		}},
		{name: "four are enough, the first being cut off", n: func(m, p, r int32) int {
			if m < 20 {
				return 0
			}
			if one(m, p, r) && m == 24 {
				return 50
			}
			return 2
		}, want: []string{`50 customers, product thing 3, "trouble 1", 25.0 times the usual in May 2025`}},
		{name: "without products", without: []string{"contact_product"}, n: func(m, p, r int32) int {
			if r == 1 && m == 24 {
				return 9
			}
			return 2
		}, want: []string{`180 customers, "trouble 1", 4.5 times the usual in May 2025`}},
		{name: "without reasons", without: []string{"reason"}, n: func(m, p, r int32) int {
			if one(m, p, r) && m == 24 {
				return 90
			}
			return 2
		}, want: []string{`100 customers, product thing 3, 8.3 times the usual in May 2025`}},
		{name: "without both", without: []string{"contact_product", "reason"}, n: func(m, p, r int32) int {
			if m == 24 {
				return 5
			}
			return 1
		}, want: []string{`600 customers, 5.0 times the usual in May 2025`}},
		{name: "a month that is not over", until: "2025-05-20", n: func(m, p, r int32) int {
			if one(m, p, r) && m == 24 {
				return 20
			}
			return 2
		}, want: []string{`20 customers, product thing 3, "trouble 1", 10.0 times the usual in May 2025 so far`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld()
			w.without = map[string]bool{}
			for _, column := range c.without {
				w.without[column] = true
			}
			if c.until != "" {
				w.options.Until = day(c.until)
			}
			got := w.judge(t, complaining(c.n))
			if diff := cmp.Diff(c.want, texts(got)); diff != "" {
				t.Error(diff)
			}
			for _, s := range got.Spikes {
				if usual := s.Usual; s.Times < 2 || usual == 0 && s.Times != float64(s.Customers) {
					t.Errorf("%d customers against %v are %v times the usual", s.Customers, usual, s.Times)
				}
			}
		})
	}
}

// TestNoiseIsNoSpike: of 60 data sets of complaints at a steady rate, by Poisson's
// distribution, any spike is a false one; at a limit of 1 % more than 4 data sets
// with one have a binomial probability below .001.
func TestNoiseIsNoSpike(t *testing.T) {
	r := rand.New(rand.NewPCG(30, 1))
	wrong := 0
	for range 60 {
		mean := 0.1 + 0.5*r.ExpFloat64()
		if len(newWorld().judge(t, complaining(func(month, product, reason int32) int { return poisson(r, mean) })).Spikes) > 0 {
			wrong++
		}
	}
	if wrong > 4 {
		t.Errorf("%d of 60 data sets of noise have a spike", wrong)
	}
}

// TestNamesAreClean: texts of exports may hold anything.
func TestNamesAreClean(t *testing.T) {
	w := newWorld()
	w.names.ContactProducts[3], w.names.ContactReasons[1] = "A\x1b[31m\u202e"+strings.Repeat("é", 100), "<script>\n\"it\" broke\x00"
	w.names.Segments[0] = "\xff\u2067big\tones"
	all := complaining(func(m, p, r int32) int {
		if p == 3 && r == 1 && m == 24 {
			return 30
		}
		return 2
	})
	for i := range 50 {
		all[i].segment, all[i].churned = int32(i%2), i%2 == 0
	}
	got := w.judge(t, all)
	want := []string{`30 customers, product A [31m` + strings.Repeat("é", 53) + `…, "<script> "it" broke", 15.0 times the usual in May 2025`}
	if diff := cmp.Diff(want, texts(got)); diff != "" {
		t.Error(diff)
	}
	if !slices.ContainsFunc(got.Causes, func(c causes.Cause) bool { return c.Groups[0] == "\uFFFDbig ones" }) {
		t.Errorf("no segment with a clean name: %+v", got.Causes)
	}
}

func TestSpikesAreBounded(t *testing.T) {
	w := newWorld()
	all := complaining(func(m, p, r int32) int {
		if m == 4+(p*6+r)%21 {
			return 30
		}
		return 1
	})
	n := w.count(t, all)
	whole := causes.Judge(n, w.names, causes.Options{MaxSpikes: 10_000})
	few := causes.Judge(n, w.names, causes.Options{MaxSpikes: 7})
	if len(whole.Spikes) < 50 || len(few.Spikes) != 7 || few.SpikesLeftOut != len(whole.Spikes)-7 {
		t.Fatalf("%d spikes; %d told and %d left out of them", len(whole.Spikes), len(few.Spikes), few.SpikesLeftOut)
	}
	if diff := cmp.Diff(whole.Spikes[:7], few.Spikes); diff != "" {
		t.Error(diff)
	}
	if whole.Spikes[0].Last < whole.Spikes[len(whole.Spikes)-1].Last {
		t.Error("the newest do not come first")
	}
}
