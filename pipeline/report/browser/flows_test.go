package browser

import (
	"strings"
	"testing"

	"predict/pipeline/kpi"
	"predict/pipeline/report"
	"predict/pipeline/report/reporttest"
)

// flows is the part of the page on who came and who left, that of the second chart of
// the figures.
const flows = `[...document.querySelectorAll("#view-kpi .part")].find((e) => e.querySelectorAll(".legend, .plot").length && /ame and who left|آمدند|Kas atėjo/u.test(e.querySelector("h3").innerText)).innerText`

// TestFlowsOfOneMonth: what one month does not tell is named, in place of a dash, in
// every language.
func TestFlowsOfOneMonth(t *testing.T) {
	for language, want := range map[string]string{"en": "Not known: Customers who came back; Customers lost", "fa": "نامعلوم", "lt": "Nežinoma"} {
		b := open(t, reporttest.Options{Variant: reporttest.OneMonth, Customers: 5, Language: language}, laptop())
		b.show("tab-managers")
		b.until("the part is there", flows+" !== ''")
		said, _, _ := strings.Cut(ask[string](b, flows), "\n\n\n")
		if hint := strings.Split(said, "\n"); !strings.Contains(said, want) || strings.Contains(strings.Join(hint[:3], " "), "–") {
			t.Errorf("%s: %q, want %q and no dash", language, said, want)
		}
	}
}

// TestFlowsWhereTheDataBegin: the bar of the first month, when everybody is new, is cut
// and told; the table has it whole, and the sum leaves it out.
func TestFlowsWhereTheDataBegin(t *testing.T) {
	c := needs(t)
	path := c.writeData(t, "begin", func() *report.Data {
		d := reporttest.Data(reporttest.Options{Customers: 5})
		many, first := 41_234.0, d.KPI.Rows[0].Period
		for i := range d.KPI.Rows {
			if r := &d.KPI.Rows[i]; r.Period == first && r.KPI == kpi.NewCustomers && r.Dimension == kpi.All {
				r.Value, r.Note = &many, kpi.ShortHistory
			}
		}
		return d
	})
	b := blank(t, laptop())
	b.visit("file://" + path)
	b.show("tab-managers")
	b.until("the part is there", flows+" !== ''")
	said := ask[string](b, flows)
	if !strings.Contains(said, "Drawn lower than they are: Jul 2024: 41,") || !strings.Contains(said, "Aug 2024 to Jun 2026") {
		t.Errorf("the cut bar is not told: %q", said)
	}
	table := strings.TrimSuffix(flows, ".innerText") + `.querySelector("details table").textContent`
	if got := ask[string](b, table); !strings.Contains(got, "41,234") {
		t.Errorf("the table does not have the whole figure: %q", got)
	}
}
