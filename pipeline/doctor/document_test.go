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

// TestSeverities: no finding is worse than its kind says, and every one says
// where, what, what follows and what helps.
func TestSeverities(t *testing.T) {
	worst := map[string]doctor.Severity{}
	for _, k := range doctor.Kinds() {
		worst[k.Name] = k.Worst
	}
	rank := map[doctor.Severity]int{doctor.Error: 0, doctor.Warning: 1, doctor.Note: 2}
	b := newBase(t, "demo", demo(t), 1, "customer_id", "ordered_at", "amount", "iso")
	for _, s := range spoilers() {
		w := b.world(t)
		s.do(t, w)
		for _, f := range w.check(t) {
			if rank[f.Severity] < rank[worst[f.Kind]] {
				t.Errorf("%s is a %s, its kind says %s", f.Kind, f.Severity, worst[f.Kind])
			}
			if f.Table == "" || f.Seen == "" || f.Then == "" || f.Do == "" {
				t.Errorf("%s says too little: %+v", f.Kind, f)
			}
		}
	}
}
