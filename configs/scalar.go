package configs

import (
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// Numbers are written as people write them: no leading zero, which YAML 1.1
// reads as octal, no underscores, no hexadecimal, no infinity.
var (
	wholeForm   = regexp.MustCompile(`^[-+]?[0-9]+$`)
	numberForm  = regexp.MustCompile(`^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$`)
	leadingZero = regexp.MustCompile(`^[-+]?0[0-9]`)
)

// scalar decodes one value.
func (d *decoder) scalar(p path, n *yaml.Node, v reflect.Value) {
	wanted := d.wanted(p, v.Kind())
	if n.Kind != yaml.ScalarNode {
		d.wrongKind(p, n, wanted)
		return
	}
	if isNull(n) {
		text := "has no value; leave the key out for the default"
		if n.Value != "" {
			text = "means no value in YAML; quote it if it is a text"
		}
		d.report(p, n, n.Value, text, wanted)
		return
	}
	if v.Kind() == reflect.String {
		v.SetString(n.Value)
		return
	}
	if v.Kind() == reflect.Bool {
		if n.Value != "true" && n.Value != "false" || !isPlain(n) {
			d.report(p, n, shorten(n.Value), "is neither true nor false", wanted)
			return
		}
		v.SetBool(n.Value == "true")
		return
	}
	switch {
	case !isPlain(n):
		d.report(p, n, strconv.Quote(n.Value), "is a text; write it without quotes", wanted)
	case leadingZero.MatchString(n.Value):
		d.report(p, n, n.Value, "has a leading zero, which can be read as octal", wanted)
	case v.Kind() == reflect.Float64:
		d.number(p, n, v, wanted)
	default:
		d.whole(p, n, v, wanted)
	}
}

// number decodes a number with a fraction.
func (d *decoder) number(p path, n *yaml.Node, v reflect.Value, wanted string) {
	f, err := strconv.ParseFloat(n.Value, 64)
	if !numberForm.MatchString(n.Value) || err != nil || math.IsInf(f, 0) {
		d.report(p, n, shorten(n.Value), "is no number", wanted)
		return
	}
	v.SetFloat(f)
}

// whole decodes a whole number.
func (d *decoder) whole(p path, n *yaml.Node, v reflect.Value, wanted string) {
	i, err := strconv.ParseInt(n.Value, 10, v.Type().Bits())
	if !wholeForm.MatchString(n.Value) || err != nil {
		d.report(p, n, shorten(n.Value), "is no whole number", wanted)
		return
	}
	v.SetInt(i)
}

// wanted says what may stand at a path.
func (d *decoder) wanted(p path, kind reflect.Kind) string {
	if r, ok := d.rules[p.pattern]; ok {
		return r.allowed()
	}
	switch kind {
	case reflect.Float64:
		return "a number"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Bool:
		return "true, false"
	default:
		return "one text"
	}
}

// wrongKind reports a node of a kind that cannot stand at the path.
func (d *decoder) wrongKind(p path, n *yaml.Node, wanted string) {
	value, text := "", ""
	switch {
	case n.Kind == yaml.MappingNode:
		text = "holds a map of keys and values"
	case n.Kind == yaml.SequenceNode:
		text = "holds a list"
	case isNull(n) && n.Value == "":
		text = "has no value; leave the key out for the defaults"
	default:
		value, text = shorten(n.Value), "stands alone"
	}
	d.report(p, n, value, text, wanted)
}

// isNull reports whether a scalar is YAML's null, written or left out.
func isNull(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && isPlain(n) && n.ShortTag() == "!!null"
}

// isPlain reports whether a scalar is written without quotes.
func isPlain(n *yaml.Node) bool {
	const quoted = yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle | yaml.TaggedStyle
	return n.Style&quoted == 0
}

// isWordly reports whether a character is a letter or digit: a text without any
// is quoted in messages, so that it can be seen.
func isWordly(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// listed joins allowed texts.
func listed(texts []string) string {
	shown := make([]string, len(texts))
	for i, t := range texts {
		shown[i] = t
		if !strings.ContainsFunc(t, isWordly) {
			shown[i] = strconv.Quote(t)
		}
	}
	return strings.Join(shown, ", ")
}
