package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"predict/pipeline/report/reporttest"
)

// axeFile is axe-core, which scripts/browser fetches.
const axeFile = "../../../.tools/axe-core-4.14.1.js"

// breach is a rule of accessibility that a page breaks.
type breach struct {
	ID, Impact, Help string
	Nodes            []struct {
		Target         []any
		HTML           string
		FailureSummary string
	}
}

// auditor reads axe-core, or skips the test where it was not fetched.
func auditor(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(axeFile)
	if os.IsNotExist(err) && os.Getenv(needBrowser) == "" {
		t.Skip("axe-core is not here: scripts/browser install")
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// audit holds what can be seen against WCAG 2.0 to 2.2, levels A and AA, and axe's
// best practices.
func (b *tab) audit(axe, what string) {
	b.t.Helper()
	if !ask[bool](b, `typeof globalThis.axe === "object"`) {
		b.must(chromedp.Do(b.ctx, chromedp.Evaluate[chromedp.Void](axe)))
	}
	found := ask[[]breach](b, `axe.run(document, {resultTypes: ["violations"], runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}})
		.then((r) => r.violations.map((v) => ({ID: v.id, Impact: v.impact, Help: v.help, Nodes: v.nodes.slice(0, 5).map((n) => ({Target: n.target, HTML: n.html.slice(0, 300), FailureSummary: n.failureSummary}))})))`)
	for _, v := range found {
		var where strings.Builder
		for _, n := range v.Nodes {
			fmt.Fprintf(&where, "\n  %v: %s\n    %s", n.Target, n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", "\n    "))
		}
		b.t.Errorf("%s: %s (%s, %s)%s", what, v.Help, v.ID, v.Impact, where.String())
	}
}

// TestAccessibility: axe-core finds nothing in any view, light or dark, from left
// to right or from right to left, on a laptop or a phone.
func TestAccessibility(t *testing.T) {
	axe := auditor(t)
	dark, small := laptop(), phone()
	dark.dark, small.dark = true, true
	tests := []struct {
		name   string
		sample reporttest.Options
		size   window
	}{
		{"light", reporttest.Options{}, laptop()},
		{"dark", reporttest.Options{}, dark},
		{"Persian", reporttest.Options{Language: "fa"}, laptop()},
		{"Persian, dark, phone", reporttest.Options{Language: "fa"}, small},
		{"Lithuanian, phone", reporttest.Options{Language: "lt"}, phone()},
		{"nothing known", reporttest.Options{Variant: reporttest.Empty}, laptop()},
		{"purchases alone", reporttest.Options{Variant: reporttest.Bare}, laptop()},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.sample.Customers = 60
			b := open(t, test.sample, test.size)
			for _, name := range tabs() {
				b.show(name)
				b.audit(axe, name)
			}
			if test.sample.Variant == "" {
				b.show("tab-team")
				b.openDetail()
				b.audit(axe, "detail")
			}
		})
	}
}

// TestAuditSees: the audit finds what is wrong, or its silence means nothing.
func TestAuditSees(t *testing.T) {
	axe := auditor(t)
	b := blank(t, laptop())
	path := filepath.Join(t.TempDir(), "page.html")
	b.must(os.WriteFile(path, []byte(`<!doctype html><img src="data:,"><p style="color:#999;background:#aaa">pale</p>`), 0o600))
	b.must(chromedp.Do(b.ctx, chromedp.Navigate("file://"+path)))
	b.must(chromedp.Do(b.ctx, chromedp.Evaluate[chromedp.Void](axe)))
	got := ask[[]string](b, `axe.run(document).then((r) => r.violations.map((v) => v.id))`)
	for _, want := range []string{"image-alt", "color-contrast", "html-has-lang", "document-title"} {
		if !strings.Contains(strings.Join(got, " "), want) {
			t.Errorf("%s is not found: %q", want, got)
		}
	}
}
