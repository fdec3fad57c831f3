package report

import (
	"encoding/json"
	"math"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSplit(t *testing.T) {
	tests := []struct {
		text, template string
		numbers        []string
	}{
		{"silent for 104 days; 9 of 10", "silent for \x01 days; \x01 of \x01", []string{"104", "9", "10"}},
		{"7", "\x01", []string{"7"}},
		{"3.50 EUR", "\x01.\x01 EUR", []string{"3", "50"}},
		{"nothing", "nothing", nil},
		{"", "", nil},
		{"a \x01 of its own 5", "a \x01 of its own 5", nil},
		{"۹ of ٣", "۹ of ٣", nil}, // digits of other scripts stay
	}
	for _, test := range tests {
		template, numbers := split(test.text)
		if template != test.template || !slices.Equal(numbers, test.numbers) {
			t.Errorf("split(%q) is %q %q, want %q %q", test.text, template, numbers, test.template, test.numbers)
		}
		for _, n := range numbers {
			template = strings.Replace(template, hole, n, 1)
		}
		if template != test.text {
			t.Errorf("%q came back as %q", test.text, template)
		}
	}
}

func TestHistoryIsCoded(t *testing.T) {
	// 120.5 is 12,050 hundredths, 9aq in base 36; -3 is -300, -8c.
	if got, want := encodeSpend([]float64{120.5, 0, -3, math.NaN()}), "9aq,,-8c,"; got != want {
		t.Errorf("spend %q, want %q", got, want)
	}
	if got, want := *encodeCounts([]int{0, 3, 12, 99, -1, 0, 0}), "A3cz"; got != want {
		t.Errorf("counts %q, want %q", got, want)
	}
	if got, want := *encodeCounts(append(make([]int, 30), 1)), "ZD1"; got != want {
		t.Errorf("counts after 30 months of none %q, want %q", got, want)
	}
	if encodeCounts(nil) != nil {
		t.Error("counts of an export that is missing are not null")
	}
	if got := encodeCounts([]int{0, 0}); got == nil || *got != "" {
		t.Errorf("counts of nothing are %v, want an empty text", got)
	}
}

func TestReasonsStandOnce(t *testing.T) {
	a := Reason{Family: "rhythm", Text: "silent for 9 days", Key: "rhythm.silent", Args: []string{"d:9"}}
	b := Reason{Family: "payment", Text: "silent for 9 days"}
	l := encodeList([]Customer{{Reasons: []Reason{a, b}, Cause: "silent for 9 days"}, {Reasons: []Reason{b}}, {}})
	if diff := cmp.Diff([][]int{{1, 2}, {2}, {}}, l.Why); diff != "" {
		t.Errorf("why (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int{0, -1, -1}, l.Cause); diff != "" {
		t.Errorf("cause (-want +got):\n%s", diff)
	}
	if len(l.Reasons) != 3 {
		t.Errorf("%d reasons, want two and a cause", len(l.Reasons))
	}
}

// unpack does what unpack of assets/data.js does.
func unpack(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = unpack(v[i])
		}
	case map[string]any:
		columns, ok := v["$columns"].(map[string]any)
		if !ok {
			for key := range v {
				v[key] = unpack(v[key])
			}
			return v
		}
		out := make([]any, int(v["$n"].(float64)))
		for i := range out {
			out[i] = map[string]any{}
		}
		for name, column := range columns {
			unpackColumn(out, name, column)
		}
		return out
	}
	return v
}

func unpackColumn(out []any, name string, column any) {
	values, ok := column.([]any)
	if ok {
		for i, v := range values {
			if o, isObject := v.(map[string]any); !isObject || len(o) > 0 {
				out[i].(map[string]any)[name] = unpack(v)
			}
		}
		return
	}
	coded := column.(map[string]any)
	for i, code := range coded["$codes"].([]any) {
		if k := int(code.(float64)); k > 0 {
			out[i].(map[string]any)[name] = coded["$texts"].([]any)[k-1]
		}
	}
}

func TestPackedIsTheSame(t *testing.T) {
	type row struct {
		KPI   string   `json:"kpi"`
		Group string   `json:"group,omitempty"`
		Value *float64 `json:"value,omitempty"`
		Null  *float64 `json:"null"`
		List  []int64  `json:"list"`
		Own   string   `json:"own"`
	}
	half := .5
	var rows []row
	for i := range 30 {
		r := row{KPI: []string{"growth", "churn_rate"}[i%2], List: []int64{int64(i)}, Own: strings.Repeat("x", i)}
		if i%3 == 0 {
			r.Value, r.Group = &half, "a"
		}
		rows = append(rows, r)
	}
	for name, v := range map[string]any{"rows": map[string]any{"rows": rows}, "few": rows[:3], "none": []row{}, "within": [][]row{rows}, "numbers": []int{1, 2}} {
		packed, err := pack(v)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(generic(t, v), unpack(generic(t, packed))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// generic is a value as JSON tells it.
func generic(t *testing.T, v any) any {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestAssets: every file is part of the page, none can end its element, and ours
// build no markup from texts, start no code from texts and ask no network.
func TestAssets(t *testing.T) {
	entries, err := os.ReadDir("assets")
	if err != nil {
		t.Fatal(err)
	}
	listed := slices.Concat(scripts, styles)
	names := map[string]string{} // of the one scope of all scripts
	forbidden := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|https?://`)
	for _, e := range entries {
		ext := path.Ext(e.Name())
		if ext != ".js" && ext != ".css" {
			continue
		}
		if !slices.Contains(listed, e.Name()) {
			t.Errorf("%s is no part of the page", e.Name())
		}
		text, err := os.ReadFile("assets/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(e.Name(), "uplot") {
			continue
		}
		for _, line := range strings.Split(string(text), "\n") {
			if m := forbidden.FindString(strings.ReplaceAll(line, "http://www.w3.org/2000/svg", "")); m != "" {
				t.Errorf("%s: %s in %s", e.Name(), m, line)
			}
		}
		for _, m := range regexp.MustCompile(`(?m)^(?:async )?(?:function|const|let|class) (\w+)`).FindAllSubmatch(text, -1) {
			if other, ok := names[string(m[1])]; ok {
				t.Errorf("%s and %s both name %s", e.Name(), other, m[1])
			}
			names[string(m[1])] = e.Name()
		}
	}
}

func TestAssembleNamesWhatIsMissing(t *testing.T) {
	if _, err := assemble([]string{"none.js"}); err == nil || !strings.Contains(err.Error(), "none.js") {
		t.Errorf("error %v, want one that names none.js", err)
	}
}
