package inspect_test

import (
	"fmt"
	"strings"
	"testing"

	"predict/data/inspect"
)

// TestKinds: what columns hold is told from their values.
func TestKinds(t *testing.T) {
	for _, test := range []struct {
		name   string
		values func(i int) string
		want   inspect.Kind
		also   string // a part of the description of times and numbers
	}{
		{"iso", func(i int) string { return fmt.Sprintf("2024-03-%02d", i%28+1) }, inspect.Time, "Layout:iso"},
		{"month first", func(i int) string { return fmt.Sprintf("3/%d/2024", i%28+1) }, inspect.Time, "Layout:m/d/Y"},
		{"either", func(i int) string { return fmt.Sprintf("%d/%d/2024", i%12+1, i%5+1) }, inspect.Time, "Ambiguous:[m/d/Y d/m/Y]"},
		{"settled by order", func(i int) string { return fmt.Sprintf("%02d/%02d/2024", i%12+1, i/12+1) }, inspect.Time, "Layout:d/m/Y Ambiguous:[ ] Settled:so the rows are in order of time"},
		{"iranian", func(i int) string { return fmt.Sprintf("1402/05/%02d", i%28+1) }, inspect.Time, "Jalali:true"},
		{"iranian in persian digits", func(i int) string { return "۱۴۰۲/۰۵/۱" + string('۰'+rune(i%10)) }, inspect.Time, "Jalali:true"},
		{"compact", func(i int) string { return fmt.Sprintf("202403%02d", i%28+1) }, inspect.Time, "Layout:yyyymmdd"},
		{"numbers like dates", func(i int) string { return fmt.Sprint(536365 + i) }, inspect.ID, ""},
		{"point", func(i int) string { return fmt.Sprintf("%d.%02d", i, i) }, inspect.Amount, "Decimal:."},
		{"comma", func(i int) string { return fmt.Sprintf("\"1.%03d,%02d\"", i, i) }, inspect.Amount, "Decimal:,"},
		{"either mark", func(i int) string { return fmt.Sprintf("1.%03d", i) }, inspect.Amount, "Decimal:. Ambiguous:true"},
		{"euro", func(i int) string { return fmt.Sprintf("\"%d,50 €\"", i) }, inspect.Amount, "Currency:EUR"},
		{"kronor", func(i int) string { return fmt.Sprintf("\"%d,50 kr\"", i) }, inspect.Amount, "Unit:kr"},
		{"codes with a letter", func(i int) string { return fmt.Sprintf("P%04d", i) }, inspect.ID, ""},
		{"leading zeros", func(i int) string { return fmt.Sprintf("%05d", i*7) }, inspect.ID, ""},
		{"point zero", func(i int) string { return fmt.Sprintf("%d.0", 17850+i) }, inspect.ID, ""},
		{"counts", func(i int) string { return fmt.Sprint(i % 13) }, inspect.Number, "Whole:true"},
		{"german flag", func(i int) string { return []string{"ja", "nein"}[i%2] }, inspect.Flag, ""},
		{"persian flag", func(i int) string { return []string{"بله", "خیر"}[i%2] }, inspect.Flag, ""},
		{"symbol", func(i int) string { return []string{"north", "south", "west"}[i%3] }, inspect.Symbol, ""},
		{"text", func(i int) string { return strings.Repeat("a word ", i%9+1) + fmt.Sprint(i) }, inspect.Text, ""},
		{"empty", func(int) string { return "" }, inspect.Empty, ""},
		{"dashes for nothing", func(i int) string { return []string{"-", fmt.Sprintf("%d.5", i)}[i%2] }, inspect.Amount, "Decimal:."},
	} {
		t.Run(test.name, func(t *testing.T) {
			var b strings.Builder
			b.WriteString("n;value\n")
			for i := range 60 {
				fmt.Fprintf(&b, "x%d;%s\n", i, test.values(i))
			}
			e := look(t, map[string]string{"a.csv": b.String()}).Exports[0]
			c := e.Columns[1]
			about := ""
			if c.Times != nil {
				about += fmt.Sprintf("%+v", *c.Times)
			}
			if c.Numbers != nil {
				about += fmt.Sprintf("%+v", *c.Numbers)
			}
			if c.Kind != test.want || !strings.Contains(about, test.also) {
				t.Errorf("kind %s, %s; want %s, %s", c.Kind, about, test.want, test.also)
			}
		})
	}
}
