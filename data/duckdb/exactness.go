package duckdb

import "slices"

// exactOnly reports whether an expression computes with exact numbers only, so
// that its results do not depend on how wide the numbers are: no division, no
// floating point, and no number whose text is looked at, because wide ones show
// more decimals.
func exactOnly(n node) bool {
	if n == nil {
		return true
	}
	switch n.class() {
	case "COLUMN_REF":
		return true
	case "CONSTANT":
		return !floating(n.child("value").child("type").text("id"))
	case "CAST":
		id := n.child("cast_type").text("id")
		to, _ := castKind(id)
		return !floating(id) && !(to == text && computed(n.child("child"))) && exactOnly(n.child("child"))
	case "FUNCTION":
		f, _ := functionNamed(n.text("function_name"))
		switch n.text("function_name") {
		case "+", "-", "*", "abs", "greatest", "least", "nullif", "ifnull":
		default:
			if f.args == number || slices.ContainsFunc(n.children("children"), computed) {
				return false
			}
		}
		if f.unify && mixed(n.children("children")) {
			return false
		}
	case "COMPARISON":
		if mixed([]node{n.child("left"), n.child("right")}) {
			return false
		}
	case "BETWEEN":
		if mixed([]node{n.child("input"), n.child("lower"), n.child("upper")}) {
			return false
		}
	case "OPERATOR":
		if operandKind(n, open) == number && mixed(n.children("children")) {
			return false
		}
	case "CASE":
		if mixed(branches(n)) {
			return false
		}
		for _, c := range n.children("case_checks") {
			if !exactOnly(c.child("when_expr")) || !exactOnly(c.child("then_expr")) {
				return false
			}
		}
	}
	for _, key := range []string{"left", "right", "input", "lower", "upper", "else_expr"} {
		if !exactOnly(n.child(key)) {
			return false
		}
	}
	return !slices.ContainsFunc(n.children("children"), func(c node) bool { return !exactOnly(c) })
}

// computed reports whether n is a number that does not stand in the expression
// as it is.
func computed(n node) bool { return n.class() != "CONSTANT" && kindOf(n) == number }

// mixed reports whether some alternatives are numbers and others are not: the
// engine makes texts of the ones, or numbers of the others.
func mixed(nodes []node) bool {
	return unify(nodes) == number && slices.ContainsFunc(nodes, func(n node) bool {
		k := kindOf(n)
		return k == text || k == moment || k == flag
	})
}
