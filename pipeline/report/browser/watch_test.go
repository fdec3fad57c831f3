package browser

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// watch notes what a page does that it must not: errors and warnings, exceptions,
// dialogs, violations of its policy, and requests to anywhere.
type watch struct {
	mu  sync.Mutex
	bad []string
}

// event takes an event of the tab; it must be quick.
func (w *watch) event(ev any) {
	bad := ""
	switch e := ev.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" || e.Type == "assert" {
			var words []string
			for _, a := range e.Args {
				words = append(words, strings.TrimSpace(string(a.Value)+" "+a.Description))
			}
			bad = fmt.Sprintf("console %s: %s", e.Type, strings.Join(words, " "))
		}
	case *runtime.EventExceptionThrown:
		bad = "exception: " + e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			bad += " " + e.ExceptionDetails.Exception.Description
		}
	case *log.EventEntryAdded:
		if e.Entry.Level != "verbose" && e.Entry.Level != "info" {
			bad = fmt.Sprintf("log %s of %s: %s %s", e.Entry.Level, e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	case *page.EventJavascriptDialogOpening:
		bad = "dialog: " + e.Message
	case *network.EventRequestWillBeSent:
		if !local(e.Request.URL) {
			bad = "request to " + e.Request.URL
		}
	case *network.EventWebSocketCreated:
		bad = "web socket to " + e.URL
	case *page.EventFrameRequestedNavigation:
		if !local(e.URL) {
			bad = "navigation to " + e.URL
		}
	}
	if bad != "" {
		w.mu.Lock()
		w.bad = append(w.bad, bad)
		w.mu.Unlock()
	}
}

// local reports whether an address is of this machine's files or of the page
// itself.
func local(address string) bool {
	for _, scheme := range []string{"file:", "blob:", "data:", "about:"} {
		if strings.HasPrefix(address, scheme) {
			return true
		}
	}
	return false
}

// all returns what was noted so far.
func (w *watch) all() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.bad...)
}

// check fails the test with what was noted.
func (w *watch) check(t *testing.T) {
	t.Helper()
	for _, bad := range w.all() {
		t.Errorf("the page must not: %s", bad)
	}
}

// forget forgets what was noted.
func (w *watch) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.bad = nil
}
