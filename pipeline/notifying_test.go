package pipeline

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"predict/configs"
	"predict/pipeline/hook"
)

// TestNotify tells a command and a webhook of every way in which a run ends, and
// looks at who was told.
func TestNotify(t *testing.T) {
	for _, test := range []struct {
		name, command string
		on            []string
		err           error
		skipped       bool
		told          string // status; empty: nobody
	}{
		{"published", "run", nil, nil, false, "published"},
		{"refused", "run", nil, &Problem{Kind: ErrGuard, Text: "too few rows"}, false, "refused"},
		{"failed", "load", nil, errors.New("customer 4711 is odd"), false, "failed"},
		{"nothing new", "run", nil, nil, true, ""},
		{"nothing new, asked for", "run", []string{"nothing_new"}, nil, true, "nothing_new"},
		{"published, not asked for", "score", []string{"failed"}, nil, false, ""},
		{"published, not delivered", "run", []string{"failed"}, &Problem{Kind: errDelivery, Text: "customer 4711"}, false, "published"},
		{"nothing new, not delivered", "run", []string{"failed"}, &Problem{Kind: errDelivery, Text: "customer 4711"}, true, "nothing_new"},
		{"of people who look", "explain", nil, errors.New("x"), false, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			var header http.Header
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				if err != nil {
					t.Error(err)
				}
				got, header = append(got, string(body)), r.Header
			}))
			defer server.Close()
			dir := t.TempDir()
			s := published(t, 5)
			s.Settings.Command, s.Skipped, s.Settings.Now = test.command, test.skipped, time.Now
			s.Manifest.List = &ListNote{Customers: 5, High: 2}
			d := &s.Config.Deliver
			d.Command.Run = []string{"/bin/sh", "-c", `cat >"$0"; env >"$0.env"`, filepath.Join(dir, "told")}
			d.Webhook.URL, d.Webhook.Secret = "${HOOK}", "${KEY}"
			s.Config.Place.Secrets = map[string]configs.Secret{"HOOK": configs.Secret(server.URL + "/hunter2"), "KEY": "hunter3"}
			t.Setenv("KEY", "hunter3")
			if test.on != nil {
				d.Command.On, d.Webhook.On = test.on, test.on
			}
			s.tell(context.Background(), time.Date(2026, 1, 1, 3, 0, 0, 0, time.UTC), test.err)
			text, err := os.ReadFile(filepath.Join(dir, "told"))
			if test.told == "" {
				if err == nil || len(got) > 0 {
					t.Errorf("told all the same: %s %s", text, got)
				}
				return
			}
			if err != nil || len(got) != 1 || got[0] != string(text) {
				t.Fatalf("the command got %s (error %v), the webhook %s", text, err, got)
			}
			var n map[string]any
			if err := json.Unmarshal(text, &n); err != nil {
				t.Fatal(err)
			}
			want := map[string]any{"version": 1.0, "command": test.command, "status": test.told, "as_of": "2026-01-01", "run_id": "2026-01-01-4567cdef", "model_id": "2026-01-01-0123abcd", "program": "predict test"}
			for key, v := range want {
				if diff := cmp.Diff(v, n[key]); diff != "" {
					t.Errorf("%s (-want +got):\n%s", key, diff)
				}
			}
			if err := hook.Verify("hunter3", header.Get(hook.SignatureHeader), text, time.Now(), time.Minute); err != nil {
				t.Error(err)
			}
			for _, r := range s.Risk.Rows {
				if bytes.Contains(text, []byte(r.CustomerID)) {
					t.Errorf("the notice names the customer %s", r.CustomerID)
				}
			}
			if strings.Contains(string(text), "4711") {
				t.Errorf("the notice quotes the exports: %s", text)
			}
			env, err := os.ReadFile(filepath.Join(dir, "told.env"))
			if err != nil {
				t.Fatal(err)
			}
			for _, pair := range []string{"PREDICT_STATUS=" + test.told, "PREDICT_COMMAND=" + test.command, "PREDICT_AS_OF=2026-01-01", "PREDICT_OUTPUT=" + s.Output, "PATH=" + os.Getenv("PATH")} {
				if !strings.Contains("\n"+string(env), "\n"+pair+"\n") {
					t.Errorf("the environment lacks %s", pair)
				}
			}
			if strings.Contains(string(env), "hunter") {
				t.Error("the environment holds a secret")
			}
		})
	}
}

// TestNotifyFails: a hook that fails is a warning, shows no secret, and leaves
// the outcome as it is.
func TestNotifyFails(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }))
	defer server.Close()
	s := published(t, 3)
	var log bytes.Buffer
	s.Settings.Log, s.Settings.Command = slog.New(slog.NewTextHandler(&log, nil)), "run"
	s.Config.Deliver.Command.Run = []string{"/bin/sh", "-c", "exit 9"}
	s.Config.Deliver.Webhook.URL = "${HOOK}"
	s.Config.Place.Secrets = map[string]configs.Secret{"HOOK": configs.Secret(server.URL + "/hunter2")}
	if err := Locked(context.Background(), s, Stages{}); err != nil {
		t.Errorf("the run failed: %v", err)
	}
	for _, want := range []string{"level=WARN", "to=notice", "exit status 9", "403 Forbidden"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not say %s:\n%s", want, log.String())
		}
	}
	if strings.Contains(log.String(), "hunter2") {
		t.Errorf("the log shows the address:\n%s", log.String())
	}
}
