package browser

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"predict/pipeline/report/reporttest"
)

// elements are the tags that no text of a customer may become.
const elements = `[...document.querySelectorAll("iframe, object, embed, base, link:not([href='data:,']), img[src='x'], svg[onload], [onerror], [onload], meta[http-equiv='refresh'], a[href^='javascript:'], b, marquee, blink, video, audio")].map((e) => e.outerHTML.slice(0, 200))`

// TestHostileTexts: no text becomes anything but text, in no view: no script ran,
// no element came, nothing was asked of anywhere, and the text can be read.
func TestHostileTexts(t *testing.T) {
	texts := naughty(t)
	b := open(t, reporttest.Options{Variant: reporttest.Hostile, Texts: texts}, laptop())
	scripts := ask[int](b, "document.scripts.length")
	for _, name := range tabs() {
		b.show(name)
		for _, e := range ask[[]string](b, elements) {
			t.Errorf("%s: a text became an element: %s", name, e)
		}
	}
	b.show("tab-managers")
	if !strings.Contains(b.text("body"), "<script>") {
		t.Error("the category <script> cannot be read")
	}
	b.show("tab-team")
	for _, text := range []string{`<script>window.harmed=1</script>`, `"><img src=x onerror="window.harmed=3">`, `=HYPERLINK("https://example.com/","x")`, "constructor", `<b>bold</b>`} {
		b.write(id("search"), text)
		b.until(text+" is found", `[...document.querySelectorAll('[data-testid="row"]')].some((e) => e.textContent.includes(`+js(text)+`))`)
		b.openDetail()
		b.key("Escape")
	}
	b.write(id("search"), "")
	if got := ask[int](b, "document.scripts.length"); got != scripts {
		t.Errorf("%d scripts, %d at first", got, scripts)
	}
	if got := ask[bool](b, `"harmed" in window`); got {
		t.Error("a script of a text ran")
	}
}

// TestEveryHostileRow: the detail steps through every customer of a hostile sample,
// and tells each id, reason and segment as it came. Of the naughty strings those are
// taken that look like markup.
func TestEveryHostileRow(t *testing.T) {
	markup := slices.DeleteFunc(naughty(t), func(s string) bool { return !strings.Contains(s, "<") })
	o := reporttest.Options{Variant: reporttest.Hostile, Texts: markup, Customers: 1}
	b := open(t, o, laptop())
	b.openDetail()
	told := ask[[]string](b, `(() => {
		const told = [];
		for (;;) {
			const detail = document.querySelector('[data-testid="detail"]'), next = detail.querySelector(".next");
			told.push(detail.textContent);
			if (next.disabled || told.length > 5000) return told;
			next.click();
		}
	})()`)
	all := reporttest.Data(o).Customers
	if len(told) != len(all) {
		t.Fatalf("%d customers were told, want %d", len(told), len(all))
	}
	for i, c := range all {
		for _, text := range []string{c.ID, c.Reasons[0].Text, c.Reasons[1].Text, c.Segment} {
			if !strings.Contains(visible(told[i]), visible(text)) {
				t.Errorf("the detail of customer %d does not tell %q: %q", i, text, told[i])
			}
		}
	}
	if ask[bool](b, `"harmed" in window`) {
		t.Error("a script of a text ran")
	}
}

// visible is a text without what has no shape: control characters, marks of direction
// and blanks.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return -1
		}
		return r
	}, text)
}
