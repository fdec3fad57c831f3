package features

import (
	"fmt"
	"io"
	"strings"
)

// WriteDictionary writes the documentation of every family's features as
// Markdown: DICTIONARY.md is this, and a test keeps it so.
func WriteDictionary(w io.Writer) error {
	families := Families()
	count := 0
	for _, f := range families {
		count += len(f.Specs)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `# Feature dictionary

Generated from the code by `+"`go test ./features -run TestDictionary -update`"+`; do not edit.

There is one row for each customer and cutoff, with %d features in %d families.
A feature reads only what was known before the cutoff; a window of d days is
[cutoff - d days, cutoff). A purchase is an order; a purchase day is a day (UTC)
with one. Money is in units of the exports' currency. A family whose tables are
not exported is left out as a whole.

The last column says in which direction more can only mean: `+"`+`"+` a higher risk of
leaving, `+"`-`"+` a lower one; where it is empty, either may be.

| Family | Features | Tables |
|---|---|---|
`, count, len(families))
	for _, f := range families {
		fmt.Fprintf(&b, "| [%s](#%s) | %d | %s |\n", f.Name, f.Name, len(f.Specs), strings.Join(f.Tables, ", "))
	}
	for _, f := range families {
		fmt.Fprintf(&b, "\n## %s\n\n", f.Name)
		b.WriteString("| Name | What it is | Unit | Window | Missing when | Warning signal | Risk |\n|---|---|---|---|---|---|---|\n")
		for _, s := range f.Specs {
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s |\n", s.Name, s.Doc, s.Unit, windowText(s.Window), s.Missing, s.Signal, riskText(s.Risk))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func windowText(days int) string {
	if days == 0 {
		return "all history"
	}
	return fmt.Sprintf("%d days", days)
}

func riskText(risk int) string {
	switch {
	case risk > 0:
		return "+"
	case risk < 0:
		return "-"
	}
	return ""
}
