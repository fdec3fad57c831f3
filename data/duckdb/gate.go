package duckdb

import (
	"fmt"
	"slices"
	"strings"
)

// gate walks the syntax tree of an expression and lets only what is known to
// be harmless through: columns of the export, constants, operators,
// comparisons, case, casts and the functions of functionNamed. A node or a
// field that it does not know is refused.
type gate struct {
	expression Expression
	columns    []string
	problems   []error
}

// common are the fields of every node.
var common = [...]string{"class", "type", "alias", "query_location"}

// check walks n and collects what is wrong.
func (g *gate) check(n node) {
	if n == nil {
		g.refuse(n, "a part of it is not understood")
		return
	}
	if n.text("alias") != "" {
		g.refuse(n, "naming a part (as %s, %s := …) is not allowed", n.text("alias"), n.text("alias"))
		return
	}
	switch n.class() {
	case "COLUMN_REF":
		g.fields(n, "column_names")
		g.column(n)
	case "CONSTANT":
		g.fields(n, "value")
	case "FUNCTION":
		g.fields(n, "function_name", "schema", "children", "filter", "order_bys", "distinct", "is_operator", "export_state", "catalog")
		g.function(n)
	case "COMPARISON":
		g.fields(n, "left", "right")
		g.order(n, n.child("left"), n.child("right"))
		g.all(n.child("left"), n.child("right"))
	case "BETWEEN":
		g.fields(n, "input", "lower", "upper")
		g.order(n, n.child("input"), n.child("lower"), n.child("upper"))
		g.all(n.child("input"), n.child("lower"), n.child("upper"))
	case "CONJUNCTION":
		g.fields(n, "children")
		g.all(n.children("children")...)
	case "OPERATOR":
		g.fields(n, "children")
		switch n.text("type") {
		case "OPERATOR_NOT", "OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL", "OPERATOR_COALESCE", "COMPARE_IN", "COMPARE_NOT_IN":
			g.all(n.children("children")...)
		default:
			g.refuse(n, "%s is not allowed", plainName(n.text("type")))
		}
	case "CASE":
		g.fields(n, "case_checks", "else_expr")
		for _, c := range n.children("case_checks") {
			g.all(c.child("when_expr"), c.child("then_expr"))
		}
		g.check(n.child("else_expr"))
	case "CAST":
		g.fields(n, "child", "cast_type", "try_cast")
		g.cast(n)
	default:
		g.refuse(n, "%s is not allowed", plainName(n.class()))
	}
}

// all checks several nodes.
func (g *gate) all(nodes ...node) {
	for _, n := range nodes {
		g.check(n)
	}
}

// fields refuses a node that has a field other than the common and the named.
func (g *gate) fields(n node, names ...string) {
	for key := range n {
		if !slices.Contains(common[:], key) && !slices.Contains(names, key) {
			g.refuse(n, "a part of it (%s) is not understood", key)
			return
		}
	}
}

// column checks that a column is one of the export's, and gives it the export's
// spelling.
func (g *gate) column(n node) {
	names, _ := n["column_names"].([]any)
	if len(names) != 1 {
		g.refuse(n, "columns are named without a table; quote a name that holds a dot")
		return
	}
	name, _ := names[0].(string)
	if slices.Contains(g.columns, name) {
		return
	}
	var same []string
	for _, c := range g.columns {
		if strings.EqualFold(c, name) {
			same = append(same, c)
		}
	}
	switch len(same) {
	case 1:
		n["column_names"] = []any{same[0]}
	case 0:
		g.refuse(n, "there is no column %q%s; columns: %s", name, didYouMean(name, g.columns), listed(g.columns))
	default:
		g.refuse(n, "column %q is one of %s; write it as in the header, in double quotes", name, listed(same))
	}
}

// function checks a call.
func (g *gate) function(n node) {
	name := n.text("function_name")
	_, known := functionNamed(name)
	order := n.child("order_bys")
	switch {
	case !known:
		g.refuse(n, "function %s is not allowed", name)
	case n.text("schema") != "" && n.text("schema") != "main" || n.text("catalog") != "":
		g.refuse(n, "functions are named without a schema")
	case n["filter"] != nil || n["distinct"] != false || n["export_state"] != false || len(order.children("orders")) > 0:
		g.refuse(n, "filter, distinct and order by are not allowed inside %s", name)
	default:
		g.growing(n)
	}
	if strings.HasSuffix(name, "_escape") {
		g.escape(n)
	}
	g.all(n.children("children")...)
}

// escape refuses a pattern with an escape character that the engine could not
// use: it would end the whole query at a row, where other texts that do not fit
// only make the row bad.
func (g *gate) escape(n node) {
	args := n.children("children")
	if len(args) != 3 || !isText(args[1]) || !isText(args[2]) {
		g.refuse(n, "a pattern with an escape character is written in single quotes, and so is the character")
		return
	}
	pattern, mark := args[1].child("value").text("value"), args[2].child("value").text("value")
	switch {
	case len(mark) > 1:
		g.refuse(n, "the escape character is one character, not %q", mark)
	case mark != "" && (len(pattern)-len(strings.TrimRight(pattern, mark)))%2 == 1:
		g.refuse(n, "the pattern ends with its escape character")
	}
}

// isText reports whether n is a text that stands in the expression.
func isText(n node) bool {
	return n.class() == "CONSTANT" && n.child("value").child("type").text("id") == "VARCHAR"
}

// order refuses to put columns in order where nothing says whether they are
// numbers, dates or texts: as texts, 9 comes behind 10.
func (g *gate) order(n node, sides ...node) {
	switch n.text("type") {
	case "COMPARE_EQUAL", "COMPARE_NOTEQUAL", "COMPARE_DISTINCT_FROM", "COMPARE_NOT_DISTINCT_FROM":
		return
	}
	if unify(sides) == open {
		g.refuse(n, "nothing says whether numbers, dates or texts are compared here; write a + 0 < b, a::date < b::date or a::varchar < b::varchar")
	}
}

// cast checks the type that a cast names.
func (g *gate) cast(n node) {
	to := n.child("cast_type")
	id := to.text("id")
	info := to.child("type_info")
	if _, ok := castKind(id); !ok || info != nil && info.text("type") != "DECIMAL_TYPE_INFO" {
		g.refuse(n, "a cast to %s is not allowed", plainName(id))
	}
	g.check(n.child("child"))
}

// refuse notes a problem at a node.
func (g *gate) refuse(n node, format string, args ...any) {
	g.problems = append(g.problems, g.expression.problem(n.offset(), format, args...))
}

// plainName turns a name of the syntax tree into words.
func plainName(name string) string {
	switch name {
	case "SUBQUERY":
		return "a subquery"
	case "WINDOW":
		return "a window function (over)"
	case "STAR":
		return "* for all columns"
	case "PARAMETER":
		return "a parameter"
	case "LAMBDA":
		return "a lambda or ->"
	case "":
		return "this"
	}
	return strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, "OPERATOR_"), "_", " "))
}

// listed quotes names for a message, the first 30 of them.
func listed(names []string) string {
	const most = 30
	var out strings.Builder
	for i, n := range names {
		if i == most {
			fmt.Fprintf(&out, " and %d more", len(names)-most)
			break
		}
		if i > 0 {
			out.WriteString(", ")
		}
		fmt.Fprintf(&out, "%q", n)
	}
	return out.String()
}

// didYouMean suggests the column whose name is closest to name, if one is.
func didYouMean(name string, columns []string) string {
	best, distance := "", max(len(name)/3, 1)+1
	for _, c := range columns {
		if d := editDistance(strings.ToLower(name), strings.ToLower(c)); d < distance {
			best, distance = c, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}

// editDistance is the number of bytes to insert, delete or replace to turn a
// into b (Levenshtein).
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
