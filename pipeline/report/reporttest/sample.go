package reporttest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"time"

	"predict/pipeline/report"
)

// Variants of the sample.
const (
	Full     = "full"      // every part is filled
	Empty    = "empty"     // nobody is listed and nothing is known
	ListOnly = "list_only" // the list, and no other part
	Bare     = "bare"      // purchases alone: no segments, margins, offers or contacts
	OneMonth = "one_month" // exports that go back one month
	Flat     = "flat"      // the list of a flat table: no date, no history
	Hostile  = "hostile"   // every text is Options.Texts' or one of HostileTexts
)

// Variants returns the names of all variants.
func Variants() []string {
	return []string{Full, Empty, ListOnly, Bare, OneMonth, Flat, Hostile}
}

// Options say which sample is made.
type Options struct {
	// Variant is one of Variants; empty for Full.
	Variant string
	// Customers is the number of listed customers; 0 for 300. Empty has none, and
	// Hostile has at least one for each text.
	Customers int
	// Language is that in which the page opens; empty for en.
	Language string
	// Texts are the texts of Hostile, beside HostileTexts.
	Texts []string
}

// Data makes the sample. A variant that is not known is Full.
func Data(o Options) *report.Data {
	if o.Customers == 0 {
		o.Customers = 300
	}
	if o.Language == "" {
		o.Language = "en"
	}
	m := newMaker(o)
	switch o.Variant {
	case Empty:
		return m.empty()
	case ListOnly:
		return m.listOnly()
	case Bare:
		return m.bare()
	case OneMonth:
		return m.oneMonth()
	case Flat:
		return m.flat()
	case Hostile:
		return m.hostile()
	}
	return m.full()
}

// maker draws a sample.
type maker struct {
	o      Options
	r      *rand.Rand
	asOf   time.Time
	months int
}

func newMaker(o Options) *maker {
	return &maker{o: o, r: rand.New(rand.NewPCG(5, 0)), asOf: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC), months: 24}
}

// full fills every part.
func (m *maker) full() *report.Data {
	d := m.list()
	d.Changes = m.changes(d.Customers)
	d.RFM = m.rfm(d.Scored)
	d.KPI = m.book()
	d.Causes = m.causes()
	d.Signals = m.signals()
	d.WhatIf = m.whatIf()
	d.Model = m.model()
	d.Guarded = true
	d.Guards = []report.Finding{
		{Guard: "volume", Level: "warning", Text: "contacts: 2026-06-30 has 412 rows, usual on Tuesdays are 690; of the weeks before, no day was off by more than a factor of 1.2"},
		{Guard: "missing", Level: "warning", Text: "transactions: category is filled in 93.9 % of the new rows, before in 99.8 %"},
	}
	return d
}

// list makes what every list has.
func (m *maker) list() *report.Data {
	scored := m.o.Customers * 200
	d := &report.Data{
		AsOf: day(m.asOf), Horizon: 90, Currency: "EUR", Language: m.o.Language,
		RunID: "2026-07-01-6469981b", Scored: scored, Customers: m.customers(),
	}
	for _, t := range []struct {
		name              string
		from, share, rate float64
	}{{"high", .5, .03, .68}, {"medium", .2, .11, .31}, {"low", 0, .86, .05}} {
		n := int(t.share * float64(scored))
		expected := cents(t.rate * float64(n))
		d.Tiers = append(d.Tiers, report.Tier{
			Name: t.name, From: t.from, Customers: n, Expected: expected, ValueAtRisk: cents(expected * 1184.37),
		})
	}
	return d
}

// month returns the first day of month i of the figures, 0 being the oldest.
func (m *maker) month(i int) time.Time { return m.asOf.AddDate(0, i-m.months, 0) }

// between draws a number of [low, high).
func (m *maker) between(low, high float64) float64 { return low + (high-low)*m.r.Float64() }

// of draws one of the texts.
func (m *maker) of(texts ...string) string { return texts[m.r.IntN(len(texts))] }

// day writes a date as yyyy-mm-dd.
func day(t time.Time) string { return t.Format(time.DateOnly) }

// cents rounds to two decimals, share to four.
func cents(x float64) float64 { return math.Round(x*100) / 100 }
func share(x float64) float64 { return math.Round(x*10_000) / 10_000 }

func money(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) }

// wilson returns the score interval of k of n (Wilson 1927) at 95 %; the sample
// needs one that looks right where there are few customers.
func wilson(k, n float64) (low, high float64) {
	const z = 1.959964
	p := k / n
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return share(max(middle-half, 0)), share(min(middle+half, 1))
}

// number returns a number of customers' id; those of a shop that was taken over are
// longer.
func number(i int) string {
	if i%12 == 3 {
		return fmt.Sprintf("103%017d", 14_000+i*13)
	}
	return fmt.Sprintf("%010d", 1000+i*7919%1_000_003)
}
