package configs_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"predict/configs"
	"predict/data"
	"predict/features"
)

// TestDefaultFile proves that the commented file says what Default does. Its
// sample table must be DefaultSource but for files and columns.
func TestDefaultFile(t *testing.T) {
	got, err := configs.Parse("default.yaml", []byte(configs.DefaultYAML()), nil)
	if err != nil {
		t.Fatal(err)
	}
	sample, ok := got.Tables[data.Transactions]
	if !ok || len(got.Tables) != 1 {
		t.Fatalf("tables %v, want one sample of transactions", got.TableNames())
	}
	sample.Files, sample.Columns = nil, nil
	if diff := cmp.Diff(data.DefaultSource(), sample); diff != "" {
		t.Errorf("a source (-DefaultSource +default.yaml):\n%s", diff)
	}
	want := configs.Default()
	want.Tables, want.Place = got.Tables, got.Place
	if diff := cmp.Diff(want, *got); diff != "" {
		t.Errorf("(-Default +default.yaml):\n%s", diff)
	}
}

// TestDefaultFileIsComplete proves that every field has its line in the file,
// and its comment.
func TestDefaultFileIsComplete(t *testing.T) {
	var doc yaml.Node
	if err := yaml.Load([]byte(configs.DefaultYAML()), &doc); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(configs.DefaultYAML(), "\n")
	given := map[string]bool{}
	var walk func(key string, n *yaml.Node)
	walk = func(key string, n *yaml.Node) {
		for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			k, v := n.Content[i], n.Content[i+1]
			child := strings.TrimPrefix(key+"."+k.Value, ".")
			given[child] = true
			user := strings.Contains(child, ".columns.") || strings.Contains(child, ".actions.")
			if v.Kind != yaml.MappingNode && !user && !strings.Contains(lines[k.Line-1], " # ") {
				t.Errorf("line %d: %s has no comment", k.Line, child)
			}
			walk(child, v)
		}
	}
	walk("", doc.Content[0])
	for _, key := range leaves("", reflect.TypeFor[configs.Config]()) {
		if !given[key] {
			t.Errorf("%s is not in default.yaml", key)
		}
	}
}

// leaves lists the keys of a type, with transactions for the names of tables.
func leaves(key string, typ reflect.Type) []string {
	var keys []string
	for i := range typ.NumField() {
		f := typ.Field(i)
		name, ok := f.Tag.Lookup("yaml")
		if !ok {
			name = f.Tag.Get("json")
		}
		if name == "-" {
			continue
		}
		child := strings.TrimPrefix(key+"."+name, ".")
		keys = append(keys, child)
		switch {
		case f.Type.Kind() == reflect.Struct:
			keys = append(keys, leaves(child, f.Type)...)
		case f.Type == reflect.TypeFor[map[string]data.Source]():
			keys = append(keys, leaves(child+".transactions", f.Type.Elem())...)
		}
	}
	return keys
}

// TestDefaultIsValid holds the defaults against their own rules.
func TestDefaultIsValid(t *testing.T) {
	c := configs.Default()
	s := data.DefaultSource()
	s.Files = []string{"x.csv"}
	s.Columns = map[string]data.Mapping{"customer_id": {From: "c"}, "time": {From: "t"}, "amount": {From: "a"}}
	c.Tables = map[string]data.Source{data.Transactions: s}
	if err := c.Validate(); err != nil {
		t.Error(err)
	}
}

// TestEveryFamilyHasAnAction proves that no reason is left without a tactic.
func TestEveryFamilyHasAnAction(t *testing.T) {
	var want []string
	for _, f := range features.Families() {
		want = append(want, f.Name)
	}
	want = append(want, configs.DefaultAction)
	slices.Sort(want)
	var got []string
	for name := range configs.Default().Score.Actions {
		got = append(got, name)
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("families with an action (-want +got):\n%s", diff)
	}
}
