package report

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"strings"
)

//go:embed assets/*.js assets/*.css
var assetFiles embed.FS

// scripts are the files of the page's one script, in the order in which they stand
// in it: what a file uses at once comes before it.
var scripts = []string{
	"dom.js", "phrases.js", "i18n.js", "data.js", "state.js", "uplot.js", "charts.js",
	"headline.js", "changes.js",
	"select.js", "filters.js", "export.js", "rows.js", "list.js", "timeline.js", "detail.js",
	"kpi.js", "cohort.js", "rfm.js", "causes.js", "signals.js", "whatif.js", "model.js",
	"shell.js",
}

// styles are the files of its one style sheet.
var styles = []string{"uplot.css", "base.css", "list.css", "detail.css", "charts.css", "print.css"}

// Write writes the page: one HTML file that needs no network and opens from disk.
// The same data gives the same bytes. Numbers that are not finite are left out of
// the list; elsewhere they are an error.
func Write(w io.Writer, d *Data) error {
	locales, err := Locales()
	if err != nil {
		return err
	}
	script, err := assemble(scripts)
	if err != nil {
		return err
	}
	style, err := assemble(styles)
	if err != nil {
		return err
	}
	rest, err := pack(withoutList(d))
	if err != nil {
		return err
	}
	script = "(() => {\n\"use strict\";\n" + script + "})();\n"
	p := page{w: w}
	p.head(d, style, script)
	p.json("page-locales", locales)
	p.json("page-data", rest)
	p.json("page-list", encodeList(d.Customers))
	p.text("<script>", script, "</script>\n</body>\n</html>\n")
	return p.err
}

// page writes the parts of the file until one cannot be written.
type page struct {
	w   io.Writer
	err error
}

func (p *page) text(parts ...string) {
	for _, s := range parts {
		if p.err != nil {
			return
		}
		if _, err := io.WriteString(p.w, s); err != nil {
			p.err = fmt.Errorf("report: writing the page: %w", err)
		}
	}
}

// head writes everything up to the data. The policy allows the style and the
// script by their hashes, and nothing else.
func (p *page) head(d *Data, style, script string) {
	title := "Churn"
	if d.AsOf != "" {
		title += " " + d.AsOf
	}
	policy := "default-src 'none'; script-src '" + hash(script) + "'; style-src '" + hash(style) +
		"'; img-src data:; base-uri 'none'; form-action 'none'"
	p.text("<!doctype html>\n<html lang=\"en\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\">\n",
		"<meta http-equiv=\"Content-Security-Policy\" content=\"", policy, "\">\n",
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
		"<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n",
		"<link rel=\"icon\" href=\"data:,\">\n<title>", html.EscapeString(title), "</title>\n",
		"<style>", style, "</style>\n</head>\n<body>\n<div id=\"page\"></div>\n",
		"<noscript><p>This page draws its list and charts by scripts of its own. Allow scripts for this file to read it.</p></noscript>\n")
}

// json writes data that the script reads. No character in it can end the element
// that holds it.
func (p *page) json(id string, v any) {
	if p.err != nil {
		return
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(true) // < > & and the line ends U+2028 and U+2029
	if err := enc.Encode(v); err != nil {
		p.err = fmt.Errorf("report: writing %s: %w", id, err)
		return
	}
	p.text("<script type=\"application/json\" id=\"", id, "\">", strings.TrimSuffix(b.String(), "\n"), "</script>\n")
}

// hash is the source by which the policy allows an inline script or style.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// assemble joins assets.
func assemble(names []string) (string, error) {
	var b strings.Builder
	for _, name := range names {
		text, err := assetFiles.ReadFile("assets/" + name)
		if err != nil {
			return "", fmt.Errorf("report: reading asset: %w", err)
		}
		lower := bytes.ToLower(text)
		for _, end := range []string{"</script", "</style", "<!--"} {
			if bytes.Contains(lower, []byte(end)) {
				return "", fmt.Errorf("report: asset %s holds %s, which ends the element that it stands in; write it in two pieces", name, end)
			}
		}
		b.Write(text)
		b.WriteByte('\n')
	}
	return b.String(), nil
}

// withoutList is everything but the listed customers.
func withoutList(d *Data) Data {
	rest := *d
	rest.Customers = nil
	return rest
}
