package pipeline

import (
	"fmt"
	"strings"
)

// modelCard tells people what they should know of a model, as Markdown.
func modelCard(m *Model, history []HistoryEntry) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Model %s\n", m.ID)
	return b.String()
}
