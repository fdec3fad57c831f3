package causes_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	counted "predict/features/causes"
	"predict/pipeline/causes"
)

// TestDocumentNamesEverything: docs/causes.md names each figure, note, dimension and
// band of tenure.
func TestDocumentNamesEverything(t *testing.T) {
	text, err := os.ReadFile("../../docs/causes.md")
	if err != nil {
		t.Fatal(err)
	}
	wanted := []string{
		causes.FewCustomers, causes.FewOthers, causes.NearlyAll, causes.AsOthers, causes.ThroughPair, causes.AnyReason,
		causes.Segment, causes.Region, causes.Channel, causes.Category, causes.Product, causes.ComplaintReason, causes.Tenure,
	}
	for _, of := range []any{causes.Cause{}, causes.Reason{}, causes.Spike{}, causes.Bar{}, causes.Line{}, causes.Driver{}, causes.LeftOut{}, causes.Result{}} {
		for _, f := range reflect.VisibleFields(reflect.TypeOf(of)) {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			wanted = append(wanted, name)
		}
	}
	for _, name := range wanted {
		if !strings.Contains(string(text), "`"+name+"`") {
			t.Errorf("docs/causes.md does not name `%s`", name)
		}
	}
	for _, band := range counted.TenureBands() {
		if !strings.Contains(string(text), band) {
			t.Errorf("docs/causes.md does not name the band %q", band)
		}
	}
}
