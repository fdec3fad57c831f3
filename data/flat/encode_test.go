package flat_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"predict/data/flat"
)

// training is a table with a column of each kind.
func training(t testing.TB) *flat.Table {
	t.Helper()
	var text strings.Builder
	text.WriteString("id,left,months,paperless,plan,only\n")
	for i := range 40 {
		plan := []string{"gold", "iron", "gold", ""}[i%4]
		if i == 1 {
			plan = "rare"
		}
		fmt.Fprintf(&text, "c%d,%d,%d,%s,%s,%s\n", i, i%2, i/2, []string{"Yes", "No"}[i%2], plan, []string{"a", "b"}[i/20])
	}
	return readText(t, text.String(), options())
}

func readText(t testing.TB, text string, o flat.Options) *flat.Table {
	t.Helper()
	got, err := flat.Read(context.Background(), write(t, text), o)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func schemaOf(t testing.TB, table *flat.Table) flat.Schema {
	t.Helper()
	s, err := table.Schema()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSchema proves what is kept of a training table, and that it survives
// JSON.
func TestSchema(t *testing.T) {
	t.Parallel()
	s := schemaOf(t, training(t))
	want := []flat.Feature{
		{Name: "months", Kind: flat.Numeric, Typical: 9}, // median of 0,0,1,1…19,19, the lower of the two in the middle
		{Name: "paperless", Kind: flat.YesNo, Levels: []string{"No", "Yes"}},
		{Name: "plan", Kind: flat.Categorical, Levels: []string{"gold", "iron"}, Missing: true, Other: true},
		{Name: "only", Kind: flat.Categorical, Levels: []string{"a", "b"}},
	}
	if diff := cmp.Diff(want, s.Features, cmpopts.IgnoreFields(flat.Feature{}, "Hundredths")); diff != "" {
		t.Errorf("features (-want +got):\n%s", diff)
	}
	if h := s.Features[0].Hundredths; len(h) != 101 || h[0] != 0 || h[100] != 19 {
		t.Errorf("hundredths %v", h)
	}
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var again flat.Schema
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	if err := again.Check(); err != nil || again.Hash() != s.Hash() {
		t.Errorf("read again: %v, hash %s, want %s", err, again.Hash(), s.Hash())
	}
	again.Features[2].Levels[0] = "other"
	if again.Hash() == s.Hash() {
		t.Error("another level leaves the hash as it is")
	}
}

// TestEncode proves that a later table, with its columns in another order and
// texts that training had not seen, gives the same numbers for the same values.
func TestEncode(t *testing.T) {
	t.Parallel()
	s := schemaOf(t, training(t))
	o := options()
	o.LabelOptional = true
	later := readText(t, "plan,extra,id,only,months,paperless\niron,1,x1,b,7,No\ntin,2,x2,c,,Yes\n,3,x3,a,many,perhaps\n", o)
	got, err := s.Encode(later)
	if err != nil {
		t.Fatal(err)
	}
	nan := float32(math.NaN())
	want := &flat.Rows{
		N: 3, P: 4,
		Data: []float32{
			7, 0, 1, 1,
			nan, 1, 2, 2, // tin and c are no levels
			nan, nan, nan, 0,
		},
		Odd: []int{1, 1, 0, 1}, // many, perhaps and c; training had rare plans, too
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	var names []string
	for _, part := range s.Parts() {
		names = append(names, part.Name)
	}
	if diff := cmp.Diff([]string{"months", "paperless", "plan=gold", "plan=iron", "plan=(other)", "plan=(missing)", "only=b"}, names); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
	wide := s.Expand(got)
	wantWide := []float32{
		7, 0, 0, 1, 0, 0, 1,
		nan, 1, 0, 0, 1, 0, 0,
		nan, nan, 0, 0, 0, 1, 0,
	}
	if diff := cmp.Diff(wantWide, wide.Data, cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("expanded rows (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int{2, 3}, s.Categorical()); diff != "" {
		t.Errorf("categorical (-want +got):\n%s", diff)
	}
}

// TestEncodeErrors proves that a table of another shape is refused, every column
// at once.
func TestEncodeErrors(t *testing.T) {
	t.Parallel()
	s := schemaOf(t, training(t))
	o := options()
	o.LabelOptional = true
	_, err := s.Encode(readText(t, "id,Months,paperles,plan\n1,2,Yes,gold\n2,3,No,iron\n", o))
	for _, says := range []string{
		`the column "months" of training is missing; did you mean "Months"?`,
		`the column "paperless" of training is missing; did you mean "paperles"?`,
		`the column "only" of training is missing`,
	} {
		if !errors.Is(err, flat.ErrSchema) || !strings.Contains(fmt.Sprint(err), says) {
			t.Errorf("error\n%v\ndoes not say\n%s", err, says)
		}
	}
	_, err = s.Encode(readText(t, "id,months,paperless,plan,only\n1,two,Yes,gold,a\n2,three,No,iron,b\n", o))
	if !errors.Is(err, flat.ErrSchema) || !strings.Contains(fmt.Sprint(err), `the column "months" held numbers at training and holds texts now, such as "two" in line 2`) {
		t.Errorf("error %v of texts for numbers", err)
	}
}

// TestNumbersAsLevels proves that a number that is a level is one in another
// spelling, too: what exports as 1 today may be 1.0 tomorrow.
func TestNumbersAsLevels(t *testing.T) {
	t.Parallel()
	s := flat.Schema{Features: []flat.Feature{{Name: "x", Kind: flat.Categorical, Levels: []string{"1", "2", "n/a"}}}}
	o := options()
	o.LabelOptional = true
	got, err := s.Encode(readText(t, "id,x,y\na,1.0,1\nb,02,2\nc,3,2\n", o))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]float32{0, 1, 3}, got.Data); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestSchemaOfNothing refuses a table without a column that tells customers
// apart.
func TestSchemaOfNothing(t *testing.T) {
	t.Parallel()
	got := readText(t, "id,left,a,b\n1,yes,5,\n2,no,5,\n3,no,5,\n", options())
	if _, err := got.Schema(); !errors.Is(err, flat.ErrTable) || !strings.Contains(err.Error(), `no column can be learned from (a: it holds "5" in every row, b: it is empty in every row)`) {
		t.Errorf("error %v", err)
	}
}

// TestSchemaCheck refuses schemas that no table can have given.
func TestSchemaCheck(t *testing.T) {
	t.Parallel()
	tests := map[string]flat.Schema{
		"there are no features":            {},
		"is of the kind":                   {Features: []flat.Feature{{Name: "a", Kind: "text"}}},
		"has no 101 rising percentiles":    {Features: []flat.Feature{{Name: "a", Kind: flat.Numeric, Hundredths: []float32{1}}}},
		"texts for no and yes":             {Features: []flat.Feature{{Name: "a", Kind: flat.YesNo, Levels: []string{"a"}}}},
		"levels, or they are not sorted":   {Features: []flat.Feature{{Name: "a", Kind: flat.Categorical, Levels: []string{"b", "a"}}}},
		`two features are called "a"`:      {Features: []flat.Feature{{Name: "a", Kind: flat.YesNo, Levels: []string{"a", "b"}}, {Name: "a", Kind: flat.YesNo, Levels: []string{"a", "b"}}}},
		"0 levels, or they are not sorted": {Features: []flat.Feature{{Name: "a", Kind: flat.Categorical}}},
	}
	for says, s := range tests {
		if err := s.Check(); !errors.Is(err, flat.ErrSchema) || !strings.Contains(err.Error(), says) {
			t.Errorf("error %v, want one that says %s", err, says)
		}
	}
}
