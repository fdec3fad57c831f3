package duckdb

import (
	"encoding/json"
	"strconv"
	"strings"
)

// The bounds of how long a text an expression may make of what it is given. A
// cell of an export may hold a megabyte, and the engine counts a text only when
// it is there: what makes a long one is refused before it runs.
const (
	// mostGrowth is how many times longer than the longest cell a text may become.
	mostGrowth = 1000
	// mostPad is the most characters that lpad and rpad may fill up to.
	mostPad = 1000
)

// growing refuses calls whose result could be long beyond measure.
func (g *gate) growing(n node) {
	args := n.children("children")
	switch name := n.text("function_name"); name {
	case "lpad", "rpad":
		if len(args) < 2 {
			return // there is no such function
		}
		if length, ok := constantNumber(args[1]); !ok || length > mostPad {
			g.refuse(n, "the length of %s must be a number up to %d", name, mostPad)
		}
	case "replace", "regexp_replace":
		if len(args) < 3 {
			return // there is no such function
		}
		if _, ok := constantText(args[2]); !ok {
			g.refuse(n, "what %s puts in must be a text in quotes", name)
			return
		}
		g.bounded(n, name)
	case "||", "concat", "concat_ws":
		g.bounded(n, name)
	}
}

// bounded refuses a call whose result could be too many times longer than a
// cell.
func (g *gate) bounded(n node, name string) {
	if growth(n) > mostGrowth {
		g.refuse(n, "%s could make a text more than %d times as long as a cell", name, mostGrowth)
	}
}

// growth is how many times longer than the longest cell or constant the result
// of an expression can be, at most.
func growth(n node) float64 {
	switch n.class() {
	case "FUNCTION":
		return growthOfCall(n)
	case "CASE":
		return longest(branches(n))
	case "OPERATOR":
		return longest(n.children("children"))
	case "CAST":
		return growth(n.child("child"))
	}
	return 1
}

// growthOfCall is growth for a function or operator.
func growthOfCall(n node) float64 {
	args, name := n.children("children"), n.text("function_name")
	switch f, _ := functionNamed(name); {
	case name == "||" || name == "concat" || name == "concat_ws":
		sum := 0.0
		for _, a := range args {
			sum += growth(a)
		}
		if name == "concat_ws" { // the first argument stands between all others
			sum += float64(len(args)) * growth(args[0])
		}
		return sum
	case (name == "replace" || name == "regexp_replace") && len(args) > 2:
		return growth(args[0]) * insertion(name, args[1], args[2])
	case f.result == text:
		return longest(args)
	}
	return 1
}

// longest is the largest growth of some expressions.
func longest(nodes []node) float64 {
	most := 1.0
	for _, n := range nodes {
		most = max(most, growth(n))
	}
	return most
}

// insertion is how many times longer a text becomes at most where what matches
// is replaced. A pattern may match nothing, before each character, and each
// group that the replacement names may be all that was matched.
func insertion(name string, find, with node) float64 {
	text, _ := constantText(with)
	if name == "replace" {
		found, _ := constantText(find)
		return max(1, float64(len(text))/float64(max(1, len(found))))
	}
	groups := strings.Count(text, `\`)
	if text == "" {
		return 1
	}
	return float64(1 + groups + len(text) - 2*min(groups, len(text)/2))
}

// constantText is the text of a constant.
func constantText(n node) (string, bool) {
	if n.class() != "CONSTANT" {
		return "", false
	}
	value := n.child("value")
	if value.child("type").text("id") != "VARCHAR" {
		return "", false
	}
	s, ok := value["value"].(string)
	return s, ok
}

// constantNumber is the number of a constant that is a whole number.
func constantNumber(n node) (int64, bool) {
	if n.class() != "CONSTANT" {
		return 0, false
	}
	number, ok := n.child("value")["value"].(json.Number)
	if !ok {
		return 0, false
	}
	i, err := strconv.ParseInt(number.String(), 10, 64)
	return i, err == nil
}
