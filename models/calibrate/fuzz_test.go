package calibrate

import (
	"errors"
	"testing"

	"predict/models"
)

// FuzzLoad holds that JSON which is accepted makes a monotone calibrator that
// stays within [0,1] and is stored as it was read, and that all other JSON is
// refused with a cause.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		`{"kind":"identity"}`, `{"kind":"identity","shift":-0.5}`, `{"kind":"platt","slope":1.2,"intercept":-0.3}`,
		`{"kind":"beta","a":0.5,"b":2,"intercept":0.1,"shift":1e308}`, `{"kind":"beta","a":1.7e308,"b":1.7e308,"intercept":-1e308}`,
		`{"kind":"isotonic","from":[0.1,0.2,0.9],"to":[0,0.3,1],"shift":2}`, `{"kind":"isotonic","from":[0,5e-324],"to":[0,1]}`,
		`{"kind":"platt","slope":NaN,"intercept":0}`, `{"kind":"platt","slope":1e999,"intercept":0}`, `{"kind":"isotonic","from":null,"to":null}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Load(data)
		if err != nil {
			if !errors.Is(err, models.ErrValue) && !errors.Is(err, models.ErrShape) {
				t.Fatalf("no cause: %v", err)
			}
			return
		}
		stored, err := c.MarshalJSON()
		if err != nil {
			t.Fatalf("what was read is not stored: %v", err)
		}
		again, err := Load(stored)
		if err != nil {
			t.Fatalf("what was stored is not read: %v\n%s", err, stored)
		}
		before := 0.0
		for k := range 257 {
			p := float64(k) / 256
			v := c.Calibrate(p)
			if !(v >= before-1e-15 && v <= 1) {
				t.Fatalf("at %v: %v after %v", p, v, before)
			}
			if w := again.Calibrate(p); w != v {
				t.Fatalf("at %v: %v, read again %v", p, v, w)
			}
			before = v
		}
	})
}
