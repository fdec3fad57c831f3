package duckdb_test

import (
	"context"
	"strings"
	"testing"

	"predict/data/duckdb"
)

// Everything that is not one harmless expression over the columns is refused
// before it runs.
func TestCompileRefusesAttacks(t *testing.T) {
	attacks := []string{
		"(select 1)", "(select a from read_csv('/etc/passwd'))", "a in (select 1)", "exists (select 1)", "a = any (select 1)",
		"a; drop table t", "a;", ";", "a; select 1", "a -- b", "a--b", "a /* b */", "/* b */ a", "a) from (select 1", "a from t", "a, b", "a where 1=1",
		"a union select 1", "a order by 1", "a limit 1", "distinct a", "a group by a", "a into t", "* from t", "a having true", "a qualify true",
		"*", "t.*", "columns(*)", "columns('a')", "* exclude (a)",
		"t.a", "main.t.a", "a.b", "rowid", "b.c.d",
		"getenv('HOME')", "current_setting('threads')", "read_text('/etc/passwd')", "read_blob('x')", "glob('*')",
		"pragma_version()", "query('select 1')", "query_table('t')", "json_execute_serialized_sql('x')", "json_serialize_sql('x')",
		"nextval('s')", "currval('s')", "setseed(1)", "random()", "uuid()", "now()", "current_date", "current_timestamp", "current_user", "today()",
		"version()", "txid_current()", "current_schema()", "current_database()", "in_search_path('a','b')",
		"error('x')", "sleep_ms(10)", "write_log('x')", "repeat(a, 1000000000)", "range(10)", "generate_series(1, 10)", "unnest([1])",
		"list_transform([1], x -> x)", "list_transform([1], lambda x: x)", "[1,2]", "{'a': 1}", "map {'a': 1}", "a[1]", "a[1:2]", "array_agg(a)",
		"a -> 'b'", "a ->> 'b'", "json_extract(a, '$')", "struct_pack(x := 1)", "lower(x := a)",
		"sum(a)", "count(*)", "max(a)", "first(a)", "string_agg(a, ',')", "sum(a) over ()", "row_number() over ()", "lag(a) over (order by a)",
		"lower(distinct a)", "lower(a order by a)", "concat(a) filter (where true)", "predict_rows(1, false)",
		"$1", "?", "$name", ":name", "a = $1", "a as b", "a b", "try(a::int)", "a::json", "a::blob", "a::nosuchtype", "a::int[]", "a::struct(x int)", "cast(a as enum('x'))",
		"a collate nocase", "a::varchar collate de", "system.main.lower(a)", "information_schema.x(a)", "grouping(a)", "default", "a at time zone b at",
		"select a", "insert into t values (1)", "attach 'x'", "copy t to 'x'", "pragma x", "set threads=1", "install httpfs", "load httpfs", "export database 'x'", "values (1)", "from t", "call x()",
		"a \x00", "a\x01", "\xff", "", "  ", strings.Repeat("(", 5000) + "a" + strings.Repeat(")", 5000), strings.Repeat("a+", 6000) + "a", "'a", `"a`, "$$a$$",
		"e'\\'' || a; drop table t --'", "case a when 1 then (select 1) end", "coalesce(a, (select 1))", "a between 1 and (select 1)", "lower((select 'x'))", "-(select 1)", "(select 1)::int",
		"case when (select true) then 1 end", "case when true then 1 else (select 1) end", "not (select true)", "(a, b)", "row(a)", "a is of (int)", "interval (random()) day",
	}
	e := open(t)
	for _, sql := range attacks {
		t.Run(sql[:min(len(sql), 60)], func(t *testing.T) {
			p, err := e.Compile(context.Background(), []duckdb.Expression{{Name: "amount", SQL: sql}}, []string{"a", "b"}, '.')
			if err == nil {
				p.Close()
				t.Fatalf("%q is let through", sql)
			}
			if !strings.Contains(err.Error(), "of amount") {
				t.Errorf("the error does not name the expression: %v", err)
			}
		})
	}
}

// The engine itself is locked, should an expression ever pass that should not.
func TestEngineIsLocked(t *testing.T) {
	duckdb.CheckLocked(t, open(t), []string{
		"select * from read_csv('/etc/passwd')",
		"select * from read_text('/etc/passwd')",
		"select * from '/etc/passwd'",
		"copy (select 1) to '/tmp/predict-attack.csv'",
		"attach '/tmp/predict-attack.db'",
		"set enable_external_access = true",
		"set threads = 4",
		"set lock_configuration = false",
		"install httpfs",
		"load httpfs",
		"create secret (type s3)",
		"export database '/tmp/predict-attack'",
	})
}

func TestCompileErrors(t *testing.T) {
	tests := []struct{ sql, want string }{
		{"Quantty * UnitPrice", `at character 1: there is no column "Quantty" (did you mean "Quantity"?); columns: "Quantity", "UnitPrice", "id", "ID", "Country name"`},
		{"Quantity * Preis", `at character 12: there is no column "Preis"; columns:`},
		{"ünit + 1", `at character 1: there is no column`},
		{"'ü' || Preis", `at character 8: there is no column`},
		{"Id", `at character 1: column "Id" is one of "id", "ID"; write it as in the header, in double quotes`},
		{"Quantity *", `at character 11: syntax error at end of input`},
		{"Quantity * * 2", `syntax error`},
		{"getenv('HOME')", `at character 1: function getenv is not allowed`},
		{"sum(Quantity)", `function sum is not allowed`},
		{"(select 1)", `a subquery is not allowed`},
		{"'x'::int", `Could not convert string 'x' to INT32`},
		{"lower(id, id)", `No function matches`},
		{"regexp_matches(id, '(')", `missing )`},
		{"Quantity > UnitPrice", `at character 10: nothing says whether numbers, dates or texts are compared here`},
		{"Quantity between id and UnitPrice", `nothing says whether`},
		{"Country Nmae", `(did you mean "Country name"?)`},
		{"a--b", `at character 2: comments are not allowed`},
	}
	e := open(t)
	for _, tt := range tests {
		t.Run(tt.sql, func(t *testing.T) {
			_, err := e.Compile(context.Background(), []duckdb.Expression{{Name: "amount", SQL: tt.sql}}, []string{"Quantity", "UnitPrice", "id", "ID", "Country name"}, '.')
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v; want %s", err, tt.want)
			}
		})
	}
	exprs := []duckdb.Expression{{Name: "one", SQL: "x +"}, {Name: "two", SQL: "nope + nil"}, {Name: "three", SQL: "random()"}, {Name: "four", SQL: "id"}}
	_, err := e.Compile(context.Background(), exprs, []string{"id"}, '.')
	if err == nil || strings.Count(err.Error(), "\n") != 3 {
		t.Errorf("got %v; want four problems, on a line each", err)
	}
}
