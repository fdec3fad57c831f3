package pipeline

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"gonum.org/v1/gonum/mat"

	"predict/data"
	"predict/data/columnar"
	"predict/data/lake"
	"predict/features"
)

// single is one customer's part of the lake as known before a cutoff.
type single struct {
	id     string
	key    uint64
	bucket *lake.Bucket // of this customer alone
}

// onlyBefore gives what a bucket holds of customer i before a cutoff: events at
// or after it are left out, and what settled then has not settled. It shares no
// memory with the bucket.
func onlyBefore(b *lake.Bucket, i int, cutoff int64) *lake.Bucket {
	out := &lake.Bucket{IDs: []string{b.IDs[i]}, Keys: []uint64{b.Keys[i]}, Tables: map[string]*lake.Rows{}}
	for name, rows := range b.Tables {
		from, to := int(rows.Start[i]), int(rows.Start[i+1])
		contract, _ := data.TableNamed(name)
		if contract.OrderBy != "" {
			n, _ := slices.BinarySearch(rows.I64[contract.OrderBy][from:to], cutoff)
			to = from + n
		}
		part := &lake.Rows{Start: []int32{0, int32(to - from)}, I64: map[string][]int64{}, I32: map[string][]int32{}, F64: map[string][]float64{}}
		for column, values := range rows.I64 {
			part.I64[column] = slices.Clone(values[from:to])
		}
		for column, values := range rows.I32 {
			part.I32[column] = slices.Clone(values[from:to])
		}
		for column, values := range rows.F64 {
			part.F64[column] = slices.Clone(values[from:to])
		}
		for _, column := range settled(name) {
			for k, t := range part.I64[column] {
				if t >= cutoff {
					part.I64[column][k] = data.Missing64
				}
			}
		}
		out.Tables[name] = part
	}
	return out
}

// settled are the columns of a table that say when an event was settled, which
// may be after the event is known.
func settled(table string) []string {
	switch table {
	case data.Invoices:
		return []string{"paid"}
	case data.Contacts:
		return []string{"resolved"}
	case data.Offers:
		return []string{"responded"}
	}
	return nil
}

// copy gives the customer's rows anew: what reads them for the features replaces
// codes in place.
func (o *single) copy() *lake.Bucket { return onlyBefore(o.bucket, 0, math.MaxInt64) }

// featureRow is the customer's row of the feature table of as_of; nil where the
// customer has none.
func (s *State) featureRow(one *single) (*Frame, error) {
	path := s.path("features", cutoffName(s.AsOf), tableFile)
	r, err := columnar.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	defer r.Close()
	// A table is written bucket by bucket, in as many as the lake had then.
	f, err := readFrame(r, lake.BucketOf(one.key, r.RowGroups()), s.Schema.Names())
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	i := slices.Index(f.IDs, one.id)
	if i < 0 {
		return nil, nil
	}
	return f.row(i), nil
}

// row is row i of a frame as a frame of its own.
func (f *Frame) row(i int) *Frame {
	_, p := f.X.Dims()
	return &Frame{
		IDs: f.IDs[i : i+1], Keys: f.Keys[i : i+1], Labels: f.Labels[i : i+1], Profiles: f.Profiles[i : i+1],
		X: mat.DenseCopyOf(f.X.Slice(i, i+1, 0, p)),
	}
}

// person says who the customer is; profile is nil for a customer who has none.
func (x *explainer) person(profile *features.Profile) Person {
	asOf := x.state.AsOf
	p := Person{ID: plainText(x.one.id)}
	since := x.facts(&p)
	orders := x.texts.orders(x.one.bucket.Tables[data.Transactions])
	for _, o := range orders {
		if o.time >= asOf-365*features.Day {
			p.Purchases365++
		}
	}
	if p.Purchases = len(orders); p.Purchases > 0 {
		if since == features.NoTime {
			since = orders[0].time
		}
		last := orders[p.Purchases-1].time
		p.LastPurchase, p.DaysSince = formatDate(last), int((asOf-last)/features.Day)
	}
	p.Since = formatDate(since)
	if profile != nil {
		p.Spend365 = formatMoney(profile.Spend365)
		if !math.IsNaN(profile.UsualGapDays) {
			p.UsualGapDays = &profile.UsualGapDays
		}
	}
	return p
}

// facts fills in what the customers table says, and returns when the customer
// signed up, NoTime where that is not known.
func (x *explainer) facts(p *Person) int64 {
	r := x.one.bucket.Tables[data.Customers]
	if r == nil || r.Start[1] == 0 {
		return features.NoTime
	}
	last := r.Start[1] - 1 // the last row counts
	for column, to := range map[string]*string{"segment": &p.Segment, "region": &p.Region, "preferred_channel": &p.PreferredChannel} {
		if codes := r.I32[column]; codes != nil {
			*to = x.texts.of(data.Customers, column, codes[last])
		}
	}
	if signup := r.I64["signup"]; signup != nil && signup[last] < x.state.AsOf {
		return signup[last]
	}
	return features.NoTime
}

// eventTexts are the texts behind the codes of the lake.
type eventTexts map[string][]string // by table.column

// readEventTexts reads every dictionary of the tables that there are.
func readEventTexts(l *lake.Lake) (eventTexts, error) {
	texts := eventTexts{}
	for _, name := range l.Tables() {
		contract, _ := data.TableNamed(name)
		for _, c := range contract.Columns {
			if c.Kind != data.Symbol || name == data.Transactions && c.Name == "product" {
				continue // nobody is told products, and there may be a million
			}
			list, err := l.Symbols(name, c.Name)
			if err != nil {
				return nil, fmt.Errorf("reading the dictionary of %s.%s: %w", name, c.Name, err)
			}
			texts[name+"."+c.Name] = list
		}
	}
	return texts, nil
}

// of is the text of a code, fit for a terminal; empty where there is none.
func (t eventTexts) of(table, column string, code int32) string {
	return plainText(textOf(t[table+"."+column], code))
}

// mostLetters is the longest text of an export that is shown.
const mostLetters = 60

// plainText makes a text of an export fit for a line of a terminal: no control
// characters, which could move the cursor, and not too long.
func plainText(text string) string {
	text = strings.Join(strings.FieldsFunc(text, func(c rune) bool {
		return unicode.IsSpace(c) || !unicode.IsPrint(c)
	}), " ")
	if letters := []rune(text); len(letters) > mostLetters {
		text = strings.TrimSpace(string(letters[:mostLetters-1])) + "…"
	}
	return text
}
