package features

import (
	"fmt"
	"slices"
)

// BatchError says what is wrong with a batch: a fault of whatever built it.
type BatchError struct {
	Table, Column string
	Customer      string // where one customer is to blame
	Reason        string
}

// Error implements error.
func (e *BatchError) Error() string {
	where := e.Table + "." + e.Column
	if e.Customer != "" {
		where += fmt.Sprintf(" of customer %q", e.Customer)
	}
	return "features: checking a batch: " + where + ": " + e.Reason
}

// columnLength is the length of a column, or -1 for one that is absent.
type columnLength struct {
	name string
	n    int
}

func lengthOf[T any](name string, column []T) columnLength {
	if column == nil {
		return columnLength{name, -1}
	}
	return columnLength{name, len(column)}
}

// check returns a *BatchError where columns do not fit each other or events
// are not in the order of time, since results would be wrong without a word.
func (b *Batch) check() error {
	if len(b.Keys) != len(b.IDs) {
		return &BatchError{Table: "batch", Column: "keys", Reason: fmt.Sprintf("there are %d keys for %d customers", len(b.Keys), len(b.IDs))}
	}
	n := len(b.IDs)
	if err := b.checkForPeers(n); err != nil {
		return err
	}
	c, v, k, h := &b.Customers, &b.Invoices, &b.Contacts, &b.Changes
	o, w, x := &b.Offers, &b.Wallet, &b.Cancellations
	if err := b.checkTable(n, "customers", c.Start, nil, "", lengthOf("signup", c.Signup), lengthOf("birth_date", c.BirthDate),
		lengthOf("contract_end", c.ContractEnd), lengthOf("cost_to_serve", c.CostToServe), lengthOf("segment", c.Segment),
		lengthOf("region", c.Region), lengthOf("preferred_channel", c.PreferredChannel), lengthOf("preferred_hour", c.PreferredHour)); err != nil {
		return err
	}
	if err := b.checkTable(n, "invoices", v.Start, v.Due, "due", lengthOf("issued", v.Issued), lengthOf("paid", v.Paid), need("amount", v.Amount), lengthOf("disputed", v.Disputed)); err != nil {
		return err
	}
	if err := b.checkTable(n, "contacts", k.Start, k.Time, "time", lengthOf("resolved", k.Resolved), need("kind", k.Kind), lengthOf("channel", k.Channel),
		lengthOf("reason", k.Reason), lengthOf("product", k.Product), lengthOf("satisfaction", k.Satisfaction)); err != nil {
		return err
	}
	if err := b.checkTable(n, "changes", h.Start, h.Time, "time", need("kind", h.Kind)); err != nil {
		return err
	}
	if err := b.checkTable(n, "offers", o.Start, o.Time, "time", lengthOf("responded", o.Responded), lengthOf("campaign", o.Campaign),
		lengthOf("tactic", o.Tactic), lengthOf("cost", o.Cost), lengthOf("control", o.Control)); err != nil {
		return err
	}
	if err := b.checkTable(n, "wallet", w.Start, w.Month, "month", lengthOf("category", w.Category), need("total", w.Total)); err != nil {
		return err
	}
	return b.checkTable(n, "cancellations", x.Start, x.Time, "time", lengthOf("reason", x.Reason))
}

// checkForPeers checks the tables that a PeerCounter reads.
func (b *Batch) checkForPeers(n int) error {
	t, s := &b.Transactions, &b.Satisfaction
	if err := b.checkTable(n, "transactions", t.Start, t.Time, "time", need("amount", t.Amount), lengthOf("margin", t.Margin), lengthOf("order_id", t.Order),
		lengthOf("category", t.Category), lengthOf("product", t.Product), lengthOf("channel", t.Channel), lengthOf("is_return", t.IsReturn)); err != nil {
		return err
	}
	return b.checkTable(n, "satisfaction", s.Start, s.Time, "time", need("score", s.Score), lengthOf("scale", s.Scale))
}

// need is lengthOf for a column that its table cannot be without.
func need[T any](name string, column []T) columnLength { return columnLength{name, len(column)} }

func (b *Batch) checkTable(customers int, table string, start []int32, times []int64, timeName string, columns ...columnLength) error {
	if start == nil {
		return nil
	}
	if len(start) != customers+1 {
		return &BatchError{Table: table, Column: "start", Reason: fmt.Sprintf("it has %d entries, not one more than the %d customers", len(start), customers)}
	}
	if start[0] < 0 || !slices.IsSorted(start) {
		return &BatchError{Table: table, Column: "start", Reason: "its entries fall"}
	}
	rows := int(start[len(start)-1])
	if timeName == "" {
		times = nil
	} else if len(times) < rows {
		return &BatchError{Table: table, Column: timeName, Reason: fmt.Sprintf("it has %d rows, not %d", len(times), rows)}
	}
	for _, c := range columns {
		if c.n >= 0 && c.n < rows {
			return &BatchError{Table: table, Column: c.name, Reason: fmt.Sprintf("it has %d rows, not %d", c.n, rows)}
		}
	}
	for i := range customers {
		if own := part(times, int(start[i]), int(start[i+1])); !slices.IsSorted(own) {
			id := fmt.Sprintf("number %d of the batch", i)
			if i < len(b.IDs) {
				id = b.IDs[i]
			}
			return &BatchError{Table: table, Column: timeName, Customer: id, Reason: "its events are not in the order of time"}
		}
	}
	return nil
}
