package postgres

import (
	"context"
	"fmt"
	"strings"
)

// migrations bring the schema from one version to the next, in order: the first
// makes version 1. What was released is never changed; SCHEMA stands for the
// name of the schema.
func migrations() []string {
	return []string{
		`create table SCHEMA.lists (
			list_table text not null,
			run_id text not null,
			as_of date,
			model_id text not null,
			rows bigint not null,
			delivered_at timestamptz not null default now(),
			primary key (list_table, run_id)
		);
		comment on table SCHEMA.lists is 'The lists in the tables of this schema, one row each';
		comment on table SCHEMA.meta is 'The versions of this schema, one row each'`,
		// A list is delivered again when other columns of it are asked for.
		`alter table SCHEMA.lists add column columns text[] not null default '{}';
		comment on column SCHEMA.lists.columns is 'The columns of the list that were delivered'`,
	}
}

// migrate makes the schema where there is none, and brings it to the newest
// version. The lock of the delivery is held.
func (d *delivery) migrate(ctx context.Context) error {
	const step = "preparing the schema"
	var schema, meta bool
	if err := d.tx.QueryRow(ctx, "select to_regnamespace($1) is not null, to_regclass($2) is not null", quoted(d.options.Schema), d.name("meta")).Scan(&schema, &meta); err != nil {
		return d.wrap(ctx, step, err)
	}
	if !schema {
		if _, err := d.tx.Exec(ctx, "create schema "+quoted(d.options.Schema)); err != nil {
			return d.wrap(ctx, step, err)
		}
	}
	if !meta {
		if _, err := d.tx.Exec(ctx, "create table "+d.name("meta")+" (schema_version int primary key, program text not null, applied_at timestamptz not null default now())"); err != nil {
			return d.wrap(ctx, step, err)
		}
	}
	var version int
	if err := d.tx.QueryRow(ctx, "select coalesce(max(schema_version), 0) from "+d.name("meta")).Scan(&version); err != nil {
		return d.wrap(ctx, step, err)
	}
	steps := migrations()
	if version > len(steps) {
		return &Error{
			Kind: ErrForeign, Server: d.server, Step: step,
			Text:   fmt.Sprintf("the schema %s has version %d, made by a newer program; this one knows %d", d.options.Schema, version, len(steps)),
			Remedy: "update this program, or name another schema with deliver.postgres.schema",
		}
	}
	for i := version; i < len(steps); i++ {
		if err := d.step(ctx, i+1, steps[i]); err != nil {
			return err
		}
	}
	return nil
}

// step brings the schema to a version.
func (d *delivery) step(ctx context.Context, version int, statements string) error {
	for _, s := range strings.Split(statements, ";") {
		if _, err := d.tx.Exec(ctx, strings.ReplaceAll(s, "SCHEMA", quoted(d.options.Schema))); err != nil {
			return d.wrap(ctx, fmt.Sprintf("bringing the schema to version %d", version), err)
		}
	}
	_, err := d.tx.Exec(ctx, "insert into "+d.name("meta")+" (schema_version, program) values ($1, $2)", version, applicationName(d.options.Program))
	return d.wrap(ctx, fmt.Sprintf("noting version %d of the schema", version), err)
}
