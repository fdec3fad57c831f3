package browser

import (
	"strings"
	"testing"

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

// TestEveryHostileRow: the detail of every customer of the hostile sample can be
// opened, and shows the id as it came.
func TestEveryHostileRow(t *testing.T) {
	o := reporttest.Options{Variant: reporttest.Hostile}
	b := open(t, o, laptop())
	for i, c := range reporttest.Data(o).Customers[:len(reporttest.HostileTexts())] {
		b.write(id("search"), c.ID)
		b.openDetail()
		if want := visible(c.ID); want != "" && !strings.Contains(visible(ask[string](b, one(id("detail"))+".textContent")), want) {
			t.Errorf("customer %d: the detail does not tell the id %q", i, c.ID)
		}
		b.key("Escape")
	}
	if ask[bool](b, `"harmed" in window`) {
		t.Error("a script of a text ran")
	}
}

// visible is a text without what has no shape: control characters and blanks.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f || r == '\ufeff' || r == '\ufffd' || r == '\u2028' || r == '\u2029' || (r >= '\u2060' && r <= '\u206f') || (r >= '\u202a' && r <= '\u202e') {
			return -1
		}
		return r
	}, text)
}
