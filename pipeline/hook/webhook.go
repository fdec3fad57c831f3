package hook

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// Webhook is an address that is told of runs.
type Webhook struct {
	// URL is the address. It is never shown but for its host: such addresses often
	// hold a token.
	URL string
	// Secret signs messages; empty leaves them unsigned.
	Secret string
	// Event names what happened, Agent the program.
	Event, Agent string
	// Timeout bounds each attempt, Total all of them with the waits between.
	Timeout, Total time.Duration
	// Retries are the attempts after the first.
	Retries int
	// FirstWait is about the wait after the first attempt; each further one is about
	// twice as long. Zero means a second.
	FirstWait time.Duration
	// Insecure allows http to another machine.
	Insecure bool
	// Now gives the time of signatures.
	Now func() time.Time
	// Transport carries requests; nil takes one of its own, which verifies
	// certificates.
	Transport http.RoundTripper
}

// Post sends the message, again where the network failed or the receiver says
// that it is busy (429, 5xx), and not where it refuses (another 4xx, a
// redirect). It returns the number of attempts. Each has its own time and
// signature, and all have the same Predict-Delivery, by which a receiver can
// drop what it has got before.
func (w Webhook) Post(ctx context.Context, message []byte) (attempts int, err error) {
	address, err := w.address()
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, w.Total)
	defer cancel()
	client := w.client()
	defer client.CloseIdleConnections()
	waits := backoff.NewExponentialBackOff()
	waits.Multiplier, waits.MaxInterval, waits.InitialInterval = 2, w.Total, w.FirstWait
	if w.FirstWait <= 0 {
		waits.InitialInterval = time.Second
	}
	var last error
	_, err = backoff.Retry(ctx, func() (struct{}, error) {
		attempts++
		var again error
		again, last = w.once(ctx, client, address, message)
		return struct{}{}, again
	}, backoff.WithBackOff(waits), backoff.WithMaxTries(uint(max(w.Retries, 0))+1), backoff.WithMaxElapsedTime(w.Total))
	if err == nil {
		return attempts, nil
	}
	if last == nil {
		last = err
	}
	return attempts, fmt.Errorf("hook: telling %s (attempts: %d): %w", address.Host, attempts, last)
}

// address reads the URL and refuses what must not be used.
func (w Webhook) address() (*url.URL, error) {
	u, err := url.Parse(w.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("hook: the address of the webhook is none of the web; it begins with https://")
	case u.Scheme == "http" && !w.Insecure && !local(u.Hostname()):
		return nil, fmt.Errorf("hook: telling %s: http would let others read and change it; use https, or allow it with deliver.webhook.insecure", u.Host)
	}
	return u, nil
}

// local reports whether a host is this machine.
func local(host string) bool { return host == "localhost" || host == "127.0.0.1" || host == "::1" }

// client follows no redirects: the message is for the address that was given.
func (w Webhook) client() *http.Client {
	transport := w.Transport
	if transport == nil {
		transport = &http.Transport{
			Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout: w.Timeout, ForceAttemptHTTP2: true,
		}
	}
	return &http.Client{
		Transport: transport, Timeout: w.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// once makes one attempt. It returns what went wrong twice: for the one who
// decides whether to try again, and for people.
func (w Webhook) once(ctx context.Context, client *http.Client, address *url.URL, message []byte) (again, told error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address.String(), bytes.NewReader(message))
	if err != nil {
		told = errors.New("the address cannot be used")
		return backoff.Permanent(told), told
	}
	id := sha256.Sum256(message)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", w.Agent)
	request.Header.Set("Predict-Event", w.Event)
	request.Header.Set("Predict-Delivery", hex.EncodeToString(id[:16]))
	if w.Secret != "" {
		request.Header.Set(SignatureHeader, Sign(w.Secret, w.Now(), message))
	}
	answer, err := client.Do(request)
	if err != nil {
		var full *url.Error // says the address, and after it what happened
		if errors.As(err, &full) {
			err = full.Err
		}
		return err, err
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10)) // so that the connection can be used again
	if answer.StatusCode/100 == 2 {
		return nil, nil
	}
	told = fmt.Errorf("it answered %d %s", answer.StatusCode, http.StatusText(answer.StatusCode))
	switch {
	case answer.StatusCode == http.StatusTooManyRequests || answer.StatusCode >= 500:
		if wait, ok := w.retryAfter(answer.Header.Get("Retry-After")); ok {
			return backoff.RetryAfter(wait), told
		}
		return told, told
	case answer.StatusCode/100 == 3:
		told = fmt.Errorf("%w: redirects are not followed; give the address that it leads to", told)
	}
	return backoff.Permanent(told), told
}

// retryAfter reads the seconds of a Retry-After header, which may be a time.
func (w Webhook) retryAfter(header string) (seconds int, ok bool) {
	if n, err := strconv.Atoi(header); err == nil {
		return max(n, 0), true
	}
	if t, err := http.ParseTime(header); err == nil {
		return max(int(t.Sub(w.Now()).Seconds()+0.999), 0), true
	}
	return 0, false
}
