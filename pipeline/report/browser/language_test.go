package browser

import (
	"regexp"
	"strings"
	"testing"

	"predict/pipeline/report/reporttest"
)

// TestLanguages: the switch changes the words, the direction, the digits and the
// comma, in all views, and the choice is kept in the address.
func TestLanguages(t *testing.T) {
	tests := []struct {
		code, dir string
		has, not  *regexp.Regexp
	}{
		{"fa", "rtl", regexp.MustCompile(`[۰-۹]`), regexp.MustCompile(`\d[.,]\d+ ?%`)},
		{"lt", "ltr", regexp.MustCompile(`\d,\d`), regexp.MustCompile(`[۰-۹]|\d\.\d+ ?%`)},
		{"en", "ltr", regexp.MustCompile(`\d\.\d`), regexp.MustCompile(`[۰-۹]`)},
	}
	guards := reporttest.Data(reporttest.Options{}).Guards
	b := open(t, reporttest.Options{}, laptop())
	seen := map[string]string{}
	for _, test := range tests {
		t.Run(test.code, func(t *testing.T) {
			b.choose(id("language"), test.code)
			b.until("the language is set", "document.documentElement.lang.startsWith("+js(test.code)+")")
			if dir := ask[string](b, "getComputedStyle(document.body).direction"); dir != test.dir {
				t.Errorf("direction %s, want %s", dir, test.dir)
			}
			b.until("the address tells it", "location.hash.includes("+js("lang="+test.code)+")")
			for _, name := range tabs() {
				b.show(name)
				text := strings.Join(ask[[]string](b, panels), "\n")
				for _, f := range guards { // told in English only, as in the log
					text = strings.ReplaceAll(text, f.Text, "")
				}
				if !test.has.MatchString(text) {
					t.Errorf("%s has no figure such as %v: %.200q", name, test.has, text)
				}
				if at := test.not.FindStringIndex(text); at != nil {
					t.Errorf("%s writes a figure in the way of others: %q", name, around(text, at[0]))
				}
				if other, ok := seen[text]; ok {
					t.Errorf("%s says the same in %s and %s", name, test.code, other)
				}
				seen[text] = test.code
			}
		})
	}
}

// TestPersianIsPersian: no English words are left in the labels of the page. Names
// and texts that come from exports stay as they are.
func TestPersianIsPersian(t *testing.T) {
	b := open(t, reporttest.Options{Language: "fa"}, laptop())
	labels := `[...document.querySelectorAll('h1, h2, h3, th, label, button, [role="tab"], legend, caption, option:not([lang])')].filter((e) => e.checkVisibility({visibilityProperty: true}) || e.tagName === "OPTION").map((e) => e.innerText.trim()).map((s) => s.replace(/[\u2066-\u2069]/g, "")).filter((s) => /[a-z]{4,}/.test(s))`
	fromExports := regexp.MustCompile(`(?m)\b(consumer|family|business|student|capital|north|south|east|west|islands|app|web|store|phone|` +
		`apparel|books|electronics|groceries|home_garden|household|personal_care|pharmacy|sports|toys|` +
		`bundle|discount|free_delivery|loyalty_points|service_call|delivery|shop closed|P0103|volume|missing|spend_90d|days_since_last_purchase|bill|quality|staff|under 90 days|tenth less churn|points more retention|English|Lietuvių)`)
	for _, name := range tabs() {
		b.show(name)
		for _, label := range ask[[]string](b, labels) {
			if !fromExports.MatchString(label) {
				t.Errorf("%s: a label in English: %q", name, label)
			}
		}
	}
}

// TestAddressIsNoScript: what stands in the address is a choice or nothing.
func TestAddressIsNoScript(t *testing.T) {
	c := needs(t)
	page := "file://" + c.write(t, reporttest.Options{})
	for _, hash := range []string{
		`tab=%3Cscript%3Ewindow.harmed%3D1%3C/script%3E&lang=%22%3E%3Cimg%20src%3Dx%20onerror%3Dwindow.harmed%3D2%3E&sort=__proto__`,
		`tab=__proto__&theme=constructor&sort=constructor&tier=toString&segment=__proto__&reason=hasOwnProperty&open=__proto__&q=%00`,
		`q=%E0%A4%A&open=%3Csvg%20onload%3Dwindow.harmed%3D3%3E`, `sort=-rank&sort=-p&tier=high&tier=low`, `&&&===%`,
	} {
		b := blank(t, laptop())
		b.visit(page + "#" + hash)
		if ask[bool](b, `"harmed" in window`) {
			t.Errorf("%s ran", hash)
		}
		for _, name := range tabs() {
			b.show(name)
		}
	}
}
