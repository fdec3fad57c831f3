package browser

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"predict/pipeline/report"
	"predict/pipeline/report/reporttest"
)

// rowIDs is the expression of the customers whose rows are elements, from the top.
const rowIDs = `[...document.querySelectorAll('[data-testid="row"]')].filter((r) => !r.hidden).sort((a, b) => a.getAttribute("aria-rowindex") - b.getAttribute("aria-rowindex")).map((r) => r.querySelector(".id").textContent)`

// rowCount is the number of rows that a screen reader is told, without the head.
const rowCount = `Number(document.querySelector('[role="grid"]').getAttribute("aria-rowcount")) - 1`

// lists waits until the list holds these customers, of whom the first are shown.
func (b *tab) lists(what string, want []string) {
	b.t.Helper()
	if len(want) == 0 {
		b.until(what+": nobody", rowCount+" === 0")
		return
	}
	b.until(fmt.Sprintf("%s: %d customers", what, len(want)), fmt.Sprintf("%s === %d && %s[0] === %s", rowCount, len(want), rowIDs, js(want[0])))
	got := ask[[]string](b, rowIDs)
	if len(got) > len(want) {
		b.t.Errorf("%s: %d rows of %d", what, len(got), len(want))
		return
	}
	if diff := gocmp.Diff(want[:len(got)], got); diff != "" {
		b.t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// idsOf are the ids of the customers that pass a test.
func idsOf(all []report.Customer, pass func(report.Customer) bool) []string {
	var ids []string
	for _, c := range all {
		if pass(c) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

func everyone(report.Customer) bool { return true }

// hasFamily reports whether one of a customer's reasons is of a family.
func hasFamily(c report.Customer, family string) bool {
	return slices.ContainsFunc(c.Reasons, func(r report.Reason) bool { return r.Family == family })
}

// TestFilters: each filter and the search leave those customers of 5,000 that they
// name, alone and together, and clearing brings all back.
func TestFilters(t *testing.T) {
	all := reporttest.Data(manyCustomers()).Customers
	b := open(t, manyCustomers(), laptop())
	b.lists("at first", idsOf(all, everyone))
	action := all[3].Action
	tests := []struct {
		filter, value string
		pass          func(report.Customer) bool
	}{
		{"filter-tier", "medium", func(c report.Customer) bool { return c.Tier == "medium" }},
		{"filter-segment", "student", func(c report.Customer) bool { return c.Segment == "student" }},
		{"filter-reason", "complaint", func(c report.Customer) bool { return hasFamily(c, "complaint") }},
		{"filter-action", action, func(c report.Customer) bool { return c.Action == action }},
		{"filter-region", "islands", func(c report.Customer) bool { return c.Region == "islands" }},
		{"filter-holdout", "yes", func(c report.Customer) bool { return c.Holdout }},
	}
	for _, f := range tests {
		b.choose(id(f.filter), f.value)
		b.lists(f.filter, idsOf(all, f.pass))
		b.choose(id(f.filter), "")
	}
	b.lists("without filters", idsOf(all, everyone))

	id7 := all[4711].ID[5:]
	b.write(id("search"), id7)
	b.lists("part of an id", idsOf(all, func(c report.Customer) bool { return strings.Contains(c.ID, id7) }))
	b.write(id("search"), "STUDENT islands")
	b.lists("two words", idsOf(all, func(c report.Customer) bool { return c.Segment == "student" && c.Region == "islands" }))
	b.choose(id("filter-tier"), "high")
	b.lists("two words and a tier", idsOf(all, func(c report.Customer) bool {
		return c.Segment == "student" && c.Region == "islands" && c.Tier == "high"
	}))
	b.write(id("search"), "nobody is called so")
	b.lists("no hit", nil)
	b.click(id("clear"))
	b.lists("cleared", idsOf(all, everyone))
}

// TestSort: each heading sorts both ways; who has no value comes last.
func TestSort(t *testing.T) {
	all := reporttest.Data(manyCustomers()).Customers
	b := open(t, manyCustomers(), laptop())
	change := func(c report.Customer) float64 {
		if c.Change == nil {
			return 0
		}
		return *c.Change
	}
	tests := []struct {
		column string
		less   func(a, b report.Customer) int
		known  func(report.Customer) bool
	}{
		{"p", func(a, b report.Customer) int { return cmp.Compare(a.Probability, b.Probability) }, everyone},
		{"value", func(a, b report.Customer) int { return cmp.Compare(a.ValueAtRisk, b.ValueAtRisk) }, everyone},
		{"id", func(a, b report.Customer) int { return cmp.Compare(a.ID, b.ID) }, everyone},
		{"last", func(a, b report.Customer) int { return cmp.Compare(a.Last, b.Last) }, everyone},
		{"change", func(a, b report.Customer) int { return cmp.Compare(change(a), change(b)) }, func(c report.Customer) bool { return c.Change != nil }},
	}
	for _, test := range tests {
		t.Run(test.column, func(t *testing.T) {
			first := ""
			for range 2 {
				b.click(id("sort-" + test.column))
				head := `document.querySelector('[data-testid="sort-` + test.column + `"]').closest("[aria-sort]").getAttribute("aria-sort")`
				b.until("the heading tells the order", head+` !== "none" && `+head+" !== "+js(first))
				first = ask[string](b, head)
				b.lists(test.column+" "+first, sorted(all, test.less, test.known, first == "descending"))
			}
		})
	}
}

// sorted are the ids in an order; ties stay in the order of the list.
func sorted(all []report.Customer, less func(a, b report.Customer) int, known func(report.Customer) bool, falling bool) []string {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b report.Customer) int {
		switch {
		case known(a) != known(b) && known(a):
			return -1
		case known(a) != known(b):
			return 1
		case falling:
			return less(b, a)
		}
		return less(a, b)
	})
	return idsOf(all, everyone)
}

// TestKeyboard: the list of 5,000 can be walked through without a mouse, to the last
// row and back, and few rows are elements at a time.
func TestKeyboard(t *testing.T) {
	all := reporttest.Data(manyCustomers()).Customers
	b := open(t, manyCustomers(), laptop())
	b.do(one(`[data-testid="row"][tabindex="0"]`) + ".focus()")
	focused := `document.activeElement.querySelector(".id").textContent`
	for _, step := range []struct {
		key  string
		want int // the row that has the focus then
	}{{"ArrowDown", 1}, {"ArrowDown", 2}, {"ArrowUp", 1}, {"End", 4999}, {"ArrowDown", 4999}, {"ArrowUp", 4998}, {"Home", 0}} {
		b.key(step.key)
		b.until(fmt.Sprintf("%s goes to row %d", step.key, step.want), focused+" === "+js(all[step.want].ID))
		b.until("that row can be seen", `((r, s) => r.top >= s.top && r.bottom <= s.bottom + 1)(document.activeElement.getBoundingClientRect(), document.activeElement.closest('.scroller').getBoundingClientRect())`)
		if n := ask[int](b, `document.querySelectorAll('[data-testid="row"]').length`); n > 120 {
			t.Errorf("%d rows are elements", n)
		}
	}
	b.key("PageDown")
	b.until("a page further", `Number(document.activeElement.getAttribute("aria-rowindex")) > 4`)
	b.key("Home")
	b.key("Enter")
	b.until("Enter opens the detail", shown(id("detail")))
	b.key("Escape")
	b.until("Escape closes it", "!("+shown(id("detail"))+")")
	b.until("the row has the focus again", focused+" === "+js(all[0].ID))
}

// TestPaging: the foot of the list leads to its last page and back.
func TestPaging(t *testing.T) {
	all := reporttest.Data(manyCustomers()).Customers
	b := open(t, manyCustomers(), laptop())
	b.click(id("page-last"))
	b.until("the last customer is shown", rowIDs+".at(-1) === "+js(all[4999].ID))
	b.click(id("page-first"))
	b.until("the first customer is shown", rowIDs+"[0] === "+js(all[0].ID))
	b.click(id("page-next"))
	b.until("the second page is shown", rowIDs+".includes("+js(all[100].ID)+")")
}

// TestExport: what is chosen, else what is filtered, comes as CSV: every customer
// once, in the order of the list, and no cell that a spreadsheet would run.
func TestExport(t *testing.T) {
	all := reporttest.Data(manyCustomers()).Customers
	b := open(t, manyCustomers(), laptop())
	b.choose(id("filter-segment"), "student")
	want := idsOf(all, func(c report.Customer) bool { return c.Segment == "student" })
	b.lists("students", want)
	rows := b.export()
	if diff := gocmp.Diff(want, column(rows, "customer_id")); diff != "" {
		t.Errorf("exported students (-want +got):\n%s", diff)
	}
	b.do(one(`[data-testid="row"][tabindex="0"]`) + ".focus()")
	b.key(" ")
	b.key("ArrowDown", 8) // with Shift
	b.until("two are chosen", `document.querySelectorAll('[data-testid="row"][aria-selected="true"]').length === 2`)
	b.choose(id("filter-segment"), "")
	rows = b.export()
	if diff := gocmp.Diff(want[:2], column(rows, "customer_id")); diff != "" {
		t.Errorf("exported choice (-want +got):\n%s", diff)
	}
	first := all[slices.IndexFunc(all, func(c report.Customer) bool { return c.ID == want[0] })]
	for name, want := range map[string]string{
		"rank": strconv.Itoa(first.Rank), "churn_probability": fmt.Sprintf("%.4f", first.Probability), "tier": first.Tier,
		"value_at_risk": fmt.Sprintf("%.2f", first.ValueAtRisk), "reason_1": first.Reasons[0].Text, "segment": "student", "last_purchase": first.Last,
	} {
		if got := column(rows, name)[0]; got != want {
			t.Errorf("%s of %s is %q, want %q", name, first.ID, got, want)
		}
	}
}

// TestHostileExport: ids that would run as formulas come with an apostrophe, and all
// others as they are.
func TestHostileExport(t *testing.T) {
	o := reporttest.Options{Variant: reporttest.Hostile, Texts: naughty(t)}
	all := reporttest.Data(o).Customers
	b := open(t, o, laptop())
	rows := b.export()
	got := column(rows, "customer_id")
	if len(got) != len(all) {
		t.Fatalf("%d rows, want %d", len(got), len(all))
	}
	for i, c := range all {
		if bare := strings.ReplaceAll(got[i], "'", ""); visible(bare) != visible(strings.ReplaceAll(c.ID, "'", "")) {
			t.Errorf("id %q came as %q", c.ID, got[i])
		}
	}
	for _, row := range rows[1:] {
		for k, cell := range row {
			if harms(cell) {
				t.Errorf("column %s would run: %q", rows[0][k], cell)
			}
		}
	}
}

// harms reports whether a spreadsheet would run a cell: it begins with the sign of a
// formula and is no number.
func harms(cell string) bool {
	cell = strings.TrimLeft(cell, " \t\r\n\u00a0\ufeff")
	if cell == "" || !strings.ContainsAny(cell[:1], "=@+-") {
		return false
	}
	_, err := strconv.ParseFloat(cell, 64)
	return err != nil
}

// export downloads the list and reads it.
func (b *tab) export() [][]string {
	b.t.Helper()
	before, err := filepath.Glob(b.downloads + "/*.csv")
	b.must(err)
	for _, old := range before {
		b.must(os.Remove(old))
	}
	b.click(id("export"))
	var files []string
	b.wait("the file is there", func() bool {
		files, err = filepath.Glob(b.downloads + "/*.csv")
		return err == nil && len(files) == 1
	})
	text, err := os.ReadFile(files[0])
	b.must(err)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff"))).ReadAll()
	b.must(err)
	return rows
}

// column is a column of an export by its name.
func column(rows [][]string, name string) []string {
	k := slices.Index(rows[0], name)
	if k < 0 {
		return []string{"no column " + name}
	}
	var cells []string
	for _, row := range rows[1:] {
		cells = append(cells, row[k])
	}
	return cells
}
