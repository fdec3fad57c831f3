package guard_test

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"predict/configs"
	"predict/data/generate"
	"predict/pipeline/guard"
)

// realDays are the rows and the amounts of a real data set by day.
type realDays struct {
	rows    counts
	amounts map[int32][]float64 // sizes, those that are not 0
	first   int32
	last    int32
	exports []guard.Export // by day, where the data come so
}

// add counts a row.
func (r *realDays) add(layout, date, amount string) {
	at, err := time.Parse(layout, date)
	if err != nil {
		return
	}
	day := int32(at.Unix() / 86400)
	if len(r.rows) == 0 {
		r.rows, r.amounts, r.first, r.last = counts{}, map[int32][]float64{}, day, day
	}
	r.rows[day]++
	r.first, r.last = min(r.first, day), max(r.last, day)
	if v, err := strconv.ParseFloat(amount, 64); err == nil && v != 0 {
		r.amounts[day] = append(r.amounts[day], math.Abs(v))
	}
}

// realData reads the three data sets with dates.
func realData(t *testing.T) map[string]*realDays {
	t.Helper()
	dir := cmp.Or(os.Getenv("CHURN_REAL_DATA"), "../../../shared/data")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("there are no real data in %s; name their folder in CHURN_REAL_DATA", dir)
	}
	all := map[string]*realDays{"Online Retail": {}, "CDNOW": {}, "Berka": {}, "demo of 5,000 customers": demoDays(t)}
	files, _ := filepath.Glob(filepath.Join(dir, "online_retail/by-day/*.csv"))
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(bufio.NewReader(f)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		all["Online Retail"].exports = append(all["Online Retail"].exports, scoped(name, records[1:]))
		for _, r := range records[1:] {
			if quantity, err := strconv.ParseFloat(r[3], 64); err == nil && r[6] != "" {
				price, _ := strconv.ParseFloat(r[5], 64)
				all["Online Retail"].add(time.DateTime, r[4], strconv.FormatFloat(quantity*price, 'g', -1, 64))
			}
		}
		f.Close()
	}
	for line := range lines(t, filepath.Join(dir, "cdnow/CDNOW_master.txt")) {
		if f := strings.Fields(line); len(f) == 4 {
			all["CDNOW"].add("20060102", f[1], f[3])
		}
	}
	for line := range lines(t, filepath.Join(dir, "berka/trans.asc")) {
		if f := strings.Split(strings.ReplaceAll(line, `"`, ""), ";"); len(f) >= 8 && ownAct(f[4], f[7]) {
			all["Berka"].add("060102", f[2], f[5])
		}
	}
	return all
}

// demoDays are those of the demo exports.
func demoDays(t *testing.T) *realDays {
	t.Helper()
	o := generate.DefaultOptions()
	o.Customers = 5000
	dir := filepath.Join(t.TempDir(), "demo")
	if _, err := generate.Run(t.Context(), dir, o); err != nil {
		t.Fatal(err)
	}
	days := &realDays{}
	for line := range lines(t, filepath.Join(dir, "transactions.csv")) {
		if f := strings.Split(line, ","); len(f) > 6 {
			days.add(time.DateTime, f[2], f[6])
		}
	}
	return days
}

// ownAct reports whether a record of Berka is the customer's own act, as the
// example config has it.
func ownAct(operation, symbol string) bool {
	return slices.Contains([]string{"VKLAD", "VYBER", "VYBER KARTOU", "PREVOD NA UCET"}, operation) && strings.TrimSpace(symbol) == ""
}

func lines(t *testing.T, path string) func(func(string) bool) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Lines(string(text))
}

// window is what a night is held against: the eight weeks before a day.
type window struct {
	before  []guard.DayMedian
	scatter float64
}

func (r *realDays) window(day int32) window {
	var w window
	var all []float64
	for d := max(day-56, r.first); d < day; d++ {
		if m, ok := r.middle(d, 1); ok {
			w.before = append(w.before, m)
			all = append(all, r.amounts[d]...)
		}
	}
	w.scatter = guard.Scatter(all)
	return w
}

// night is the worst level of a night that brings a day, with its rows and its
// amounts multiplied.
func (r *realDays) night(day int32, w window, rows, amounts float64) guard.Level {
	g := configs.Default().Guards
	was := r.rows[day]
	r.rows[day] = int64(math.Round(float64(was) * rows))
	found := guard.Volume([]guard.TableDays{{Table: "transactions", Days: r.rows, First: r.first, Seen: 1}}, []int32{day}, g.Volume)
	r.rows[day] = was
	if m, ok := r.middle(day, amounts); ok {
		found = append(found, guard.Amounts("transactions", "amount", []guard.DayMedian{m}, w.before, w.scatter, g.Amounts)...)
	}
	return guard.Worst(found)
}

// middle is the middle amount of a day.
func (r *realDays) middle(day int32, times float64) (guard.DayMedian, bool) {
	a := r.amounts[day]
	if len(a) == 0 {
		return guard.DayMedian{}, false
	}
	slices.Sort(a)
	return guard.DayMedian{Day: day, Median: a[(len(a)-1)/2] * times, Values: len(a)}, true
}

// TestRates feeds every day of the real data sets as a night. Sound ones must
// never be refused. What faults are found is logged: run with -v for the figures
// of docs/guards.md.
func TestRates(t *testing.T) {
	if testing.Short() {
		t.Skip("reads half a million rows")
	}
	for name, r := range realData(t) {
		t.Run(name, func(t *testing.T) {
			const ready = 84 // days of history from which all guards judge
			faults := []struct {
				name          string
				rows, amounts float64
			}{{"sound", 1, 1}, {"half a day", 0.5, 1}, {"a tenth of a day", 0.1, 1}, {"a day twice", 2, 1}, {"ten times the amounts", 1, 10}, {"a hundredth of the amounts", 1, 0.01}}
			nights, warned, refused := make([]int, len(faults)), make([]float64, len(faults)), make([]float64, len(faults))
			for day := r.first; day <= r.last; day++ {
				if r.rows[day] == 0 {
					continue
				}
				w := r.window(day)
				for i, fault := range faults {
					if i > 0 && day < r.first+ready {
						break
					}
					nights[i]++
					switch r.night(day, w, fault.rows, fault.amounts) {
					case guard.Hard:
						refused[i]++
						if i == 0 {
							t.Errorf("%s is refused", guard.DayName(day))
						}
					case guard.Warning:
						warned[i]++
					}
				}
			}
			r.nightsOfAge(t)
			r.nightsOfScope(t)
			for i, fault := range faults {
				t.Logf("%s: %d nights, %.1f %% warned, %.1f %% refused", fault.name, nights[i], 100*warned[i]/float64(nights[i]), 100*refused[i]/float64(nights[i]))
			}
		})
	}
}
