package browser

import (
	"os"
	"slices"
	"testing"

	"predict/pipeline/report/reporttest"
)

// manyCustomers is a page as large as the largest that is promised.
func manyCustomers() reporttest.Options { return reporttest.Options{Customers: 5000} }

// TestPageSize: 5,000 listed customers fit into 3 MB.
func TestPageSize(t *testing.T) {
	info, err := os.Stat(needs(t).write(t, manyCustomers()))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("5,000 customers: %.2f MB", float64(info.Size())/1e6)
	if info.Size() >= 3_000_000 {
		t.Errorf("the page has %d bytes, at most 3,000,000", info.Size())
	}
}

// TestSpeed tells how fast the page of 5,000 customers is. Times depend on the
// machine, so none fails.
func TestSpeed(t *testing.T) {
	b := open(t, manyCustomers(), laptop())
	b.until("it was painted", `performance.getEntriesByName("first-contentful-paint").length > 0`)
	type times struct{ Paint, Interactive, Load, Longest float64 }
	var all []times
	for range 3 {
		b.do("window.old = true; location.reload()")
		b.until("it is there again", `!window.old && document.readyState === "complete" && performance.getEntriesByName("first-contentful-paint").length > 0 && performance.getEntriesByType("navigation")[0].loadEventEnd > 0`)
		all = append(all, ask[times](b, `(() => { const n = performance.getEntriesByType("navigation")[0];
			return {Paint: performance.getEntriesByName("first-contentful-paint")[0].startTime, Interactive: n.domInteractive, Load: n.loadEventEnd}; })()`))
	}
	for _, got := range all {
		t.Logf("first paint after %.0f ms, parsed after %.0f ms, ready after %.0f ms", got.Paint, got.Interactive, got.Load)
	}
	typing := ask[float64](b, `new Promise((done) => { const e = document.querySelector('[data-testid="search"]'), t = performance.now();
		e.value = "00"; e.dispatchEvent(new Event("input", {bubbles: true})); requestAnimationFrame(() => setTimeout(() => done(performance.now() - t))); })`)
	t.Logf("search of 5,000 customers: drawn after %.0f ms", typing)
	b.write(id("search"), "")
	frames := b.scroll()
	slices.Sort(frames)
	late := 0
	for _, f := range frames {
		if f > 1000.0/60*1.5 {
			late++
		}
	}
	t.Logf("scrolling 5,000 rows: %d frames, median %.1f ms, 95 %% within %.1f ms, longest %.1f ms, %d late", len(frames), frames[len(frames)/2], frames[len(frames)*95/100], frames[len(frames)-1], late)
	if len(frames) < 30 {
		t.Errorf("%d frames were drawn", len(frames))
	}
}

// scroll scrolls the list for two seconds, and returns the milliseconds between
// frames.
func (b *tab) scroll() []float64 {
	b.t.Helper()
	b.until("there are rows", `document.querySelectorAll('[data-testid="row"]').length > 5`)
	return ask[[]float64](b, `new Promise((done) => {
		let box = document.querySelector('[data-testid="row"]');
		while (box && !(box.scrollHeight > box.clientHeight + 50 && /auto|scroll/.test(getComputedStyle(box).overflowY))) box = box.parentElement;
		box ??= document.scrollingElement;
		const gaps = []; let last = 0; const begin = performance.now();
		const step = (now) => {
			if (last) gaps.push(now - last);
			last = now;
			box.scrollTop += 120;
			if (now - begin < 2000) requestAnimationFrame(step); else done(gaps);
		};
		requestAnimationFrame(step);
	})`)
}
