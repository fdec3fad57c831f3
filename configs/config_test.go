package configs_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"predict/configs"
	"predict/data"
)

const smallest = `version: 1
tables:
  transactions:
    files: exports/*.csv
    columns: {customer_id: id, time: ts, amount: total}
`

func mustParse(t *testing.T, text string) *configs.Config {
	t.Helper()
	c, err := configs.Parse("shop.yaml", []byte(text), environment)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestHash holds each change of a config against what a result depends on.
func TestHash(t *testing.T) {
	first := mustParse(t, smallest).Hash()
	if len(first) != 64 || strings.Trim(first, "0123456789abcdef") != "" {
		t.Fatalf("hash %q, want 64 hex digits", first)
	}
	reordered := `# another order
tables:
  transactions:
    columns:
      amount: {from: total}
      time: "ts"
      customer_id: id
    files: [exports/*.csv]
version: 1 # and comments
`
	tests := []struct {
		name, text string
		same       bool
	}{
		{"order, comments and quotes", reordered, true},
		{"a default spelled out", smallest + "currency: EUR\n", true},
		{"another number of workers", smallest + "resources: {workers: 3}\n", true},
		{"another state folder", smallest + "state: /elsewhere\n", true},
		{"another currency", smallest + "currency: USD\n", false},
		{"another column", strings.Replace(smallest, "total", "net", 1), false},
		{"another file", strings.Replace(smallest, "exports", "export", 1), false},
		{"another horizon", smallest + "churn: {horizon_days: 91}\n", false},
		{"another action", smallest + "score: {actions: {recency: Write}}\n", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if same := mustParse(t, tt.text).Hash() == first; same != tt.same {
				t.Errorf("same hash: %v, want %v", same, tt.same)
			}
		})
	}
	elsewhere, err := configs.Parse("/another/folder/shop.yaml", []byte(smallest), environment)
	if err != nil || elsewhere.Hash() != first {
		t.Errorf("the hash depends on where the file lies (error %v)", err)
	}
}

func TestTiers(t *testing.T) {
	tiers := configs.Tiers{High: 0.7, Medium: 0.4}
	for p, want := range map[float64]string{0: "low", 0.39: "low", 0.4: "medium", 0.69: "medium", 0.7: "high", 1: "high"} {
		if got := tiers.Of(p); got != want {
			t.Errorf("tier of %v: %s, want %s", p, got, want)
		}
	}
}

func TestAction(t *testing.T) {
	c := mustParse(t, smallest+"score: {actions: {payment: Call the debtor, default: Wait}}\n")
	for family, want := range map[string]string{
		"payment": "Call the debtor",                         // replaced
		"rhythm":  configs.Default().Score.Actions["rhythm"], // kept
		"weather": "Wait",                                    // no family
	} {
		if got := c.Score.Action(family); got != want {
			t.Errorf("action for %s: %q, want %q", family, got, want)
		}
	}
}

// TestValidateAfterChange changes a config in code, as flags do.
func TestValidateAfterChange(t *testing.T) {
	c := mustParse(t, smallest)
	c.AsOf = "tomorrow"
	c.Cutoffs.Test = "2026-01-32"
	var wrong *configs.Error
	if err := c.Validate(); !errors.As(err, &wrong) || len(wrong.Problems) != 2 {
		t.Fatalf("got %v, want two problems", err)
	}
	want := "as_of: tomorrow is not valid; allowed: latest, or a date such as 2026-11-30"
	if got := wrong.Problems[0].String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestDefaultIsFresh changes what Default returned and asks again.
func TestDefaultIsFresh(t *testing.T) {
	configs.Default().Score.Actions["recency"] = "changed"
	if configs.Default().Score.Actions["recency"] == "changed" {
		t.Error("two defaults share their actions")
	}
}

// TestAliasBomb uses 3,000 translations 20 times: 60,000 values from a small
// file, of which one problem tells, and quickly.
func TestAliasBomb(t *testing.T) {
	var b strings.Builder
	b.WriteString(smallest + "  contacts:\n    files: c.csv\n    columns:\n      customer_id: id\n      time: ts\n      kind:\n        from: k\n        values: &v\n")
	for i := range 3000 {
		fmt.Fprintf(&b, "          k%d: other\n", i)
	}
	for i := range 20 {
		fmt.Fprintf(&b, "      column%d: {from: k, values: *v}\n", i)
	}
	_, err := configs.Parse("bomb.yaml", []byte(b.String()), environment)
	var wrong *configs.Error
	if !errors.As(err, &wrong) || len(wrong.Problems) != 1 || !strings.Contains(err.Error(), "too many values") {
		t.Errorf("got %.300v, want one problem: too many values", err)
	}
}

func TestTooLarge(t *testing.T) {
	text := append([]byte(smallest), make([]byte, 1<<20)...)
	if _, err := configs.Parse("large.yaml", text, nil); err == nil || !strings.Contains(err.Error(), "larger than 1048576 bytes") {
		t.Errorf("got %v, want that the file is too large", err)
	}
}

// TestByteOrderMark reads a file as Windows editors save it.
func TestByteOrderMark(t *testing.T) {
	text := "\ufeff" + strings.ReplaceAll(smallest, "\n", "\r\n")
	if got, want := mustParse(t, text).Hash(), mustParse(t, smallest).Hash(); got != want {
		t.Error("a byte order mark and CRLF change the config")
	}
	_, err := configs.Parse("bom.yaml", []byte("\ufeffversoin: 1\r\n"+strings.ReplaceAll(smallest, "\n", "\r\n")), nil)
	var wrong *configs.Error
	if !errors.As(err, &wrong) || wrong.Problems[0].Line != 1 || wrong.Problems[0].Column != 1 || wrong.Problems[0].Source != "versoin: 1" {
		t.Errorf("got %+v, want a problem at 1:1", err)
	}
}

// FuzzParse looks for panics, for errors of another type, and for configs that
// are not read back as they were written.
func FuzzParse(f *testing.F) {
	f.Add(smallest)
	f.Add(configs.DefaultYAML())
	f.Add("version: 1\na: &a [*a]\ntables: {transactions: *a}\n? {}\n: 1\n")
	f.Add("---\n...\n--- !!map\n? |\n  x\n: !!str 1\n")
	f.Add(smallest + "    nulls: [\"\\0\\x85\\u2028\", '\t', ' ', \"a\\nb\", '010', 'null', '~', '<<']\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := configs.Parse("fuzz.yaml", []byte(text), environment)
		if err != nil {
			var wrong *configs.Error
			if !errors.As(err, &wrong) || len(wrong.Problems) == 0 || err.Error() == "" {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		written, err := c.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		back, err := configs.Parse("fuzz.yaml", written, environment)
		if err != nil {
			t.Fatalf("%v\nin what was written:\n%s", err, written)
		}
		if c.Hash() != back.Hash() {
			t.Fatalf("changed by writing and reading:\n%s", written)
		}
	})
}

// TestWalletBySegment proves that wallet rows may name a segment instead of a
// customer.
func TestWalletBySegment(t *testing.T) {
	c := mustParse(t, smallest+"  wallet: {files: w.csv, columns: {segment: s, month: m, total: t}}\n")
	if _, ok := c.Source(data.Wallet); !ok {
		t.Error("no source for wallet")
	}
}

// TestOverrides sets what flags set.
func TestOverrides(t *testing.T) {
	c := mustParse(t, smallest)
	for asOf, ok := range map[string]bool{"latest": true, "2026-02-28": true, "2026-02-29": false, "now": false, "": false} {
		c.AsOf = asOf
		if err := c.CheckAsOf(); (err == nil) != ok {
			t.Errorf("as of %q: error %v, want it allowed: %v", asOf, err, ok)
		}
	}
	folder := t.TempDir()
	c.SetState(folder)
	if got := c.StatePath(); got != folder {
		t.Errorf("state folder %s, want %s", got, folder)
	}
}

// TestForestOptions proves that every hyperparameter of the forest can be set:
// options made of 1 to n hold no zero but for the goroutines, which are no
// setting of the model.
func TestForestOptions(t *testing.T) {
	var o configs.ForestOptions
	v := reflect.ValueOf(&o).Elem()
	for i := range v.NumField() {
		v.Field(i).SetInt(int64(i + 1))
	}
	made := reflect.ValueOf(o.Options(99))
	seen := map[string]bool{}
	for i := range made.NumField() {
		name, value := made.Type().Field(i).Name, fmt.Sprint(made.Field(i).Interface())
		if name != "Workers" && (value == "0" || seen[value]) {
			t.Errorf("%s is %s: not set, or from the setting of another", name, value)
		}
		seen[value] = true
	}
	if names, _ := reflect.TypeFor[configs.Model]().FieldByName("Forest"); names.Tag.Get("yaml") != configs.Forest {
		t.Errorf("the section %s is not called %s as its algorithm", names.Tag.Get("yaml"), configs.Forest)
	}
}
