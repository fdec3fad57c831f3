package columnar_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"predict/data/columnar"
)

func TestSameInputSameBytes(t *testing.T) {
	cols := columns(70_000, true)
	var want []byte
	var buffers columnar.Buffers
	for i, opts := range []columnar.Options{
		{Metadata: map[string]string{"b": "2", "a": "1", "c": "3"}},
		{Metadata: map[string]string{"c": "3", "a": "1", "b": "2"}, Workers: 7},
		{Metadata: map[string]string{"c": "3", "b": "2", "a": "1"}, Workers: 2, Buffers: &buffers, Sync: true},
		{Metadata: map[string]string{"c": "3", "b": "2", "a": "1"}, Buffers: &buffers},
	} {
		got, err := os.ReadFile(write(t, cols, true, 50_000, opts))
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			want = got
		}
		if !bytes.Equal(got, want) {
			t.Errorf("options %d: %d bytes that differ from the first %d", i, len(got), len(want))
		}
	}
}

func TestMetadataAndMode(t *testing.T) {
	meta := map[string]string{"schema": "abc", "empty": ""}
	path := write(t, columns(10, false), false, 100, columnar.Options{Metadata: meta})
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %v, want 0600", info.Mode())
	}
	r, err := columnar.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if d := cmp.Diff(meta, r.Metadata()); d != "" {
		t.Errorf("metadata (-want +got):\n%s", d)
	}
}

func TestRange(t *testing.T) {
	cols := []columnar.Column{
		{Name: "t", Type: columnar.TimestampMicros, I64: []int64{5, columnar.Missing64, -3, 9, columnar.Missing64, columnar.Missing64}},
		{Name: "c", Type: columnar.Int32, I32: []int32{5, -1, 3, 9, 7, -1}},
		{Name: "d", Type: columnar.Date, I32: []int32{5, columnar.MissingDate, -1, 9, 7, 7}},
		{Name: "f", Type: columnar.Float64, F64: make([]float64, 6)},
	}
	r, err := columnar.Open(write(t, cols, true, 2, columnar.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if r.NumRows() != 6 || r.RowGroups() != 3 || r.GroupRows(1) != 2 {
		t.Errorf("got %d rows in %d row groups, the second of %d; want 6 in 3 of 2", r.NumRows(), r.RowGroups(), r.GroupRows(1))
	}
	for _, c := range []struct {
		group   int
		name    string
		lo, hi  int64
		present bool
	}{
		{columnar.All, "t", -3, 9, true},
		{0, "t", 5, 5, true},
		{1, "t", -3, 9, true},
		{2, "t", 0, 0, false},
		{columnar.All, "c", 3, 9, true},
		{2, "c", 7, 7, true},
		{columnar.All, "d", -1, 9, true},
		{columnar.All, "f", 0, 0, false},
		{columnar.All, "absent", 0, 0, false},
	} {
		lo, hi, ok := r.Range(c.group, c.name)
		if lo != c.lo || hi != c.hi || ok != c.present {
			t.Errorf("column %s, row group %d: got %d to %d, %v; want %d to %d, %v", c.name, c.group, lo, hi, ok, c.lo, c.hi, c.present)
		}
	}
	if got, err := r.Int32(1, "c", nil); err != nil || cmp.Diff([]int32{3, 9}, got) != "" {
		t.Errorf("row group 1 of c: got %v, %v; want [3 9]", got, err)
	}
}

func TestMisuse(t *testing.T) {
	field := func(name string, typ columnar.Type) columnar.Field { return columnar.Field{Name: name, Type: typ} }
	for _, c := range []struct {
		name   string
		fields []columnar.Field
		cols   []columnar.Column
		want   string
	}{
		{"no fields", nil, nil, "needs a column"},
		{"no name", []columnar.Field{field("", columnar.Int32)}, nil, "no name"},
		{"same name", []columnar.Field{field("a", columnar.Int32), field("a", columnar.Bool)}, nil, `two columns are called "a"`},
		{"unknown type", []columnar.Field{field("a", 99)}, nil, "no known type"},
		{"optional bool", []columnar.Field{{Name: "a", Type: columnar.Bool, Optional: true}}, nil, "never missing"},
		{"missing column", []columnar.Field{field("a", columnar.Int32)}, []columnar.Column{}, "0 columns for 1"},
		{"other name", []columnar.Field{field("a", columnar.Int32)}, []columnar.Column{{Name: "b", I32: []int32{1}}}, `"b" stands where "a" belongs`},
		{
			"lengths",
			[]columnar.Field{field("a", columnar.Int32), field("b", columnar.Float64)},
			[]columnar.Column{{I32: []int32{1, 2}}, {F64: []float64{1}}},
			`"b" has 1 float64 values for 2 rows`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, err := columnar.NewWriter(new(bytes.Buffer), c.fields, columnar.Options{})
			if err == nil {
				err = w.WriteRowGroup(c.cols)
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
	r, err := columnar.Open(write(t, columns(10, false), false, 100, columnar.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Int64(columnar.All, "int32_few", nil); err == nil || !strings.Contains(err.Error(), "is a int32") {
		t.Errorf("reading a column as another type: got %v", err)
	}
	if _, err := r.Int64(columnar.All, "absent", nil); err == nil || !strings.Contains(err.Error(), `no column "absent"`) {
		t.Errorf("reading a column that is not there: got %v", err)
	}
	if _, err := columnar.Open(filepath.Join(t.TempDir(), "absent")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("opening a file that is not there: got %v", err)
	}
}

// TestDamage turns every byte of a file in two ways and cuts it at every length:
// reading must end in an error, or in the very values that were written, where
// nothing depends on the byte. It must not panic.
func TestDamage(t *testing.T) {
	var cols []columnar.Column
	for i, c := range columns(70, true) {
		if i%5 == 0 || c.Len() == 0 || c.Type >= columnar.String && c.Type <= columnar.Bool {
			cols = append(cols, c)
		}
	}
	whole, err := os.ReadFile(write(t, cols, true, 40, columnar.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	try := func(b []byte) ([]columnar.Column, error) {
		r, err := columnar.NewReader(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return nil, err
		}
		var got []columnar.Column
		for _, f := range r.Fields() {
			c, err := r.Column(columnar.All, f.Name)
			if err != nil {
				return nil, err
			}
			got = append(got, c)
		}
		return got, nil
	}
	if _, err := try(whole); err != nil {
		t.Fatal(err)
	}
	for i := range whole {
		for _, mask := range []byte{0x01, 0x80} {
			b := bytes.Clone(whole)
			b[i] ^= mask
			got, err := try(b)
			if err == nil {
				err = differs(cols, got)
				if err != nil {
					t.Errorf("byte %d of %d ^ %#x: other values are read without an error: %v", i, len(whole), mask, err)
				}
			} else if !errors.Is(err, columnar.ErrDamaged) {
				t.Errorf("byte %d of %d ^ %#x: the error does not say that the file is damaged: %v", i, len(whole), mask, err)
			}
		}
		if _, err := try(whole[:i]); err == nil {
			t.Fatalf("a file cut after %d of %d bytes is read", i, len(whole))
		}
	}
}

func TestAnyValuesRoundTrip(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 400).Draw(t, "rows")
		kind := rapid.IntRange(0, 3).Draw(t, "kind")
		draw := func(i int) uint64 {
			switch kind {
			case 0:
				return rapid.Uint64().Draw(t, "any")
			case 1:
				return uint64(rapid.IntRange(-2, 2).Draw(t, "few"))
			case 2:
				return uint64(i) * 1000
			}
			return rapid.SampledFrom([]uint64{0, 1, math.MaxInt64, 1 << 63, 1<<63 + 1, 0x7ff8000000000000}).Draw(t, "edge")
		}
		a, b, c, d := make([]int32, n), make([]int64, n), make([]float32, n), make([]float64, n)
		s := make([]string, n)
		for i := range n {
			v := draw(i)
			a[i], b[i] = int32(v), int64(v)
			c[i], d[i] = math.Float32frombits(uint32(v>>32)), math.Float64frombits(v)
			s[i] = strings.Repeat(fmt.Sprint(v%7), int(v%5))
		}
		cols := []columnar.Column{
			{Name: "a", Type: columnar.Int32, I32: a},
			{Name: "b", Type: columnar.Int64, I64: b},
			{Name: "c", Type: columnar.Float32, F32: c},
			{Name: "d", Type: columnar.Float64, F64: d},
			{Name: "s", Type: columnar.String, S: s},
		}
		optional := rapid.Bool().Draw(t, "optional")
		path := filepath.Join(dir, "x.parquet")
		var fields []columnar.Field
		for _, c := range cols {
			fields = append(fields, columnar.Field{Name: c.Name, Type: c.Type, Optional: optional})
		}
		w, err := columnar.Create(path, fields, columnar.Options{})
		if err == nil {
			err = w.WriteRowGroup(cols)
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		r, err := columnar.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		var got []columnar.Column
		for _, f := range fields {
			c, err := r.Column(columnar.All, f.Name)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, c)
		}
		if err := differs(cols, got); err != nil {
			t.Fatal(err)
		}
	})
}
