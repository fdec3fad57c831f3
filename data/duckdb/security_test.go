package duckdb_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"predict/data/duckdb"
)

// attempt is an expression that must be refused, and why.
type attempt struct{ sql, why string }

// outside are attempts to reach a file, the network, the environment or the
// engine itself. CANARY stands for the path of a file.
func outside() []attempt {
	return []attempt{
		{"(select content from read_text('CANARY'))", "a subquery is not allowed"},
		{"(select x from read_csv('CANARY') t(x))", "a subquery is not allowed"},
		{"(from 'CANARY')", "a subquery is not allowed"},
		{"(table \"CANARY\")", "a subquery is not allowed"},
		{"(select * from \"CANARY\")", "a subquery is not allowed"},
		{"(select * from parquet_scan('CANARY'))", "a subquery is not allowed"},
		{"(select * from 'https://example.invalid/x.csv')", "a subquery is not allowed"},
		{"(select * from read_csv('https://example.invalid/' || a))", "a subquery is not allowed"},
		{"(select * from 's3://bucket/x.parquet')", "a subquery is not allowed"},
		{"(with c as (select content from read_blob('CANARY')) select content from c)", "a subquery is not allowed"},
		{"exists (from 'CANARY')", "a subquery is not allowed"},
		{"a in (from 'CANARY')", "a subquery is not allowed"},
		{"a = any (from 'CANARY')", "a subquery is not allowed"},
		{"array(from 'CANARY')", "is not allowed"},
		{"(select x from (select 1) t, lateral (select content from read_text('CANARY')) u(x))", "a subquery is not allowed"},
		{"a from read_text('CANARY')", "more than one expression"},
		{"content from 'CANARY'", "more than one expression"},
		{"a from b, lateral (from 'CANARY')", "more than one expression"},
		{"a where exists (from 'CANARY')", "more than one expression"},
		{"a union all select content from read_text('CANARY')", "more than one expression"},
		{"a order by (from 'CANARY')", "more than one expression"},
		{"a, b", "more than one expression"},
		{"\"CANARY\"", "there is no column"},
		{"\"CANARY\".content", "columns are named without a table"},
		{"read_text('CANARY')", "function read_text is not allowed"},
		{"read_blob('CANARY')", "function read_blob is not allowed"},
		{"read_csv('CANARY')", "function read_csv is not allowed"},
		{"read_json('CANARY')", "function read_json is not allowed"},
		{"sniff_csv('CANARY')", "function sniff_csv is not allowed"},
		{"parquet_scan('CANARY')", "function parquet_scan is not allowed"},
		{"parquet_metadata('CANARY')", "function parquet_metadata is not allowed"},
		{"glob('CANARY*')", "function glob is not allowed"},
		{"getenv('HOME')", "function getenv is not allowed"},
		{"getvariable('x')", "function getvariable is not allowed"},
		{"current_setting('home_directory')", "function current_setting is not allowed"},
		{"duckdb_settings()", "function duckdb_settings is not allowed"},
		{"which_secret('CANARY', 's3')", "function which_secret is not allowed"},
		{"pragma_database_size()", "function pragma_database_size is not allowed"},
		{"query('from ''CANARY''')", "function query is not allowed"},
		{"query_table('CANARY')", "function query_table is not allowed"},
		{"json_execute_serialized_sql('{}')", "function json_execute_serialized_sql is not allowed"},
		{"checkpoint('x')", "function checkpoint is not allowed"},
		{"write_log('x')", "function write_log is not allowed"},
		{"predict_rows(1, false)", "function predict_rows is not allowed"},
		{"main.read_text('CANARY')", "function read_text is not allowed"},
		{"system.main.getenv('HOME')", "function getenv is not allowed"},
		{"a; copy (select 1) to 'CANARY'", "a statement separator (;) is not allowed"},
		{"a; attach 'CANARY' as c", "a statement separator (;) is not allowed"},
		{"a; install httpfs", "a statement separator (;) is not allowed"},
		{"a; set enable_external_access = true", "a statement separator (;) is not allowed"},
		{"a -- b\n; call x()", "comments are not allowed"},
		{"a /* */ ; load 'CANARY'", "comments are not allowed"},
		{"copy (select 1) to 'CANARY'", "syntax error"},
		{"export database 'CANARY'", "syntax error"},
		{"attach 'CANARY'", "not allowed"},
		{"create macro m(x) as x", "syntax error"},
		{"prepare p as select 1", "syntax error"},
		{"lower(a := (from 'CANARY'))", "naming a part"},
		{"case when a = 'x' then (from 'CANARY') end", "a subquery is not allowed"},
		{"coalesce(a, (from 'CANARY'))", "a subquery is not allowed"},
		{"e'\\'' || (from 'CANARY') --'", "not allowed"},
		{"try(read_text('CANARY'))", "not allowed"},
	}
}

// forbidden are attempts at what is no expression over a row, is not the same
// every night, or has no end.
func forbidden() []attempt {
	return []attempt{
		{"sum(a)", "function sum is not allowed"},
		{"count(*)", "function count_star is not allowed"},
		{"any_value(a)", "function any_value is not allowed"},
		{"string_agg(a, ',')", "function string_agg is not allowed"},
		{"row_number() over ()", "a window function (over) is not allowed"},
		{"sum(a) over (order by b)", "a window function (over) is not allowed"},
		{"grouping(a)", "not allowed"},
		{"random()", "function random is not allowed"},
		{"gen_random_uuid()", "function gen_random_uuid is not allowed"},
		{"now()", "function now is not allowed"},
		{"today()", "function today is not allowed"},
		{"current_timestamp", "there is no column"},
		{"current_date", "there is no column"},
		{"current_localtime()", "not allowed"},
		{"age(a::timestamp)", "function age is not allowed"},
		{"nextval('s')", "function nextval is not allowed"},
		{"setseed(0.5)", "function setseed is not allowed"},
		{"current_user", "there is no column"},
		{"session_user", "there is no column"},
		{"version()", "function version is not allowed"},
		{"current_database()", "function current_database is not allowed"},
		{"pg_typeof(a)", "function pg_typeof is not allowed"},
		{"typeof(a)", "function typeof is not allowed"},
		{"hash(a)", "function hash is not allowed"},
		{"columns(*)", "* for all columns is not allowed"},
		{"*columns('.*')", "not allowed"},
		{"* replace (1 as a)", "* for all columns is not allowed"},
		{"t.*", "* for all columns is not allowed"},
		{"list_transform([1], x -> x)", "not allowed"},
		{"[x for x in [1]]", "not allowed"},
		{"{'a': 1}.a", "not allowed"},
		{"struct_pack(x := a)", "not allowed"},
		{"map {'a': 1}['a']", "not allowed"},
		{"a[1]", "not allowed"},
		{"[a][1]", "not allowed"},
		{"unnest([a])", "not allowed"},
		{"json_extract(a, 'x')", "function json_extract is not allowed"},
		{"a -> 'x'", "not allowed"},
		{"cast(a as enum('x', 'y'))", "a cast to"},
		{"a::json", "a cast to"},
		{"a::blob", "a cast to"},
		{"a::uuid", "a cast to"},
		{"a::bit", "a cast to"},
		{"a::varchar[]", "a cast to"},
		{"a::\"CANARY\"", "a cast to"},
		{"a::union(x int)", "a cast to"},
		{"a collate de", "not allowed"},
		{"format('{:>1000000000}', a)", "function format is not allowed"},
		{"printf('%1000000000s', a)", "function printf is not allowed"},
		{"repeat('x', 10000000000)", "function repeat is not allowed"},
		{"range(1000000000000)", "function range is not allowed"},
		{"generate_series(1, 1000000000000)", "function generate_series is not allowed"},
		{"list_resize([1], 1000000000)", "not allowed"},
		{"bar(1, 0, 1, 1000000000)", "function bar is not allowed"},
		{"array_to_string(range(1000000000), ',')", "not allowed"},
		{"lpad(a, 1000000000, 'x')", "the length of lpad must be a number up to 1000"},
		{"rpad(a, b::int, 'x')", "the length of rpad must be a number up to 1000"},
		{"length(lpad('x', 1000000000, 'y'))", "the length of lpad"},
		{"replace(a, 'x', b)", "what replace puts in must be a text in quotes"},
		{"regexp_replace(a, '', b, 'g')", "what regexp_replace puts in must be a text in quotes"},
		{strings.Repeat("replace(", 10) + "a" + strings.Repeat(", 'a', 'aaaaaaaaaa')", 10), "more than 1000 times as long as a cell"},
		{strings.Repeat("regexp_replace(", 10) + "a" + strings.Repeat(", '.*', '\\0\\0\\0', 'g')", 10), "more than 1000 times as long as a cell"},
		{"replace(" + strings.Repeat("a || ", 500) + "a, 'a', 'aaaa')", "more than 1000 times as long as a cell"},
		{"concat_ws(" + strings.Repeat("a, ", 800) + "a)", "more than 1000 times as long as a cell"},
		{"regexp_matches(a, '((a{100}){100}){100}')", "invalid repetition size"},
		{strings.Repeat("not ", 2400) + "true", "expression depth"},
		{strings.Repeat("lower(", 1400) + "a" + strings.Repeat(")", 1400), "expression depth"},
		{"a" + strings.Repeat(" + a", 2400), "expression depth"},
		{"a" + strings.Repeat("::varchar", 1100), "expression depth"},
		{strings.Repeat("(", 10_000) + "a" + strings.Repeat(")", 10_000), "at most 10000 are allowed"},
		{"'" + strings.Repeat("x", 10_000) + "'", "at most 10000 are allowed"},
		{"$1", "$ is not allowed"},
		{"?", "parameters ($1, ?) are not allowed"},
		{"a as b", "naming a part"},
		{"a\x00", "control character"},
		{"a\x1b[2J", "control character"},
	}
}

// TestExpressionsReachNothingOutside: each attempt is refused before it runs,
// with the reason; what a file outside holds shows nowhere, and nothing is
// written over it or beside it. That the file is not even opened is
// TestExpressionsOpenNoFile.
func TestExpressionsReachNothingOutside(t *testing.T) {
	if n := len(outside()) + len(forbidden()); n < 60 {
		t.Fatalf("only %d attempts", n)
	}
	canary := filepath.Join(t.TempDir(), "canary.csv")
	const secret = "id,word\n1,nightingale\n"
	if err := os.WriteFile(canary, []byte(secret), 0o600); err != nil {
		t.Fatal(err)
	}
	tryAll(t, canary)
	after, err := os.ReadFile(canary)
	if err != nil || string(after) != secret {
		t.Errorf("the file outside is now %q, %v", after, err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(canary), "*")); len(left) != 1 {
		t.Errorf("beside the file outside stand %v", left)
	}
}

// tryAll makes all attempts with a file outside.
func tryAll(t *testing.T, canary string) {
	t.Helper()
	e := open(t)
	for _, a := range append(outside(), forbidden()...) {
		sql := strings.ReplaceAll(a.sql, "CANARY", canary)
		p, err := e.Compile(context.Background(), []duckdb.Expression{{Name: "amount", SQL: sql}}, []string{"a", "b"}, '.')
		if err == nil {
			p.Close()
			t.Errorf("%.80q is let through", a.sql)
			continue
		}
		if !strings.Contains(err.Error(), a.why) || strings.Contains(err.Error(), "nightingale") {
			t.Errorf("%.80q: %v; want %q", a.sql, err, a.why)
		}
	}
}

// TestExpressionsAreBounded: what is allowed and looks like a bomb takes little
// time and memory. The bounds are wide: without them, each takes minutes or
// gigabytes.
func TestExpressionsAreBounded(t *testing.T) {
	e := open(t)
	cell := strings.Repeat("a", 100_000) + "b"
	for name, sql := range map[string]string{
		"parentheses":     strings.Repeat("(", 4990) + "a" + strings.Repeat(")", 4990),
		"minus":           strings.Repeat("- ", 900) + "1",
		"cases":           strings.Repeat("case when true then ", 200) + "a" + strings.Repeat(" end", 200),
		"long list":       "a in (" + strings.Repeat("'x', ", 1900) + "'y')",
		"backtracking":    "regexp_matches(a, '(a+)+$')",
		"nested stars":    "regexp_matches(a, '((a*)*)*c')",
		"like":            "a like '" + strings.Repeat("%a", 50) + "c'",
		"growth":          "length(replace(a, 'a', '" + strings.Repeat("x", 900) + "'))",
		"padding":         "lpad(a, 1000, 'xyz')",
		"power":           "power(10, 1000000)",
		"rounding":        "round(1.5, 2147483647)",
		"splitting":       "split_part(a, '', 1000000000)",
		"division by 0":   "1 // 0",
		"a text, no file": "'/etc/hostname'",
	} {
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			p := compile(t, e, sql, []string{"a", "b"}, '.')
			in := make([]duckdb.Texts, len(p.Inputs()))
			for i := range in {
				in[i] = texts(cell, cell, cell)
			}
			out := make([]duckdb.Texts, 1)
			ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
			defer cancel()
			if _, err := p.Eval(ctx, 3, in, out); err != nil {
				t.Fatalf("after %s: %v", time.Since(begun), err)
			}
			if len(out[0].Data) > 3*1000*len(cell) {
				t.Errorf("the result has %d bytes", len(out[0].Data))
			}
		})
	}
}

// TestExpressionsOnHostileNames: columns whose names would be SQL are columns.
func TestExpressionsOnHostileNames(t *testing.T) {
	e := open(t)
	for _, name := range []string{`x"; drop table t; --`, `a''b`, `read_text('/etc/passwd')`, `x.csv`, `*`, `select`, `$1`, "tab\there", "\u202eabc", `"`, `a" from 'x.csv' "`, `\`, `🙂`} {
		sql := `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
		p := compile(t, e, "upper("+sql+")", []string{name}, '.')
		out := make([]duckdb.Texts, 1)
		if _, err := p.Eval(context.Background(), 1, []duckdb.Texts{texts("v")}, out); err != nil || values(out[0]) != "V" {
			t.Errorf("column %q: %q, %v", name, values(out[0]), err)
		}
	}
}

// TestUsualReplacements: the bounds of growth are in nobody's way.
func TestUsualReplacements(t *testing.T) {
	e := open(t)
	for sql, want := range map[string]string{
		"replace(replace(replace(a, '.', ''), ',', '.'), '€', ' EUR')":      "1234.5 EUR",
		"regexp_replace(b, '(\\d+)/(\\d+)/(\\d+)', '\\3-\\2-\\1')":          "2025-12-31",
		"lpad(left(a, 1), 8, '0') || '-' || rpad('x', 3, 'y')":              "00000001-xyy",
		"concat_ws('-', a, b, upper(b), coalesce(nullif(b, ''), a), 'end')": "1.234,5€-31/12/2025-31/12/2025-31/12/2025-end",
	} {
		p := compile(t, e, sql, []string{"a", "b"}, ',')
		in := map[string]duckdb.Texts{"a": texts("1.234,5€"), "b": texts("31/12/2025")}
		var feeds []duckdb.Texts
		for _, name := range p.Inputs() {
			feeds = append(feeds, in[name])
		}
		out := make([]duckdb.Texts, 1)
		if _, err := p.Eval(context.Background(), 1, feeds, out); err != nil || values(out[0]) != want {
			t.Errorf("%s is %q, %v; want %q", sql, values(out[0]), err, want)
		}
	}
}
