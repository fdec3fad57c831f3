package guard_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/configs"
	"predict/pipeline/guard"
)

// counts are rows by day.
type counts map[int32]int64

func (c counts) Rows(day int32) int64 { return c[day] }

// steady is a history of n days from day 0 on: so many rows a day, one in ten
// more or fewer in turn, on Saturdays (day 2 was one: 1970-01-03) none.
func steady(n int32, rows int64) counts {
	c := counts{}
	for d := range n {
		switch {
		case d%7 == 2:
		case d%2 == 0:
			c[d] = rows * 11 / 10
		default:
			c[d] = rows * 9 / 10
		}
	}
	return c
}

// verdict is what tests expect of a finding.
type verdict struct {
	Guard string
	Level guard.Level
	Table string
}

func verdicts(found []guard.Finding) []verdict {
	var list []verdict
	for _, f := range found {
		list = append(list, verdict{f.Guard, f.Level, f.Table})
	}
	return list
}

func TestVolume(t *testing.T) {
	bounds := configs.Default().Guards.Volume
	const day = 200 // a Monday (1970-07-20); the same weekday has 900 and 1100 rows in turn, the middle is 1000
	table := func(name string, c counts) guard.TableDays {
		return guard.TableDays{Table: name, Days: c, First: 0, Seen: 1}
	}
	change := func(c counts, day int32, rows int64) counts { c[day] = rows; return c }
	volume := func(l guard.Level, table string) []verdict { return []verdict{{"volume", l, table}} }
	tests := []struct {
		name   string
		tables []guard.TableDays
		want   []verdict
	}{
		{"as usual", []guard.TableDays{table("transactions", steady(201, 1000))}, nil},
		{"half a day", []guard.TableDays{table("transactions", change(steady(200, 1000), day, 500))}, volume(guard.Hard, "transactions")},
		{"a day twice", []guard.TableDays{table("transactions", change(steady(200, 1000), day, 2000))}, volume(guard.Hard, "transactions")},
		{"two thirds of a day", []guard.TableDays{table("transactions", change(steady(200, 1000), day, 640))}, volume(guard.Warning, "transactions")},
		{"a quarter less is within the warning", []guard.TableDays{table("transactions", change(steady(200, 1000), day, 750))}, nil},
		{"closed", []guard.TableDays{table("transactions", steady(200, 1000)), table("contacts", steady(200, 100))}, []verdict{{"volume", guard.Warning, "transactions"}, {"volume", guard.Warning, "contacts"}}},
		{"a table missing", []guard.TableDays{table("transactions", steady(201, 1000)), table("contacts", steady(200, 100))}, volume(guard.Hard, "contacts")},
		{"a table that has pauses", []guard.TableDays{table("transactions", steady(201, 1000)), table("contacts", change(steady(200, 100), 102, 0))}, volume(guard.Warning, "contacts")},
		{"few rows", []guard.TableDays{table("transactions", change(steady(200, 15), day, 1))}, nil},
		{"little history", []guard.TableDays{{Table: "transactions", Days: change(steady(201, 1000), day, 1), First: 150, Seen: 1}}, nil},
		{"half of a day that usually comes half", []guard.TableDays{{Table: "contacts", Days: change(steady(200, 1000), day, 500), Seen: 0.5}}, nil},
		{"bursts", []guard.TableDays{table("offers", bursts(200, day, 500))}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, verdicts(guard.Volume(test.tables, []int32{day}, bounds))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// bursts is a history with a campaign of 4000 rows on the first of each 30 days
// and 100 rows else.
func bursts(n, day int32, rows int64) counts {
	c := counts{}
	for d := range n {
		if c[d] = 100; d%30 == 0 {
			c[d] = 4000
		}
	}
	c[day] = rows
	return c
}

func TestVolumeText(t *testing.T) {
	c := steady(200, 1000)
	c[200] = 500
	found := guard.Volume([]guard.TableDays{{Table: "transactions", Days: c, Seen: 1}}, []int32{199, 200}, configs.Default().Guards.Volume)
	want := "transactions: 1970-07-20 has 500 rows, usual on Mondays are 1000; of the weeks before, no day was off by more than a factor of 1.1"
	if len(found) != 1 || found[0].Text != want {
		t.Errorf("%+v, want %q", found, want)
	}
}

// TestVolumeOfYears proves that a long history of growth is no anomaly: rows
// grow by 1 % a week for three years.
func TestVolumeOfYears(t *testing.T) {
	c := counts{}
	for d := range int32(1100) {
		c[d] = int64(1000 * math.Pow(1.01, float64(d)/7))
	}
	for day := int32(60); day < 1100; day++ {
		if found := guard.Volume([]guard.TableDays{{Table: "transactions", Days: c, Seen: 1}}, []int32{day}, configs.Default().Guards.Volume); len(found) > 0 {
			t.Fatalf("day %d: %+v", day, found)
		}
	}
}
