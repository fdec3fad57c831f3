package duckdb_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"predict/data/duckdb"
)

// canary is the content of a file that lies where expressions could find it.
const (
	canaryPath = "testdata/canary.txt"
	canary     = "the canary of file 7f3a91"
)

// grammar writes an expression by a recipe: each byte chooses what stands next.
// Nearly all of what it writes is let through, and reaches the engine.
type grammar struct{ recipe []byte }

func (g *grammar) next(n int) int {
	if len(g.recipe) == 0 {
		return 0
	}
	b := int(g.recipe[0])
	g.recipe = g.recipe[1:]
	return b % n
}

func (g *grammar) pick(words string) string {
	list := strings.Fields(words)
	return list[g.next(len(list))]
}

func (g *grammar) expression(depth int) string {
	if depth == 0 || len(g.recipe) == 0 {
		return g.pick(`a b "c d" 0 1 -1 1.5 'x' '' null true 9999999999999999999 'é' '%' '2024-05-06' 'day' 0.000000001 'testdata/canary.txt'`)
	}
	x := func() string { return g.expression(depth - 1) }
	switch g.next(13) {
	case 0, 1:
		return "(" + x() + " " + g.pick("+ - * / % // || ^") + " " + x() + ")"
	case 2:
		return g.pick("lower upper trim length md5 reverse abs round floor ceil sign sqrt ln exp strip_accents nfc_normalize ascii unicode year month dayname monthname epoch last_day to_days to_years epoch_ms to_timestamp") + "(" + x() + ")"
	case 3:
		return g.pick("left right concat split_part strpos contains starts_with ends_with mod power nullif ifnull greatest least date_part date_trunc strftime strptime try_strptime regexp_matches regexp_extract regexp_full_match timezone round trunc log") + "(" + x() + ", " + x() + ")"
	case 4:
		return g.pick("substring replace translate lpad rpad split_part regexp_replace concat_ws date_diff make_date like_escape") + "(" + x() + ", " + x() + ", " + x() + ")"
	case 5:
		return "(" + x() + " " + g.pick("= <> < <= > >=") + " " + x() + ")"
	case 6:
		return "case when " + x() + " then " + x() + " else " + x() + " end"
	case 7:
		return "(" + x() + ")::" + g.pick("varchar int bigint hugeint double decimal(18,4) decimal(38,10) date timestamp timestamptz time interval boolean utinyint float")
	case 8:
		return "try_cast(" + x() + " as " + g.pick("int double date timestamp boolean decimal(9,2)") + ")"
	case 9:
		return "(" + x() + " " + strings.ReplaceAll(g.pick("is,null is,not,null"), ",", " ") + ")"
	case 10:
		return "coalesce(" + x() + ", " + x() + ")"
	case 11:
		return "(" + x() + " between " + x() + " and " + x() + ")"
	}
	return "(" + x() + " in (" + x() + ", " + x() + "))"
}

// FuzzExpression compiles any text as an expression. What is refused says what
// is wrong; what is accepted gives each row the same alone as among others, sees
// no file, and ends.
func FuzzExpression(f *testing.F) {
	for i, c := range evalCases() {
		f.Add(c.sql, []byte{byte(i), byte(3 * i), byte(7 * i), 2, 5}, "1.5")
	}
	for i, sql := range []string{
		"(select content from read_text('testdata/canary.txt'))", "a from 'testdata/canary.txt'", "read_blob(a)", "a) from glob('*", "lpad(a, 3000, 'x')",
		"getenv(a)", "regexp_replace(a, '(a*)*b', 'x')", "9999999999999999999 * 9999999999999999999 * a", "a::json", "strftime(a::date, '%Y%%%%%q')",
		"like_escape(a, a, b)", `a like 'x\\' escape '\'`, `a like 'x\' escape '\'`, `a like 'x' escape 'yz'`, "a not ilike 'x' escape ''", "a like '%$%' escape '$'",
		// Once showed 4 decimals or 9, by the rows beside.
		"coalesce((0 * a)::varchar, a)", "a * 2 = '1.00005'", "length(concat(b * 1))", "case when a is null then 'x' else b * 2 end", "nullif(lower(a), b * 1)",
	} {
		f.Add(sql, []byte{byte(i), 4, byte(11 * i), byte(i), 1, 0, 9}, canaryPath)
	}
	if text, err := os.ReadFile(canaryPath); err != nil || string(text) != canary+"\n" {
		f.Fatalf("the canary is %q, error %v", text, err)
	}
	before := folder(f)
	e, err := duckdb.Open(duckdb.MemoryMB(64))
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { e.Close() })
	f.Fuzz(func(t *testing.T, sql string, recipe []byte, value string) {
		if len(sql) < 2000 {
			try(t, e, sql, value)
		}
		try(t, e, (&grammar{recipe}).expression(3), value)
		if diff := cmp.Diff(before, folder(t)); diff != "" {
			t.Fatalf("the folder has changed:\n%s", diff)
		}
	})
}

// folder is what lies in the folder of the test.
func folder(t testing.TB) (names []string) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func try(t *testing.T, e *duckdb.Engine, sql, value string) {
	t.Helper()
	begun := time.Now()
	defer func() {
		if took := time.Since(begun); took > time.Minute {
			t.Errorf("%q took %v", sql, took)
		}
	}()
	ctx := context.Background()
	p, err := e.Compile(ctx, []duckdb.Expression{{Name: "amount", SQL: sql}}, []string{"a", "b", "c d"}, '.')
	if err != nil {
		var problem *duckdb.Problem
		if !errors.As(err, &problem) || problem.Name != "amount" || strings.Contains(err.Error(), canary) {
			t.Errorf("%q: an error of another kind: %v", sql, err)
		}
		return
	}
	defer p.Close()
	rows := []string{value, canaryPath, "12.50", "", "2024-05-06", "-7", "x\x00\"'", "9999999999999999999", "é", "\xff", "true", "1e400"}
	in := make([]duckdb.Texts, len(p.Inputs()))
	for i := range in { // the columns of a row differ
		in[i] = texts(append(append([]string{}, rows[i:]...), rows[:i]...)...)
	}
	out := make([]duckdb.Texts, 1)
	bad, err := p.Eval(ctx, len(rows), in, out)
	if err != nil {
		if !strings.Contains(err.Error(), "Memory") {
			t.Errorf("%q: evaluating: %v", sql, err)
		}
		return
	}
	whole := make([]string, len(rows))
	for i := range rows {
		whole[i] = outcome(bad[i], &out[0], i)
		if strings.Contains(whole[i], canary) {
			t.Errorf("%q reads a file: %s", sql, whole[i])
		}
	}
	for i := range rows {
		alone := make([]duckdb.Texts, len(in))
		for k := range in {
			alone[k] = texts(string(in[k].At(i)))
		}
		bad, err := p.Eval(ctx, 1, alone, out)
		if err != nil {
			t.Errorf("%q: evaluating row %d alone: %v", sql, i, err)
		} else if got := outcome(bad[0], &out[0], 0); got != whole[i] {
			t.Errorf("%q gives row %d %s alone and %s among others", sql, i, got, whole[i])
		}
	}
}

// outcome is what became of a row; the result of a bad one means nothing.
func outcome(bad int32, out *duckdb.Texts, row int) string {
	if bad >= 0 {
		return fmt.Sprintf("bad input %d", bad)
	}
	if out.Null[row] {
		return "null"
	}
	return fmt.Sprintf("%q", out.At(row))
}
