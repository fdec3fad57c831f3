package configs

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"reflect"
	"strconv"

	"go.yaml.in/yaml/v4"

	"predict/data"
)

//go:embed default.yaml
var defaultYAML string

// DefaultYAML returns the commented file of all settings and their defaults,
// with a sample transactions table: the place to start a config from.
func DefaultYAML() string { return defaultYAML }

// Marshal returns the config as written, every setting included, as YAML that
// Parse reads back to the same. Maps are sorted; comments are not kept.
func (c Config) Marshal() ([]byte, error) {
	var out bytes.Buffer
	dumper, err := yaml.NewDumper(&out, yaml.WithIndent(2), yaml.WithLineWidth(-1))
	if err != nil {
		return nil, fmt.Errorf("configs: writing the config: %w", err)
	}
	if err := dumper.Dump(node(reflect.ValueOf(c))); err != nil {
		return nil, fmt.Errorf("configs: writing the config: %w", err)
	}
	if err := dumper.Close(); err != nil {
		return nil, fmt.Errorf("configs: writing the config: %w", err)
	}
	return out.Bytes(), nil
}

// Hash returns the SHA-256 (64 hex digits) of everything in the config that a
// result depends on, as written: comments, order of keys, the state folder,
// the resources and what happens around a list (guards, deliver, keep, watch, book) do
// not count, nor where the config lies or what variables say.
func (c Config) Hash() string {
	c.State, c.Resources = "", Resources{}
	c.Guards, c.Deliver, c.Keep, c.Watch, c.Book = Guards{}, Deliver{}, Keep{}, Watch{}, Book{}
	sum := sha256.New()
	digest(sum.Write, reflect.ValueOf(c))
	return hex.EncodeToString(sum.Sum(nil))
}

// BookHash returns, as Hash does, that of the settings of the book.
func (c Config) BookHash() string {
	sum := sha256.New()
	digest(sum.Write, reflect.ValueOf(c.Book))
	return hex.EncodeToString(sum.Sum(nil))
}

// digest writes a value in a form of its own, so that the hash does not depend
// on how a YAML library lays out text: each part with its length before it.
func digest(write func([]byte) (int, error), v reflect.Value) {
	put := func(kind byte, s string) {
		_, _ = write(fmt.Appendf(nil, "%c%d:%s", kind, len(s), s)) // a hash never fails
	}
	switch v.Kind() {
	case reflect.Struct:
		names, index := fields(v.Type())
		put('s', strconv.Itoa(len(names)))
		for _, name := range names {
			put('k', name)
			digest(write, v.Field(index[name]))
		}
	case reflect.Map:
		keys := sortedValues(v)
		put('m', strconv.Itoa(len(keys)))
		for _, key := range keys {
			put('k', key.String())
			digest(write, v.MapIndex(key))
		}
	case reflect.Slice:
		put('l', strconv.Itoa(v.Len()))
		for i := range v.Len() {
			digest(write, v.Index(i))
		}
	default:
		put('v', scalarText(v))
	}
}

// node builds the YAML of a value.
func node(v reflect.Value) *yaml.Node {
	switch v.Kind() {
	case reflect.Struct:
		if m, ok := v.Interface().(data.Mapping); ok && len(m.Values) == 0 {
			return node(reflect.ValueOf(m.From))
		}
		n := &yaml.Node{Kind: yaml.MappingNode}
		names, index := fields(v.Type())
		for _, name := range names {
			n.Content = append(n.Content, textNode(name), node(v.Field(index[name])))
		}
		return n
	case reflect.Map:
		n := &yaml.Node{Kind: yaml.MappingNode}
		for _, key := range sortedValues(v) {
			n.Content = append(n.Content, textNode(key.String()), node(v.MapIndex(key)))
		}
		return n
	case reflect.Slice:
		n := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
		for i := range v.Len() {
			n.Content = append(n.Content, node(v.Index(i)))
		}
		return n
	case reflect.String:
		return textNode(v.String())
	default:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: scalarText(v)}
	}
}

// textNode quotes a text where YAML would read it as something else.
func textNode(s string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
}

// scalarText writes a text or number so that scalar reads it back exactly.
func scalarText(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Int, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Float64:
		return plainNumber(v.Float())
	default:
		return v.String()
	}
}
