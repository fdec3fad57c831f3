package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// writeMarkdown writes docs/licences.md.
func writeMarkdown(w io.Writer, all []licensed) error {
	var b bytes.Buffer
	count := map[string]int{}
	for _, l := range all {
		count[l.expression()]++
	}
	var kinds []string
	for k := range count {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	fmt.Fprintf(&b, "# Licences\n\n<!-- Written by `make licences`; a test holds it against the code. -->\n\n")
	fmt.Fprintf(&b, "predict is under Apache-2.0 ([LICENSE](../LICENSE)). What is linked into it on Linux (amd64), and under which licence, is below: %d modules. Licences are recognised in the texts that come with the modules. A module with another licence than %s fails the tests, and so does one without a text.\n\n",
		len(all), strings.Join(allowed(), ", "))
	fmt.Fprintf(&b, "All texts are in `/usr/share/doc/predict/copyright` of the packages. The [bill of materials](packaging.md#bill-of-materials) has the same list for machines.\n\n")
	fmt.Fprintf(&b, "| Licence | Modules |\n|---|---|\n")
	for _, k := range kinds {
		fmt.Fprintf(&b, "| %s | %d |\n", k, count[k])
	}
	fmt.Fprintf(&b, "\n## Modules\n\n| Module | Version | Licence |\n|---|---|---|\n")
	for _, l := range all {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", l.path, l.version, l.expression())
	}
	fmt.Fprintf(&b, "\n## Go\n\nThe standard library and the runtime of Go are under BSD-3-Clause.\n")
	fmt.Fprintf(&b, "\n## Inside of DuckDB\n\nDuckDB comes as ready-made libraries. These are linked in with it; their licences are those of DuckDB's sources, because the module ships no texts of them. Libraries of which DuckDB takes no more than headers are named in its sources.\n\n| Library | Licence | |\n|---|---|---|\n")
	for _, p := range duckdbParts() {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", p.name, p.spdx, p.note)
	}
	fmt.Fprintf(&b, "\n## Inside of the page\n\nThe program puts these into every report.html, with their licence:\n\n| Library | Version | Licence | |\n|---|---|---|---|\n")
	for _, p := range scripts() {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", p.name, p.version, p.spdx, p.note)
	}
	fmt.Fprintf(&b, "\n## Not linked in\n\nThe C library, libm, libstdc++ and libgcc are those of the machine. Modules that only tests and tools use are not shipped.\n")
	return write(w, b.Bytes())
}

// copyrightHead begins the copyright file.
const copyrightHead = `predict: a churn prediction pipeline

The program is under the Apache License, version 2.0. On Debian systems its text
is in /usr/share/common-licenses/Apache-2.0; it also stands below.

The program is linked with the modules that follow. Each text stands once, under
the names of all modules that it came with.
`

// writeCopyright writes the copyright file of a package: all texts.
func writeCopyright(w io.Writer, all []licensed) error {
	own, err := os.ReadFile("LICENSE")
	if err != nil {
		return fmt.Errorf("reading our licence: %w", err)
	}
	std, err := goLicence()
	if err != nil {
		return err
	}
	all = append([]licensed{{module: module{path: "predict"}, spdx: []string{"Apache-2.0"}, texts: []text{{"LICENSE", string(own)}}}, std}, all...)
	for _, p := range scripts() {
		body, err := os.ReadFile(p.licence)
		if err != nil {
			return fmt.Errorf("reading the licence of %s: %w", p.name, err)
		}
		all = append(all, licensed{module: module{path: p.name, version: p.version}, spdx: []string{p.spdx}, texts: []text{{filepath.Base(p.licence), string(body)}}})
	}
	var bodies []string
	owners := map[string][]string{}
	for _, l := range all {
		for _, t := range l.texts {
			if owners[t.body] == nil {
				bodies = append(bodies, t.body)
			}
			owners[t.body] = append(owners[t.body], strings.TrimSpace(l.path+" "+l.version)+" ("+l.expression()+"), "+t.name)
		}
	}
	var b bytes.Buffer
	b.WriteString(copyrightHead)
	b.WriteString("\nInside of DuckDB, by the licences of its sources:\n")
	for _, p := range duckdbParts() {
		fmt.Fprintf(&b, "  %s: %s\n", p.name, p.spdx)
	}
	for _, body := range bodies {
		fmt.Fprintf(&b, "\n%s\n", strings.Repeat("-", 78))
		for _, o := range owners[body] {
			fmt.Fprintln(&b, o)
		}
		fmt.Fprintf(&b, "\n%s\n", strings.TrimSpace(strings.ReplaceAll(body, "\r\n", "\n")))
	}
	return write(w, b.Bytes())
}

// write writes it all and says what went wrong.
func write(w io.Writer, text []byte) error {
	if _, err := w.Write(text); err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	return nil
}
