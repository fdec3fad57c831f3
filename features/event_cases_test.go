package features

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// eventCase is one given/expect case of a file testdata/<family>.txt: a cutoff,
// one customer's events, and the values of features.
type eventCase struct {
	name     string
	line     int
	cutoff   int64
	absent   map[string]bool // columns that the export does not have
	tl       Timeline
	peers    PeerSpend
	expected []expectation
}

type expectation struct {
	line  int
	name  string
	value float64
}

// TestEventCases runs the cases of every file. Each says in a comment how its
// numbers come about.
func TestEventCases(t *testing.T) {
	for _, f := range []Family{
		payment(), billingContact(), serviceContact(), complaint(), satisfaction(),
		offers(), changes(), tenure(), shareOfWallet(),
	} {
		path := "testdata/" + f.Name + ".txt"
		cases := readEventCases(t, path)
		if len(cases) == 0 {
			t.Errorf("%s holds no case", path)
		}
		for _, c := range cases {
			t.Run(f.Name+"/"+c.name, func(t *testing.T) { c.check(t, path, f) })
		}
	}
}

func (c *eventCase) check(t *testing.T, path string, f Family) {
	if len(c.expected) == 0 {
		t.Fatalf("%s:%d: the case expects nothing", path, c.line)
	}
	got := c.fill(f)
	for _, e := range c.expected {
		k := slices.IndexFunc(f.Specs, func(s Spec) bool { return s.Name == e.name })
		if k < 0 {
			t.Errorf("%s:%d: family %s has no feature %s", path, e.line, f.Name, e.name)
			continue
		}
		if !(math.Abs(got[k]-e.value) <= 1e-9 || math.IsNaN(got[k]) && math.IsNaN(e.value)) {
			t.Errorf("%s:%d: %s is %v, want %v", path, e.line, e.name, got[k], e.value)
		}
	}
}

// fill computes a family for the case.
func (c *eventCase) fill(f Family) []float64 {
	dst := make([]float64, len(f.Specs))
	for i := range dst {
		dst[i] = math.NaN()
	}
	f.Fill(dst, c.view())
	return dst
}

// view finds the ranges by counting, whatever the engine does.
func (c *eventCase) view() *View {
	v := &View{Timeline: &c.tl, Cutoff: c.cutoff, UsualGap: math.NaN(), Peers: &c.peers, Scratch: &Scratch{}}
	for _, r := range []struct {
		to    *Range
		times []int64
	}{
		{&v.LineRange, c.tl.Lines.Time},
		{&v.PurchaseRange, c.tl.Purchases},
		{&v.PurchaseDayRange, c.tl.PurchaseDays},
		{&v.InvoiceRange, c.tl.Invoices.Due},
		{&v.ContactRange, c.tl.Contacts.Time},
		{&v.ChangeRange, c.tl.Changes.Time},
		{&v.OfferRange, c.tl.Offers.Time},
		{&v.SatisfactionRange, c.tl.Satisfaction.Time},
		{&v.WalletRange, c.tl.Wallet.Month},
	} {
		countBefore := func(t int64) (n int) {
			for _, x := range r.times {
				if x < t {
					n++
				}
			}
			return n
		}
		r.to.End = countBefore(c.cutoff)
		for w, days := range windows {
			r.to.From[w] = countBefore(c.cutoff - int64(days)*Day)
		}
	}
	return v
}

func readEventCases(t *testing.T, path string) []*eventCase {
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var cases []*eventCase
	var expecting bool
	scan := bufio.NewScanner(file)
	for line := 1; scan.Scan(); line++ {
		text, _, _ := strings.Cut(scan.Text(), "#")
		words := strings.Fields(text)
		if len(words) == 0 {
			continue
		}
		if words[0] == "case" {
			c := &eventCase{name: strings.Join(words[1:], " "), line: line, absent: map[string]bool{}}
			c.tl.Signup, c.tl.BirthDate, c.tl.ContractEnd = NoTime, NoTime, NoTime
			cases, expecting = append(cases, c), false
			continue
		}
		c := cases[len(cases)-1]
		switch {
		case words[0] == "expect":
			expecting = true
		case expecting:
			x, err := strconv.ParseFloat(words[1], 64)
			if err != nil {
				t.Fatalf("%s:%d: %v", path, line, err)
			}
			c.expected = append(c.expected, expectation{line, words[0], x})
		default:
			if err := c.event(words); err != nil {
				t.Fatalf("%s:%d: %v", path, line, err)
			}
		}
	}
	for _, c := range cases {
		c.finish()
	}
	return cases
}

// event adds a line of the given part: a table, key=value pairs and flags.
func (c *eventCase) event(words []string) error {
	f := fields{absent: c.absent}
	for _, w := range words[1:] {
		key, value, _ := strings.Cut(w, "=")
		f.pairs = append(f.pairs, [2]string{key, value})
	}
	switch tl := &c.tl; words[0] {
	case "cutoff":
		c.cutoff = f.time("at")
	case "absent":
		for _, p := range f.pairs {
			c.absent[p[0]] = true
		}
	case "customer":
		tl.Signup, tl.BirthDate, tl.ContractEnd = f.time("signup"), f.time("birth"), f.time("contract_end")
	case "peers":
		c.peers = PeerSpend{
			RecentTotal: f.money("recent_total"), EarlierTotal: f.money("earlier_total"),
			Recent: []int64{f.money("recent_0"), f.money("recent_1")}, Earlier: []int64{f.money("earlier_0"), f.money("earlier_1")},
			TopScores: [numScales]float64{float64(f.money("csat")) / MoneyScale},
		}
	case "line":
		tl.Lines.Time = append(tl.Lines.Time, f.time("at"))
		tl.Lines.Amount = append(tl.Lines.Amount, f.money("amount"))
		tl.Lines.IsReturn = append(tl.Lines.IsReturn, f.money("amount") < 0)
		f.code(&tl.Lines.Category, "category")
		f.code(&tl.Lines.Channel, "channel")
	case "invoice":
		tl.Invoices.Due = append(tl.Invoices.Due, f.time("due"))
		tl.Invoices.Amount = append(tl.Invoices.Amount, f.money("amount"))
		f.times(&tl.Invoices.Issued, "issued")
		f.times(&tl.Invoices.Paid, "paid")
		f.code(&tl.Invoices.Disputed, "disputed")
	case "contact":
		tl.Contacts.Time = append(tl.Contacts.Time, f.time("at"))
		tl.Contacts.Kind = append(tl.Contacts.Kind, f.kind("billing_question", "technical", "product_info", "complaint", "other"))
		f.times(&tl.Contacts.Resolved, "resolved")
		f.score(&tl.Contacts.Satisfaction, "satisfaction")
	case "change":
		tl.Changes.Time = append(tl.Changes.Time, f.time("at"))
		tl.Changes.Kind = append(tl.Changes.Kind, f.kind("address", "email", "phone", "touchpoint_closed", "billing_channel"))
	case "offer":
		tl.Offers.Time = append(tl.Offers.Time, f.time("at"))
		f.times(&tl.Offers.Responded, "responded")
		f.code(&tl.Offers.Control, "control")
	case "score":
		tl.Satisfaction.Time = append(tl.Satisfaction.Time, f.time("at"))
		tl.Satisfaction.Scale = append(tl.Satisfaction.Scale, f.kind("csat", "nps", "complaint_handling"))
		f.score(&tl.Satisfaction.Score, "score")
	case "wallet":
		tl.Wallet.Month = append(tl.Wallet.Month, f.time("month"))
		tl.Wallet.Total = append(tl.Wallet.Total, f.money("total"))
		f.code(&tl.Wallet.Category, "category")
	default:
		return fmt.Errorf("no table is called %s", words[0])
	}
	return f.err
}

// finish derives what the engine derives from lines: those of one instant are a
// purchase.
func (c *eventCase) finish() {
	l := &c.tl.Lines
	l.CumSpend = append(l.CumSpend, 0)
	for i, amount := range l.Amount {
		l.CumSpend = append(l.CumSpend, l.CumSpend[i]+amount)
		l.Purchase = append(l.Purchase, -1)
		if l.IsReturn[i] {
			continue
		}
		if n := len(c.tl.Purchases); n == 0 || c.tl.Purchases[n-1] != l.Time[i] {
			c.tl.Purchases = append(c.tl.Purchases, l.Time[i])
		}
		if n := len(c.tl.PurchaseDays); n == 0 || dayOf(c.tl.PurchaseDays[n-1]) != dayOf(l.Time[i]) {
			c.tl.PurchaseDays = append(c.tl.PurchaseDays, l.Time[i])
		}
		l.Purchase[i] = int32(len(c.tl.Purchases) - 1)
	}
}

// fields are the key=value pairs of a line; the first error is kept.
type fields struct {
	pairs  [][2]string
	absent map[string]bool
	err    error
}

func (f *fields) get(key string) string {
	for _, p := range f.pairs {
		if p[0] == key {
			return p[1]
		}
	}
	return ""
}

func (f *fields) number(text string) float64 {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil && f.err == nil {
		f.err = err
	}
	return x
}

func (f *fields) money(key string) int64 {
	if f.get(key) == "" {
		return 0
	}
	return int64(math.Round(f.number(f.get(key)) * MoneyScale))
}

func (f *fields) time(key string) int64 {
	text := f.get(key)
	if text == "" {
		return NoTime
	}
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UnixMicro()
		}
	}
	f.err = fmt.Errorf("%s=%s is no time", key, text)
	return NoTime
}

func (f *fields) times(to *[]int64, key string) {
	if !f.absent[key] {
		*to = append(*to, f.time(key))
	}
}

func (f *fields) score(to *[]float64, key string) {
	switch text := f.get(key); {
	case f.absent[key]:
	case text == "":
		*to = append(*to, math.NaN())
	default:
		*to = append(*to, f.number(text))
	}
}

func (f *fields) code(to *[]int32, key string) {
	switch text := f.get(key); {
	case f.absent[key]:
	case text == "":
		*to = append(*to, NoCode)
	default:
		*to = append(*to, int32(f.number(text)))
	}
}

func (f *fields) kind(names ...string) int32 {
	for _, p := range f.pairs {
		if k := slices.Index(names, p[0]); k >= 0 && p[1] == "" {
			return int32(k)
		}
	}
	f.err = fmt.Errorf("none of %s is given", strings.Join(names, ", "))
	return NoCode
}
