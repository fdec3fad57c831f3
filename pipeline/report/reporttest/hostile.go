package reporttest

import (
	"reflect"
	"slices"
	"strings"

	"predict/pipeline/kpi"
	"predict/pipeline/report"
)

// HostileTexts are texts that harm a careless page or spreadsheet. Scripts among
// them set window.harmed.
func HostileTexts() []string {
	return []string{
		`<script>`, `<script>window.harmed=1</script>`, `</script><script>window.harmed=2</script>`,
		`<!--<script>`, `]]>`, `"><img src=x onerror="window.harmed=3">`, `<svg onload=window.harmed=4>`,
		`<iframe srcdoc="<script>parent.harmed=5</script>">`, `javascript:window.harmed=6`, `'"><a href="javascript:window.harmed=7">x</a>`,
		`${window.harmed=8}`, `{{constructor.constructor('window.harmed=9')()}}`, `</textarea><script>window.harmed=10</script>`,
		`</style><script>window.harmed=11</script>`, `</title><script>window.harmed=12</script>`, `<base href="https://example.com/">`,
		`<meta http-equiv="refresh" content="0;url=https://example.com/">`, `<link rel=stylesheet href=https://example.com/x.css>`,
		`=HYPERLINK("https://example.com/","x")`, `+cmd|' /C calc'!A0`, `-2+3`, `@SUM(1+1)`, "\t=1+1", "\r=1+1", "a\nb", `a,b;c"d`,
		"\u202egnp.exe", "\u2067right to left", "\u0000null", "\u2028line\u2029paragraph", "\ufeffmark", "\U0001f469\u200d\U0001f4bb",
		"Z\u0351\u036b\u0343a\u0300\u0301\u0302l\u0303\u0304g\u0305o", "constructor", "__proto__", "hasOwnProperty", "toString", "undefined", "null", "NaN", "Infinity",
		`&lt;b&gt;&amp;amp;`, `%3Cscript%3E`, `\u003cscript\u003e`, `<b>bold</b>`, `{0}`, `{n}`, `$&`, "$1", "🏳️‍🌈",
	}
}

// Lines returns the lines of a list of hostile texts, without empty ones and those
// that begin with #, which are headings.
func Lines(list string) []string {
	var all []string
	for line := range strings.Lines(list) {
		line = strings.TrimSuffix(line, "\n")
		if line != "" && !strings.HasPrefix(line, "#") {
			all = append(all, line)
		}
	}
	return all
}

// hostile fills every part with hostile texts: each text is at least once the id,
// the segment, the region, the channel, the reason and the action of a customer.
func (m *maker) hostile() *report.Data {
	texts := append(HostileTexts(), m.o.Texts...)
	m.o.Customers = max(m.o.Customers, len(texts))
	d := m.full()
	at := func(i int) string { return texts[i%len(texts)] }
	for i := range d.Customers {
		c := &d.Customers[i]
		c.ID = at(i)
		if i >= len(texts) {
			c.ID += number(i)
		}
		c.Segment, c.Region, c.Channel, c.Action, c.Cause = at(i+1), at(i+2), at(i+3), at(i+4), at(i+5)
		c.Reasons = []report.Reason{
			{Family: c.Reasons[0].Family, Text: at(i + 6)},
			{Family: at(i + 7), Text: at(i + 8)},
			{Family: "rhythm", Text: at(i + 9), Key: at(i + 10), Args: []string{at(i + 11), at(i + 12)}},
		}
	}
	r := replacer{texts: texts, names: map[string]string{"consumer": "<script>", "electronics": "<script>"}}
	moves := d.Changes.Moves
	for i := range moves {
		moves[i].ID = d.Customers[i].ID
	}
	for _, part := range []any{d.KPI, d.Causes, d.Signals, d.WhatIf, d.Changes, d.Guards, d.Model} {
		r.walk(reflect.ValueOf(part), "")
	}
	for _, name := range texts {
		row := d.KPI.Rows[0]
		row.Dimension, row.Group, row.KPI = kpi.Category, name, kpi.ChurnRate
		d.KPI.Rows = append(d.KPI.Rows, row)
	}
	return d
}

// replacer replaces texts that come from exports, each by the same one wherever it
// stands.
type replacer struct {
	texts []string
	names map[string]string
	next  int
}

// walk replaces the texts of the fields that exports fill.
func (r *replacer) walk(v reflect.Value, field string) {
	free := []string{"Group", "Groups", "Segment", "Product", "Reason", "Text", "Remedy", "Cause", "Feature", "Notes", "Guard"}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			r.walk(v.Elem(), field)
		}
	case reflect.Slice:
		for i := range v.Len() {
			r.walk(v.Index(i), field)
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, key := range keys {
			r.walk(v.MapIndex(key), field) // slices, whose elements can be set
		}
	case reflect.Struct:
		for i := range v.NumField() {
			r.walk(v.Field(i), v.Type().Field(i).Name)
		}
	case reflect.String:
		if slices.Contains(free, field) && v.Len() > 0 && v.CanSet() {
			v.SetString(r.name(v.String()))
		}
	}
}

func (r *replacer) name(old string) string {
	text, ok := r.names[old]
	if !ok {
		text = r.texts[r.next%len(r.texts)]
		r.names[old] = text
		r.next++
	}
	return text
}
