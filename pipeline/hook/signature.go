package hook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// SignatureHeader is the header that holds the signature of a message.
const SignatureHeader = "Predict-Signature"

// Sign gives the value of the signature header: t=<seconds since 1970>,v1=<hex>.
// The hex digits are the HMAC-SHA256, under the secret, of the seconds as
// decimal digits, a full stop, and the message byte for byte. A receiver
// computes the same, and refuses messages whose time is too far from its clock,
// so that none can be played back later.
func Sign(secret string, at time.Time, message []byte) string {
	t := strconv.FormatInt(at.Unix(), 10)
	return "t=" + t + ",v1=" + hex.EncodeToString(mac(secret, t, message))
}

func mac(secret, t string, message []byte) []byte {
	m := hmac.New(sha256.New, []byte(secret))
	_, _ = m.Write([]byte(t + ".")) // a hash never fails
	_, _ = m.Write(message)
	return m.Sum(nil)
}

// ErrSignature says that a message is not signed with the secret, or at another
// time.
var ErrSignature = errors.New("the signature does not hold")

// Verify checks the value of a signature header, as a receiver does. The time
// may differ from now by tolerance. Parts of other names are passed over, so that
// later schemes can stand beside this one.
func Verify(secret, header string, message []byte, now time.Time, tolerance time.Duration) error {
	var t string
	var given [][]byte
	for _, part := range strings.Split(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			t = value
		case "v1":
			sum, err := hex.DecodeString(value)
			if err == nil {
				given = append(given, sum)
			}
		}
	}
	seconds, err := strconv.ParseInt(t, 10, 64)
	if err != nil || len(given) == 0 {
		return fmt.Errorf("hook: the header is not t=<seconds>,v1=<hex>: %w", ErrSignature)
	}
	want := mac(secret, t, message)
	for _, sum := range given {
		if hmac.Equal(sum, want) {
			if off := now.Sub(time.Unix(seconds, 0)).Abs(); off > tolerance {
				return fmt.Errorf("hook: it was made %s from now: %w", off.Round(time.Second), ErrSignature)
			}
			return nil
		}
	}
	return fmt.Errorf("hook: the message or the secret is another: %w", ErrSignature)
}
