package browser

import (
	"testing"

	"predict/pipeline/report/reporttest"
)

// TestTabs: the views are reached by the arrow keys, in the direction of reading,
// and the address keeps the one that is open.
func TestTabs(t *testing.T) {
	for _, test := range []struct {
		language, forward, back string
	}{{"en", "ArrowRight", "ArrowLeft"}, {"fa", "ArrowLeft", "ArrowRight"}} {
		t.Run(test.language, func(t *testing.T) {
			b := open(t, reporttest.Options{Language: test.language, Customers: 20}, laptop())
			b.do(one(id("tab-team")) + ".focus()")
			for _, step := range []struct{ key, open string }{
				{test.forward, "tab-managers"},
				{test.forward, "tab-science"},
				{test.forward, "tab-team"},
				{test.back, "tab-science"},
				{"Home", "tab-team"},
				{"End", "tab-science"},
			} {
				b.key(step.key)
				b.until(step.key+" opens "+step.open, `document.activeElement.dataset.testid === `+js(step.open)+` && document.activeElement.getAttribute("aria-selected") === "true"`)
				b.until("one view is open", `document.querySelectorAll('[role="tabpanel"]:not([hidden])').length === 1`)
			}
			b.do("location.reload()")
			b.until("the view is open again", `document.readyState === "complete" && document.querySelector('[data-testid="tab-science"]')?.getAttribute("aria-selected") === "true"`)
		})
	}
}
