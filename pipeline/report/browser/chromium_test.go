// Package browser holds the tests of the page in a real browser: Debian's
// chromium, driven by chromedp. docs/browser-tests.md tells what they check.
package browser

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"

	"predict/pipeline/report"
	"predict/pipeline/report/reporttest"
)

// screenshots is the folder into which TestScreenshots writes.
var screenshots = flag.String("screenshots", "", "`folder` into which the pictures of the documents are written")

// needBrowser is the variable that makes a missing browser a failure.
const needBrowser = "PREDICT_NEED_BROWSER"

// chrome is the one browser of all tests, started by the first that needs it.
type chrome struct {
	once   sync.Once
	ctx    context.Context
	stop   context.CancelFunc
	dir    string // of the profile, the pages and the downloads
	err    error
	absent bool
	mu     sync.Mutex
	pages  map[string]string // files by options
}

var shared chrome

func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	if shared.stop != nil {
		shared.stop()
	}
	if shared.dir != "" {
		if err := os.RemoveAll(shared.dir); err != nil {
			fmt.Fprintln(os.Stderr, "removing what the tests wrote:", err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

// start starts the browser. Who is not root has the sandbox of Chromium where the
// machine allows one; it is our own page that is opened.
func (c *chrome) start() {
	c.pages = map[string]string{}
	program, err := exec.LookPath("chromium")
	if err != nil {
		c.err, c.absent = err, true
		return
	}
	if c.dir, c.err = os.MkdirTemp("", "predict-browser"); c.err != nil {
		return
	}
	if c.err = c.run(program, os.Getuid() == 0); c.err != nil && os.Getuid() != 0 {
		c.err = c.run(program, true)
	}
}

// run starts the program in a profile of its own, with no word to anywhere.
func (c *chrome) run(program string, open bool) error {
	profile, err := os.MkdirTemp(c.dir, "profile")
	if err != nil {
		return err
	}
	var said bytes.Buffer
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.UserDataDir(profile), chromedp.CombinedOutput(&said),
		chromedp.Flag("no-sandbox", open), chromedp.DisableGPU, chromedp.WindowSize(1366, 768),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", false), chromedp.Flag("lang", "en-GB"),
		chromedp.Env("HOME="+profile, "XDG_CONFIG_HOME="+profile, "XDG_CACHE_HOME="+profile, "TMPDIR="+profile, "TZ=UTC"),
	)
	all, stopAll := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stop := chromedp.NewContext(all)
	c.ctx, c.stop = ctx, func() { stop(); stopAll() }
	if err := chromedp.Do(ctx); err != nil {
		c.stop()
		return fmt.Errorf("starting %s: %w\n%s", program, err, said.String())
	}
	return nil
}

// needs starts the browser, or skips the test where there is none.
func needs(t *testing.T) *chrome {
	t.Helper()
	shared.once.Do(shared.start)
	if shared.absent && os.Getenv(needBrowser) == "" {
		t.Skipf("there is no chromium: scripts/browser install (%v)", shared.err)
	}
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return &shared
}

// write writes the page of a sample to a file, once, and returns its path.
func (c *chrome) write(t *testing.T, o reporttest.Options) string {
	t.Helper()
	key := fmt.Sprintf("%s-%d-%s-%d", o.Variant, o.Customers, o.Language, len(o.Texts))
	return c.writeData(t, key, func() *report.Data { return reporttest.Data(o) })
}

// writeData writes the page of some data to a file of that name, once.
func (c *chrome) writeData(t *testing.T, key string, data func() *report.Data) string {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if path, ok := c.pages[key]; ok {
		return path
	}
	var page bytes.Buffer
	if err := report.Write(&page, data()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(c.dir, key+".html")
	if err := os.WriteFile(path, page.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	c.pages[key] = path
	return path
}

// tab is a tab of the browser on one page. What happens in it that must not is
// told at the end of the test.
type tab struct {
	t         *testing.T
	ctx       context.Context
	seen      *watch
	downloads string
}

// window says how a tab looks at the page.
type window struct {
	width, height int64
	phone         bool
	dark          bool
	print         bool
}

func laptop() window { return window{width: 1366, height: 768} }
func phone() window  { return window{width: 390, height: 844, phone: true} }

// open opens a page in a tab with no memory of other tabs, and waits until it is
// ready.
func open(t *testing.T, o reporttest.Options, w window) *tab {
	t.Helper()
	c := needs(t)
	b := blank(t, w)
	b.visit("file://" + c.write(t, o))
	return b
}

// blank opens an empty tab.
func blank(t *testing.T, w window) *tab {
	t.Helper()
	c := needs(t)
	seen := &watch{}
	limit, end := context.WithTimeout(c.ctx, 4*time.Minute)
	ctx, closeTab := chromedp.NewContext(limit, chromedp.WithNewBrowserContext(), chromedp.WithListener(seen.event))
	b := &tab{t: t, ctx: ctx, seen: seen, downloads: t.TempDir()}
	t.Cleanup(func() {
		seen.check(t)
		closeTab()
		end()
	})
	b.must(b.emulate(w))
	_, err := chromedp.CallBrowser(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: "allow", DownloadPath: b.downloads, BrowserContextID: b.browserContext(),
	})
	b.must(err)
	return b
}

// browserContext is the context of the tab, beside which others have their own
// downloads.
func (b *tab) browserContext() cdp.BrowserContextID {
	b.must(chromedp.Do(b.ctx))
	return chromedp.FromContext(b.ctx).BrowserContextID
}

// visit goes to an address and waits until the page is ready.
func (b *tab) visit(address string) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, chromedp.Navigate(address)))
	b.until("the page is ready", `document.readyState === "complete" && !!document.querySelector('[data-testid="tab-team"]')`)
}

// must ends the test at an error, with what the page has said.
func (b *tab) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("%v\nthe page: %s", err, strings.Join(b.seen.all(), "\n"))
	}
}
