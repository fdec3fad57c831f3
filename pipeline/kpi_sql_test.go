package pipeline_test

import (
	"database/sql"
	_ "embed"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"predict/configs"
	"predict/features"
	"predict/pipeline"
	"predict/pipeline/kpi"
)

//go:embed testdata/kpi.sql
var kpiSQL string

// kpiKey names a row of kpi.csv.
type kpiKey struct{ period, kpi, dimension, group string }

// kpiFigure is what a row says: nil for what it does not.
type kpiFigure struct {
	value, low, high       *float64
	numerator, denominator string
}

// TestKPIsAgainstSQL recomputes each figure, with its interval, by plain SQL on the
// lake: counts and money are equal to the last digit, shares to a millionth.
func TestKPIsAgainstSQL(t *testing.T) {
	exports := demo(t, 800)
	c, err := configs.Load(filepath.Join(exports, "predict.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	c.SetState(folder)
	state := func() *pipeline.State {
		return pipeline.NewState(c, pipeline.Settings{Version: "test", Now: func() time.Time { return time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC) }})
	}
	if err := pipeline.Locked(t.Context(), state(), pipeline.LoadStages()); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		by, definition         string
		periods, lookback, min int
		rows                   int // at least
	}{
		{configs.ByMonth, features.Inactivity, 24, 180, 1, 1400},
		{configs.ByQuarter, features.Decline, 6, 91, 2, 400},
		{configs.ByYear, features.Cancellation, 3, 365, 1, 100},
	} {
		t.Run(test.by, func(t *testing.T) {
			c.Book.By, c.Book.Periods = test.by, test.periods
			c.Churn.Definition, c.Churn.LookbackDays, c.Churn.MinPurchases = test.definition, test.lookback, test.min
			book, err := pipeline.ReadBook(t.Context(), state(), false)
			if err != nil {
				t.Fatal(err)
			}
			want := figuresBySQL(t, filepath.Join(folder, "lake"), &c.Book, &c.Churn)
			told := 0
			for _, r := range slices.Concat(book.KPI.Rows, book.KPI.Tactics) {
				key := kpiKey{r.Period, r.KPI, r.Dimension, r.Group}
				w, ok := want[key]
				delete(want, key)
				if r.Value == nil {
					if ok {
						t.Errorf("%v has no value (%s), by SQL it is %s", key, r.Note, w)
					}
					continue
				}
				told++
				got := kpiFigure{r.Value, r.Low, r.High, r.Numerator, r.Denominator}
				if !ok || !got.agrees(r.Unit, w) {
					t.Errorf("%v is %s, by SQL %s", key, got, w)
				}
			}
			for key, w := range want {
				t.Errorf("%v has no row, by SQL it is %s", key, w)
			}
			if told < test.rows {
				t.Errorf("only %d figures were compared", told)
			}
			endIsNextStart(t, book.KPI)
			c.Resources.Workers = 3
			again, err := pipeline.ReadBook(t.Context(), state(), false)
			if err != nil {
				t.Fatal(err)
			}
			c.Resources.Workers = 0
			if diff := cmp.Diff(book.KPI, again.KPI); diff != "" {
				t.Errorf("with three workers (-all cores +three):\n%s", diff)
			}
		})
	}
}

// endIsNextStart: the customers at the end of a period are those at the start of
// the next.
func endIsNextStart(t *testing.T, b *kpi.Book) {
	t.Helper()
	ends := map[string]float64{}
	for _, r := range b.Rows {
		if r.KPI == kpi.AtEnd {
			ends[r.To] = *r.Value
		}
	}
	for _, r := range b.Rows {
		if end, ok := ends[r.From]; ok && r.KPI == kpi.AtStart && *r.Value != end {
			t.Errorf("%s starts with %v customers, the one before ends with %v", r.Period, *r.Value, end)
		}
	}
}

// figuresBySQL runs kpi.sql on a lake.
func figuresBySQL(t *testing.T, lake string, book *configs.Book, churn *features.ChurnOptions) map[kpiKey]kpiFigure {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	step := map[string]string{configs.ByMonth: "1 month", configs.ByQuarter: "3 months", configs.ByYear: "1 year"}[book.By]
	year := map[string]int{configs.ByMonth: 12, configs.ByQuarter: 4, configs.ByYear: 1}[book.By]
	settings := fmt.Sprintf(`create table settings as select '%s' as length, interval '%s' as step, %d as count, %d as a_year,
		timestamp '2026-01-01' as until, (select min(cast(time as timestamp)) from read_parquet('lake/transactions/*/*.parquet')) as first,
		to_days(%d) as lookback, %d as lookback_days, to_days(%d) as horizon, %d as min_purchases, '%s' as definition`,
		book.By, step, book.Periods, year, churn.LookbackDays, churn.LookbackDays, churn.HorizonDays, churn.MinPurchases, churn.Definition)
	script := "set TimeZone = 'UTC';" + settings + ";" + kpiSQL
	if _, err := db.ExecContext(t.Context(), strings.ReplaceAll(script, "'lake/", "'"+strings.ReplaceAll(lake, "'", "''")+"/")); err != nil {
		t.Fatal(err)
	}
	rows, err := db.QueryContext(t.Context(), "select period, kpi, dimension, grp, value, low, high, numerator, denominator from figure")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	all := map[kpiKey]kpiFigure{}
	for rows.Next() {
		var key kpiKey
		var f kpiFigure
		if err := rows.Scan(&key.period, &key.kpi, &key.dimension, &key.group, &f.value, &f.low, &f.high, &f.numerator, &f.denominator); err != nil {
			t.Fatal(err)
		}
		if _, twice := all[key]; twice {
			t.Errorf("SQL gives %v twice", key)
		}
		all[key] = f
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// agrees compares with a figure by SQL. That leaves the interval open where nobody
// differs, and does not end intervals where amounts cannot be negative.
func (f kpiFigure) agrees(unit string, sql kpiFigure) bool {
	near := func(a, b *float64) bool {
		within := 1e-6
		if unit == kpi.MoneyUnit {
			within = 1e-9 // both are rounded to a cent
		}
		return a != nil && b != nil && math.Abs(*a-*b) <= within
	}
	if sql.value == nil || f.numerator != sql.numerator || f.denominator != sql.denominator || !near(f.value, sql.value) {
		return false
	}
	if f.low == nil || sql.low == nil || math.Abs(*sql.high-*sql.low) < 1e-9 {
		return f.low == nil && (sql.low == nil || *sql.low == *sql.high) || f.low != nil && *f.value == math.Trunc(*f.value)
	}
	cut := func(x *float64) *float64 {
		y := max(*x, 0)
		if *f.high == 1 {
			y = min(y, 1)
		}
		return &y
	}
	return near(f.low, sql.low) && near(f.high, sql.high) ||
		(*f.low == 0 || *f.high == 1) && near(f.low, cut(sql.low)) && near(f.high, cut(sql.high))
}

// String shows a figure.
func (f kpiFigure) String() string {
	show := func(x *float64) string {
		if x == nil {
			return "none"
		}
		return fmt.Sprint(*x)
	}
	return fmt.Sprintf("%s (%s to %s) from %q over %q", show(f.value), show(f.low), show(f.high), f.numerator, f.denominator)
}
