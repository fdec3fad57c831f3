package browser

import (
	"testing"

	"predict/pipeline/report/reporttest"
)

// luminance is how bright the ground of the page is, 0 to 1.
const luminance = `((c) => (0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]) / 255)(getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g).map(Number))`

// TestDarkMode: the page follows the system, and the switch overrules it.
func TestDarkMode(t *testing.T) {
	w := laptop()
	w.dark = true
	b := open(t, reporttest.Options{}, w)
	if got := ask[float64](b, luminance); got > .2 {
		t.Errorf("brightness %v where the system is dark", got)
	}
	b.must(b.emulate(laptop()))
	b.until("it is light when the system is", luminance+" > .8")
	b.turnDark()
	b.until("it is dark by the switch", luminance+" < .2")
	for _, name := range tabs() {
		b.show(name)
	}
}

// turnDark uses the switch until the page is dark.
func (b *tab) turnDark() {
	b.t.Helper()
	if ask[string](b, one(id("theme"))+".tagName") == "SELECT" {
		b.choose(id("theme"), "dark")
		return
	}
	for range 3 {
		if ask[float64](b, luminance) < .2 {
			return
		}
		b.click(id("theme"))
		b.frames()
	}
}

// TestPhone: nothing is wider than the screen of a phone, and what can be touched
// is large enough to be.
func TestPhone(t *testing.T) {
	for _, language := range []string{"en", "fa", "lt"} {
		t.Run(language, func(t *testing.T) {
			b := open(t, reporttest.Options{Language: language}, phone())
			for _, name := range tabs() {
				b.show(name)
				if wide := ask[float64](b, "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - innerWidth"); wide > 0 {
					t.Errorf("%s is %v pixels wider than the phone", name, wide)
				}
			}
			b.show("tab-team")
			b.openDetail()
			if wide := ask[float64](b, "document.documentElement.scrollWidth - innerWidth"); wide > 0 {
				t.Errorf("the detail is %v pixels wider than the phone", wide)
			}
			// WCAG 2.2, 2.5.8: 24 by 24 pixels.
			small := ask[[]string](b, `[...document.querySelectorAll("button, select, input:not([type=hidden])")].filter((e) => e.checkVisibility())
				.filter((e) => { const r = (e.closest("label") ?? e).getBoundingClientRect(); return r.width > 0 && (r.width < 24 || r.height < 24); }).map((e) => e.outerHTML.slice(0, 160))`)
			for _, e := range small {
				t.Errorf("too small to touch: %s", e)
			}
		})
	}
}

// TestPaper: what is of no use on paper is left out, the ground is white even when
// the system is dark, and all views are printed.
func TestPaper(t *testing.T) {
	w := laptop()
	w.dark = true
	b := open(t, reporttest.Options{}, w)
	w.print = true
	b.must(b.emulate(w))
	b.until("paper is white", luminance+" > .95")
	for _, name := range []string{"search", "export", "theme"} {
		if ask[bool](b, shown(id(name))) {
			t.Errorf("%s is printed", name)
		}
	}
	if n := ask[int](b, `[...document.querySelectorAll('[data-testid="row"]')].filter((e) => e.checkVisibility()).length`); n < 10 {
		t.Errorf("%d customers are printed", n)
	}
	b.must(b.emulate(laptop()))
	b.until("the page is back", shown(id("search")))
}
