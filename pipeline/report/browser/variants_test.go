package browser

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"predict/pipeline/report/reporttest"
)

// nonsense are words that a page shows where a figure is none.
var nonsense = regexp.MustCompile(`\b(NaN|undefined|null|Infinity|\[object \w+\])\b|∞|%!|\{\w+(, \w+)*\}`)

// panels are the views that can be opened, and what each says.
const panels = `[...document.querySelectorAll('[role="tabpanel"]')].filter((e) => e.checkVisibility()).map((e) => e.innerText.trim())`

// empties are the boxes of the open view that hold nothing at all.
const empties = `[...document.querySelectorAll('[role="tabpanel"] section, [role="tabpanel"] figure, [role="tabpanel"] table, [role="tabpanel"] ul, [role="tabpanel"] ol, [role="tabpanel"] dl, [role="tabpanel"] td:only-child')]
	.filter((e) => e.checkVisibility() && e.innerText.trim() === "" && !e.querySelector("canvas, svg, input, select, button"))
	.map((e) => e.outerHTML.slice(0, 200))`

// TestVariants: whatever the exports leave out, each view says something, no box
// is empty, and no figure is nonsense, in each language.
func TestVariants(t *testing.T) {
	for _, variant := range reporttest.Variants() {
		if variant == reporttest.Hostile {
			continue // its texts are nonsense; TestHostileTexts reads them
		}
		for _, language := range []string{"en", "fa", "lt"} {
			t.Run(variant+" "+language, func(t *testing.T) {
				t.Parallel()
				b := open(t, reporttest.Options{Variant: variant, Customers: 60, Language: language}, laptop())
				for _, name := range tabs() {
					b.show(name)
					shown := ask[[]string](b, panels)
					if len(shown) != 1 || len(shown[0]) < 40 {
						t.Errorf("%s: one view must be open and say something: %q", name, shown)
					}
					for _, text := range append(shown, b.text("body")) {
						for _, bad := range nonsense.FindAllStringIndex(text, 5) {
							t.Errorf("%s says %q", name, around(text, bad[0]))
						}
					}
					for _, box := range ask[[]string](b, empties) {
						t.Errorf("%s: an empty box: %s", name, box)
					}
					if wide := ask[float64](b, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); wide > 0 {
						t.Errorf("%s is %v pixels too wide", name, wide)
					}
				}
			})
		}
	}
}

// around is the text near a place.
func around(text string, at int) string {
	from, to := max(at-60, 0), min(at+60, len(text))
	return strings.ToValidUTF8(text[from:to], "")
}

// naughty are the texts of the list of naughty strings, where the data are.
func naughty(t *testing.T) []string {
	t.Helper()
	root := os.Getenv("CHURN_REAL_DATA")
	if root == "" {
		root = "../../../../shared/data"
	}
	text, err := os.ReadFile(root + "/csv_torture/naughty_strings/blns.txt")
	if os.IsNotExist(err) {
		t.Log("the list of naughty strings is not here; the texts of the sample are all there is")
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return reporttest.Lines(string(text))
}
