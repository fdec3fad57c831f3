package features

import (
	"bufio"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
)

// lineCase is one given/expect case of a family of transactions: lines, a
// cutoff, and the values of features. It runs through the whole engine.
type lineCase struct {
	name     string
	cutoff   int64
	lookback int
	absent   map[string]bool
	p        person
	expected []expectation
}

// TestLineCases runs the cases of every family of transactions. In a file,
// "case" begins a case; "cutoff", "absent" (columns) and "line" give, and what
// follows "expect" is a feature of any family with its value.
func TestLineCases(t *testing.T) {
	for _, family := range []string{"recency", "frequency", "monetary", "trend", "breadth", "rhythm"} {
		path := "testdata/" + family + ".txt"
		for _, c := range readLineCases(t, path) {
			t.Run(family+"/"+c.name, func(t *testing.T) { c.check(t, path) })
		}
	}
}

func (c *lineCase) check(t *testing.T, path string) {
	o := DefaultOptions()
	o.Churn.LookbackDays = c.lookback
	e, err := NewEngine(o, []string{"transactions"}, []int64{c.cutoff}, c.cutoff)
	if err != nil {
		t.Fatal(err)
	}
	b := toBatch([]*person{&c.p})
	for column := range c.absent {
		switch lines := &b.Transactions; column {
		case "order":
			lines.Order = nil
		case "category":
			lines.Category = nil
		case "product":
			lines.Product = nil
		case "channel":
			lines.Channel = nil
		case "margin":
			lines.Margin = nil
		default:
			t.Fatalf("%s: no column %s can be absent", path, column)
		}
	}
	table := compute(t, e, b)[0]
	if table.Rows() != 1 {
		t.Fatalf("%s: the customer is excluded: %v", path, table.Excluded)
	}
	if len(c.expected) == 0 {
		t.Fatalf("%s: the case expects nothing", path)
	}
	for _, x := range c.expected {
		k := e.Schema().Index(x.name)
		if k < 0 {
			t.Errorf("%s:%d: there is no feature %s", path, x.line, x.name)
			continue
		}
		if got := table.X[k]; !(math.Abs(got-x.value) <= 1e-9 || math.IsNaN(got) && math.IsNaN(x.value)) {
			t.Errorf("%s:%d: %s is %v, want %v", path, x.line, x.name, got, x.value)
		}
	}
}

func readLineCases(t *testing.T, path string) []*lineCase {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var cases []*lineCase
	var c *lineCase
	expecting := false
	scan := bufio.NewScanner(file)
	for line := 1; scan.Scan(); line++ {
		text, _, _ := strings.Cut(scan.Text(), "#")
		words := strings.Fields(text)
		if len(words) == 0 {
			continue
		}
		switch {
		case words[0] == "case":
			c = &lineCase{name: strings.Join(words[1:], " "), lookback: 180, absent: map[string]bool{}, p: person{id: "a", signup: NoTime}}
			cases, expecting = append(cases, c), false
		case words[0] == "expect":
			expecting = true
		case expecting:
			x, err := strconv.ParseFloat(words[1], 64)
			if err != nil {
				t.Fatalf("%s:%d: %v", path, line, err)
			}
			c.expected = append(c.expected, expectation{line, words[0], x})
		default:
			if err := c.given(words); err != nil {
				t.Fatalf("%s:%d: %v", path, line, err)
			}
		}
	}
	if len(cases) == 0 {
		t.Fatalf("%s holds no case", path)
	}
	return cases
}

// given reads a line of the given part.
func (c *lineCase) given(words []string) error {
	f := fields{}
	for _, w := range words[1:] {
		key, value, _ := strings.Cut(w, "=")
		f.pairs = append(f.pairs, [2]string{key, value})
	}
	code := func(key string) int32 {
		var column []int32
		f.code(&column, key)
		return column[0]
	}
	switch words[0] {
	case "cutoff":
		c.cutoff = f.time("at")
	case "lookback":
		c.lookback = int(f.number(f.get("days")))
	case "absent":
		for _, p := range f.pairs {
			c.absent[p[0]] = true
		}
	case "line":
		row := lineRow{
			at: f.time("at"), amount: f.money("amount"), margin: NoMoney, order: NoMoney,
			category: code("category"), product: code("product"), channel: code("channel"), isReturn: code("return"),
		}
		if f.get("margin") != "" {
			row.margin = f.money("margin")
		}
		if f.get("order") != "" {
			row.order = int64(f.number(f.get("order")))
		}
		c.p.lines = append(c.p.lines, row)
	default:
		f.number(words[0] + " is no word of the given part")
	}
	return f.err
}
