package browser

import (
	"fmt"
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

// TestPhone: nothing is wider than the screen of a phone. That what is touched is
// large enough is a rule of the audit.
func TestPhone(t *testing.T) {
	for _, language := range []string{"en", "fa", "lt"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			b := open(t, reporttest.Options{Language: language}, phone())
			for _, name := range tabs() {
				b.show(name)
				if wide := ask[float64](b, "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - innerWidth"); wide > 0 {
					t.Errorf("%s is %v pixels wider than the phone", name, wide)
				}
			}
			b.show("tab-team")
			b.noOverlap("phone")
			b.openDetail()
			if wide := ask[float64](b, "document.documentElement.scrollWidth - innerWidth"); wide > 0 {
				t.Errorf("the detail is %v pixels wider than the phone", wide)
			}
		})
	}
}

// noOverlap fails for texts of the list that lie over one another, or stick out of
// their row.
func (b *tab) noOverlap(what string) {
	b.t.Helper()
	found := ask[[]string](b, `[...document.querySelectorAll('[data-testid="row"]')].filter((r) => !r.hidden).slice(0, 20).flatMap((row) => {
		const box = row.getBoundingClientRect();
		const seen = (e) => { // where the letters are: a span may be wider, or hide some
			const range = document.createRange(), own = e.getBoundingClientRect();
			range.selectNodeContents(e);
			const r = range.getBoundingClientRect();
			return {top: Math.max(own.top, r.top), bottom: Math.min(own.bottom, r.bottom), left: Math.max(own.left, r.left), right: Math.min(own.right, r.right)};
		};
		const texts = [...row.querySelectorAll("span")].filter((e) => e.checkVisibility() && !e.querySelector("span") && e.textContent.trim() !== "").map((e) => ({e, r: seen(e)}));
		const bad = texts.filter(({r}) => r.bottom > box.bottom + 1 || r.top < box.top - 1).map(({e, r}) => "stick out by " + Math.max(r.bottom - box.bottom, box.top - r.top) + ": " + e.textContent);
		texts.forEach((a, i) => texts.slice(i + 1).forEach((b) => {
			const wide = Math.min(a.r.right, b.r.right) - Math.max(a.r.left, b.r.left), tall = Math.min(a.r.bottom, b.r.bottom) - Math.max(a.r.top, b.r.top);
			if (wide > 1 && tall > 3) bad.push("lie over one another: " + a.e.textContent + " and " + b.e.textContent);
		}));
		return bad;
	})`)
	for _, bad := range found {
		b.t.Errorf("%s: texts that %s", what, bad)
	}
}

// TestRowsFit: on every width the texts of a row have room.
func TestRowsFit(t *testing.T) {
	for _, language := range []string{"en", "fa", "lt"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			b := open(t, reporttest.Options{Language: language}, laptop())
			for _, width := range []int64{1920, 1366, 1100, 800, 600, 390, 320} {
				b.must(b.emulate(window{width: width, height: 900}))
				b.frames()
				b.frames()
				b.noOverlap(fmt.Sprintf("%d wide", width))
				if wide := ask[float64](b, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); wide > 0 {
					t.Errorf("%d wide: %v pixels too wide", width, wide)
				}
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
	b.do(`dispatchEvent(new Event("beforeprint"))`)
	b.must(b.emulate(w))
	b.until("paper is white", luminance+" > .95")
	for _, name := range []string{"search", "export", "theme"} {
		if ask[bool](b, shown(id(name))) {
			t.Errorf("%s is printed", name)
		}
	}
	for i, c := range reporttest.Data(reporttest.Options{}).Customers[:20] {
		if !ask[bool](b, `document.body.innerText.includes(`+js(c.ID)+`)`) {
			t.Errorf("customer %d, %s, is not printed", i+1, c.ID)
		}
	}
	b.do(`dispatchEvent(new Event("afterprint"))`)
	b.must(b.emulate(laptop()))
	b.until("the page is back", shown(id("search")))
}
