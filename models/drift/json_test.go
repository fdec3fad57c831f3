package drift

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/models"
)

// small is a reference of a number, a category and a score, in every kind of
// bin.
func small(t testing.TB) *Reference {
	t.Helper()
	x := &models.Matrix32{N: 6, P: 2, Data: []float32{1, 0, 1.5, 2, 2.5, 2, nan, 2, inf, nan, 3, 7}}
	r, err := NewReference(x, []string{"number", "code"}, []float64{0, .1, .2, .5, .5, 1}, []int{1})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestJSON(t *testing.T) {
	r := small(t)
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var back Reference
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r, &back, cmp.AllowUnexported(Reference{}, distribution{})); diff != "" {
		t.Errorf("reference after JSON:\n%s", diff)
	}
	want := `{"name":"code","categorical":true,"cuts":[0,2,7],"counts":[1,3,1,0,1]}`
	if !strings.Contains(string(data), want) {
		t.Errorf("JSON = %s, want in it %s", data, want)
	}
	if diff := cmp.Diff([]string{"number", "code"}, back.Names()); diff != "" || !back.HasScore() {
		t.Errorf("names: %s, has score %v", diff, back.HasScore())
	}
}

func TestJSONRefused(t *testing.T) {
	data, err := json.Marshal(small(t))
	if err != nil {
		t.Fatal(err)
	}
	const code = `"cuts":[0,2,7],"counts":[1,3,1,0,1]`
	tests := []struct{ name, from, to, want string }{
		{"newer version", `"version":1`, `"version":2`, "version 2"},
		{"unknown field", `"rows"`, `"lines"`, "lines"},
		{"no rows", `"rows":6`, `"rows":0`, "0 rows"},
		{"more rows than fit", `"rows":6`, `"rows":9000000000000000000`, "rows, must"},
		{"other rows", `"rows":6`, `"rows":7`, "sum to 6, must be 7"},
		{"a count too few", code, `"cuts":[0,2,7],"counts":[1,3,1,1]`, "4 counts for 3 cuts"},
		{"a count below zero", code, `"cuts":[0,2,7],"counts":[-1,3,1,2,1]`, "count 0 is -1"},
		{"counts that overflow", code, `"cuts":[0,2,7],"counts":[9000000000000000000,9000000000000000000,1,2,1]`, "count 0 is"},
		{"cuts that fall", code, `"cuts":[2,0,7],"counts":[1,3,1,0,1]`, "do not rise"},
		{"cuts twice", code, `"cuts":[0,2,2],"counts":[1,3,1,0,1]`, "do not rise"},
		{"cuts too many", code, `"cuts":[0,1,2,3,4,5,6,7,8,9,10,11,12],"counts":[6,0,0,0,0,0,0,0,0,0,0,0,0,0,0]`, "13 cuts"},
		{"cut too large", code, `"cuts":[0,2,1e300],"counts":[1,3,1,0,1]`, "1e300"},
		{"names twice", `"name":"code"`, `"name":"number"`, "must be there and differ"},
		{"no name", `"name":"code",`, ``, "must be there and differ"},
		{"score with a name", `"score":{`, `"score":{"name":"s",`, "the score has a name"},
		{"text after it", `}}`, `}} {}`, "text after it"},
		{"cut in half", `"score":{`, ``, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(string(data), test.from, test.to, 1)
			if text == string(data) {
				t.Fatalf("nothing to replace: %s", data)
			}
			var r Reference
			err := r.UnmarshalJSON([]byte(text))
			if !errors.Is(err, models.ErrValue) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("UnmarshalJSON() = %v, want %q", err, test.want)
			}
			if r.rows != 0 || r.features != nil {
				t.Errorf("the refused reference was kept: %+v", r)
			}
		})
	}
}

// Whatever is read counts and reports without a panic, and is written again as
// it was read.
func FuzzReference(f *testing.F) {
	data, err := json.Marshal(small(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(data[:len(data)/2])
	f.Add([]byte(`{"version":1,"rows":1,"features":[{"name":"a","cuts":[],"counts":[0,1]}]}`))
	f.Add([]byte(`{"version":1,"rows":1,"features":[{"name":"a","cuts":null,"counts":[1,0]}],"score":{"cuts":[-0.0,0],"counts":[0,0,0,1]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var r Reference
		if r.UnmarshalJSON(data) != nil {
			return
		}
		again, err := json.Marshal(&r)
		if err != nil {
			t.Fatal(err)
		}
		var back Reference
		if err := back.UnmarshalJSON(again); err != nil {
			t.Fatalf("reading what was written: %v: %s", err, again)
		}
		x := &models.Matrix32{N: 4, P: len(r.Names())}
		for _, v := range []float32{0, nan, inf, 1e30} {
			for range x.P {
				x.Data = append(x.Data, v)
			}
		}
		c := NewCounter(&r)
		if err := c.Add(x.Dense(nil), []float64{0, .3, 1, 1}); err != nil {
			t.Fatal(err)
		}
		report, err := c.Report(DefaultOptions())
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range report.Features {
			if math.IsNaN(s.PSI) || math.IsInf(s.PSI, 0) || s.PSI < 0 {
				t.Errorf("PSI of %q is %v", s.Feature, s.PSI)
			}
		}
	})
}
