package pipeline_test

import (
	"database/sql"
	_ "embed"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
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

// loadedState loads the exports of a config into a new state folder, and returns
// what makes states of it.
func loadedState(t *testing.T, file string) (c *configs.Config, folder string, state func() *pipeline.State) {
	t.Helper()
	c, err := configs.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	folder = t.TempDir()
	c.SetState(folder)
	state = func() *pipeline.State {
		return pipeline.NewState(c, pipeline.Settings{Version: "test", Now: func() time.Time { return time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC) }})
	}
	if err := pipeline.Locked(t.Context(), state(), pipeline.LoadStages()); err != nil {
		t.Fatal(err)
	}
	return c, folder, state
}

// TestKPIsAgainstSQL recomputes each figure, with its interval, by plain SQL on the
// lake: counts and money are equal to the last digit, shares to a millionth.
func TestKPIsAgainstSQL(t *testing.T) {
	c, folder, state := loadedState(t, filepath.Join(demo(t, 800), "predict.yaml"))
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
			book := kpisAgainstSQL(t, c, folder, state(), test.rows)
			c.Resources.Workers = 3
			defer func() { c.Resources.Workers = 0 }()
			again, err := pipeline.ReadBook(t.Context(), state(), pipeline.Unlisted)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(book, again.KPI); diff != "" {
				t.Errorf("with three workers (-all cores +three):\n%s", diff)
			}
		})
	}
}

// TestRealKPIsAgainstSQL does the same with data that nobody here made: 33 regions
// and returns, and customers none of whom leaves.
func TestRealKPIsAgainstSQL(t *testing.T) {
	data, ok := os.LookupEnv("CHURN_REAL_DATA")
	if !ok {
		data = filepath.Join("..", "..", "shared", "data")
	}
	for name, rows := range map[string]int{"online_retail": 250, "accounts_receivable": 200} {
		t.Run(name, func(t *testing.T) {
			if _, err := os.Stat(filepath.Join(data, name)); err != nil {
				t.Skip("the real data is neither at ../shared/data nor at CHURN_REAL_DATA: figures of it are not checked")
			}
			c, folder, state := loadedState(t, filepath.Join("..", "configs", "examples", name+".yaml"))
			kpisAgainstSQL(t, c, folder, state(), rows)
		})
	}
}

// kpisAgainstSQL holds the figures of a state against SQL, of which at least so many
// must have a value.
func kpisAgainstSQL(t *testing.T, c *configs.Config, folder string, s *pipeline.State, atLeast int) *kpi.Book {
	t.Helper()
	book, err := pipeline.ReadBook(t.Context(), s, pipeline.Unlisted)
	if err != nil {
		t.Fatal(err)
	}
	want := figuresBySQL(t, filepath.Join(folder, "lake"), s.AsOf, &c.Book, &c.Churn)
	told := 0
	var others []kpi.Row
	for _, r := range slices.Concat(book.KPI.Rows, book.KPI.Tactics) {
		key := kpiKey{r.Period, r.KPI, r.Dimension, r.Group}
		w, ok := want[key]
		delete(want, key)
		switch got := (kpiFigure{r.Value, r.Low, r.High, r.Numerator, r.Denominator}); {
		case r.Value == nil && ok:
			t.Errorf("%v has no value (%s), by SQL it is %s", key, r.Note, w)
		case r.Value == nil:
		case r.Group == kpi.Others:
			others = append(others, r)
		case !ok || !got.agrees(r.Unit, w):
			t.Errorf("%v is %s, by SQL %s", key, got, w)
		default:
			told++
		}
	}
	for _, r := range others {
		var k, n int
		for key, w := range want {
			if key.period == r.Period && key.kpi == r.KPI && key.dimension == r.Dimension {
				k, n = k+whole(t, w.numerator), n+whole(t, w.denominator)
				delete(want, key)
			}
		}
		if whole(t, r.Numerator) != k || whole(t, r.Denominator) != n {
			t.Errorf("%s %s of all other groups is %s of %s, by SQL %d of %d", r.Period, r.KPI, r.Numerator, r.Denominator, k, n)
		}
	}
	for key, w := range want {
		t.Errorf("%v has no row, by SQL it is %s", key, w)
	}
	if told < atLeast {
		t.Errorf("only %d figures were compared", told)
	}
	endIsNextStart(t, book.KPI)
	return book.KPI
}

func whole(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
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

// lakeViews make the tables of a lake that kpi.sql reads, empty where a lake has
// none. Large tables lie in a folder for each bucket.
func lakeViews(t *testing.T, lake string) string {
	t.Helper()
	views := []string{"create schema lake"}
	for _, table := range []struct{ name, folder, columns string }{
		{"customers_ids", "customers_ids", "bucket integer, code integer"},
		{"transactions", "transactions", "bucket integer, customer integer, time timestamptz, amount decimal(18,4), order_id bigint, margin decimal(18,4), category integer, channel integer, is_return integer"},
		{"customers", "customers", "bucket integer, customer integer, segment integer, region integer, cost_to_serve decimal(18,4), file_row_number bigint"},
		{"offers", "offers", "bucket integer, customer integer, time timestamptz, tactic integer, cost decimal(18,4), control integer"},
		{"cancellations", "cancellations", "bucket integer, customer integer, time timestamptz"},
		{"wallet", "wallet", "bucket integer, customer integer, month timestamptz, category integer, total decimal(18,4)"},
		{"wallet_segments", "wallet_segments", "segment integer, month timestamptz, category integer, total decimal(18,4)"},
		{"transactions_category", "symbols/transactions.category", "code integer, text varchar"},
		{"transactions_channel", "symbols/transactions.channel", "code integer, text varchar"},
		{"customers_segment", "symbols/customers.segment", "code integer, text varchar"},
		{"customers_region", "symbols/customers.region", "code integer, text varchar"},
		{"offers_tactic", "symbols/offers.tactic", "code integer, text varchar"},
		{"wallet_category", "symbols/wallet.category", "code integer, text varchar"},
		{"wallet_segment", "symbols/wallet.segment", "code integer, text varchar"},
	} {
		views = append(views, fmt.Sprintf("create table lake.%s (%s)", table.name, table.columns))
		folder := filepath.Join(lake, filepath.FromSlash(table.folder))
		if _, err := os.Stat(folder); err == nil {
			var names []string
			for _, column := range strings.Split(table.columns, ", ") {
				name, _, _ := strings.Cut(column, " ")
				names = append(names, "'"+name+"'")
			}
			views = append(views, fmt.Sprintf(`insert into lake.%s by name select columns(c -> c in (%s))
				from read_parquet('%s/**/*.parquet', hive_partitioning = true, file_row_number = true)`,
				table.name, strings.Join(names, ", "), strings.ReplaceAll(folder, "'", "''")))
		}
	}
	return strings.Join(views, ";\n") + ";\n"
}

// figuresBySQL runs kpi.sql on a lake.
func figuresBySQL(t *testing.T, lake string, until int64, book *configs.Book, churn *features.ChurnOptions) map[kpiKey]kpiFigure {
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
		make_timestamp(%d) as until, (select min(cast(time as timestamp)) from lake.transactions) as first,
		to_days(%d) as lookback, %d as lookback_days, to_days(%d) as horizon, %d as min_purchases, '%s' as definition;`,
		book.By, step, book.Periods, year, until, churn.LookbackDays, churn.LookbackDays, churn.HorizonDays, churn.MinPurchases, churn.Definition)
	if _, err := db.ExecContext(t.Context(), "set TimeZone = 'UTC';"+lakeViews(t, lake)+settings+kpiSQL); err != nil {
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
