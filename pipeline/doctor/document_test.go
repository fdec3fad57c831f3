package doctor_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/pipeline/doctor"
)

// TestDocument: docs/doctor.md lists every finding, as the code does.
func TestDocument(t *testing.T) {
	text, err := os.ReadFile("../../docs/doctor.md")
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, line := range strings.Split(string(text), "\n") {
		if strings.HasPrefix(line, "| `") {
			got = append(got, line)
		}
	}
	for _, k := range doctor.Kinds() {
		want = append(want, fmt.Sprintf("| `%s` | %s | %s | %s |", k.Name, k.About, k.Worst, k.Means))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings in docs/doctor.md (-code +document):\n%s", diff)
	}
}
