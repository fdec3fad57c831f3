package configs

import (
	"fmt"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v4"

	"predict/data"
)

// mostNodes bounds the values of a config, aliases counted as often as they
// are used, so that a small file cannot stand for a large one.
const mostNodes = 50_000

// decoder fills a Config from YAML nodes and remembers where each key stands.
type decoder struct {
	marks    map[string]mark
	rules    map[string]rule
	problems []Problem
	nodes    int
}

// mark is where a key and its value stand; the key is nil in lists.
type mark struct {
	key, value *yaml.Node
}

// value decodes a node into v, which holds the default.
func (d *decoder) value(p path, n *yaml.Node, v reflect.Value) {
	if n = d.plain(p, n); n == nil {
		return
	}
	if v.Type() == reflect.TypeFor[data.Mapping]() && n.Kind == yaml.ScalarNode {
		d.scalar(p, n, v.FieldByName("From"))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.structure(p, n, v)
	case reflect.Map:
		d.table(p, n, v)
	case reflect.Slice:
		d.list(p, n, v)
	default:
		d.scalar(p, n, v)
	}
}

// plain follows aliases and counts. It returns nil where the node cannot be
// used, after reporting why.
func (d *decoder) plain(p path, n *yaml.Node) *yaml.Node {
	if d.nodes++; d.nodes > mostNodes {
		if d.nodes == mostNodes+1 {
			d.report(p, n, "", "stands for too many values", fmt.Sprintf("%d values in all, aliases counted as often as they are used", mostNodes))
		}
		return nil
	}
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if tag := n.ShortTag(); n.Style&yaml.TaggedStyle != 0 && tag != "!!str" {
		d.report(p, n, tag, "is a tag, which a config cannot use", "plain values")
		return nil
	}
	return n
}

// structure decodes a map with fixed keys.
func (d *decoder) structure(p path, n *yaml.Node, v reflect.Value) {
	names, index := fields(v.Type())
	d.entries(p, n, func(key, value *yaml.Node) {
		at := p.field(key.Value)
		i, ok := index[key.Value]
		if !ok {
			at = p.entry(key.Value)
			text := unknown("unknown key", key.Value, names)
			if key.Value == "<<" {
				text = "is a merge, which a config cannot use; repeat the keys"
			}
			d.report(at, key, "", text, strings.Join(names, ", "))
			return
		}
		d.marks[at.key] = mark{key, value}
		d.value(at, value, v.Field(i))
	})
}

// table decodes a map whose keys are chosen by the user, onto the entries that
// the default has.
func (d *decoder) table(p path, n *yaml.Node, v reflect.Value) {
	if n.Kind == yaml.MappingNode && v.IsNil() && len(n.Content) > 0 {
		v.Set(reflect.MakeMap(v.Type()))
	}
	d.entries(p, n, func(key, value *yaml.Node) {
		at := p.entry(key.Value)
		d.marks[at.key] = mark{key, value}
		elem := reflect.New(v.Type().Elem()).Elem()
		if elem.Type() == reflect.TypeFor[data.Source]() {
			elem.Set(reflect.ValueOf(data.DefaultSource()))
		}
		d.value(at, value, elem)
		v.SetMapIndex(reflect.ValueOf(key.Value), elem)
	})
}

// entries calls use for each key of a map that is a text and not given twice.
func (d *decoder) entries(p path, n *yaml.Node, use func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		d.wrongKind(p, n, "a map of keys and values")
		return
	}
	seen := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		if key.Kind != yaml.ScalarNode || isNull(key) {
			d.report(p, n.Content[i], "", "has a key that is no text", "texts as keys")
			continue
		}
		if first := seen[key.Value]; first != nil {
			d.report(p.entry(key.Value), n.Content[i], "", fmt.Sprintf("is given twice, first in line %d", first.Line), "each key once")
			continue
		}
		seen[key.Value] = key
		use(key, value)
	}
}

// list decodes a list of texts, or a single text as a list of one. A list
// replaces that of the default.
func (d *decoder) list(p path, n *yaml.Node, v reflect.Value) {
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	} else if n.Kind != yaml.ScalarNode {
		d.wrongKind(p, n, "a list of texts, or one text")
		return
	}
	if len(items) == 0 {
		v.SetZero() // as a list that was never given
		return
	}
	out := reflect.MakeSlice(v.Type(), len(items), len(items))
	for i, item := range items {
		at := p.item(i)
		d.marks[at.key] = mark{nil, item}
		d.value(at, item, out.Index(i))
	}
	v.Set(out)
}

// fields returns the names of a struct's fields, in their order, and the index
// of each field. A name is the YAML tag or, in options that only artifacts
// hold otherwise, the JSON tag.
func fields(t reflect.Type) ([]string, map[string]int) {
	var names []string
	index := map[string]int{}
	for i := range t.NumField() {
		tag, ok := t.Field(i).Tag.Lookup("yaml")
		if !ok {
			tag = t.Field(i).Tag.Get("json")
		}
		name, _, _ := strings.Cut(tag, ",")
		if name == "" || name == "-" {
			continue
		}
		names = append(names, name)
		index[name] = i
	}
	return names, index
}

// report adds a problem at a node.
func (d *decoder) report(p path, n *yaml.Node, value, text, allowed string) {
	d.problems = append(d.problems, Problem{
		Key: p.key, Value: value, Text: text, Allowed: allowed,
		Line: n.Line, Column: n.Column, Width: width(n),
	})
}

// width is the number of characters that a node takes in its first line.
func width(n *yaml.Node) int {
	if n.Kind == yaml.AliasNode {
		return len([]rune(n.Value)) + 1
	}
	if n.Kind != yaml.ScalarNode || strings.ContainsRune(n.Value, '\n') {
		return 1
	}
	w := len([]rune(n.Value))
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
		w += 2
	}
	return w
}
