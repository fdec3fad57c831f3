package flat_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data/csv"
	"predict/data/flat"
)

// write puts text into a file.
func write(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "table.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// options are those of the small tables of these tests.
func options() flat.Options {
	return flat.Options{ID: "id", Label: "left", MaxRejected: 0.5}
}

func TestRead(t *testing.T) {
	t.Parallel()
	path := write(t, "id,left,a,b\n7,yes,1.5, x \n8,no,,y\n9,,3,x\n")
	got, err := flat.Read(context.Background(), path, options())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"7", "8", "9"}, got.IDs); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int8{1, 0, flat.Unlabelled}, got.Labels); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
	if got.Positive != "yes" || got.Negative != "no" || got.Count(1) != 1 || got.Count(flat.Unlabelled) != 1 || got.Rows() != 3 {
		t.Errorf("positive %q, negative %q, %d rows", got.Positive, got.Negative, got.Rows())
	}
	if len(got.SHA256) != 64 {
		t.Errorf("checksum %q", got.SHA256)
	}
}

// TestReadRejects proves that broken records are counted with line and reason,
// and that the others are read.
func TestReadRejects(t *testing.T) {
	t.Parallel()
	path := write(t, "id,left,a\n1,yes,1\n2,no\n3,no,2\n4,no,2,9\n5,yes,3\n6,no,4\n")
	got, err := flat.Read(context.Background(), path, options())
	if err != nil {
		t.Fatal(err)
	}
	want := []flat.Rejected{
		{File: path, Line: 3, Reason: "too few fields (2, the header has 3)", Raw: "2,no"},
		{File: path, Line: 5, Reason: "too many fields (4, the header has 3)", Raw: "4,no,2,9"},
	}
	if diff := cmp.Diff(want, got.Rejected); diff != "" {
		t.Errorf("rejected (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"1", "3", "5", "6"}, got.IDs); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
	strict := options()
	strict.MaxRejected = 0.2
	_, err = flat.Read(context.Background(), path, strict)
	if !errors.Is(err, flat.ErrTable) || !strings.Contains(err.Error(), "2 of 6 records are broken, more than max_rejected allows (20.0 %): line 3: too few fields") {
		t.Errorf("error %v", err)
	}
}

func TestReadErrors(t *testing.T) {
	t.Parallel()
	with := func(change func(*flat.Options)) flat.Options {
		o := options()
		change(&o)
		return o
	}
	tests := []struct {
		name, text string
		options    flat.Options
		is         error
		says       []string
	}{
		{"no label column, one alike", "id,Left_,a\n1,yes,2\n2,no,3\n", options(), flat.ErrTable, []string{`there is no column "left", the label, among id, Left_, a; did you mean "Left_"?`}},
		{"a longer name", "id,left label,a\n1,yes,2\n2,no,3\n", options(), flat.ErrTable, []string{`did you mean "left label"?`}},
		{"nothing alike", "id,b,a\n1,yes,2\n2,no,3\n", options(), flat.ErrTable, []string{`there is no column "left", the label, among id, b, a`}},
		{"id and label missing", "x,y\n1,yes\n2,no\n", options(), flat.ErrTable, []string{`the id`, `the label`}},
		{"label is the id", "id,a\n1,2\n2,3\n", with(func(o *flat.Options) { o.Label = "id" }), flat.ErrTable, []string{"cannot be both"}},
		{"excluded column missing", "id,left,tenure\n1,yes,2\n2,no,3\n", with(func(o *flat.Options) { o.Exclude = []string{"Tenur"} }), flat.ErrTable, []string{`there is no column "Tenur" to exclude; did you mean "tenure"?`}},
		{"the label excluded", "id,left,a\n1,yes,2\n2,no,3\n", with(func(o *flat.Options) { o.Exclude = []string{"left"} }), flat.ErrTable, []string{"it is the id or the label"}},
		{"two columns of a name", "id,left,a,a\n1,yes,2,3\n2,no,3,4\n", options(), flat.ErrTable, []string{`two columns are called "a"`}},
		{"nothing to learn from", "id,left\n1,yes\n2,no\n", options(), flat.ErrTable, []string{"no column to learn from"}},
		{"all is excluded", "id,left,a\n1,yes,2\n2,no,3\n", with(func(o *flat.Options) { o.Exclude = []string{"a"} }), flat.ErrTable, []string{"no column to learn from"}},
		{"duplicate ids and ids missing", "id,left,a\n1,yes,2\n2,no,3\n1,no,4\n,no,4\n", options(), flat.ErrTable, []string{`1 rows repeat the id of another: "1" in lines 2 and 4`, "1 rows have no id: line 5"}},
		{"three labels", "id,left,a\n1,yes,2\n2,no,3\n3,maybe,4\n4,no,4\n", options(), flat.ErrLabels, []string{`the label column "left" has "no" in 2 rows, "maybe" in 1 rows, "yes" in 1 rows; a label has two values`}},
		{"labels that say nothing", "id,left,a\n1,gone,2\n2,here,3\n", options(), flat.ErrLabels, []string{"say with positive which of them means that a customer left"}},
		{"positive that is not there", "id,left,a\n1,Gone,2\n2,here,3\n", with(func(o *flat.Options) { o.Positive = "gone" }), flat.ErrLabels, []string{`the positive label is "gone", but the label column "left" has "Gone" in 1 rows, "here" in 1 rows; did you mean "Gone"?`}},
		{"labels all empty", "id,left,a\n1,,2\n2,,3\n", options(), flat.ErrLabels, []string{"is empty in every row"}},
		{"labels like numbers", "id,left,a\n1,0.2,2\n2,0.4,3\n3,0.7,3\n", options(), flat.ErrLabels, []string{"a label has two values"}},
		{"no rows", "id,left,a\n", options(), flat.ErrTable, []string{"there are no rows below the header"}},
		{"an empty file", "", options(), csv.ErrEmpty, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := flat.Read(context.Background(), write(t, test.text), test.options)
			if !errors.Is(err, test.is) {
				t.Fatalf("error %v, want %v", err, test.is)
			}
			for _, says := range test.says {
				if !strings.Contains(err.Error(), says) {
					t.Errorf("error\n%v\ndoes not say\n%s", err, says)
				}
			}
		})
	}
}

// TestReadStops proves that a file that is not there and a cancelled context end
// the reading with their causes.
func TestReadStops(t *testing.T) {
	t.Parallel()
	if _, err := flat.Read(context.Background(), filepath.Join(t.TempDir(), "none.csv"), options()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v of a file that is not there", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := flat.Read(ctx, write(t, "id,left,a\n1,yes,2\n2,no,3\n"), options()); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v of a cancelled context", err)
	}
}

// TestReadOtherDialects reads the same table in another spelling.
func TestReadOtherDialects(t *testing.T) {
	t.Parallel()
	o := options()
	o.Decimal, o.Nulls = ",", []string{"NULL"}
	path := write(t, "\ufeffid;left;a;b\r\n1;1;2,5;x\r\n2;0;NULL;y\r\n3;1;1.000,25;x\r\n")
	got, err := flat.Read(context.Background(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	s, err := got.Schema()
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Encode(got)
	if err != nil {
		t.Fatal(err)
	}
	if r.Data[0] != 2.5 || r.Data[2] == r.Data[2] || r.Data[4] != 1000.25 {
		t.Errorf("rows %v", r.Data)
	}
}

// TestReadManyLevels reads a column of more texts than are told apart.
func TestReadManyLevels(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("id,left,session,plan\n")
	for i := range 120_000 {
		fmt.Fprintf(&text, "%d,%d,session-%d,%c\n", i, i%2, i, 'a'+rune(i%3))
	}
	got, err := flat.Read(context.Background(), write(t, text.String()), options())
	if err != nil {
		t.Fatal(err)
	}
	p := got.Profiles()
	if p[0].Kind != flat.IDLike || p[0].Note != "it holds more than 50000 different texts" || p[1].Kind != flat.Categorical {
		t.Errorf("profiles %+v", p)
	}
	label := options()
	label.Label = "session"
	if _, err := flat.Read(context.Background(), got.File, label); !errors.Is(err, flat.ErrLabels) || !strings.Contains(err.Error(), "more than 50000 values") {
		t.Errorf("error %v of a label with as many values", err)
	}
}

// BenchmarkRead tells the rows a second of 20 columns.
func BenchmarkRead(b *testing.B) {
	var text strings.Builder
	text.WriteString("id,left" + strings.Repeat(",n%d,c%d", 9) + "\n")
	head := text.String()
	for k := range 9 {
		head = strings.Replace(head, "%d", fmt.Sprint(k), 2)
	}
	text.Reset()
	text.WriteString(head)
	const rows = 20_000
	for i := range rows {
		fmt.Fprintf(&text, "%d,%d%s\n", i, i%2, strings.Repeat(fmt.Sprintf(",%d.5,level %d", i%977, i%7), 9))
	}
	path := write(b, text.String())
	b.ResetTimer()
	for b.Loop() {
		if _, err := flat.Read(context.Background(), path, options()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}
