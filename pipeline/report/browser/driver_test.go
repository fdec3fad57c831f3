package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// patience is how long a condition may take on a busy machine.
const patience = 30 * time.Second

// ask evaluates an expression of JavaScript.
func ask[T any](b *tab, expression string) T {
	b.t.Helper()
	got, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v\nthe page: %q", expression, err, b.seen.all())
	}
	return got
}

// do runs statements of JavaScript.
func (b *tab) do(statements string) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, chromedp.Evaluate[chromedp.Void]("(async () => {"+statements+"})()", chromedp.EvalAwaitPromise)))
}

// until waits until an expression is true. It asks again and again, because the
// policy of the page lets nobody else run code in it.
func (b *tab) until(what, expression string) {
	b.t.Helper()
	end := time.Now().Add(patience)
	for {
		ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		if ok && err == nil {
			return
		}
		// An exception may be an element that is not there yet, another error a page
		// that is just being loaded again.
		if time.Now().After(end) || b.ctx.Err() != nil {
			b.t.Fatalf("waited for this, in vain: %s\n%s\n%v\nthe page: %q", what, expression, err, b.seen.all())
		}
		if err := pause(b.ctx, 10*time.Millisecond); err != nil {
			b.t.Fatal(err)
		}
	}
}

// pause waits a while, or until the context ends.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// js writes a value as JavaScript.
func js(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // of texts and numbers only
	}
	return string(text)
}

// id is the selector of an element that tests know.
func id(name string) string { return `[data-testid="` + name + `"]` }

// one is the expression of an element.
func one(selector string) string { return "document.querySelector(" + js(selector) + ")" }

// shown is the expression that tells whether an element can be seen.
func shown(selector string) string {
	return "((e) => !!e && e.checkVisibility({visibilityProperty: true, opacityProperty: true}) && e.getClientRects().length > 0)(" + one(selector) + ")"
}

// click clicks an element with the mouse, once it is to be seen and does not move.
func (b *tab) click(selector string) {
	b.t.Helper()
	b.until(selector+" can be seen", shown(selector))
	b.do(one(selector) + `.scrollIntoView({block: "center", behavior: "instant"}); await new Promise(requestAnimationFrame);`)
	at := ask[struct{ X, Y float64 }](b, `((r) => ({X: r.x + r.width / 2, Y: r.y + r.height / 2}))(`+one(selector)+`.getBoundingClientRect())`)
	b.must(chromedp.Do(b.ctx, chromedp.MouseClickXY(at.X, at.Y)))
}

// write puts text into a field as typing does.
func (b *tab) write(selector, text string) {
	b.t.Helper()
	b.until(selector+" can be seen", shown(selector))
	b.do(one(selector) + ".focus(); " + one(selector) + ".select?.();")
	b.key("Backspace")
	if text != "" {
		_, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: text})
		b.must(err)
	}
}

// choose picks an option of a select by its value.
func (b *tab) choose(selector, value string) {
	b.t.Helper()
	b.until(selector+" has the option "+value, fmt.Sprintf("[...%s.options].some((o) => o.value === %s)", one(selector), js(value)))
	b.do(fmt.Sprintf(`const e = %s; e.focus(); e.value = %s; e.dispatchEvent(new Event("input", {bubbles: true})); e.dispatchEvent(new Event("change", {bubbles: true}));`, one(selector), js(value)))
}

// key presses a key by its name.
func (b *tab) key(name string, modifiers ...int64) {
	b.t.Helper()
	code := map[string]int64{
		"Backspace": 8, "Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "PageUp": 33, "PageDown": 34, "End": 35, "Home": 36,
		"ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40,
	}[name]
	p := input.DispatchKeyEventParams{Type: "rawKeyDown", Key: name, Code: name, WindowsVirtualKeyCode: code}
	switch name {
	case " ":
		p.Type, p.Code, p.Text = "keyDown", "Space", " "
	case "Enter":
		p.Type, p.Text = "keyDown", "\r"
	}
	for _, m := range modifiers {
		p.Modifiers |= m
	}
	_, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, p)
	b.must(err)
	p.Type, p.Text = "keyUp", ""
	_, err = chromedp.Call(b.ctx, input.DispatchKeyEvent, p)
	b.must(err)
}

// emulate gives the tab a size and what the system of its user prefers.
func (b *tab) emulate(w window) error {
	size := emulation.SetDeviceMetricsOverrideParams{Width: w.width, Height: w.height, DeviceScaleFactor: 1, Mobile: w.phone}
	if _, err := chromedp.Call(b.ctx, emulation.SetDeviceMetricsOverride, size); err != nil {
		return err
	}
	colours, media := "light", ""
	if w.dark {
		colours = "dark"
	}
	if w.print {
		media = "print"
	}
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media: media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: colours}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	return err
}

// frames waits until the page was drawn twice.
func (b *tab) frames() {
	b.t.Helper()
	b.do("await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));")
}

// text is what a reader sees of an element.
func (b *tab) text(selector string) string {
	b.t.Helper()
	return ask[string](b, one(selector)+".innerText")
}

// attribute is an attribute of an element, empty where it has none.
func (b *tab) attribute(selector, name string) string {
	b.t.Helper()
	return ask[string](b, one(selector)+".getAttribute("+js(name)+`) ?? ""`)
}

// tabs are the views of the page.
func tabs() []string { return []string{"tab-team", "tab-managers", "tab-science"} }

// show opens a view.
func (b *tab) show(name string) {
	b.t.Helper()
	b.click(id(name))
	b.until(name+" is open", one(id(name))+`.getAttribute("aria-selected") === "true"`)
	b.frames()
}

// wait waits until a condition of this side holds.
func (b *tab) wait(what string, holds func() bool) {
	b.t.Helper()
	for end := time.Now().Add(patience); !holds(); {
		if time.Now().After(end) {
			b.t.Fatalf("waited for this, in vain: %s\nthe page: %q", what, b.seen.all())
		}
		if err := pause(b.ctx, 10*time.Millisecond); err != nil {
			b.t.Fatal(err)
		}
	}
}
