package flat_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data/flat"
)

// table makes rows of one feature column, with ids and labels of their own.
func table(t testing.TB, name string, cells []string) *flat.Table {
	t.Helper()
	var text strings.Builder
	fmt.Fprintf(&text, "id,left,filler,%s\n", name)
	for i, c := range cells {
		fmt.Fprintf(&text, "c%d,%d,%d,%s\n", i, i%2, (i*7)%5, c)
	}
	got, err := flat.Read(context.Background(), write(t, text.String()), options())
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// repeated gives n texts, those given in turn.
func repeated(n int, texts ...string) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = texts[i%len(texts)]
	}
	return out
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	numbered := func(n int, form string) []string {
		out := make([]string, n)
		for i := range out {
			out[i] = fmt.Sprintf(form, i)
		}
		return out
	}
	tests := []struct {
		name  string
		cells []string
		want  flat.Profile
	}{
		{"numbers", repeated(12, "1", "2.5", "-3"), flat.Profile{Kind: flat.Numeric, Distinct: 3}},
		{"numbers with blanks", repeated(12, "1", "", "3"), flat.Profile{Kind: flat.Numeric, Distinct: 2, Missing: 4}},
		{"one odd cell of 200", append(repeated(199, "1", "2"), "n/a"), flat.Profile{
			Kind: flat.Numeric, Distinct: 3, Odd: 1, Note: `1 cells are no numbers and count as missing; the first is "n/a" in line 201`,
		}},
		{"more odd cells than a numeric column has", append(repeated(97, "1", "2"), "n/a", "n/a", "?"), flat.Profile{
			Kind: flat.Categorical, Distinct: 4, Levels: []string{"1", "2", "n/a"}, Other: 1, Note: "1 rows hold one of 1 rare texts, which are taken together",
		}},
		{"beyond float32", append(repeated(199, "1", "2"), "1e300"), flat.Profile{
			Kind: flat.Numeric, Distinct: 3, Odd: 1, Note: `1 cells are no numbers and count as missing; the first is "1e300" in line 201`,
		}},
		{"infinities are texts", repeated(12, "inf", "-inf", "NaN"), flat.Profile{Kind: flat.Categorical, Distinct: 3, Levels: []string{"-inf", "NaN", "inf"}}},
		{"yes and no", repeated(12, "Yes", "No", "Yes"), flat.Profile{Kind: flat.YesNo, Distinct: 2, Levels: []string{"No", "Yes"}}},
		{"true and false", repeated(12, "FALSE", "TRUE", ""), flat.Profile{Kind: flat.YesNo, Distinct: 2, Missing: 4, Levels: []string{"FALSE", "TRUE"}}},
		{"yes and no and neither", repeated(12, "Yes", "No", "No service"), flat.Profile{Kind: flat.Categorical, Distinct: 3, Levels: []string{"No", "No service", "Yes"}}},
		{"one text or nothing", repeated(12, "moved", ""), flat.Profile{Kind: flat.Categorical, Distinct: 1, Missing: 6, Levels: []string{"moved"}}},
		{"one text", repeated(12, "moved"), flat.Profile{Kind: flat.Constant, Distinct: 1, Note: `it holds "moved" in every row`}},
		{"one number in two spellings", repeated(12, "1", "1.0"), flat.Profile{Kind: flat.Constant, Distinct: 2, Note: "it holds 1 in every row"}},
		{"nothing", repeated(12, ""), flat.Profile{Kind: flat.Empty, Missing: 12, Note: "it is empty in every row"}},
		{"ids", numbered(100, "S-%d"), flat.Profile{Kind: flat.IDLike, Distinct: 100, Note: "it holds 100 different texts in 100 rows, and hardly any in 2 or more"}},
		{"row numbers", numbered(100, "%d"), flat.Profile{Kind: flat.IDLike, Distinct: 100, Note: "it numbers the rows"}},
		{"different numbers that number nothing", numbered(100, "%d.5"), flat.Profile{Kind: flat.IDLike, Distinct: 100, Note: ""}},
	}
	tests[len(tests)-1].want.Kind = flat.Numeric // halves are measured, not counted
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := table(t, "x", test.cells).Profiles()[1]
			test.want.Name = "x"
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestLevelsAreTheMostFrequent proves that of more texts than a feature may
// have levels the rarest are taken together.
func TestLevelsAreTheMostFrequent(t *testing.T) {
	t.Parallel()
	var cells []string
	for k := range 130 { // text k stands in k+2 rows
		cells = append(cells, repeated(k+2, fmt.Sprintf("t%03d", k))...)
	}
	got := table(t, "x", cells).Profiles()[1]
	if len(got.Levels) != 100 || got.Levels[0] != "t030" || got.Levels[99] != "t129" {
		t.Errorf("%d levels from %s to %s", len(got.Levels), got.Levels[0], got.Levels[len(got.Levels)-1])
	}
	if want := 30 * (2 + 31) / 2; got.Other != want { // 2+3+…+31
		t.Errorf("%d rows of other texts, want %d", got.Other, want)
	}
}

// TestManyEvenLevels leaves out a column most of whose texts cannot be levels,
// and says so.
func TestManyEvenLevels(t *testing.T) {
	t.Parallel()
	cells := make([]string, 4000)
	for i := range cells {
		cells[i] = fmt.Sprintf("city%d", i%2000)
	}
	got := table(t, "x", append(cells, cells...)).Profiles()[1]
	want := "it holds 2000 different texts in 8000 rows, and hardly any in 10 or more"
	if got.Kind != flat.IDLike || got.Note != want {
		t.Errorf("four rows each: %s, %q", got.Kind, got.Note)
	}
	got = table(t, "x", slices.Repeat(cells, 5)).Profiles()[1]
	want = "it holds 2000 different texts, and the 100 most frequent stand in 5.0 % of the rows only" // 100 of 2,000
	if got.Kind != flat.IDLike || got.Note != want {
		t.Errorf("ten rows each: %s, %q", got.Kind, got.Note)
	}
}

// real finds a file of the real data.
func real(t *testing.T, name string) string {
	t.Helper()
	folder, ok := os.LookupEnv("CHURN_REAL_DATA")
	if !ok {
		folder = filepath.Join("..", "..", "..", "shared", "data")
	}
	path := filepath.Join(folder, name)
	if _, err := os.Stat(path); err != nil {
		t.Skip("the real data is neither at ../shared/data nor at CHURN_REAL_DATA: what is found in it is not checked")
	}
	return path
}

// TestTelco holds the columns of IBM's table against what pandas 2 and a look at
// the file say: 7,043 rows, 1,869 of them left, 11 blank TotalCharges.
func TestTelco(t *testing.T) {
	t.Parallel()
	path := real(t, "telco/WA_Fn-UseC_-Telco-Customer-Churn.csv")
	got, err := flat.Read(context.Background(), path, flat.Options{ID: "customerID", Label: "Churn", Positive: "Yes"})
	if err != nil {
		t.Fatal(err)
	}
	if got.Rows() != 7043 || got.Count(1) != 1869 || len(got.Rejected) != 0 {
		t.Errorf("%d rows, %d left, %d broken", got.Rows(), got.Count(1), len(got.Rejected))
	}
	kinds := map[flat.Kind][]string{}
	for _, p := range got.Profiles() {
		kinds[p.Kind] = append(kinds[p.Kind], p.Name)
		if want := map[string]int{"TotalCharges": 11}[p.Name]; p.Missing != want {
			t.Errorf("%s misses %d, want %d", p.Name, p.Missing, want)
		}
	}
	want := map[flat.Kind][]string{
		flat.Numeric: {"SeniorCitizen", "tenure", "MonthlyCharges", "TotalCharges"},
		flat.YesNo:   {"Partner", "Dependents", "PhoneService", "PaperlessBilling"},
		flat.Categorical: {
			"gender", "MultipleLines", "InternetService", "OnlineSecurity", "OnlineBackup", "DeviceProtection",
			"TechSupport", "StreamingTV", "StreamingMovies", "Contract", "PaymentMethod",
		},
	}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
}
