package reporttest

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/features/reasons/phrases"
)

// TestSampleIsRepeatable: the same options make the same data, and JSON takes all
// of it: it has no words for numbers that are none.
func TestSampleIsRepeatable(t *testing.T) {
	for _, variant := range Variants() {
		t.Run(variant, func(t *testing.T) {
			o := Options{Variant: variant, Customers: 40, Texts: []string{"x"}}
			first, err := json.Marshal(Data(o))
			if err != nil {
				t.Fatal(err)
			}
			second, err := json.Marshal(Data(o))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(first), string(second)); diff != "" {
				t.Errorf("two samples of the same options differ:\n%s", diff)
			}
		})
	}
}

// TestSamplePartsOrMissing: what a variant leaves out it calls missing, and
// nothing else.
func TestSamplePartsOrMissing(t *testing.T) {
	for _, variant := range Variants() {
		t.Run(variant, func(t *testing.T) {
			d := Data(Options{Variant: variant})
			has := map[string]bool{
				"customers": len(d.Customers) > 0, "changes": d.Changes != nil, "rfm": len(d.RFM) > 0, "kpi": d.KPI != nil,
				"causes": d.Causes != nil, "signals": d.Signals != nil, "whatif": d.WhatIf != nil, "model": d.Model != nil,
			}
			for _, m := range d.Missing {
				if known, ok := has[m.Part]; known || !ok {
					t.Errorf("%s is called missing; it is there, or no part at all", m.Part)
				}
				has[m.Part] = true
			}
			for part, told := range has {
				if !told {
					t.Errorf("%s is not there and not called missing", part)
				}
			}
		})
	}
}

// TestSampleAddsUp: shares of customers are what they are made of, and the gains
// never fall.
func TestSampleAddsUp(t *testing.T) {
	d := Data(Options{})
	for _, r := range d.KPI.Rows {
		if r.Value == nil && r.Note == "" {
			t.Errorf("%s %s of %q has no value and no note", r.Period, r.KPI, r.Group)
		}
		if r.Low != nil && (*r.Low > *r.Value || *r.High < *r.Value) {
			t.Errorf("%s %s of %q: %v is not within %v to %v", r.Period, r.KPI, r.Group, *r.Value, *r.Low, *r.High)
		}
	}
	for i, g := range d.Model.Gains[1:] {
		if before := d.Model.Gains[i]; g.Listed <= before.Listed || g.Caught < before.Caught || g.Caught > g.Listed {
			t.Errorf("gains %+v after %+v", g, before)
		}
	}
}

// TestHostileTextsAreEverywhere: every text is an id, a segment, a reason and an
// action.
func TestHostileTextsAreEverywhere(t *testing.T) {
	d := Data(Options{Variant: Hostile, Texts: []string{"from a file"}})
	seen := map[string]map[string]bool{}
	see := func(what, text string) {
		if seen[what] == nil {
			seen[what] = map[string]bool{}
		}
		seen[what][text] = true
	}
	for _, c := range d.Customers {
		see("id", c.ID)
		see("segment", c.Segment)
		see("action", c.Action)
		for _, r := range c.Reasons {
			see("reason", r.Text)
		}
	}
	for _, r := range d.KPI.Rows {
		see("group", r.Group)
	}
	for _, what := range []string{"id", "segment", "action", "reason", "group"} {
		for _, text := range append(HostileTexts(), "from a file") {
			if !seen[what][text] {
				t.Errorf("%q is nowhere the %s", text, what)
			}
		}
	}
}

func TestLines(t *testing.T) {
	if diff := cmp.Diff([]string{"a", " b "}, Lines("# heading\n\na\n b \n")); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}

func TestUnknownVariantIsFull(t *testing.T) {
	want, got := Data(Options{}), Data(Options{Variant: "none"})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("variant none (-full +none):\n%s", diff)
	}
}

// TestReasonsCanBeTold: every reason of the sample is a sentence of the catalogue,
// so that every language has it.
func TestReasonsCanBeTold(t *testing.T) {
	for _, c := range Data(Options{}).Customers {
		for _, r := range c.Reasons {
			parsed, ok := phrases.Parse(r.Text)
			if !ok || parsed.Key != r.Key {
				t.Errorf("%q is %v, want %s", r.Text, parsed, r.Key)
			}
		}
	}
}
