package browser

import (
	"strings"
	"testing"

	"predict/pipeline/report"
	"predict/pipeline/report/reporttest"
	"predict/pipeline/whatif"
)

// TestWhatIfRecomputes: what is put in is projected in the page. 15,000 a month that
// grow by 2,000 a month and lose 3 % a month bring 2,598,081 in 60 months, billed at
// the end of each; with a tenth less churn 2,727,608 (the worked example of
// docs/whatif.md).
func TestWhatIfRecomputes(t *testing.T) {
	c := needs(t)
	path := c.writeData(t, "worked", func() *report.Data {
		d := reporttest.Data(reporttest.Options{Customers: 5})
		d.WhatIf = &whatif.Result{Months: 12, Starts: []whatif.Start{{Customers: 1000, Revenue: 15_000, Growth: 2000, Churn: .03}}}
		return d
	})
	b := blank(t, laptop())
	b.visit("file://" + path)
	b.show("tab-managers")
	section := `document.querySelector('[data-testid="whatif-months"]').closest(".view").innerText`
	if strings.Contains(ask[string](b, section), "2,598,081") {
		t.Error("the figure of 60 months is there before they are asked for")
	}
	b.write(id("whatif-months"), "60")
	b.write(id("whatif-down"), "10")
	b.until("60 months as now", section+`.includes("2,598,081")`)
	b.until("60 months with a tenth less churn", section+`.includes("2,727,608")`)
	b.write(id("whatif-down"), "-5")
	b.until("a fall that is none is refused", one(id("whatif-down"))+`.getAttribute("aria-invalid") === "true"`)
	b.until("the figures stay", section+`.includes("2,727,608")`)
}

// TestGainsSlider: at every length of the list, those caught and the false alarms
// are the list, as the model's figures tell, and a screen reader hears it.
func TestGainsSlider(t *testing.T) {
	gains := reporttest.Data(reporttest.Options{}).Model.Gains[1:] // the slider begins with somebody listed
	b := open(t, reporttest.Options{}, laptop())
	b.show("tab-science")
	b.until("the slider is there", shown(id("gains-slider")))
	b.do(one(id("gains-slider")) + ".focus()")
	heard := map[string]bool{}
	number := func(name string) int {
		return ask[int](b, `Number(document.querySelector('[data-testid="gains-`+name+`"] .big').innerText.replace(/[^0-9]/g, ""))`)
	}
	for _, key := range []string{"Home", "ArrowRight", "ArrowRight", "PageUp", "ArrowLeft", "End"} {
		b.key(key)
		at := ask[int](b, "Number("+one(id("gains-slider"))+".value)")
		want := gains[at]
		if listed, caught, alarms := number("listed"), number("caught"), number("false"); listed != want.Listed || caught != want.Caught || alarms != want.Listed-want.Caught {
			t.Errorf("after %s: %d listed, %d caught, %d false alarms, want %+v", key, listed, caught, alarms, want)
		}
		heard[b.attribute(id("gains-slider"), "aria-valuetext")] = true
	}
	if len(heard) < 5 || heard[""] {
		t.Errorf("a screen reader hears %v", heard)
	}
}
