package features

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestEventSpecs holds the specs against the rules that readers of the
// dictionary rely on.
func TestEventSpecs(t *testing.T) {
	units := []string{"days", "years", "invoices", "contacts", "scores", "offers", "changes", "categories", "share", "share a year", "score", "ratio", "flag", "currency"}
	name := regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)+$`)
	for _, f := range eventFamilies() {
		if !name.MatchString(f.Name + "_x") {
			t.Errorf("the name of family %s is no lower-case name", f.Name)
		}
		for _, column := range f.Columns {
			if !knownColumn(column) {
				t.Errorf("%s reads %s, which no table has", f.Name, column)
			}
		}
		for i, s := range f.Specs {
			switch {
			case !name.MatchString(s.Name):
				t.Errorf("%s: column %d is called %q", f.Name, i, s.Name)
			case !slices.Contains(units, s.Unit):
				t.Errorf("%s has the unit %q", s.Name, s.Unit)
			case s.Missing == "" || s.Signal == "":
				t.Errorf("%s does not say what missing means or which signal it serves", s.Name)
			case !strings.HasSuffix(s.Doc, ".") || s.Doc[0] < 'A' || s.Doc[0] > 'Z':
				t.Errorf("%s: %q is no sentence", s.Name, s.Doc)
			case s.Unit == "currency" && s.Storage != Double:
				t.Errorf("%s is money and not stored exactly", s.Name)
			}
		}
	}
}
