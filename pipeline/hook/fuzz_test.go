package hook

import (
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"
)

// FuzzVerify holds that only a header that carries the true signature of this
// very message, made near now, is accepted, and that Sign makes such headers.
func FuzzVerify(f *testing.F) {
	now := time.Unix(1_700_000_000, 0)
	f.Add("secret", Sign("secret", now, []byte("message")), []byte("message"), int64(0))
	f.Add("secret", Sign("other", now, []byte("message"))+","+Sign("secret", now, []byte("message")), []byte("message"), int64(301))
	f.Add("", "t=,v1=", []byte{}, int64(-9e15))
	f.Add("s", "t=1700000000,v1=00,v2=x,v1", []byte("m"), int64(9e15))
	f.Add("s", "t=9223372036854775807,v1=00", []byte("m"), int64(0))
	f.Fuzz(func(t *testing.T, secret, header string, message []byte, offset int64) {
		const tolerance = 5 * time.Minute
		if err := Verify(secret, header, message, now, tolerance); err != nil {
			if !errors.Is(err, ErrSignature) {
				t.Fatalf("an error of another kind: %v", err)
			}
			if secret != "" && strings.Contains(err.Error(), secret) && len(secret) > 20 {
				t.Fatalf("the error tells the secret: %v", err)
			}
		} else {
			found := false
			for at := now.Add(-tolerance); !at.After(now.Add(tolerance)); at = at.Add(time.Second) {
				stamp := strings.TrimPrefix(strings.Split(Sign(secret, at, message), ",")[0], "t=")
				found = found || strings.Contains(strings.ToLower(header), hex.EncodeToString(mac(secret, stamp, message)))
			}
			if !found {
				t.Fatalf("%q is accepted and holds no signature made near now", header)
			}
		}
		// What is signed is accepted near its time and refused far from it, and for
		// any other message or secret.
		at := now.Add(time.Duration(offset%1000) * time.Second)
		signed := Sign(secret, at, message)
		if err := Verify(secret, signed, message, now, tolerance); (err == nil) != (now.Sub(at).Abs() <= tolerance) {
			t.Fatalf("signed %v from now: %v", at.Sub(now), err)
		}
		if Verify(secret, signed, append([]byte("x"), message...), at, tolerance) == nil || Verify(secret+"x", signed, message, at, tolerance) == nil {
			t.Fatal("the signature of another message or secret is accepted")
		}
	})
}
