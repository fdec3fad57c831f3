package duckdb

import (
	"encoding/json"
	"fmt"
)

// The type that columns are read as where a number is needed: 19 digits before
// the decimal mark and 9 behind it. Wider than 18 digits, so that the product
// of two keeps all its 18 decimals instead of overflowing at 18 digits.
const (
	numberWidth = 28
	numberScale = 9
)

// The type of narrow numbers, and its unit in units of 10^-numberScale.
const (
	narrowWidth = 18
	narrowScale = 4
	narrowUnit  = 100_000
)

// feed is a column of the table that expressions run on: a column of the
// export, as text or as a number.
type feed struct {
	input  int // index into the inputs of the program
	number bool
}

// name is what the feed is called in SQL.
func (f feed) name() string {
	if f.number {
		return fmt.Sprintf("n%d", f.input)
	}
	return fmt.Sprintf("t%d", f.input)
}

// typer decides which columns are read as numbers and replaces the columns of
// a syntax tree by feeds.
type typer struct {
	decimal byte
	feeds   map[feed]bool
	inputs  func(column string) int
	// lenient makes it write numbers as casts of text, which fail where they
	// are needed and only there.
	lenient bool
}

// kindOf returns the kind of an expression, open where only columns tell.
func kindOf(n node) kind {
	switch n.class() {
	case "CONSTANT":
		id := n.child("value").child("type").text("id")
		if id == "NULL" {
			return none
		}
		k, _ := castKind(id)
		return k
	case "CAST":
		k, _ := castKind(n.child("cast_type").text("id"))
		return k
	case "FUNCTION":
		return kindOfCall(n)
	case "CASE":
		return unify(branches(n))
	case "OPERATOR":
		if n.text("type") == "OPERATOR_COALESCE" {
			return unify(n.children("children"))
		}
		return flag
	case "COMPARISON", "BETWEEN", "CONJUNCTION":
		return flag
	}
	return open
}

// kindOfCall returns the kind of a function or operator.
func kindOfCall(n node) kind {
	f, _ := functionNamed(n.text("function_name"))
	args := n.children("children")
	if f.unify {
		if k := unify(args); k != open {
			return k
		}
		if f.args != number {
			return open
		}
		return number
	}
	if moments(n) {
		return moment
	}
	return f.result
}

// moments reports whether n is a sum or a difference of dates.
func moments(n node) bool {
	name := n.text("function_name")
	if name != "+" && name != "-" && name != "add" && name != "subtract" {
		return false
	}
	for _, c := range n.children("children") {
		if kindOf(c) == moment {
			return true
		}
	}
	return false
}

// unify returns the kind that alternatives share: number where one is a
// number, else the first that is known, else open.
func unify(nodes []node) kind {
	out := open
	for _, n := range nodes {
		switch k := kindOf(n); {
		case k == number:
			return number
		case out == open && k != none:
			out = k
		}
	}
	return out
}

// branches returns the results of a case.
func branches(n node) []node {
	var out []node
	for _, c := range n.children("case_checks") {
		out = append(out, c.child("then_expr"))
	}
	return append(out, n.child("else_expr"))
}

// rewrite returns a copy of n with feeds for its columns. want is number where
// n must be one.
func (t *typer) rewrite(n node, want kind) node {
	switch n.class() {
	case "COLUMN_REF":
		return t.column(n, want)
	case "CONSTANT":
		return n
	}
	out := make(node, len(n))
	for k, v := range n {
		out[k] = v
	}
	switch n.class() {
	case "FUNCTION":
		out["children"] = t.list(n.children("children"), argumentKind(n, want))
	case "COMPARISON":
		w := unify([]node{n.child("left"), n.child("right")})
		out["left"], out["right"] = t.rewrite(n.child("left"), w), t.rewrite(n.child("right"), w)
	case "BETWEEN":
		w := unify([]node{n.child("input"), n.child("lower"), n.child("upper")})
		for _, key := range []string{"input", "lower", "upper"} {
			out[key] = t.rewrite(n.child(key), w)
		}
	case "CONJUNCTION":
		out["children"] = t.list(n.children("children"), text)
	case "OPERATOR":
		out["children"] = t.list(n.children("children"), operandKind(n, want))
	case "CASE":
		t.rewriteCase(n, out, want)
	case "CAST":
		out["child"] = t.castOperand(n)
	}
	return out
}

// argumentKind returns the kind that the arguments of a call are read as.
func argumentKind(n node, want kind) kind {
	f, _ := functionNamed(n.text("function_name"))
	switch {
	case moments(n):
		return text
	case !f.unify:
		return f.args
	}
	if k := unify(n.children("children")); k != open {
		return k
	}
	if want == number {
		return number
	}
	return f.args
}

// operandKind returns the kind that the operands of not, is null, coalesce and
// in are read as.
func operandKind(n node, want kind) kind {
	switch n.text("type") {
	case "OPERATOR_COALESCE", "COMPARE_IN", "COMPARE_NOT_IN":
		k := unify(n.children("children"))
		if k == open && n.text("type") == "OPERATOR_COALESCE" {
			return want
		}
		return k
	}
	return text
}

// rewriteCase rewrites the conditions and the results of a case into out.
func (t *typer) rewriteCase(n, out node, want kind) {
	if k := unify(branches(n)); k != open {
		want = k
	}
	checks := make([]any, 0, len(n.children("case_checks")))
	for _, c := range n.children("case_checks") {
		checks = append(checks, map[string]any{
			"when_expr": t.rewrite(c.child("when_expr"), text),
			"then_expr": t.rewrite(c.child("then_expr"), want),
		})
	}
	out["case_checks"] = checks
	out["else_expr"] = t.rewrite(n.child("else_expr"), want)
}

// castOperand rewrites what a cast is applied to: the text as it stands, with
// the decimal mark that casts know.
func (t *typer) castOperand(n node) node {
	child := n.child("child")
	out := t.rewrite(child, text)
	if child.class() == "COLUMN_REF" && t.decimal == ',' && fractional(n.child("cast_type").text("id")) {
		return call("replace", out, constant(","), constant("."))
	}
	return out
}

// list rewrites several nodes.
func (t *typer) list(nodes []node, want kind) []any {
	out := make([]any, len(nodes))
	for i, n := range nodes {
		out[i] = t.rewrite(n, want)
	}
	return out
}

// column replaces a column by its feed.
func (t *typer) column(n node, want kind) node {
	names, _ := n["column_names"].([]any)
	name, _ := names[0].(string)
	f := feed{input: t.inputs(name), number: want == number}
	t.feeds[f] = true
	ref := node{"class": "COLUMN_REF", "type": "COLUMN_REF", "alias": "", "query_location": n["query_location"], "column_names": []any{f.name()}}
	if !f.number || !t.lenient {
		return ref
	}
	info := map[string]any{
		"type": "DECIMAL_TYPE_INFO", "alias": "", "extension_info": nil,
		"width": json.Number(fmt.Sprint(numberWidth)), "scale": json.Number(fmt.Sprint(numberScale)),
	}
	return node{
		"class": "CAST", "type": "OPERATOR_CAST", "alias": "", "query_location": n["query_location"], "try_cast": false,
		"child": ref, "cast_type": map[string]any{"id": "DECIMAL", "type_info": info},
	}
}

// floating reports whether a type is a floating-point type.
func floating(id string) bool { return id == "FLOAT" || id == "DOUBLE" }

// call makes the syntax tree of a function call.
func call(name string, args ...any) node {
	return node{
		"class": "FUNCTION", "type": "FUNCTION", "alias": "", "query_location": json.Number("0"),
		"function_name": name, "schema": "", "catalog": "", "children": args, "filter": nil,
		"order_bys": map[string]any{"type": "ORDER_MODIFIER", "orders": []any{}},
		"distinct":  false, "is_operator": false, "export_state": false,
	}
}

// constant makes the syntax tree of a text constant.
func constant(s string) node {
	return node{
		"class": "CONSTANT", "type": "VALUE_CONSTANT", "alias": "", "query_location": json.Number("0"),
		"value": map[string]any{"type": map[string]any{"id": "VARCHAR", "type_info": nil}, "is_null": false, "value": s},
	}
}
