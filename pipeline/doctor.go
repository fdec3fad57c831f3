package pipeline

import (
	"context"
	"errors"
	"fmt"

	"predict/configs"
	"predict/data"
	"predict/data/examine"
	"predict/data/flat"
	"predict/features"
	"predict/pipeline/doctor"
)

// DoctorReport is what the doctor found in the exports of a config.
type DoctorReport struct {
	// Findings are sorted: what would stop a run first.
	Findings []doctor.Finding `json:"findings"`
	// Tables are what was read.
	Tables []DoctorTable `json:"tables"`
	// History is what the transactions have room for, and the proposal of horizon
	// and look-back; nil without transactions that can be read.
	History *doctor.Outlook `json:"history,omitempty"`
	// Errors, Warnings and Notes count the findings.
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Notes    int `json:"notes"`
}

// DoctorTable is what was read of a table.
type DoctorTable struct {
	Table     string `json:"table"`
	Files     int    `json:"files"`
	Bytes     int64  `json:"bytes"`
	Rows      int64  `json:"rows"`
	Rejected  int64  `json:"rows_rejected"`
	Unnamed   int64  `json:"rows_without_customer"`
	Customers int64  `json:"customers"`
	// First and Last are the first and last day with rows; empty where the table
	// has no time.
	First string `json:"first,omitempty"`
	Last  string `json:"last,omitempty"`
	// Sampled says that customers are estimated from a sample.
	Sampled bool `json:"sampled,omitempty"`
}

// Doctor looks at the exports of a config without loading them and says what
// will go wrong. The error is about the machine or the context; it is also not
// nil, an ErrData, where a finding would stop a run: the report is then there
// all the same.
func Doctor(ctx context.Context, c *configs.Config, s Settings) (*DoctorReport, error) {
	s = NewState(c, s).Settings // with what nil stands for
	s.Progress.Start("examine", -1)
	defer s.Progress.Done()
	o := examine.Options{Sources: map[string]data.Source{}, Timezone: c.Timezone, Workers: c.Resources.Workers, Now: s.Now(), Progress: s.Progress.Add}
	in := doctor.Input{
		Features: c.FeatureOptions(), MinCustomers: c.Model.Gate.MinCustomers, MinChurned: c.Model.Gate.MinChurned,
		Currency: c.Currency, Timezone: c.Timezone,
	}
	if c.AsOf != configs.Latest {
		in.AsOf = c.AsOf
	}
	if c.IsFlat() {
		return doctorFlat(ctx, c, o, in)
	}
	for _, name := range c.TableNames() {
		o.Sources[name], _ = c.Source(name)
	}
	var err error
	if in.Facts, err = examine.Run(ctx, o); err != nil {
		return nil, err
	}
	r := &DoctorReport{Findings: doctor.Check(in), History: doctor.Look(in)}
	return r, r.finish(in.Facts)
}

// doctorFlat looks at a flat table: what of files, rows and ids applies, and
// what reading it for training says.
func doctorFlat(ctx context.Context, c *configs.Config, o examine.Options, in doctor.Input) (*DoctorReport, error) {
	source := data.DefaultSource()
	source.CSV, source.Decimal, source.Nulls, source.MaxRejected = c.Flat.CSV, c.Flat.Decimal, c.Flat.Nulls, c.Flat.MaxRejected
	source.Files = []string{c.FlatFile()}
	source.Format = "csv"
	source.Columns = map[string]data.Mapping{data.CustomerID: {From: c.Flat.ID}, "label": {From: c.Flat.Label}}
	table := data.Table{Name: doctor.Flat, Columns: []data.Column{{Name: "label", Kind: data.Symbol}}}
	o.Tables, o.Sources[doctor.Flat] = []data.Table{table}, source
	var err error
	if in.Facts, err = examine.Run(ctx, o); err != nil {
		return nil, err
	}
	read, readErr := flat.Read(ctx, c.FlatFile(), c.Flat.Options())
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	r := &DoctorReport{Findings: doctor.Check(in)}
	var labelled, churned int64
	if read != nil {
		for _, label := range read.Labels {
			if label != flat.Unlabelled {
				labelled++
				churned += int64(label)
			}
		}
	}
	r.Findings = append(r.Findings, doctor.CheckFlat(in, labelled, churned, each(readErr))...)
	doctor.Sort(r.Findings)
	return r, r.finish(in.Facts)
}

// each lists the errors that an error joins; none for nil.
func each(err error) []error {
	var joined interface{ Unwrap() []error }
	switch {
	case err == nil:
		return nil
	case errors.Is(err, flat.ErrTable) || errors.Is(err, flat.ErrLabels):
		if errors.As(err, &joined) {
			return joined.Unwrap()
		}
	}
	return []error{err}
}

// finish counts, and says whether a run would fail.
func (r *DoctorReport) finish(facts *examine.Result) error {
	for _, t := range facts.Tables {
		d := DoctorTable{
			Table: t.Name, Files: len(t.Files), Rows: t.Rows, Rejected: t.Rejected, Unnamed: t.Unnamed,
			Customers: int64(float64(len(t.Customers.List))/t.Customers.Share + 0.5), Sampled: t.Customers.Share < 1,
		}
		for _, f := range t.Files {
			d.Bytes += f.Size
		}
		if n := len(t.Days); n > 0 {
			d.First, d.Last = formatDate(int64(t.Days[0].Day)*features.Day), formatDate(int64(t.Days[n-1].Day)*features.Day)
		}
		r.Tables = append(r.Tables, d)
	}
	for _, f := range r.Findings {
		switch f.Severity {
		case doctor.Error:
			r.Errors++
		case doctor.Warning:
			r.Warnings++
		default:
			r.Notes++
		}
	}
	if r.Errors == 0 {
		return nil
	}
	text := "a run would fail: 1 finding is an error"
	if r.Errors > 1 {
		text = fmt.Sprintf("a run would fail: %d findings are errors", r.Errors)
	}
	return &Problem{Kind: ErrData, Text: text, Remedy: "each finding says what helps"}
}
