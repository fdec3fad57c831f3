package causes

import "predict/features"

// Cell counts the customers of a group. Money is in units of 1/10,000 and net of
// returns, so that a sum may be negative.
type Cell struct {
	Customers, Churned int64
	// Spend is what they spent in the 365 days before the cutoff, ChurnedSpend what
	// those of them spent who churned.
	Spend, ChurnedSpend int64
}

func (c *Cell) add(other *Cell) {
	c.Customers += other.Customers
	c.Churned += other.Churned
	c.Spend += other.Spend
	c.ChurnedSpend += other.ChurnedSpend
}

// Minus returns what is counted in c and not in a part of it.
func (c Cell) Minus(part Cell) Cell {
	return Cell{c.Customers - part.Customers, c.Churned - part.Churned, c.Spend - part.Spend, c.ChurnedSpend - part.ChurnedSpend}
}

// Groups are the groups of a dimension.
type Groups struct {
	// Exported says that the batches had the column.
	Exported bool
	// Cells are by code.
	Cells []Cell
	// Known counts each customer once of whom the group is known: who is in one, and
	// for complaint reasons also who did not complain.
	Known Cell
	// Members counts each customer as often as there are groups that he is in.
	Members Cell
	// Any counts of complaint reasons who complained at all, with a reason or without;
	// it is empty in other dimensions.
	Any Cell
}

// Pair holds the groups of two dimensions taken together.
type Pair struct {
	A, B Dimension
	// CodesA and CodesB are the codes that take part, rising. Cells has a row for
	// each of CodesA and, last, one for everybody; in each row a cell for each of
	// CodesB and, last, one for everybody. Everybody is who is known in both.
	CodesA, CodesB []int32
	Cells          []Cell
	// LeftOutA and LeftOutB are how many codes do not take part.
	LeftOutA, LeftOutB int
}

// At returns the cell of positions in CodesA and CodesB; their lengths stand for
// everybody.
func (p *Pair) At(a, b int) Cell { return p.Cells[a*(len(p.CodesB)+1)+b] }

// AnyCode stands in Complaints for all products or all reasons.
const AnyCode int32 = -2

// Complaints says how many customers complained in a month of a product for a
// reason.
type Complaints struct {
	Month int32 // months since January 1970, UTC
	// Product and Reason are codes of the table contacts: NoCode where the complaint
	// names none, AnyCode for all of them. Without the column there is only AnyCode.
	Product, Reason int32
	Customers       int64
}

// Counts are what a Counter has counted. They share its memory.
type Counts struct {
	Cutoff, Until int64
	// All are the customers at the cutoff whose label is known; Unlabelled are the
	// others.
	All        Cell
	Unlabelled int64
	// Outside is how many memberships had codes beyond Options.Codes.
	Outside int64
	Groups  [NumDimensions]Groups
	Pairs   []Pair

	// Cancelled are those of All with a cancellation in the label window, Reasons by
	// code those who gave a reason in the first one. ReasonsExported tells whether
	// there is the column, CancellationsExported whether there is the table.
	Cancelled                              Cell
	Reasons                                []Cell
	CancellationsExported, ReasonsExported bool

	// Complaints of the months from FirstMonth to LastMonth, that of the end of the
	// data, ordered by product, reason and month; months without are left out.
	Complaints            []Complaints
	FirstMonth, LastMonth int32
	// FirstContact is the first contact of any kind, NoTime without any.
	FirstContact                                                      int64
	ContactsExported, ContactProductsExported, ContactReasonsExported bool
}

// dimension is how the groups of a dimension are counted.
type dimension struct {
	cells               []Cell
	known, members, any Cell
	exported            bool
}

func (d *dimension) merge(other *dimension) {
	d.exported = d.exported || other.exported
	d.known.add(&other.known)
	d.members.add(&other.members)
	d.any.add(&other.any)
	for i := range d.cells {
		d.cells[i].add(&other.cells[i])
	}
}

// grow returns cells with room for a code.
func grow(cells []Cell, code int32) []Cell {
	for int(code) >= len(cells) {
		cells = append(cells, Cell{})
	}
	return cells
}

// none tells whether a code names no group.
func none(code int32) bool { return code == features.NoCode || code < 0 }
