package browser

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"predict/pipeline/report/reporttest"
)

// TestScreenshots takes the pictures of the documents, if it is told where to. Each
// is small enough to be kept.
func TestScreenshots(t *testing.T) {
	if *screenshots == "" {
		t.Skip("no pictures are asked for: make screenshots")
	}
	wide := window{width: 1366, height: 900}
	dark := wide
	dark.dark = true
	pictures := []struct {
		name, language, view, at string
		size                     window
		detail                   bool
	}{
		{"team.png", "en", "tab-team", "#view-list", laptop(), true},
		{"managers-dark.png", "en", "tab-managers", "", dark, false},
		{"persian.png", "fa", "tab-managers", "#view-cohort", wide, false},
		{"phone.png", "lt", "tab-team", "", phone(), false},
	}
	for _, p := range pictures {
		t.Run(p.name, func(t *testing.T) {
			b := open(t, reporttest.Options{Customers: 5000, Language: p.language}, p.size)
			_, err := chromedp.Call(b.ctx, emulation.SetScrollbarsHidden, emulation.SetScrollbarsHiddenParams{Hidden: true})
			b.must(err)
			b.show(p.view)
			if p.detail {
				b.openDetail()
			}
			place := "scrollTo(0, 0)"
			if p.at != "" {
				place = one(p.at) + `.scrollIntoView({behavior: "instant"})`
			}
			b.do(place)
			b.frames()
			picture := b.picture(false)
			if len(picture) > 250_000 {
				t.Errorf("%s has %d bytes, more than a document should carry", p.name, len(picture))
			}
			if err := os.WriteFile(filepath.Join(*screenshots, p.name), picture, 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// picture takes a PNG of the window, or of the whole page.
func (b *tab) picture(whole bool) []byte {
	b.t.Helper()
	got, err := chromedp.Call(b.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: "png", CaptureBeyondViewport: &whole})
	b.must(err)
	return got.Data
}
