package pipeline

import (
	"math"
	"math/rand/v2"
	"testing"

	"predict/data"
	"predict/data/lake"
	"predict/features"
	"predict/features/reasons"
	"predict/models/blend"
)

// TestWaterfallSums expects the base and the families to give the margin, the
// margin, the calibration and the season the probability, in log odds and in
// points, whatever the contributions are.
func TestWaterfallSums(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var why []reasons.Contribution
		for _, family := range reasons.Families() {
			why = append(why, reasons.Contribution{Family: family, LogOdds: random.NormFloat64()})
		}
		margin, probability, shift := 2*random.NormFloat64(), random.Float64(), random.NormFloat64()/3
		w := newWaterfall(why, margin, probability, shift)
		odds, points := w.Base, w.BaseProbability
		for i, step := range w.Steps {
			odds, points = odds+step.LogOdds, points+step.Points
			if i > 0 && math.Abs(step.LogOdds) > math.Abs(w.Steps[i-1].LogOdds) {
				t.Fatalf("step %d of %v log odds comes after one of %v", i, step.LogOdds, w.Steps[i-1].LogOdds)
			}
		}
		near(t, "margin", odds, margin)
		near(t, "probability before calibration", points, w.MarginProbability)
		near(t, "log odds", odds+w.Calibration.LogOdds+w.Season.LogOdds, blend.Logit(probability))
		near(t, "probability", points+w.Calibration.Points+w.Season.Points, probability)
		near(t, "season", w.Season.LogOdds, shift)
	}
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-12*(1+math.Abs(want))) {
		t.Fatalf("%s: %v, want %v", what, got, want)
	}
}

// TestWaterfallAtTheEnds expects finite numbers where a calibrator is certain.
func TestWaterfallAtTheEnds(t *testing.T) {
	for _, p := range []float64{0, 1} {
		w := newWaterfall([]reasons.Contribution{{Family: "recency", LogOdds: 1}}, 0.5, p, 0.1)
		for _, v := range []float64{w.Base, w.Calibration.LogOdds, w.Calibration.Points, w.Season.LogOdds, w.Season.Points} {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("probability %v: %+v", p, w)
			}
		}
	}
}

// TestEventsEndBeforeTheCutoff expects no event at or after as_of, and that what
// happens or settles from as_of on changes no word, wherever as_of lies.
func TestEventsEndBeforeTheCutoff(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	texts := eventTexts{
		"contacts.kind": {data.Complaint, data.Technical}, "changes.kind": {data.AddressChange},
		"satisfaction.scale": {data.NPS}, "transactions.category": {"books", "toys"}, "offers.tactic": {"gift"},
	}
	told := 0
	for range 300 {
		b := randomBucket(random)
		asOf := features.Day * int64(100+random.IntN(800))
		got := texts.events(&single{bucket: onlyBefore(b, 0, asOf)}, asOf, "EUR")
		told += len(got)
		for i, e := range got {
			if e.time >= asOf || e.Date > formatDate(asOf) {
				t.Fatalf("%+v at %s", e, formatDate(asOf))
			}
			if i > 0 && e.time < got[i-1].time {
				t.Fatalf("%+v comes after %+v", e, got[i-1])
			}
		}
		// Another future, of events and of what becomes of them.
		other := onlyBefore(b, 0, math.MaxInt64)
		for name, rows := range other.Tables {
			for column, values := range rows.I64 {
				for i, v := range values {
					if _, event := data.TableNamed(name); event && column != "amount" && v >= asOf {
						values[i] = v + 7*features.Day
					}
				}
			}
		}
		again := texts.events(&single{bucket: onlyBefore(other, 0, asOf)}, asOf, "EUR")
		if len(again) != len(got) {
			t.Fatalf("%d events with another future, %d with this one", len(again), len(got))
		}
		for i := range got {
			if got[i] != again[i] {
				t.Fatalf("%+v with another future, %+v with this one", again[i], got[i])
			}
		}
		// Nor does the narrator tell what a bucket that was not cut holds.
		for _, e := range texts.events(&single{bucket: b}, asOf, "EUR") {
			if e.time >= asOf {
				t.Fatalf("%+v at %s", e, formatDate(asOf))
			}
		}
	}
	if told < 3000 {
		t.Errorf("only %d events were told", told)
	}
}

// randomBucket is one customer with events on a thousand days.
func randomBucket(random *rand.Rand) *lake.Bucket {
	times := func(n int) []int64 {
		out := make([]int64, n)
		at := int64(0)
		for i := range out {
			at += random.Int64N(2_000_000 * int64(features.Day) / int64(n) / 1000)
			out[i] = at
		}
		return out
	}
	later := func(from []int64) []int64 {
		out := make([]int64, len(from))
		for i, t := range from {
			if out[i] = t + random.Int64N(90*features.Day); random.IntN(3) == 0 {
				out[i] = data.Missing64
			}
		}
		return out
	}
	codes := func(n, of int) []int32 {
		out := make([]int32, n)
		for i := range out {
			out[i] = int32(random.IntN(of+1)) - 1
		}
		return out
	}
	amounts := func(n int, least int64) []int64 {
		out := make([]int64, n)
		for i := range out {
			out[i] = least + random.Int64N(1_000_000)
		}
		return out
	}
	b := &lake.Bucket{IDs: []string{"a"}, Keys: []uint64{1}, Tables: map[string]*lake.Rows{}}
	rows := func(name string, n int, i64 map[string][]int64, i32 map[string][]int32) *lake.Rows {
		b.Tables[name] = &lake.Rows{Start: []int32{0, int32(n)}, I64: i64, I32: i32, F64: map[string][]float64{}}
		return b.Tables[name]
	}
	n := 20 + random.IntN(20)
	bought, due, called, offered := times(n), times(n), times(n), times(n)
	rows(data.Transactions, n, map[string][]int64{"time": bought, "amount": amounts(n, -200_000)}, map[string][]int32{"category": codes(n, 2)})
	rows(data.Invoices, n, map[string][]int64{"due": due, "paid": later(due), "amount": amounts(n, -10_000)}, map[string][]int32{"disputed": codes(n, 2)})
	rows(data.Contacts, n, map[string][]int64{"time": called, "resolved": later(called)}, map[string][]int32{"kind": codes(n, 2)})
	rows(data.Changes, n, map[string][]int64{"time": times(n)}, map[string][]int32{"kind": codes(n, 1)})
	rows(data.Offers, n, map[string][]int64{"time": offered, "responded": later(offered)}, map[string][]int32{"tactic": codes(n, 1), "control": codes(n, 2)})
	rows(data.Cancellations, 1, map[string][]int64{"time": times(1)}, map[string][]int32{})
	scores := rows(data.Satisfaction, n, map[string][]int64{"time": times(n)}, map[string][]int32{"scale": codes(n, 1)})
	scores.F64["score"] = make([]float64, n)
	return b
}

// TestDigest expects the purchases of a month as one event where there are more
// than two, and every other event as it is.
func TestDigest(t *testing.T) {
	day := func(d int, kind string, amount int64) Event {
		at := int64(d) * features.Day
		return Event{Date: formatDate(at), Kind: kind, Text: kind, time: at, amount: amount}
	}
	e := &Explanation{Currency: "EUR", Events: []Event{
		day(1, EventPurchase, 100_000), day(2, EventPurchase, 50_000), day(3, EventOffer, 0), day(4, EventPurchase, 25_000), // January 1970
		day(40, EventPurchase, 1), day(41, EventPurchase, 1), // February
	}}
	var got []string
	for _, d := range e.Digest() {
		got = append(got, d.Date+" "+d.Text)
	}
	want := []string{"1970-01-04 offer", "1970-01-05 3 purchases since 1970-01-02: 17.50 EUR", "1970-02-10 purchase", "1970-02-11 purchase"}
	if len(got) != len(want) {
		t.Fatalf("%q", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%q, want %q", got[i], want[i])
		}
	}
}

// TestPlainText expects texts of exports not to move the cursor.
func TestPlainText(t *testing.T) {
	for text, want := range map[string]string{"red\x1b[31m\r\nalert": "red [31m alert", "  Café\tÖl ": "Café Öl", "\x00": "", "": ""} {
		if got := plainText(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
