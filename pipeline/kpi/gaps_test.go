package kpi_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/features/retention"
	"predict/pipeline/kpi"
)

// sound reports rows that no reader could trust: numbers that are none, values
// without a word why they are missing, ends on the wrong side, notes without words.
func sound(t *testing.T, b *kpi.Book) {
	t.Helper()
	if _, err := json.Marshal(b); err != nil { // refuses NaN and infinity
		t.Error(err)
	}
	for _, r := range slices.Concat(b.Rows, b.Tactics) {
		for _, x := range []*float64{r.Value, r.Low, r.High} {
			if x != nil && (math.IsNaN(*x) || math.IsInf(*x, 0)) {
				t.Errorf("%+v holds %v", r, *x)
			}
		}
		if r.Value == nil && r.Note == "" || r.Value == nil && (r.Low != nil || r.High != nil) {
			t.Errorf("%+v has no value", r)
		}
		if (r.Low == nil) != (r.High == nil) {
			t.Errorf("%+v has one end of an interval", r)
		}
		if r.Low != nil && (*r.Low > *r.Value+1e-9 || *r.High < *r.Value-1e-9) {
			t.Errorf("%s %s %s %v lies outside of %v to %v", r.KPI, r.Dimension, r.Group, *r.Value, *r.Low, *r.High)
		}
		for _, key := range strings.Fields(r.Note) {
			if kpi.Notes(key) == key {
				t.Errorf("the note %q is not said in words", key)
			}
		}
	}
	for _, m := range b.Missing {
		if m.KPI == "" || m.Note == "" || !strings.HasSuffix(m.Text, ".") || !strings.HasSuffix(m.Remedy, ".") || kpi.Notes(m.Note) == m.Note {
			t.Errorf("%+v", m)
		}
	}
}

func missing(b *kpi.Book) []string {
	var all []string
	for _, m := range b.Missing {
		all = append(all, m.KPI+" "+m.Note)
	}
	return all
}

// TestBareExports: transactions alone give what they can, and a word on the rest.
func TestBareExports(t *testing.T) {
	b := came(40, 10, 3).book(t)
	sound(t, b)
	got := map[string]bool{}
	for _, r := range b.Rows {
		got[r.KPI] = true
		if r.Dimension != "" {
			t.Errorf("%+v", r)
		}
	}
	want := map[string]bool{
		kpi.AtStart: true, kpi.AtEnd: true, kpi.NewCustomers: true, kpi.Reactivated: true, kpi.Lost: true,
		kpi.RawRetention: true, kpi.ChurnRate: true, kpi.Growth: true, kpi.AnnualChurn: true, kpi.SalesRetention: true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	wantMissing := []string{
		"raw_retention no_segments", "churn_rate no_regions", "churn_rate no_categories", "churn_rate no_channels",
		"sales_adjusted_retention no_segments", "profit_adjusted_retention no_segments", "profit_adjusted_retention no_margins",
		"profit_adjusted_retention no_cost_to_serve", "offers_cost no_offers", "service_cost no_cost_to_serve",
		"cost_of_retention no_cost_to_serve", "cost_of_retention no_offers",
		"cost_per_retained_customer no_cost_to_serve", "cost_per_retained_customer no_offers", "share_of_wallet_retained no_wallet",
		"tactic_kept no_offers", "tactic_effect no_offers", "tactic_cost no_offers", "tactic_cost_per_customer_kept no_offers",
		"expected_churn no_list_over", "realised_churn no_list_over",
	}
	if diff := cmp.Diff(wantMissing, missing(b)); diff != "" {
		t.Error(diff)
	}
}

// TestPoorData: whatever is missing or all alike, the book is sound.
func TestPoorData(t *testing.T) {
	full := customer{bought: []string{february, march}, amount: 10, margin: 3, segment: 1, region: 1, category: 1, cost: 5, wallet: 50, offers: []offer{{"2026-03-03", 1, 1, false}}}
	change := func(f func(*customer)) customer { c := full; f(&c); return c }
	for _, test := range []struct {
		name string
		all  []customer
		note string // a note that some row or gap must have
	}{
		{"nobody", nil, kpi.NobodyAtStart},
		{"a single customer", []customer{full}, kpi.FewCustomers},
		{"nobody left", repeated(50, full), kpi.SomeOffers},
		{"everybody left", repeated(50, change(func(c *customer) { c.bought = c.bought[:1] })), kpi.NobodyKept},
		{"everybody came", repeated(50, change(func(c *customer) { c.bought = c.bought[1:] })), kpi.NobodyAtStart},
		{"returns ate the sales", append(repeated(50, full), change(func(c *customer) { c.amount = 10; c.margin = -5000 })), kpi.NoTotal},
		{"no segments", repeated(50, change(func(c *customer) { c.segment = 0 })), kpi.NoSegments},
		{"no margins", repeated(50, change(func(c *customer) { c.margin = 0 })), kpi.NoMargins},
		{"some margins", append(repeated(50, full), change(func(c *customer) { c.margin = 0 })), kpi.SomeMargins},
		{"no cost to serve", repeated(50, change(func(c *customer) { c.cost = 0 })), kpi.NoCost},
		{"some costs to serve", append(repeated(50, full), change(func(c *customer) { c.cost = 0 })), kpi.SomeCosts},
		{"no offers", repeated(50, change(func(c *customer) { c.offers = nil })), kpi.NoOffers},
		{"offers without cost", repeated(50, change(func(c *customer) { c.offers = []offer{{"2026-03-03", 0, 1, false}} })), kpi.NoOfferCosts},
		{"offers without tactic", repeated(50, change(func(c *customer) { c.offers = []offer{{"2026-03-03", 1, 0, false}} })), kpi.NoTactics},
		{"no controls", repeated(50, full), kpi.NotCausal},
		{"no wallet", repeated(50, change(func(c *customer) { c.wallet = 0 })), kpi.NoWallet},
		{"a wallet of the lost only", append(repeated(50, change(func(c *customer) { c.wallet = 0 })), change(func(c *customer) { c.bought = c.bought[:1] })), kpi.NoWallet},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(test.all)
			w.names = kpi.Names{Segments: []string{"<script>alert(1)</script>"}, Regions: []string{"=cmd()"}, Categories: []string{"NaN"}, Tactics: []string{"call"}}
			if test.note == kpi.SomeOffers {
				w.customers[0].offers = []offer{{"2026-03-03", 0, 1, false}}
			}
			b := w.book(t)
			sound(t, b)
			if !slices.ContainsFunc(b.Rows, func(r kpi.Row) bool { return strings.Contains(" "+r.Note+" ", " "+test.note+" ") }) &&
				!slices.ContainsFunc(b.Missing, func(m kpi.Missing) bool { return m.Note == test.note }) {
				t.Errorf("nothing says %s", test.note)
			}
		})
	}
}

// TestNoPeriods: less than a period of data gives no rows, and a word why.
func TestNoPeriods(t *testing.T) {
	w := came(5, 1, 1)
	w.options.Periods = nil
	b := w.book(t)
	sound(t, b)
	if len(b.Rows) != 0 || !slices.Contains(missing(b), "raw_retention no_periods") {
		t.Errorf("%d rows, %v", len(b.Rows), missing(b))
	}
	var out bytes.Buffer
	if err := b.WriteCSV(&out, nil); err != nil || strings.Count(out.String(), "\n") != 1 {
		t.Errorf("%q, %v", out.String(), err)
	}
}

// TestManyGroups: beyond the 30 largest, groups become one, and nobody is lost.
func TestManyGroups(t *testing.T) {
	w := newWorld()
	for k := range 40 {
		w.names.Segments = append(w.names.Segments, fmt.Sprintf("s%02d", k))
		w.customers = append(w.customers, repeated(k+1, customer{bought: []string{february, march}, amount: 1, segment: int32(k + 1)})...)
	}
	w.names.Segments = append(w.names.Segments, kpi.Others, "")
	w.customers = append(w.customers, repeated(70, customer{bought: []string{february}, amount: 1, segment: 41})...)
	w.customers = append(w.customers, repeated(8, customer{bought: []string{february}, amount: 1, segment: 42})...)
	w.customers = append(w.customers, repeated(9, customer{bought: []string{february}, amount: 1})...)
	b := w.book(t)
	sound(t, b)
	var groups []string
	sum := 0.
	for _, r := range b.Rows {
		if r.KPI == kpi.RawRetention && r.Dimension == kpi.Segment {
			var n float64
			if _, err := fmt.Sscan(r.Denominator, &n); err != nil {
				t.Fatal(err)
			}
			sum += n
			groups = append(groups, r.Group)
		}
	}
	if len(groups) != 32 || groups[0] != "s10" || groups[29] != "s39" || groups[30] != kpi.Others || groups[31] != "" {
		t.Errorf("groups %q", groups)
	}
	if want := *find(t, b, kpi.AtStart, "", "").Value; sum != want {
		t.Errorf("%v customers in groups, %v in all", sum, want)
	}
	r := find(t, b, kpi.RawRetention, kpi.Segment, kpi.Others)
	if r.Numerator != "55" || r.Denominator != "125" || r.Note != kpi.OtherGroups { // 1 to 10, and 70 named like the rest
		t.Errorf("%+v", r)
	}
	if r = find(t, b, kpi.RawRetention, kpi.Segment, ""); r.Denominator != "17" || r.Note != "unknown_group few_customers" {
		t.Errorf("%+v", r)
	}
}

// TestIDsAsSegment: a column of ids is no segmentation; the memory does not hold it.
func TestIDsAsSegment(t *testing.T) {
	w := came(40, 3, 0)
	for k := range w.customers {
		w.customers[k].segment = int32(k + 1)
	}
	w.names.Segments = make([]string, 200_000)
	for k := range w.names.Segments {
		w.names.Segments[k] = fmt.Sprint("id", k)
	}
	b := w.book(t)
	sound(t, b)
	if r := find(t, b, kpi.RawRetention, kpi.Segment, kpi.Others); r.Note != kpi.TooManyGroups || r.Denominator != "43" {
		t.Errorf("%+v", r)
	}
}

// TestCSV: the table has the columns that the documents promise, numbers with the
// decimals of their unit, and texts that no spreadsheet runs.
func TestCSV(t *testing.T) {
	w := newWorld(repeated(3, customer{bought: []string{february, march}, amount: 10, segment: 1, cost: 5}), repeated(2, customer{bought: []string{february}, amount: 10, segment: 2}))
	w.names.Segments = []string{"=1+1,\"x\"", "NaN"}
	b := w.book(t)
	var out bytes.Buffer
	if err := b.WriteCSV(&out, func(s string) string { return strings.ReplaceAll(s, "=", "'=") }); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := "period from to kpi dimension group unit value low high numerator denominator note"
	if diff := cmp.Diff(want, strings.Join(records[0], " ")); diff != "" {
		t.Error(diff)
	}
	if len(records) != len(b.Rows)+1 {
		t.Fatalf("%d records of %d rows", len(records), len(b.Rows))
	}
	rows := map[string]string{}
	for _, r := range records[1:] {
		rows[r[3]+"/"+r[4]+"/"+r[5]] = strings.Join(r, "|")
	}
	for key, want := range map[string]string{
		"customers_at_start//":                 "2026-03|2026-03-01|2026-04-01|customers_at_start|||customers|5|||||",
		"raw_retention/segment/'=1+1,\"x\"":    "2026-03|2026-03-01|2026-04-01|raw_retention|segment|'=1+1,\"x\"|share|1.000000|0.438503|1.000000|3|3|few_customers",
		"sales_adjusted_retention/segment/NaN": "2026-03|2026-03-01|2026-04-01|sales_adjusted_retention|segment|NaN|share|0.000000|0.000000|0.657620|0.00|20.00|few_customers",
		"service_cost//":                       "2026-03|2026-03-01|2026-04-01|service_cost|||money|1.27|||||some_costs_to_serve_unknown",
	} {
		got := rows[key]
		if got != want {
			t.Errorf("%s is\n%s, want\n%s", key, got, want)
		}
	}
	if b.Rows[0].Group != "" || !slices.ContainsFunc(b.Rows, func(r kpi.Row) bool { return r.Group == "=1+1,\"x\"" }) {
		t.Error("writing changed the book")
	}
}

// TestOverlapping: periods of a tally may overlap, as the what-if's year does.
func TestOverlapping(t *testing.T) {
	w := came(40, 3, 2)
	w.options.Periods = append(w.options.Periods, retention.Period{From: at("2026-02-20"), To: at("2026-04-01")})
	b := w.book(t)
	sound(t, b)
	near(t, "lost", find(t, b, kpi.Lost, "", "").Value, 3, 0)
}
