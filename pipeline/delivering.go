package pipeline

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"predict/configs"
	"predict/data/postgres"
)

// errDelivery: the list is published, but it did not reach where else it is
// wanted.
var errDelivery = errors.New("the list is not delivered")

// deliverStage brings the published list to where else it is wanted. It does so
// too where the list was up to date: the run that made it may have failed to
// deliver it.
type deliverStage struct{}

func (deliverStage) Name() string { return "deliver" }

func (deliverStage) Run(ctx context.Context, s *State) error {
	if s.Output == "" || s.Manifest.RunID == "" {
		return nil
	}
	url, err := s.Config.PostgresURL()
	if err != nil {
		return s.undelivered(&Problem{Kind: errDelivery, Text: "the connection to PostgreSQL is not to be had", Cause: err})
	}
	if url == "" {
		return nil
	}
	p := s.Config.Deliver.Postgres
	result, err := postgres.Deliver(ctx, postgres.Options{
		URL: url.Reveal(), Schema: p.Schema, Table: p.Table, Keep: p.KeepLists,
		Program: s.Manifest.Program, Timeout: p.Timeout(), LockTimeout: p.LockTimeout(),
	}, s.publishedList(p.Columns))
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return s.undelivered(&Problem{Kind: errDelivery, Text: "the list is not in PostgreSQL", Cause: err})
	}
	s.toldOf(p, result)
	return nil
}

// undelivered says that the files stand all the same.
func (s *State) undelivered(p *Problem) error {
	const stands = "the files are published, and the next run delivers them"
	if p.Remedy == "" {
		p.Remedy = stands
	} else {
		p.Remedy += "; " + stands
	}
	return p
}

// toldOf notes a delivery for the log.
func (s *State) toldOf(p configs.PostgresDelivery, r postgres.Result) {
	what := []any{
		"table", p.Schema + "." + p.Table, "server", r.Server, "run_id", s.Manifest.RunID,
		"rows_out", r.Rows, "lists_removed", len(r.Removed), "attempts", r.Attempts, "delivered", !r.Known && !r.Older,
	}
	if r.Known {
		what = append(what, "why", "delivered before")
	} else if r.Older {
		what = append(what, "why", "newer lists fill the table")
	}
	s.note(what...)
	if r.Replaced > 0 {
		s.Settings.Log.Warn("characters that PostgreSQL cannot hold were replaced", "characters", r.Replaced, "table", p.Schema+"."+p.Table)
	}
}

// publishedList is the list in the output folder, with the columns that may go
// out; without names, all of them.
func (s *State) publishedList(names []string) postgres.List {
	l := postgres.List{RunID: s.Manifest.RunID, Columns: deliveredColumns(names)}
	if date := filepath.Base(s.Output); date != undated {
		l.AsOf = date
	}
	if s.Manifest.Model != nil {
		l.ModelID = s.Manifest.Model.ID
	}
	for _, f := range s.Manifest.Outputs {
		if f.Name == parquetFile {
			l.Rows = f.Rows
		}
	}
	l.Open = func() (postgres.Cell, error) {
		cell, rows, err := openCells(filepath.Join(s.Output, parquetFile), l.Columns)
		if err == nil && rows != l.Rows {
			err = fmt.Errorf("%s has %d rows, but its manifest says %d; run again", filepath.Join(s.Output, parquetFile), rows, l.Rows)
		}
		return cell, err
	}
	return l
}
