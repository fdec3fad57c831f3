package causes_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/features"
	counted "predict/features/causes"
	"predict/pipeline/causes"
)

// noise makes customers of whom nobody leaves for a reason.
func noise(r *rand.Rand, n int, rate float64) []customer {
	all := make([]customer, n)
	for i := range all {
		all[i] = customer{
			segment: int32(r.IntN(4)), region: int32(r.IntN(6)), channel: int32(r.IntN(3)), category: int32(r.IntN(5)), product: int32(r.IntN(20)),
			reason: silent, spend: 10_000 * (1 + r.Int64N(100)), signup: day("2025-02-01") - r.Int64N(3000)*features.Day,
			churned: r.Float64() < rate,
		}
		if r.IntN(5) == 0 {
			all[i].reason = int32(r.IntN(6))
		}
	}
	return all
}

// name writes the groups of a cause in a word.
func name(c causes.Cause) string { return strings.Join(c.Groups, " × ") }

func sure(r *causes.Result) (names []string) {
	for _, c := range r.Causes {
		if c.Sure {
			names = append(names, name(c))
		}
	}
	return names
}

// TestPlantedPairIsFound: three in four of segment 2 in region 3 leave, of all
// others one in five. The two groups leave more often only through the pair.
func TestPlantedPairIsFound(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 9))
	all := noise(r, 4000, 0.2)
	in, out := 0, 0
	for i := range all {
		if c := &all[i]; c.segment == 2 && c.region == 3 {
			c.churned = r.Float64() < 0.75
			in++
		} else if c.churned {
			out++
		}
	}
	got := newWorld().judge(t, all)
	if len(got.Causes) == 0 {
		t.Fatal("no causes")
	}
	first := got.Causes[0]
	if diff := cmp.Diff([]string{"segment 2", "region 3"}, first.Groups); diff != "" || !first.Sure {
		t.Fatalf("the first cause is %+v: %s", first, diff)
	}
	if first.Customers != int64(in) || *first.Low > 3.75 || *first.High < 3.75 {
		t.Errorf("%d customers, lift %.2f (%.2f to %.2f); planted: %d, 3.75", first.Customers, *first.Lift, *first.Low, *first.High, in)
	}
	rest := float64(out) / float64(len(all)-in)
	if want := float64(first.Churned) - float64(in)*rest; math.Abs(first.Prize-want) > 1e-9 {
		t.Errorf("prize %v, by hand %v", first.Prize, want)
	}
	notes := map[string]string{}
	for _, c := range got.Causes {
		if c.Sure {
			notes[name(c)] = c.Note
		}
	}
	want := map[string]string{"segment 2 × region 3": "", "segment 2": causes.ThroughPair, "region 3": causes.ThroughPair}
	if diff := cmp.Diff(want, notes); diff != "" {
		t.Error("sure causes and their notes:", diff)
	}
}

// TestPlantedGroupsNeedNoPair: two effects that multiply are two causes and no
// pair.
func TestPlantedGroupsNeedNoPair(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	all := noise(r, 6000, 0)
	for i := range all {
		rate := 0.1
		if all[i].segment == 1 {
			rate *= 2
		}
		if all[i].channel == 0 {
			rate *= 2
		}
		all[i].churned = r.Float64() < rate
	}
	if diff := cmp.Diff([]string{"channel 0", "segment 1"}, sure(newWorld().judge(t, all))); diff != "" {
		t.Error(diff)
	}
}

// TestComplaintsAreToldOnce: all reasons are alike, so the cause is that somebody
// complained; one that is worse than others stands for itself.
func TestComplaintsAreToldOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 2))
	all := noise(r, 6000, 0)
	for i := range all {
		rate := 0.15
		switch all[i].reason {
		case silent:
		case 4:
			rate = 0.7
		default:
			rate = 0.4
		}
		all[i].churned = r.Float64() < rate
	}
	notes := map[string]string{}
	for _, c := range newWorld().judge(t, all).Causes {
		if c.Sure && c.Dimensions[0] == causes.ComplaintReason {
			notes[name(c)] = c.Note
		}
	}
	want := map[string]string{causes.AnyReason: "", "trouble 4": ""}
	for _, other := range []string{"trouble 0", "trouble 1", "trouble 2", "trouble 3", "trouble 5"} {
		want[other] = causes.AsOthers
	}
	if diff := cmp.Diff(want, notes); diff != "" {
		t.Error(diff)
	}
}

// TestComplaintsWithoutReasons: that somebody complained is known without a reason.
func TestComplaintsWithoutReasons(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 3))
	all := noise(r, 2000, 0.15)
	for i := range all {
		if all[i].reason != silent {
			all[i].churned = r.Float64() < 0.5
		}
	}
	w := newWorld()
	w.without = map[string]bool{"reason": true}
	got := w.judge(t, all)
	if first := got.Causes[0]; !first.Sure || name(first) != causes.AnyReason || first.Customers < 350 {
		t.Errorf("%+v", first)
	}
	if !missing(got, causes.ComplaintReason) {
		t.Errorf("the reasons are not told to be missing: %+v", got.Missing)
	}
}

// TestNoiseIsNoCause: where nobody leaves for a reason, any sure cause is a false
// one. The control of false discoveries then bounds the share of data sets with one
// by its limit, 5 % among groups, and as much among pairs; that a group must also
// leave more often halves the first, and that four tests must speak for a pair
// makes the second small. Of 200 data sets more than 12 have a binomial
// probability below .003 at 2.5 %.
func TestNoiseIsNoCause(t *testing.T) {
	w := newWorld()
	r := rand.New(rand.NewPCG(20, 26))
	wrong, pairs := 0, 0
	for range 200 {
		got := w.judge(t, noise(r, 800, 0.1+0.5*r.Float64()))
		if len(sure(got)) > 0 {
			wrong++
		}
		if slices.ContainsFunc(got.Causes, func(c causes.Cause) bool { return c.Sure && len(c.Groups) == 2 }) {
			pairs++
		}
		if got.Tested < 30 || got.TestedPairs < 50 {
			t.Fatalf("%d groups and %d pairs were tested", got.Tested, got.TestedPairs)
		}
	}
	t.Logf("%d of 200 data sets have a sure cause, %d a pair", wrong, pairs)
	if wrong > 12 {
		t.Errorf("%d of 200 data sets of noise have a sure cause", wrong)
	}
}

// TestProtectiveGroupsLendNoCertainty: hundreds of groups that leave less often are
// no reason to believe in others that leave more often.
func TestProtectiveGroupsLendNoCertainty(t *testing.T) {
	w := newWorld()
	r := rand.New(rand.NewPCG(8, 8))
	wrong := 0
	for range 40 {
		all := noise(r, 3000, 0.4)
		for i := range all {
			if all[i].product < 10 { // half of the products keep customers
				all[i].product, all[i].churned = -1, r.Float64() < 0.4
			}
			if all[i].product >= 10 && r.IntN(2) == 0 {
				all[i].churned = false
			}
		}
		for _, c := range w.judge(t, all).Causes {
			if c.Sure && c.Dimensions[0] != causes.Product && c.Dimensions[0] != causes.Category {
				wrong++
				break
			}
		}
	}
	if wrong > 6 { // binomial, 40 at 5 %: beyond 6 with a probability of .003
		t.Errorf("%d of 40 data sets have a false cause", wrong)
	}
}

// TestMoneyAndPrize: 40 customers in segment 0, 20 of whom left, having spent 3.00
// each; 60 others, 6 of whom left: 20 - 40 × 0.1 = 16 would have stayed, with
// 60.00 × 16/20 = 48.00.
func TestMoneyAndPrize(t *testing.T) {
	var all []customer
	for i := range 100 {
		c := customer{segment: 1, region: -1, channel: -1, category: -1, product: -1, reason: silent, signup: features.NoTime, spend: 70_000, churned: i >= 94}
		if i < 40 {
			c.segment, c.spend, c.churned = 0, 30_000, i < 20
		}
		all = append(all, c)
	}
	got := newWorld().judge(t, all).Causes[0]
	want := causes.Cause{
		Dimensions: []string{causes.Segment}, Groups: []string{"segment 0"}, Customers: 40, Churned: 20, Rate: 0.5, RestRate: 0.1,
		Lift: got.Lift, Low: got.Low, High: got.High, P: got.P, Q: got.Q, Sure: true, Prize: 16, PrizeMoney: 48,
		PrizeLow: got.PrizeLow, PrizeHigh: got.PrizeHigh,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// Newcombe's interval of 20/40 - 6/60, from Wilson's of the two: 0.22054 to 0.55733.
	if math.Abs(got.PrizeLow-40*0.22054) > 0.001 || math.Abs(got.PrizeHigh-40*0.55733) > 0.001 {
		t.Errorf("prize from %v to %v", got.PrizeLow, got.PrizeHigh)
	}
	if *got.Lift != 5 {
		t.Errorf("lift %v, want 0.5/0.1", *got.Lift)
	}
}

// TestNearlyAll: 1,000 of 1,100 customers are of one segment, and leave more often;
// what is special is the other one.
func TestNearlyAll(t *testing.T) {
	var all []customer
	for i := range 1100 {
		c := customer{segment: 0, region: -1, channel: -1, category: -1, product: -1, reason: silent, signup: features.NoTime, spend: 10_000, churned: i%5 == 0}
		if i >= 1000 {
			c.segment, c.churned = 1, false
		}
		all = append(all, c)
	}
	first := newWorld().judge(t, all).Causes[0]
	if !first.Sure || first.Note != causes.NearlyAll || first.Lift != nil || first.Prize != 200 || first.PrizeLow >= 200 {
		t.Errorf("%+v", first)
	}
}

// checkSound fails on anything that JSON or a reader could not take.
func checkSound(t *testing.T, r *causes.Result) {
	t.Helper()
	if _, err := json.Marshal(r); err != nil {
		t.Fatal(err) // NaN and infinities have no JSON
	}
	for _, c := range r.Causes {
		for _, p := range []float64{c.Rate, c.RestRate, c.P, c.Q} {
			if p < 0 || p > 1 {
				t.Errorf("%s: %v lies outside 0 to 1", name(c), p)
			}
		}
		if c.Prize < 0 || c.PrizeMoney < 0 || c.Prize > float64(c.Churned) {
			t.Errorf("%s: prize %v of %d, %v", name(c), c.Prize, c.Churned, c.PrizeMoney)
		}
		if c.Sure && (c.Rate <= c.RestRate || c.Customers < 20 || c.Churned < 5) {
			t.Errorf("sure: %+v", c)
		}
	}
	for _, m := range r.Missing {
		if !strings.HasSuffix(m.Text, ".") || !strings.HasSuffix(m.Remedy, ".") {
			t.Errorf("no sentences: %+v", m)
		}
	}
}

func missing(r *causes.Result, dimension string) bool {
	return slices.ContainsFunc(r.Missing, func(m causes.Missing) bool { return m.Dimension == dimension })
}

func TestDegenerateData(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	everything := map[string]bool{
		"segment": true, "region": true, "channel": true, "category": true, "product": true, "contacts": true, "cancellations": true, "signup": true,
	}
	for _, c := range []struct {
		name    string
		all     []customer
		change  func(w *world)
		missing []string
		causes  bool
	}{
		{"nobody at all", nil, func(*world) {}, []string{"", causes.ComplaintSpikes}, false},
		{"one customer", noise(r, 1, 1), func(*world) {}, []string{""}, false},
		{"three customers", noise(r, 3, 0.5), func(*world) {}, nil, true},
		{"nobody churned", noise(r, 300, 0), func(*world) {}, []string{""}, true},
		{"everybody churned", noise(r, 300, 1), func(*world) {}, []string{""}, true},
		{"the horizon is not over", noise(r, 300, 0.3), func(w *world) { w.options.Until = day("2025-04-01") }, []string{""}, false},
		{
			"only purchases are exported", noise(r, 300, 0.3), func(w *world) { w.without = everything },
			[]string{causes.Segment, causes.Region, causes.Channel, causes.Category, causes.Product, causes.ComplaintReason, causes.CancellationReason, causes.ComplaintSpikes},
			false,
		},
		{"no codes", noise(r, 300, 0.3), func(w *world) { w.options.Codes, w.names = newWorld().options.Codes, causes.Names{} }, nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld()
			c.change(w)
			got := w.judge(t, c.all)
			checkSound(t, got)
			for _, d := range c.missing {
				if !missing(got, d) {
					t.Errorf("%q is not told to be missing: %+v", d, got.Missing)
				}
			}
			if (len(got.Causes) > 0) != c.causes {
				t.Errorf("%d causes", len(got.Causes))
			}
			if names := sure(got); len(names) > 0 {
				t.Errorf("sure causes: %v", names)
			}
		})
	}
}

// TestSmallGroups: three customers of a segment who all left are no cause.
func TestSmallGroups(t *testing.T) {
	all := noise(rand.New(rand.NewPCG(3, 1)), 400, 0.1)
	for i := range all {
		all[i].segment = 0
		if i < 3 {
			all[i].segment, all[i].churned = 3, true
		}
	}
	for _, c := range newWorld().judge(t, all).Causes {
		if name(c) == "segment 3" && (c.Note != causes.FewCustomers || c.Sure || c.Q != 1) {
			t.Errorf("%+v", c)
		}
		if name(c) == "segment 0" && (c.Note != causes.FewOthers || c.Sure) {
			t.Errorf("%+v", c)
		}
	}
}

// TestFewAreTold: a catalogue of thousands does not push out the regions.
func TestFewAreTold(t *testing.T) {
	w := newWorld()
	w.options.Codes[counted.Product] = 500
	all := noise(rand.New(rand.NewPCG(5, 1)), 3000, 0.3)
	for i := range all {
		all[i].product = int32(i % 500)
	}
	got := w.judge(t, all)
	if len(got.Causes) != 200 || got.CausesLeftOut < 300 {
		t.Fatalf("%d causes, %d left out", len(got.Causes), got.CausesLeftOut)
	}
	regions := 0
	for _, c := range got.Causes {
		if reflect.DeepEqual(c.Dimensions, []string{causes.Region}) {
			regions++
		}
	}
	if regions != 6 {
		t.Errorf("%d of 6 regions are told", regions)
	}
}
