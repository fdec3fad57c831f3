package pipeline

import (
	"fmt"
	"strings"

	"predict/data/inspect"
)

// initReport sums up what was recognised.
func initReport(found *inspect.Found, d *inspect.Draft, exports, path string) *InitReport {
	r := &InitReport{Config: path, Exports: exports, Currency: initSetting(d.Currency), Timezone: initSetting(d.Timezone)}
	for i := range d.Tables {
		r.addTable(found, &d.Tables[i])
	}
	if g := d.Flat; g != nil {
		e := &found.Exports[g.Export]
		r.Flat = &InitFlat{File: e.Pattern, ID: g.ID.From, Label: g.Label.From, Positive: g.Positive, Exclude: g.Exclude}
	} else {
		for _, s := range []struct {
			name  string
			value inspect.Setting
		}{{"currency", d.Currency}, {"timezone", d.Timezone}} {
			if s.value.Confidence == inspect.Unknown {
				r.Open = append(r.Open, InitMissing{Where: s.name, Text: s.value.Reason})
			}
		}
	}
	for _, u := range d.Unused {
		r.Unused = append(r.Unused, InitUnused{Files: found.Exports[u.Export].Pattern, Reason: u.Reason})
	}
	for _, p := range found.Problems {
		reason := p.Text
		if p.Err != nil {
			reason += ": " + strings.TrimPrefix(p.Err.Error(), p.Path+": ")
		}
		r.Unused = append(r.Unused, InitUnused{Files: p.Path, Reason: reason})
	}
	return r
}

func initSetting(s inspect.Setting) InitSetting {
	return InitSetting{Value: s.Value, Confidence: string(s.Confidence), Reason: s.Reason}
}

// addTable adds a table and what is open about it.
func (r *InitReport) addTable(found *inspect.Found, g *inspect.TableGuess) {
	e := &found.Exports[g.Export]
	t := InitTable{
		Table: g.Table, Files: e.Pattern, FileCount: len(e.Files), Rows: e.Rows,
		Confidence: string(g.Confidence), Reason: g.Reason, Notes: g.Notes,
	}
	for _, i := range g.Also {
		t.Files += ", " + found.Exports[i].Pattern
		t.FileCount += len(found.Exports[i].Files)
		t.Rows += found.Exports[i].Rows
	}
	for _, c := range g.Columns {
		t.Columns = append(t.Columns, InitColumn{
			Column: c.Column, From: c.From, Values: c.Values, Required: c.Required,
			Confidence: string(c.Confidence), Reason: c.Reason, Candidates: c.Candidates,
		})
		where := g.Table + "." + c.Column
		if c.From == "" && c.Required {
			text := "no column was found; name it in the config before the run"
			if len(c.Candidates) > 0 {
				text += ", perhaps " + strings.Join(c.Candidates, ", ")
			}
			r.Open = append(r.Open, InitMissing{Where: where, Text: text, Urgent: true})
		} else if c.From == "" && len(c.Candidates) > 0 {
			r.Open = append(r.Open, InitMissing{Where: where, Text: "not known; perhaps " + strings.Join(c.Candidates, ", ")})
		}
		if len(c.Open) > 0 {
			r.Open = append(r.Open, InitMissing{Where: where, Text: fmt.Sprintf("what is meant by %s? Translate it in the config", strings.Join(c.Open, ", "))})
		}
	}
	for _, text := range g.Open {
		r.Open = append(r.Open, InitMissing{Where: g.Table, Text: text, Urgent: true})
	}
	r.Tables = append(r.Tables, t)
}
