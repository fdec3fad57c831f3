package ingest

import "predict/data"

// layout says which columns of a table are stored, and where in a row.
type layout struct {
	table   data.Table
	columns []data.Column // mapped columns, in the table's order
	slot    []int         // index into rows.wide or rows.narrow, by column
	wide    int           // number of 8-byte columns
	narrow  int           // number of 4-byte columns
	order   int           // index into rows.wide of the OrderBy column, or -1
	keys    []key         // what the rows of a customer are ordered by
}

// newLayout lays out the mapped columns of a table.
func newLayout(t data.Table, mapped func(column string) bool) layout {
	l := layout{table: t, order: -1}
	for _, c := range t.Columns {
		if !mapped(c.Name) {
			continue
		}
		l.columns = append(l.columns, c)
		if c.Kind.Wide() {
			if c.Name == t.OrderBy {
				l.order = l.wide
			}
			l.slot = append(l.slot, l.wide)
			l.wide++
		} else {
			l.slot = append(l.slot, l.narrow)
			l.narrow++
		}
	}
	l.keys = keysOf(l)
	return l
}

// rowBytes is the size of one row in memory and on disk.
func (l layout) rowBytes() int { return 4 + 8*l.wide + 4*l.narrow }

// rows are some rows of a table as columns: the customer's code in its bucket,
// then the 8-byte and the 4-byte columns of the layout.
type rows struct {
	customer []int32
	wide     [][]int64
	narrow   [][]int32
}

func newRows(l layout, capacity int) *rows {
	r := &rows{customer: make([]int32, 0, capacity), wide: make([][]int64, l.wide), narrow: make([][]int32, l.narrow)}
	for i := range r.wide {
		r.wide[i] = make([]int64, 0, capacity)
	}
	for i := range r.narrow {
		r.narrow[i] = make([]int32, 0, capacity)
	}
	return r
}

func (r *rows) len() int { return len(r.customer) }

// resize sets the length of every column to n, keeping what fits.
func (r *rows) resize(n int) {
	r.customer = grown(r.customer, n)
	for i := range r.wide {
		r.wide[i] = grown(r.wide[i], n)
	}
	for i := range r.narrow {
		r.narrow[i] = grown(r.narrow[i], n)
	}
}

func grown[T any](s []T, n int) []T {
	if cap(s) >= n {
		return s[:n]
	}
	t := make([]T, n, n+n/8)
	copy(t, s)
	return t
}

// appendAll adds all rows of o, which has the same layout.
func (r *rows) appendAll(o *rows) {
	r.customer = append(r.customer, o.customer...)
	for i := range r.wide {
		r.wide[i] = append(r.wide[i], o.wide[i]...)
	}
	for i := range r.narrow {
		r.narrow[i] = append(r.narrow[i], o.narrow[i]...)
	}
}
