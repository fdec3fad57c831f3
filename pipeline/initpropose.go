package pipeline

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"predict/configs"
	"predict/data"
	"predict/data/examine"
	"predict/pipeline/doctor"
)

// mostExamined is the size of the exports up to which init reads all of them to
// propose a horizon: beyond it the defaults stand, and the doctor proposes.
const mostExamined = 4 << 30

// examination is what a look at all rows of the exports found.
type examination struct {
	input doctor.Input
}

// examined reads the exports by a draft; nil where they are too large to be read
// for this, or have no times.
func examined(ctx context.Context, c *configs.Config, s Settings) (*examination, error) {
	if c.IsFlat() || exportSize(c) > mostExamined {
		return nil, nil
	}
	s = NewState(c, s).Settings // with what nil stands for
	s.Progress.Start("examine", -1)
	defer s.Progress.Done()
	o := examine.Options{Sources: map[string]data.Source{}, Timezone: c.Timezone, Workers: c.Resources.Workers, Now: s.Now(), Progress: s.Progress.Add}
	for _, name := range c.TableNames() {
		o.Sources[name], _ = c.Source(name)
	}
	facts, err := examine.Run(ctx, o)
	if err != nil {
		return nil, err
	}
	return &examination{input: doctor.Input{
		Facts: facts, Features: c.FeatureOptions(), MinCustomers: c.Model.Gate.MinCustomers, MinChurned: c.Model.Gate.MinChurned,
		Currency: c.Currency, Timezone: c.Timezone,
	}}, nil
}

// exportSize is the size of all exports that a config names, in bytes.
func exportSize(c *configs.Config) int64 {
	sum := int64(0)
	for _, name := range c.TableNames() {
		source, _ := c.Source(name)
		for _, pattern := range source.Files {
			found, err := filepath.Glob(pattern)
			if err != nil || len(found) == 0 {
				found = []string{pattern}
			}
			for _, f := range found {
				if info, err := os.Stat(f); err == nil && !info.IsDir() {
					sum += info.Size()
				}
			}
		}
	}
	return sum
}

// days puts the horizon and the look-back that the customers' own gaps ask for
// into the options of a draft, with the reason.
func (e *examination) days(o *configs.DraftOptions) {
	switch h := doctor.Look(e.input); {
	case h == nil:
	case h.Proposal == nil:
		o.Reason = "Not known: the usual gap between purchases could not be measured, so these are the defaults."
	default:
		o.Horizon, o.Lookback = h.Proposal.HorizonDays, h.Proposal.LookbackDays
		o.Reason = fmt.Sprintf("Guessed from the exports: %s.", h.Proposal.Reason)
	}
}

// findings are what would stop a run by a config or spoil its list.
func (e *examination) findings(c *configs.Config) []InitMissing {
	e.input.Features = c.FeatureOptions()
	var out []InitMissing
	for _, f := range doctor.Check(e.input) {
		if f.Severity == doctor.Note {
			continue
		}
		where := f.Table
		if f.Column != "" {
			where += "." + f.Column
		}
		if where == "" {
			where = "all"
		}
		out = append(out, InitMissing{Where: where, Text: f.Seen + ": " + f.Then + "; " + f.Do, Urgent: f.Severity == doctor.Error})
	}
	return out
}
