package torture

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestCallsOfANight shows which calls change the state in a run.
func TestCallsOfANight(t *testing.T) {
	for _, n := range nights(t) {
		state := n.fresh(t)
		e := attacked(t, n.predict(state, "run"), state, func(call) verdict { return verdict{} })
		count := map[string]int{}
		for _, c := range e.calls {
			count[c.name]++
			if testing.Verbose() {
				fmt.Println(c)
			}
		}
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(count)) {
			parts = append(parts, fmt.Sprintf("%s %d", name, count[name]))
		}
		t.Logf("%s: code %d, %d calls: %s", n.name, e.code, len(e.calls), strings.Join(parts, ", "))
		for _, d := range n.compare(t, state) {
			t.Error(d)
		}
	}
}
