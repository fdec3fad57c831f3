package duckdb

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// selectPrefix stands before an expression while it is parsed.
const selectPrefix = "select "

// maxExpression is the most bytes an expression may have. Mappings are short;
// the parser should not be fed by the megabyte.
const maxExpression = 10_000

// node is a node of the syntax tree that DuckDB gives as JSON.
type node map[string]any

// class returns the kind of node.
func (n node) class() string { return n.text("class") }

// text returns a field of the node that is a text, or "".
func (n node) text(key string) string {
	s, _ := n[key].(string)
	return s
}

// child returns a field of the node that is a node, or nil.
func (n node) child(key string) node {
	m, _ := n[key].(map[string]any)
	return m
}

// children returns a field of the node that is a list of nodes; a member that
// is no node comes as nil.
func (n node) children(key string) []node {
	list, _ := n[key].([]any)
	out := make([]node, len(list))
	for i, v := range list {
		m, _ := v.(map[string]any)
		out[i] = m
	}
	return out
}

// offset returns where the node begins in the expression, in bytes, or -1.
func (n node) offset() int {
	number, _ := n["query_location"].(json.Number)
	at, err := strconv.Atoi(number.String())
	if err != nil || at < len(selectPrefix) {
		return -1
	}
	return at - len(selectPrefix)
}

// Problem is what is wrong with an expression.
type Problem struct {
	Name string // of the Expression
	SQL  string
	// Column is the position in SQL where the problem is, in characters from 1,
	// or 0 where it is not known.
	Column int
	Text   string
}

// Error names the expression, the position and the remedy.
func (p *Problem) Error() string {
	at := ""
	if p.Column > 0 {
		at = fmt.Sprintf(" at character %d", p.Column)
	}
	return fmt.Sprintf("reading expression %q of %s%s: %s", p.SQL, p.Name, at, p.Text)
}

// problem makes a Problem at a byte offset, -1 where it is not known.
func (x Expression) problem(offset int, format string, args ...any) *Problem {
	p := &Problem{Name: x.Name, SQL: x.SQL, Text: fmt.Sprintf(format, args...)}
	if offset >= 0 && offset <= len(x.SQL) {
		p.Column = utf8.RuneCountInString(x.SQL[:offset]) + 1
	}
	return p
}

// parsed is the answer of json_serialize_sql.
type parsed struct {
	Error    bool   `json:"error"`
	Message  string `json:"error_message"`
	Position string `json:"position"`

	Statements []struct {
		Node      node  `json:"node"`
		NamedArgs []any `json:"named_param_map"`
	} `json:"statements"`
}

// parse returns the syntax tree of one expression.
func parse(ctx context.Context, conn *sql.Conn, x Expression) (node, error) {
	if p := checkText(x); p != nil {
		return nil, p
	}
	var text string
	query := "select json_serialize_sql(" + textLiteral(selectPrefix+x.SQL) + ")::varchar"
	if err := conn.QueryRowContext(ctx, query).Scan(&text); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, x.problem(-1, "%v", err)
	}
	var tree parsed
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber() // numbers of 128 bits come in halves of 64
	if err := d.Decode(&tree); err != nil {
		return nil, x.problem(-1, "decoding its syntax tree: %v", err)
	}
	if tree.Error {
		offset := -1
		if at, err := strconv.Atoi(tree.Position); err == nil && at >= len(selectPrefix) {
			offset = at - len(selectPrefix)
		}
		return nil, x.problem(offset, "%s", tree.Message)
	}
	if len(tree.Statements) != 1 {
		return nil, x.problem(-1, "it is %d statements; one expression is allowed", len(tree.Statements))
	}
	if len(tree.Statements[0].NamedArgs) > 0 {
		return nil, x.problem(-1, "parameters ($1, ?) are not allowed")
	}
	return singleExpression(x, tree.Statements[0].Node)
}

// checkText refuses what the parser would skip in silence: separators and
// comments (a--b is a, not a + b), and control characters.
func checkText(x Expression) *Problem {
	if strings.TrimSpace(x.SQL) == "" {
		return x.problem(0, "it is empty")
	}
	if len(x.SQL) > maxExpression {
		return x.problem(-1, "it has %d bytes; at most %d are allowed", len(x.SQL), maxExpression)
	}
	if !utf8.ValidString(x.SQL) {
		return x.problem(-1, "it is not UTF-8")
	}
	var quote byte
	for i := range len(x.SQL) {
		c := x.SQL[i]
		next := byte(0)
		if i+1 < len(x.SQL) {
			next = x.SQL[i+1]
		}
		switch {
		case c < ' ' && c != '\n' && c != '\t' && c != '\r' || c == 0x7F:
			return x.problem(i, "the control character %#x is not allowed", c)
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == ';':
			return x.problem(i, "a statement separator (;) is not allowed")
		case c == '-' && next == '-' || c == '/' && next == '*':
			return x.problem(i, "comments are not allowed; write - -1 for minus minus")
		case c == '$':
			return x.problem(i, "$ is not allowed; quote the names of columns like \"a$b\"")
		}
	}
	return nil
}

// singleExpression takes the one expression out of a select that is nothing
// else.
func singleExpression(x Expression, sel node) (node, error) {
	list := sel.children("select_list")
	plain := sel.text("type") == "SELECT_NODE" && sel.child("from_table").text("type") == "EMPTY" &&
		sel.text("aggregate_handling") == "STANDARD_HANDLING" &&
		len(sel.children("modifiers")) == 0 && len(sel.children("group_expressions")) == 0 &&
		len(sel.children("group_sets")) == 0 && len(sel.child("cte_map").children("map")) == 0
	for _, key := range []string{"where_clause", "having", "sample", "qualify"} {
		plain = plain && sel[key] == nil
	}
	if !plain || len(list) != 1 || list[0] == nil {
		return nil, x.problem(-1, "it is more than one expression over the columns")
	}
	return list[0], nil
}

// toSQL writes a syntax tree as SQL, the way DuckDB does.
func toSQL(ctx context.Context, conn *sql.Conn, n node) (string, error) {
	empty := map[string]any{"type": "EMPTY", "alias": "", "sample": nil, "query_location": json.Number("18446744073709551615")}
	tree := map[string]any{"error": false, "statements": []any{map[string]any{
		"node": map[string]any{
			"type": "SELECT_NODE", "modifiers": []any{}, "cte_map": map[string]any{"map": []any{}},
			"select_list": []any{n}, "from_table": empty, "where_clause": nil,
			"group_expressions": []any{}, "group_sets": []any{}, "aggregate_handling": "STANDARD_HANDLING",
			"having": nil, "sample": nil, "qualify": nil,
		},
		"named_param_map": []any{},
	}}}
	var text bytes.Buffer
	if err := json.NewEncoder(&text).Encode(tree); err != nil {
		return "", err
	}
	var query string
	err := conn.QueryRowContext(ctx, "select json_deserialize_sql("+textLiteral(text.String())+"::json)").Scan(&query)
	if err != nil {
		return "", err
	}
	body, found := strings.CutPrefix(query, "SELECT ")
	if !found {
		return "", errors.New("writing SQL: no select came back")
	}
	return strings.TrimSuffix(body, ";"), nil
}
