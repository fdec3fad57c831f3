package hook_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"predict/pipeline/hook"
)

const message = `{"status":"published","as_of":"2026-01-31"}` + "\n"

// receiver answers with codes, the last one for ever, and keeps what it got.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	codes  []int
	header http.Header // of its answers
	got    []http.Header
	bodies []string
}

func receive(t *testing.T, codes ...int) *receiver {
	t.Helper()
	r := &receiver{codes: codes, header: http.Header{}}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		r.mu.Lock()
		defer r.mu.Unlock()
		body, err := io.ReadAll(q.Body)
		if err != nil {
			t.Error(err)
		}
		r.got, r.bodies = append(r.got, q.Header), append(r.bodies, q.Method+" "+q.URL.Path+" "+string(body))
		for name, values := range r.header {
			w.Header()[name] = values
		}
		code := r.codes[min(len(r.got), len(r.codes))-1]
		w.WriteHeader(code)
	}))
	t.Cleanup(r.Close)
	return r
}

// of is a webhook to the receiver that does not wait long.
func of(r *receiver) hook.Webhook {
	return hook.Webhook{
		URL: r.URL + "/tok3n?key=tok3n", Event: "published", Agent: "predict/test", Timeout: 2 * time.Second, Total: 5 * time.Second,
		Retries: 3, FirstWait: time.Millisecond, Now: func() time.Time { return time.Unix(1_700_000_000, 0) },
	}
}

func TestWebhookAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		codes    []int
		attempts int
		fails    string
	}{
		"taken":            {[]int{200}, 1, ""},
		"no content":       {[]int{204}, 1, ""},
		"busy, then taken": {[]int{503, 429, 200}, 3, ""},
		"broken for ever":  {[]int{500}, 4, "500 Internal Server Error"},
		"refused":          {[]int{400, 200}, 1, "400 Bad Request"},
		"not allowed":      {[]int{401, 200}, 1, "401 Unauthorized"},
		"gone":             {[]int{410, 200}, 1, "410 Gone"},
		"moved":            {[]int{308, 200}, 1, "redirects are not followed"},
	} {
		t.Run(name, func(t *testing.T) {
			r := receive(t, test.codes...)
			r.header.Set("Location", "/elsewhere")
			attempts, err := of(r).Post(context.Background(), []byte(message))
			if attempts != test.attempts || len(r.got) != test.attempts {
				t.Errorf("%d attempts, %d requests, want %d", attempts, len(r.got), test.attempts)
			}
			if (err != nil) != (test.fails != "") || err != nil && !strings.Contains(err.Error(), test.fails) {
				t.Errorf("error %v, want %q", err, test.fails)
			}
			if err != nil && strings.Contains(err.Error(), "tok3n") {
				t.Errorf("the error shows the address: %v", err)
			}
			for i, body := range r.bodies {
				if body != "POST /tok3n "+message {
					t.Errorf("request %d: %q", i, body)
				}
				for name, want := range map[string]string{"Content-Type": "application/json", "User-Agent": "predict/test", "Predict-Event": "published", "Predict-Delivery": r.got[0].Get("Predict-Delivery"), hook.SignatureHeader: ""} {
					if got := r.got[i].Get(name); got != want {
						t.Errorf("request %d: %s is %q, want %q", i, name, got, want)
					}
				}
			}
		})
	}
}

// TestWebhookRetryAfter: a receiver's own wait is kept, in seconds or as a time,
// and not beyond the total.
func TestWebhookRetryAfter(t *testing.T) {
	for name, test := range map[string]struct {
		header   string
		attempts int
	}{
		"seconds":  {"1", 2},
		"a time":   {time.Unix(1_700_000_001, 0).UTC().Format(http.TimeFormat), 2},
		"too long": {"3600", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := receive(t, 429, 200)
			r.header.Set("Retry-After", test.header)
			begun := time.Now()
			attempts, err := of(r).Post(context.Background(), []byte(message))
			if attempts != test.attempts || (err == nil) != (test.attempts == 2) {
				t.Errorf("%d attempts, error %v", attempts, err)
			}
			if took := time.Since(begun); test.attempts == 2 && took < 900*time.Millisecond || took > 4*time.Second {
				t.Errorf("it took %s", took)
			}
		})
	}
}

// TestWebhookTime: an attempt and all of them are bounded.
func TestWebhookTime(t *testing.T) {
	end := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-end }))
	defer slow.Close()
	defer close(end)
	w := of(receive(t, 200))
	w.URL, w.Timeout, w.Total, w.Retries = slow.URL, 100*time.Millisecond, 400*time.Millisecond, 100
	begun := time.Now()
	attempts, err := w.Post(context.Background(), []byte(message))
	if took := time.Since(begun); err == nil || attempts < 2 || attempts > 5 || took > 2*time.Second {
		t.Errorf("%d attempts in %s, error %v", attempts, took, err)
	}
}

// TestWebhookNetwork: nobody listens.
func TestWebhookNetwork(t *testing.T) {
	r := receive(t, 200)
	r.Close()
	attempts, err := of(r).Post(context.Background(), []byte(message))
	if attempts != 4 || err == nil || !strings.Contains(err.Error(), "connection refused") || strings.Contains(err.Error(), "tok3n") {
		t.Errorf("%d attempts, error %v", attempts, err)
	}
}

func TestWebhookAddress(t *testing.T) {
	for address, fails := range map[string]string{
		"http://example.invalid/tok3n": "http would let others read",
		"ftp://example.invalid/tok3n":  "begins with https://",
		"tok3n":                        "begins with https://",
		"://tok3n":                     "begins with https://",
		"":                             "begins with https://",
	} {
		w := of(receive(t, 200))
		w.URL = address
		attempts, err := w.Post(context.Background(), []byte(message))
		if attempts != 0 || err == nil || !strings.Contains(err.Error(), fails) || strings.Contains(err.Error(), "tok3n") {
			t.Errorf("%s: %d attempts, error %v", address, attempts, err)
		}
	}
}

// TestWebhookCertificate: a certificate that nobody vouches for is refused.
func TestWebhookCertificate(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the message was sent") }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // it complains of who hangs up
	s.StartTLS()
	defer s.Close()
	w := of(receive(t, 200))
	w.URL, w.Retries = s.URL, 0
	if _, err := w.Post(context.Background(), []byte(message)); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("error %v", err)
	}
	trusting := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer trusting.Close()
	w.URL, w.Transport = trusting.URL, trusting.Client().Transport
	if _, err := w.Post(context.Background(), []byte(message)); err != nil {
		t.Error(err)
	}
}

// TestWebhookSignature checks what is sent with a computation of its own, written
// after the documentation, and the same with openssl where there is one.
func TestWebhookSignature(t *testing.T) {
	r := receive(t, 503, 200)
	w := of(r)
	w.Secret = "a secret"
	if _, err := w.Post(context.Background(), []byte(message)); err != nil {
		t.Fatal(err)
	}
	m := hmac.New(sha256.New, []byte("a secret"))
	io.WriteString(m, "1700000000."+message)
	want := "t=1700000000,v1=" + hex.EncodeToString(m.Sum(nil))
	for i, h := range r.got {
		if got := h.Get(hook.SignatureHeader); got != want {
			t.Errorf("request %d: %s, want %s", i, got, want)
		}
	}
	openssl := exec.Command("openssl", "dgst", "-sha256", "-hmac", "a secret", "-r")
	openssl.Stdin = strings.NewReader("1700000000." + message)
	out, err := openssl.Output()
	if errors.Is(err, exec.ErrNotFound) {
		t.Skip("there is no openssl here to compare with")
	}
	if sum, _, _ := strings.Cut(string(out), " "); err != nil || "t=1700000000,v1="+sum != want {
		t.Errorf("openssl: %s, error %v", out, err)
	}
}

func TestVerify(t *testing.T) {
	at := time.Unix(1_700_000_000, 0)
	good := hook.Sign("key", at, []byte(message))
	for name, test := range map[string]struct {
		secret, header, message string
		now                     time.Time
		holds                   bool
	}{
		"as sent":             {"key", good, message, at.Add(2 * time.Minute), true},
		"a clock behind":      {"key", good, message, at.Add(-2 * time.Minute), true},
		"with a later scheme": {"key", good + ",v2=xx", message, at, true},
		"played back":         {"key", good, message, at.Add(6 * time.Minute), false},
		"another time":        {"key", strings.Replace(good, "t=1700000000", "t=1700000360", 1), message, at.Add(6 * time.Minute), false},
		"another message":     {"key", good, message + " ", at, false},
		"another secret":      {"kay", good, message, at, false},
		"no signature":        {"key", "t=1700000000", message, at, false},
		"no time":             {"key", strings.TrimPrefix(good, "t=1700000000,"), message, at, false},
		"no hex":              {"key", "t=1700000000,v1=zz", message, at, false},
		"empty":               {"key", "", message, at, false},
	} {
		err := hook.Verify(test.secret, test.header, []byte(test.message), test.now, 5*time.Minute)
		if (err == nil) != test.holds || err != nil && !errors.Is(err, hook.ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestReceiverInTheDocument runs the receiver of docs/delivery.md, in Python,
// against a signature of ours.
func TestReceiverInTheDocument(t *testing.T) {
	text, err := os.ReadFile("../../docs/delivery.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "```python\n")
	code, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatal("docs/delivery.md has no receiver in Python")
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3 here to run it")
	}
	check := fmt.Sprintf("%s\nimport sys\nbody = %q.encode()\nheader = %q\nprint(is_genuine('key', header, body, now=1700000100), is_genuine('key', header, body + b'x', now=1700000100), is_genuine('key', header, body, now=1700000400), is_genuine('key', '', body, now=1700000100))",
		code, message, hook.Sign("key", time.Unix(1_700_000_000, 0), []byte(message)))
	out, err := exec.Command(python, "-c", check).CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != "True False False False" {
		t.Errorf("%s, error %v", out, err)
	}
}
