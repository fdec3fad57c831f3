package browser

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestWatchSees: a page that misbehaves is noticed, or no other test here means
// anything.
func TestWatchSees(t *testing.T) {
	tests := []struct {
		name, html, want string
	}{
		{"console", `<script>console.error("spoiled")</script>`, "console error: \"spoiled\""},
		{"exception", `<script>null.x</script>`, "exception: Uncaught TypeError"},
		{"dialog", `<script>setTimeout(() => alert("hello"))</script>`, "dialog: hello"},
		{"request", `<img src="http://127.0.0.1:9/x.png">`, "request to http://127.0.0.1:9/x.png"},
		{"policy", `<meta http-equiv="Content-Security-Policy" content="script-src 'none'"><script>1</script>`, "Content Security Policy"},
		{"flight", `<script>location = "http://127.0.0.1:9/"</script>`, "http://127.0.0.1:9/"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := blank(t, laptop())
			path := filepath.Join(t.TempDir(), "page.html")
			if err := os.WriteFile(path, []byte("<!doctype html>"+test.html), 0o600); err != nil {
				t.Fatal(err)
			}
			dialogs := chromedp.Events(b.ctx, page.JavascriptDialogOpening)
			go func() {
				for _, err := range dialogs {
					if err != nil {
						return
					}
					_, _ = chromedp.Call(b.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{})
				}
			}()
			_, _ = chromedp.Run(b.ctx, chromedp.Navigate("file://"+path)) // one of them ends elsewhere
			b.wait("it is noticed", func() bool { return strings.Contains(strings.Join(b.seen.all(), "\n"), test.want) })
			b.seen.forget()
		})
	}
}
