package postgres

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
)

// identifierForm is what names of schemas, tables and columns may be.
var identifierForm = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,62}$`)

func isIdentifier(s string) bool { return identifierForm.MatchString(s) }

// quoted is a name as statements write it.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// literal is a text as statements write it where no parameter can stand.
func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// table makes the table and its view, or adds the columns that are missing.
// Columns that no longer go out stay, empty in new rows.
func (d *delivery) table(ctx context.Context) error {
	const step = "looking at the table"
	rows, err := d.tx.Query(ctx, `select attname, format_type(atttypid, atttypmod) from pg_attribute
		where attrelid = to_regclass($1) and attnum > 0 and not attisdropped order by attnum`, d.name(d.options.Table))
	if err != nil {
		return d.wrap(ctx, step, err)
	}
	var there []string
	types := map[string]string{}
	var name, kind string
	_, err = pgx.ForEachRow(rows, []any{&name, &kind}, func() error {
		there, types[name] = append(there, name), kind
		return nil
	})
	if err != nil {
		return d.wrap(ctx, step, err)
	}
	wanted := withRun(d.list.Columns)
	if err := d.fits(there, types, wanted); err != nil {
		return err
	}
	var statements []string
	if len(there) == 0 {
		statements = append(statements,
			"create table "+d.name(d.options.Table)+" ()",
			"comment on table "+d.name(d.options.Table)+" is "+literal(fmt.Sprintf("Risk lists of predict, the newest %d by as_of; see the table lists", d.options.Keep)))
	}
	added := false
	for _, c := range wanted {
		if types[c.Name] != "" {
			continue
		}
		added = true
		there = append(there, c.Name)
		null := ""
		if c.Name == runColumn {
			null = " not null"
		}
		statements = append(statements,
			"alter table "+d.name(d.options.Table)+" add column "+quoted(c.Name)+" "+c.Type.String()+null,
			"comment on column "+d.name(d.options.Table)+"."+quoted(c.Name)+" is "+literal(c.Comment))
	}
	if !added {
		var view bool
		if err := d.tx.QueryRow(ctx, "select to_regclass($1) is not null", d.name(d.latest())).Scan(&view); err != nil {
			return d.wrap(ctx, step, err)
		}
		added = !view
	}
	if added {
		statements = append(statements, d.view(there)...)
	}
	for _, s := range statements {
		if _, err := d.tx.Exec(ctx, s); err != nil {
			return d.wrap(ctx, "preparing the table", err)
		}
	}
	return nil
}

// fits reports a table that is not one of this package, or has columns of other
// types than the list.
func (d *delivery) fits(there []string, types map[string]string, wanted []Column) error {
	if len(there) > 0 && types[runColumn] != Text.String() {
		return &Error{
			Kind: ErrForeign, Server: d.server, Step: "looking at the table",
			Text:   d.options.Schema + "." + d.options.Table + " is there and is no table of this program: it has no column run_id of type text",
			Remedy: "name another with deliver.postgres.table",
		}
	}
	var wrong []string
	for _, c := range wanted {
		if is := types[c.Name]; is != "" && is != c.Type.String() {
			wrong = append(wrong, fmt.Sprintf("%s is %s, not %s", c.Name, is, c.Type))
		}
	}
	if len(wrong) > 0 {
		return &Error{
			Kind: ErrForeign, Server: d.server, Step: "looking at the table",
			Text:   "columns of " + d.options.Schema + "." + d.options.Table + " have other types: " + strings.Join(wrong, ", "),
			Remedy: "change their types, or name another table with deliver.postgres.table",
		}
	}
	return nil
}

// latest is the name of the view of the newest list.
func (t *target) latest() string { return t.options.Table + "_latest" }

// view are the statements that make the view of the newest list, with the
// columns of the table in their order: new ones come last, so that a view that is
// there can be replaced and keeps its grants.
func (d *delivery) view(columns []string) []string {
	var names []string
	for _, c := range columns {
		names = append(names, quoted(c))
	}
	return []string{
		"create or replace view " + d.name(d.latest()) + " as select " + strings.Join(names, ", ") + " from " + d.name(d.options.Table) +
			" where run_id = (select run_id from " + d.name("lists") + " where list_table = " + literal(d.options.Table) +
			" order by as_of desc nulls last limit 1)",
		"comment on view " + d.name(d.latest()) + " is " + literal("The newest risk list in "+d.options.Table),
	}
}

// withRun adds the id of the run to columns without it.
func withRun(columns []Column) []Column {
	for _, c := range columns {
		if c.Name == runColumn {
			return columns
		}
	}
	return append(append([]Column(nil), columns...), Column{Name: runColumn, Type: Text, Comment: "the run that made the list"})
}
