package postgres

import (
	"cmp"
	"context"
	"hash/fnv"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"
)

// delivery is one attempt, within its transaction.
type delivery struct {
	*target
	tx     pgx.Tx
	list   List
	result Result
}

// run does all that is between begin and commit.
func (d *delivery) run(ctx context.Context) error {
	if err := d.bound(ctx); err != nil {
		return err
	}
	if err := d.migrate(ctx); err != nil {
		return err
	}
	held, err := d.held(ctx)
	if err != nil {
		return err
	}
	for _, h := range held {
		if h.runID == d.list.RunID && slices.Equal(h.columns, d.names()) && h.rows == int64(d.list.Rows) {
			d.result.Known = true
			return nil
		}
	}
	leaving, stays := d.leaving(held)
	if !stays {
		d.result.Older = true
		return nil
	}
	if err := d.table(ctx); err != nil {
		return err
	}
	if err := d.remove(ctx, leaving); err != nil {
		return err
	}
	return d.add(ctx)
}

// lockClass tells the locks of this package from those of others in a database.
const lockClass = 0x70726564

// bound sets the limits of the transaction and waits for other deliveries to the
// schema. The server gives up a writer that it hears nothing of.
func (d *delivery) bound(ctx context.Context) error {
	h := fnv.New32a()
	_, _ = h.Write([]byte(d.options.Schema)) // a hash never fails
	key := int32(h.Sum32())                  //nolint:gosec // all 32 bits are wanted
	settings := [][2]string{
		{"search_path", "pg_catalog"},
		{"datestyle", "ISO, YMD"},
		{"lock_timeout", strconv.FormatInt(d.options.LockTimeout.Milliseconds(), 10)},
		{"statement_timeout", strconv.FormatInt(d.options.Timeout.Milliseconds(), 10)},
		{"idle_in_transaction_session_timeout", "60000"},
		{"tcp_keepalives_idle", "30"},
		{"tcp_keepalives_interval", "10"},
		{"tcp_keepalives_count", "3"},
	}
	for _, s := range settings {
		if _, err := d.tx.Exec(ctx, "select set_config($1, $2, true)", s[0], s[1]); err != nil {
			return d.wrap(ctx, "setting "+s[0], err)
		}
	}
	_, err := d.tx.Exec(ctx, "select pg_advisory_xact_lock($1::int, $2::int)", int32(lockClass), key)
	return d.wrap(ctx, "waiting for other deliveries", err)
}

// heldList is a list that the table holds.
type heldList struct {
	runID, asOf string
	rows        int64
	columns     []string
}

// held are the lists in the table, the newest first. One without a date is older
// than all others.
func (d *delivery) held(ctx context.Context) ([]heldList, error) {
	const step = "reading which lists are there"
	rows, err := d.tx.Query(ctx, "select run_id, coalesce(as_of::text, ''), rows, columns from "+d.name("lists")+
		" where list_table = $1 order by as_of desc nulls last, run_id", d.options.Table)
	if err != nil {
		return nil, d.wrap(ctx, step, err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (heldList, error) {
		var h heldList
		err := row.Scan(&h.runID, &h.asOf, &h.rows, &h.columns)
		return h, err
	})
	return all, d.wrap(ctx, step, err)
}

// leaving are the ids of the lists that go when this one comes: itself, where it
// has other columns by now, that of the same date, and those that are too many.
// It reports false where this one is too old to come at all.
func (d *delivery) leaving(held []heldList) (ids []string, stays bool) {
	stay := []heldList{{runID: d.list.RunID, asOf: d.list.AsOf}}
	for _, h := range held {
		if h.runID == d.list.RunID || h.asOf == d.list.AsOf {
			ids = append(ids, h.runID)
			continue
		}
		stay = append(stay, h)
	}
	slices.SortStableFunc(stay, func(a, b heldList) int { return cmp.Compare(b.asOf, a.asOf) })
	for i, h := range stay {
		switch {
		case i < d.options.Keep && h.runID == d.list.RunID:
			stays = true
		case i >= d.options.Keep && h.runID != d.list.RunID:
			ids = append(ids, h.runID)
		}
	}
	return ids, stays
}

// remove takes lists out.
func (d *delivery) remove(ctx context.Context, ids []string) error {
	ids = append(ids, d.list.RunID) // whose rows someone may have left there by hand
	if _, err := d.tx.Exec(ctx, "delete from "+d.name(d.options.Table)+" where run_id = any($1)", ids); err != nil {
		return d.wrap(ctx, "taking old rows out", err)
	}
	if _, err := d.tx.Exec(ctx, "delete from "+d.name("lists")+" where list_table = $1 and run_id = any($2)", d.options.Table, ids); err != nil {
		return d.wrap(ctx, "taking old lists out", err)
	}
	for _, id := range ids[:len(ids)-1] {
		if id != d.list.RunID {
			d.result.Removed = append(d.result.Removed, id)
		}
	}
	return nil
}

// add puts the list in.
func (d *delivery) add(ctx context.Context) error {
	cell, err := d.list.Open()
	if err != nil {
		return &Error{Server: d.server, Step: "reading the list", Text: err.Error()}
	}
	source := newCopyReader(d.list, cell)
	names := ""
	for _, c := range source.columns {
		names += ", " + quoted(c)
	}
	tag, err := d.tx.Conn().PgConn().CopyFrom(ctx, source, "copy "+d.name(d.options.Table)+" ("+names[2:]+") from stdin")
	if err != nil {
		return d.wrap(ctx, "copying rows", err)
	}
	if tag.RowsAffected() != int64(d.list.Rows) {
		return &Error{Server: d.server, Step: "copying rows", Text: "of " + strconv.Itoa(d.list.Rows) + " rows only " + strconv.FormatInt(tag.RowsAffected(), 10) + " arrived", again: true}
	}
	d.result.Rows, d.result.Replaced = tag.RowsAffected(), source.replaced
	_, err = d.tx.Exec(ctx, "insert into "+d.name("lists")+" (list_table, run_id, as_of, model_id, rows, columns) values ($1, $2, nullif($3, '')::date, $4, $5, $6)",
		d.options.Table, d.list.RunID, d.list.AsOf, d.list.ModelID, int64(d.list.Rows), d.names())
	return d.wrap(ctx, "noting the list", err)
}

// clean lets the server use the room of the rows that went, and count the new
// ones. It blocks nobody. What goes wrong is left to the server's own cleaning.
func (d *delivery) clean(ctx context.Context, conn *pgx.Conn) {
	_, _ = conn.Exec(ctx, "vacuum (analyze, truncate false) "+d.name(d.options.Table))
}

// names are the columns that were asked for.
func (d *delivery) names() []string {
	names := make([]string, len(d.list.Columns))
	for i, c := range d.list.Columns {
		names[i] = c.Name
	}
	return names
}

// name is a table of the schema, as statements write it.
func (t *target) name(table string) string { return quoted(t.options.Schema) + "." + quoted(table) }
