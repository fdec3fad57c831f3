package generate

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"
)

// damage says which columns of a table can be damaged and how; -1 for none.
type damage struct {
	customer int
	date     int
	amount   int
	text     int
	future   bool // whether the date may lie in the future
}

// Shares of the clean records that are added as faults. Together the faults
// that must be quarantined stay below 1 % of a large table.
const (
	shareDuplicate = .005
	shareMissing   = .003
	shareOther     = .0005
)

// possible returns the faults that the table can have, but for the truncated
// last record.
func (d damage) possible() []Fault {
	var all []Fault
	for _, f := range Faults() {
		ok := true
		switch f {
		case MissingCustomer:
			ok = d.customer >= 0
		case ImpossibleDate, YearOne:
			ok = d.date >= 0
		case FutureDate:
			ok = d.date >= 0 && !d.future
		case AbsurdAmount, TextAmount:
			ok = d.amount >= 0
		case FormulaText:
			ok = d.text >= 0
		case Truncated:
			ok = false
		}
		if ok {
			all = append(all, f)
		}
	}
	return all
}

// planned is a fault that comes after clean record row.
type planned struct {
	row   int
	fault Fault
}

// planner adds faults to one table and counts them. A nil planner adds none.
type planner struct {
	damage damage
	plan   []planned // by row
	next   int
	counts map[Fault]int
}

// newPlanner decides which rows of a table are written again, damaged. No row
// gets the same fault twice, so that no two damaged records are alike.
func newPlanner(seed uint64, table string, d damage, rows int) *planner {
	p := &planner{damage: d, counts: map[Fault]int{}}
	if rows == 0 {
		return p
	}
	name := fnv.New64a()
	name.Write([]byte(table)) // a hash never fails to be written
	r := source(seed, name.Sum64())
	for _, f := range d.possible() {
		share := shareOther
		switch f {
		case Duplicate:
			share = shareDuplicate
		case MissingCustomer:
			share = shareMissing
		}
		taken := map[int]bool{}
		for range min(rows, max(1, int(math.Round(share*float64(rows))))) {
			row := r.IntN(rows)
			for taken[row] {
				row = (row + 1) % rows
			}
			taken[row] = true
			p.plan = append(p.plan, planned{row, f})
		}
	}
	slices.SortStableFunc(p.plan, func(a, b planned) int { return a.row - b.row })
	return p
}

// after writes the faults that follow clean record row.
func (p *planner) after(row int, record []byte, out *output) {
	if p == nil {
		return
	}
	for ; p.next < len(p.plan) && p.plan[p.next].row == row; p.next++ {
		f := p.plan[p.next].fault
		p.counts[f]++
		out.line(p.damage.apply(f, record, p.counts[f]))
	}
}

// end writes half of the last record, as an export does that was cut off.
func (p *planner) end(record []byte, out *output) {
	if p == nil || len(record) == 0 {
		return
	}
	all := fields(record)
	cut := len(all) / 2
	half := append(bytes.Join(all[:cut], []byte{','}), ',')
	out.part(append(half, all[cut][:len(all[cut])/2]...))
	p.counts[Truncated]++
}

// books returns how many faults of each sort were written, nil for none.
func (p *planner) books() map[Fault]int {
	if p == nil || len(p.counts) == 0 {
		return nil
	}
	return p.counts
}

// apply returns the record with the fault. number tells faults of one sort
// apart.
func (d damage) apply(f Fault, record []byte, number int) []byte {
	all := fields(record)
	set := func(column int, text string) {
		if column >= 0 {
			all[column] = []byte(text)
		}
	}
	clock := ""
	if d.date >= 0 && len(all[d.date]) > len("2006-01-02") {
		clock = " 10:00:00"
	}
	switch f {
	case MissingCustomer:
		set(d.customer, "")
	case DamagedID:
		set(max(d.customer, 0), "1.03E+19")
	case ImpossibleDate:
		set(d.date, "2024-02-30"+clock)
	case FutureDate:
		set(d.date, "2999-12-31"+clock)
	case YearOne:
		set(d.date, "0001-01-01"+clock)
	case AbsurdAmount:
		set(d.amount, "999999999999.00")
	case TextAmount:
		set(d.amount, "see note")
	case MissingField:
		all = all[:len(all)-1]
	case ExtraField:
		all = append(all, []byte("left over"))
	case FormulaText:
		set(d.text, quoted(dangerous(number)))
	}
	return bytes.Join(all, []byte{','})
}

// dangerous returns a text that a spreadsheet takes for a formula or a browser
// for markup; number makes it different from the others.
func dangerous(number int) string {
	texts := []string{
		`=HYPERLINK("http://example.com/%d";"open")`, `+49 30 %d`, `-2+3+%d`, `@SUM(1+%d)`,
		`<b onmouseover="alert(%d)">gold</b>`, `Brown, "Mac" & Sons %d`, "\t=1+%d",
	}
	return fmt.Sprintf(texts[(number-1)%len(texts)], number)
}

// quoted returns a text as a CSV field.
func quoted(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }
