package flat_test

import (
	"context"
	"errors"
	"testing"

	"predict/data/csv"
	"predict/data/flat"
)

// FuzzRead reads any bytes as a flat table: it is refused with a known kind of
// error, or every record is a row or a rejected one, with one label and one id
// each, and the table reads the same again.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"id,left,a,b\n7,yes,1.5, x \n8,no,,y\n9,,3,x\n", "id,left,a\n1,yes,1\n2,no\n3,no,2\n", "id;left;a\r\n1;1;2,5\r\n2;0;3\r\n",
		"id,left,a\n1,yes,1\n1,no,2\n", "id,left\n1,yes\n2,no\n", "\"id\",\"left\",\"a\"\n\"1\",\"yes\",\"x\ny\"\n2,no,\"z\n", "", "id,left,a,a\n1,yes,1,2\n",
		"left,id,a\nTrue,1,1e400\nFalse,2,NaN\n", "id,left,a\n,yes,1\n2,maybe,1\n3,no,1\n4,yes,\xff\n",
	} {
		f.Add(seed, "")
		f.Add(seed, "yes")
	}
	f.Fuzz(func(t *testing.T, text, positive string) {
		path := write(t, text)
		o := options()
		o.Positive, o.MaxRejected = positive, 1
		got, err := flat.Read(context.Background(), path, o)
		again, errAgain := flat.Read(context.Background(), path, o)
		if err != nil {
			var typed *csv.Error
			if !errors.Is(err, flat.ErrTable) && !errors.Is(err, flat.ErrLabels) && !errors.As(err, &typed) {
				t.Fatalf("an error of another kind: %v", err)
			}
			if errAgain == nil || errAgain.Error() != err.Error() {
				t.Fatalf("read again: %v, first %v", errAgain, err)
			}
			return
		}
		seen := map[string]bool{}
		for _, id := range got.IDs {
			if id == "" || seen[id] {
				t.Fatalf("the id %q is empty or stands twice", id)
			}
			seen[id] = true
		}
		if len(got.Labels) != got.Rows() || got.Count(0)+got.Count(1)+got.Count(flat.Unlabelled) != got.Rows() {
			t.Fatalf("%d labels for %d rows: %v", len(got.Labels), got.Rows(), got.Labels)
		}
		records := int64(0)
		file, err := csv.Open(path, o.CSV, csv.Options{Expected: []string{o.ID, o.Label}})
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		for b := (csv.Block{}); file.Next(&b) == nil; {
			records += b.Records
		}
		if n := int64(got.Rows() + len(got.Rejected)); n != records {
			t.Fatalf("%d rows and rejected records of %d", n, records)
		}
		if errAgain != nil || again.Rows() != got.Rows() || again.SHA256 != got.SHA256 {
			t.Fatalf("read again: %d rows, error %v; first %d", again.Rows(), errAgain, got.Rows())
		}
	})
}
