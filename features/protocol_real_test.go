package features

import (
	"bufio"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func realData(t *testing.T, path string) string {
	t.Helper()
	root := os.Getenv("CHURN_REAL_DATA")
	if root == "" {
		root = "../../shared/data"
	}
	path = filepath.Join(root, path)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the real data are not there (%v): set CHURN_REAL_DATA to their folder", err)
	}
	return path
}

func realAmount(t *testing.T, text string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// addReal adds a line to the customer called id.
func addReal(people map[string]*person, id string, row lineRow) {
	p := people[id]
	if p == nil {
		p = &person{id: id, signup: NoTime, segment: NoCode}
		people[id] = p
	}
	row.margin, row.category, row.channel, row.isReturn = NoMoney, NoCode, NoCode, -1
	p.lines = append(p.lines, row)
}

// readCDNOW reads the purchases of the CD shop: customer, day, discs, dollars.
func readCDNOW(t *testing.T) map[string]*person {
	file, err := os.Open(realData(t, "cdnow/CDNOW_master.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	people := map[string]*person{}
	scan := bufio.NewScanner(file)
	for scan.Scan() {
		words := strings.Fields(scan.Text())
		if len(words) < 4 || words[1][0] != '1' { // the header
			continue
		}
		day, err := time.Parse("20060102", words[1])
		if err != nil {
			t.Fatal(err)
		}
		// There is no order id: the purchases of a day are one.
		addReal(people, words[0], lineRow{at: day.UnixMicro(), amount: int64(math.Round(realAmount(t, words[3]) * MoneyScale)), order: NoMoney, product: NoCode})
	}
	return people
}

// readOnlineRetail reads the 305 daily exports; rows without a customer are
// left out.
func readOnlineRetail(t *testing.T) map[string]*person {
	paths, err := filepath.Glob(filepath.Join(realData(t, "online_retail/by-day"), "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	people, orders, products := map[string]*person{}, map[string]int64{}, map[string]int32{}
	for _, path := range paths {
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(file).ReadAll()
		file.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows[1:] { // invoice, product, description, quantity, time, price, customer
			if r[6] == "" {
				continue
			}
			when, err := time.Parse(time.DateTime, r[4])
			if err != nil {
				t.Fatal(err)
			}
			if _, ok := orders[r[0]]; !ok {
				orders[r[0]] = int64(len(orders))
			}
			if _, ok := products[r[1]]; !ok {
				products[r[1]] = int32(len(products))
			}
			amount := realAmount(t, r[3]) * realAmount(t, r[5])
			addReal(people, r[6], lineRow{at: when.UnixMicro(), amount: int64(math.Round(amount * MoneyScale)), order: orders[r[0]], product: products[r[1]]})
		}
	}
	return people
}

// TestProtocol holds cohorts and labels to the counts of the protocol that
// comes with the data (README: customers eligible at the test cutoff, and the
// share that churned), and single features to the area under the ROC curve that
// they had when they were chosen, give or take 0.01. The simple model of the
// protocol reaches 0.702 and 0.743.
func TestProtocol(t *testing.T) {
	for _, test := range []struct {
		name         string
		read         func(*testing.T) map[string]*person
		cutoff, end  string
		horizon      int
		rows         int
		churnPercent float64
		auc          map[string]float64
	}{
		{
			"CDNOW", readCDNOW, "1998-01-01", "1998-07-01", 180, 6343, 46,
			map[string]float64{"purchase_days_decayed_120d": 0.70, "purchase_days_decayed_240d": 0.70, "purchases_365d": 0.69},
		},
		{
			"Online Retail", readOnlineRetail, "2011-09-10", "2011-12-10", 90, 2787, 38,
			map[string]float64{"purchase_days_decayed_120d": 0.734, "purchase_days_decayed_240d": 0.738, "purchases_365d": 0.728},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := DefaultOptions()
			o.Churn.HorizonDays = test.horizon
			e, err := NewEngine(o, []string{"transactions"}, days(t, test.cutoff), days(t, test.end)[0])
			if err != nil {
				t.Fatal(err)
			}
			var all []*person
			for _, p := range test.read(t) {
				all = append(all, p)
			}
			table := compute(t, e, toBatch(all))[0]
			churned := 0
			for _, label := range table.Labels {
				churned += int(label)
			}
			percent := math.Round(100 * float64(churned) / float64(table.Rows()))
			if table.Rows() != test.rows || percent != test.churnPercent {
				t.Errorf("%d rows, %v %% churned; want %d, %v %%", table.Rows(), percent, test.rows, test.churnPercent)
			}
			for name, want := range test.auc {
				if got := separation(e.Schema(), table, name); math.Abs(got-want) > 0.01 {
					t.Errorf("%s separates with an area of %.3f, want %.3f", name, got, want)
				}
			}
		})
	}
}

// separation returns the area under the ROC curve of a feature of which less
// means churn: the share of pairs of a churned and a staying customer in which
// the churned one has less, ties being half (Mann and Whitney).
func separation(s Schema, table *Table, name string) float64 {
	column := s.Index(name)
	rows := make([]int, table.Rows())
	for i := range rows {
		rows[i] = i
	}
	value := func(i int) float64 { return table.X[i*s.Len()+column] }
	slices.SortFunc(rows, func(a, b int) int {
		switch x, y := value(a), value(b); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	var pairs, churnedBelow, stayed float64
	for from := 0; from < len(rows); {
		to := from
		var tiedChurned, tiedStayed float64
		for ; to < len(rows) && value(rows[to]) == value(rows[from]); to++ {
			if table.Labels[rows[to]] == LabelChurned {
				tiedChurned++
			} else {
				tiedStayed++
			}
		}
		pairs += tiedStayed * (churnedBelow + tiedChurned/2)
		churnedBelow += tiedChurned
		stayed += tiedStayed
		from = to
	}
	return pairs / (churnedBelow * stayed)
}
