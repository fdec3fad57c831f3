package examine

import (
	"bytes"
	"context"
	"math"
	"slices"

	"github.com/cespare/xxhash/v2"

	"predict/data"
	"predict/data/csv"
	"predict/data/duckdb"
	"predict/data/value"
)

// The reasons for refused values, as a load names them.
const (
	reasonMissing    = "missing"
	reasonTime       = "not a date of the expected format"
	reasonTooEarly   = "before the earliest believable date"
	reasonFuture     = "in the future"
	reasonMoney      = "not an amount"
	reasonAbsurd     = "larger than the largest believable amount"
	reasonNumber     = "not a number"
	reasonFlag       = "not a truth value (yes/no, true/false, 1/0)"
	reasonRange      = "outside the allowed range"
	reasonSymbol     = "not one of the allowed values"
	reasonDamagedID  = "id damaged by a spreadsheet (scientific notation)"
	reasonLong       = "text that is too long"
	reasonCalculated = "not a number where the expression needs one"
)

// The longest texts that a load takes, in bytes, and the most different texts of
// a column that are told apart.
const (
	maxID    = 256
	maxText  = 4096
	maxTexts = 5000
)

// worker counts blocks. Each goroutine has its own.
type worker struct {
	table     *tableRun
	evaluator evaluator
	file      *exportFile
	records   csv.Records
	columns   []*Column // its own counts
	contract  []data.Column
	times     []*timeCounter
	limit     int64
	days      dayCounts
	customers *customerSet
	hash      xxhash.Digest

	bad, rejected, unnamed, rows int64
	files                        map[*File]*fileCounts
	counts                       *fileCounts // of the file at hand
}

// fileCounts are what a worker has seen of a file.
type fileCounts struct {
	bad                map[csv.Reason]*Spot
	mojibake, replaced Spot
	first, last        int32
}

func newWorker(t *tableRun) (*worker, error) {
	w := &worker{
		table: t, evaluator: evaluator{table: t}, columns: mapped(t.table, t.source), files: map[*File]*fileCounts{},
		days: dayCounts{days: map[int32]*Day{}}, limit: moneyLimit(t.source.MaxAmount),
	}
	w.customers = newCustomerSet(t.run.options.MaxCustomers, t.run.options.MaxRhythms, t.rhythms)
	w.times = make([]*timeCounter, len(w.columns))
	for i, c := range w.columns {
		contract, _ := t.table.Column(c.Name)
		w.contract = append(w.contract, contract)
		if c.Kind != data.Time {
			continue
		}
		counter, err := newTimeCounter(t, c.Times, t.facts.Columns[i].Times.Layout, contract.Future)
		if err != nil { // the settings of the table say why; count by another one
			if counter, err = newTimeCounter(t, c.Times, "iso", contract.Future); err != nil {
				return nil, err
			}
		}
		w.times[i] = counter
	}
	return w, nil
}

// moneyLimit is the largest believable amount in units of data.MoneyScale.
func moneyLimit(amount float64) int64 {
	if units := amount * data.MoneyScale; units < math.MaxInt64/4 {
		return int64(units)
	}
	return math.MaxInt64 / 4
}

// block counts the records of a block.
func (w *worker) block(ctx context.Context, x *exportFile, b *csv.Block) error {
	if w.file != x {
		w.file, w.records = x, x.file.Records()
		w.counts = &fileCounts{bad: map[csv.Reason]*Spot{}, first: math.MaxInt32, last: math.MinInt32}
		w.files[x.facts] = w.counts
	}
	w.look(b)
	if err := w.evaluator.evaluate(ctx, x.binding, w.records, b); err != nil {
		return err
	}
	good := 0
	w.records.Start(b)
	for w.records.Next() {
		w.rows++
		if reason := w.records.Bad(); reason != "" {
			w.bad++
			at(w.counts.bad, reason).see(x.facts.Path, x.line(w.records), w.records.Raw())
			continue
		}
		w.row(good)
		good++
	}
	return nil
}

// look searches a block for text that was decoded wrongly.
func (w *worker) look(b *csv.Block) {
	path, c := w.file.facts.Path, w.counts
	for i := misread(b.Data, 0); i >= 0; i = misread(b.Data, i+4) {
		c.mojibake.see(path, csv.Line(b, i), excerpt(b.Data, i))
	}
	for from := 0; ; {
		i := bytes.Index(b.Data[from:], replacement)
		if i < 0 {
			return
		}
		from += i
		c.replaced.see(path, csv.Line(b, from), excerpt(b.Data, from))
		from += len(replacement)
	}
}

// excerpt is the word around a position.
func excerpt(b []byte, i int) []byte {
	from, to := i, i
	for from > 0 && i-from < 20 && b[from-1] > ',' && b[from-1] != '"' && b[from-1] != ';' {
		from--
	}
	for to < len(b) && to-i < 30 && b[to] > ',' && b[to] != '"' && b[to] != ';' {
		to++
	}
	return bytes.ToValidUTF8(b[from:to], nil)
}

// row counts one good record; row is its number among the good ones.
func (w *worker) row(row int) {
	x := w.file
	if w.evaluator.bad != nil && w.evaluator.bad[row] >= 0 {
		name := x.binding.names[w.evaluator.inputs[w.evaluator.bad[row]]]
		for _, c := range w.columns {
			if c.From != name && bytes.Contains([]byte(c.From), []byte(name)) {
				w.refuse(c, reasonCalculated, w.records.Text(w.evaluator.inputs[w.evaluator.bad[row]]))
				break
			}
		}
		w.rejected++
		return
	}
	var id []byte
	var when, amount int64 = data.Missing64, data.Missing64
	refused, returned := false, false
	for i, c := range w.columns {
		o := x.binding.columns[i]
		text := w.evaluator.text(w.records, o, row)
		switch {
		case c.Name == data.CustomerID:
			id = value.Trim(text)
			if w.table.isNull(id) {
				id = nil
				c.Missing++
				continue
			}
			c.Values++
			if len(id) > maxID || value.DamagedID(id) {
				w.refuse(c, reasonDamagedID, id)
				refused = true
			}
			continue
		case w.table.isNull(text):
			c.Missing++
			if c.Required {
				w.refuse(c, reasonMissing, text)
				refused = true
			}
			continue
		}
		c.Values++
		v, reason := w.value(i, c, text, o.kind)
		switch {
		case reason != "":
			w.refuse(c, reason, text)
			refused = true
		case i == w.table.mainTime:
			when = v
		case i == w.table.amount:
			amount = v
		case i == w.table.returned:
			returned = v == 1
		}
	}
	if id == nil && !refused {
		w.unnamed++
	}
	if refused {
		w.rejected++
	}
	w.note(id, when, amount, returned, refused, row)
}

// refuse counts a value that a load refuses.
func (w *worker) refuse(c *Column, reason string, text []byte) {
	at(c.Refused, reason).see(w.file.facts.Path, w.file.line(w.records), text)
}

// value reads a value and counts what it is like; the reason is empty where a
// load takes it.
func (w *worker) value(i int, c *Column, text []byte, kind duckdb.Kind) (int64, string) {
	mark := w.table.source.Decimal[0]
	if kind == duckdb.Number {
		mark = '.'
	}
	switch c.Kind {
	case data.Time:
		return w.times[i].count(w.file.facts.Path, w.file.line(w.records), text, kind == duckdb.Time)
	case data.Money:
		return w.money(c, text, mark)
	case data.Number:
		v, ok := value.ParseNumber(text, mark)
		return 0, w.ranged(i, v, ok)
	case data.Whole:
		v, ok := value.ParseWhole(text)
		return 0, w.ranged(i, float64(v), ok)
	case data.Flag:
		v, ok := value.ParseFlag(text)
		switch {
		case !ok:
			return 0, reasonFlag
		case v:
			return 1, ""
		}
	case data.Symbol:
		return 0, w.symbol(i, c, text)
	default:
		if len(text) > maxText {
			return 0, reasonLong
		}
	}
	return 0, ""
}

func (w *worker) ranged(i int, v float64, ok bool) string {
	k := w.contract[i]
	switch {
	case !ok:
		return reasonNumber
	case (k.Min != 0 || k.Max != 0) && (v < k.Min || v > k.Max):
		return reasonRange
	}
	return ""
}

// symbol counts the text of a symbol, as the export has it.
func (w *worker) symbol(i int, c *Column, text []byte) string {
	if len(text) > maxText {
		return reasonLong
	}
	n, known := c.Texts[string(text)]
	switch {
	case known || len(c.Texts) < maxTexts:
		c.Texts[string(text)] = n + 1
	default:
		c.Others++
	}
	allowed := w.contract[i].Values
	if len(allowed) == 0 {
		return ""
	}
	values := w.table.source.Columns[c.Name].Values
	to, ok := values[string(text)]
	if !ok {
		if to, ok = values["*"]; !ok {
			to = string(text)
		}
	}
	if to != "" && !slices.Contains(allowed, to) {
		return reasonSymbol
	}
	return ""
}

// note counts the row for its day and its customer.
func (w *worker) note(id []byte, when, amount int64, returned, refused bool, row int) {
	day := int32(math.MinInt32)
	if when != data.Missing64 {
		day = int32(floorDiv(when, microsPerDay))
		w.counts.first, w.counts.last = min(w.counts.first, day), max(w.counts.last, day)
		w.days.add(day, amount, w.times[w.table.mainTime])
	}
	if id == nil {
		return
	}
	hash := xxhash.Sum64(id)
	if !refused { // whether or not the customer is in the sample
		w.customers.compare(hash, func() uint64 { return w.rowHash(row) })
	}
	c := w.customers.add(hash, id, w.file.facts.Path, w.file.line(w.records))
	if c < 0 || refused || day == math.MinInt32 {
		return
	}
	if w.table.table.Name != data.Transactions || !returned && amount > 0 {
		w.customers.buy(c, hash, day, max(amount, 0))
	}
}

// rowHash is the hash of the texts of all mapped columns.
func (w *worker) rowHash(row int) uint64 {
	w.hash.Reset()
	for _, o := range w.file.binding.columns {
		_, _ = w.hash.Write(w.evaluator.text(w.records, o, row)) // a hash takes everything
		_, _ = w.hash.Write([]byte{0})
	}
	return w.hash.Sum64()
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
