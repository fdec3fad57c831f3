package signals

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"predict/features"
)

// TestCases runs the timelines of testdata: one customer each, and since when which
// signals are shown. What a case does not name must not be shown.
func TestCases(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range paths {
		for _, c := range readCases(t, path) {
			t.Run(strings.TrimSuffix(filepath.Base(path), ".txt")+"/"+c.name, func(t *testing.T) {
				if diff := cmp.Diff(c.expected, c.shown(t)); diff != "" {
					t.Errorf("%s:%d: since (-want +got):\n%s", path, c.line, diff)
				}
			})
		}
	}
}

// story is one customer and what is expected.
type story struct {
	name     string
	line     int
	cutoff   int64
	batch    features.Batch
	absent   []string // columns that the export does not have
	scaling  int
	expected map[string]string
}

func (c *story) shown(t *testing.T) map[string]string {
	t.Helper()
	since, ok := signsOf(NewCounter(Options{}), &c.batch, 0, c.cutoff, c.scaling)
	if !ok {
		t.Fatalf("the customer of line %d is none at the cutoff", c.line)
	}
	found := map[string]string{}
	for s, at := range since {
		if at != features.NoTime {
			found[Name(s)] = strings.TrimSuffix(time.UnixMicro(at).UTC().Format("2006-01-02T15:04"), "T00:00")
		}
	}
	return found
}

// signsOf returns since when a customer of a batch shows each signal, with a counter of
// any options, which is set to the cutoff.
func signsOf(c *Counter, b *features.Batch, i int, cutoff int64, scaling int) (since [NumSignals]int64, ok bool) {
	o := Options{Churn: features.DefaultOptions().Churn, Cutoff: cutoff, Until: cutoff + 400*features.Day}
	w := features.NewWalker(o.Churn, o.Until)
	if err := w.Check(b); err != nil {
		panic(err)
	}
	w.Customer(b, i)
	v, active := w.At(cutoff)
	if !active {
		return since, false
	}
	c.o, c.months = o, monthStarts(cutoff)
	since = c.signs(v, w)
	since[LowSatisfaction] = c.scaled(scaling)
	return since, true
}

func readCases(t *testing.T, path string) []*story {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var cases []*story
	scan := bufio.NewScanner(file)
	for line := 1; scan.Scan(); line++ {
		text, _, _ := strings.Cut(scan.Text(), "#")
		words := strings.Fields(text)
		switch {
		case len(words) == 0:
		case words[0] == "case":
			c := &story{name: strings.Join(words[1:], " "), line: line, expected: map[string]string{}}
			c.cutoff = instant("2024-07-01")
			cases = append(cases, c)
		default:
			if err := cases[len(cases)-1].read(words); err != nil {
				t.Fatalf("%s:%d: %v", path, line, err)
			}
		}
	}
	for _, c := range cases {
		c.finish()
	}
	return cases
}

func instant(text string) int64 {
	for _, layout := range []string{"2006-01-02", "2006-01-02T15:04"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UnixMicro()
		}
	}
	return features.NoTime
}

// read reads a line of a case: what happened, then key=value pairs.
func (c *story) read(words []string) error {
	f := map[string]string{}
	for _, w := range words[1:] {
		key, value, _ := strings.Cut(w, "=")
		f[key] = value
	}
	at := instant(f["at"])
	b := &c.batch
	switch words[0] {
	case "cutoff":
		c.cutoff = at
	case "absent":
		c.absent = append(c.absent, words[1:]...)
	case "scaling":
		c.scaling, _ = strconv.Atoi(words[1])
	case "expect":
		for signal, since := range f {
			c.expected[signal] = since
		}
	case "buys": // regularly
		days, _ := strconv.ParseInt(f["every"], 10, 64)
		for at, to := instant(f["from"]), instant(f["to"]); at <= to; at += days * features.Day {
			c.bought(at, f)
		}
	case "buy":
		c.bought(at, f)
	case "offer":
		b.Offers.Time = append(b.Offers.Time, at)
		b.Offers.Responded = append(b.Offers.Responded, instant(f["responded"]))
		b.Offers.Control = append(b.Offers.Control, int32(number(f["control"], 0)))
	case "invoice":
		b.Invoices.Issued = append(b.Invoices.Issued, instant(f["issued"]))
		b.Invoices.Due = append(b.Invoices.Due, instant(f["due"]))
		b.Invoices.Paid = append(b.Invoices.Paid, instant(f["paid"]))
		b.Invoices.Amount = append(b.Invoices.Amount, int64(number(f["amount"], 100))*features.MoneyScale)
	case "contact":
		b.Contacts.Time = append(b.Contacts.Time, at)
		b.Contacts.Kind = append(b.Contacts.Kind, int32(slices.Index([]string{"billing_question", "technical", "product_info", "complaint", "other"}, f["kind"])))
		b.Contacts.Resolved = append(b.Contacts.Resolved, instant(f["resolved"]))
		b.Contacts.Satisfaction = append(b.Contacts.Satisfaction, number(f["score"], nan))
	case "change":
		b.Changes.Time = append(b.Changes.Time, at)
		b.Changes.Kind = append(b.Changes.Kind, int32(slices.Index([]string{"address", "email", "phone", "touchpoint_closed", "billing_channel"}, f["kind"])))
	case "score":
		b.Satisfaction.Time = append(b.Satisfaction.Time, at)
		b.Satisfaction.Score = append(b.Satisfaction.Score, number(f["score"], nan))
		b.Satisfaction.Scale = append(b.Satisfaction.Scale, int32(slices.Index([]string{"csat", "nps", "complaint_handling"}, f["scale"])))
	case "wallet": // of every month from..to
		for at, to := time.UnixMicro(instant(f["from"])).UTC(), instant(f["to"]); at.UnixMicro() <= to; at = at.AddDate(0, 1, 0) {
			b.Wallet.Month = append(b.Wallet.Month, at.UnixMicro())
			b.Wallet.Total = append(b.Wallet.Total, int64(number(f["total"], 0))*features.MoneyScale)
			b.Wallet.Category = append(b.Wallet.Category, int32(number(f["category"], -1)))
		}
	default:
		return fmt.Errorf("%q is nothing that happens", words[0])
	}
	return nil
}

func (c *story) bought(at int64, f map[string]string) {
	x := &c.batch.Transactions
	x.Time = append(x.Time, at)
	x.Amount = append(x.Amount, int64(number(f["amount"], 50)*features.MoneyScale))
	x.Category = append(x.Category, int32(number(f["category"], 0)))
}

func number(text string, none float64) float64 {
	if x, err := strconv.ParseFloat(text, 64); err == nil {
		return x
	}
	return none
}
