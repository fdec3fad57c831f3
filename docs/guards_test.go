package docs_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"predict/configs"
)

// TestGuardsAreDocumented: guards.md gives the default bounds of every guard.
func TestGuardsAreDocumented(t *testing.T) {
	g := configs.Default().Guards
	lines := strings.Split(read(t, "guards.md"), "\n")
	for name, b := range map[string]configs.Bounds{
		configs.GuardFreshness: g.Freshness, configs.GuardVolume: g.Volume, configs.GuardAmounts: g.Amounts,
		configs.GuardMissing: g.Missing, configs.GuardQuarantine: g.Quarantine, configs.GuardCustomers: g.Customers,
		configs.GuardHighRisk: g.HighRisk, configs.GuardRealised: g.Realised,
	} {
		says := func(line string) bool {
			return strings.HasPrefix(line, "| `"+name+"` |") && strings.Contains(line, fmt.Sprintf("| %v | %v |", b.Warn, b.Limit))
		}
		if !slices.ContainsFunc(lines, says) {
			t.Errorf("guards.md: no row of the table gives the defaults %v and %v of %s", b.Warn, b.Limit, name)
		}
	}
}
