package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"predict/pipeline/guard"
	"predict/pipeline/hook"
)

// noticeVersion is the version of the form of a notice. Parts are only added to
// a version.
const noticeVersion = 1

// Notice is what hooks are told of a run. It holds no id or amount of a customer.
type Notice struct {
	// Version is that of the form.
	Version int `json:"version"`
	// Program is the program with its version.
	Program string `json:"program"`
	Outcome
	AsOf    string `json:"as_of,omitempty"`
	RunID   string `json:"run_id,omitempty"`
	ModelID string `json:"model_id,omitempty"`
	// Rows are the rows in the lake by table, Quarantined those of this run that
	// could not be used.
	Rows        map[string]int64 `json:"lake_rows,omitempty"`
	Quarantined map[string]int64 `json:"rows_quarantined,omitempty"`
	// List sums up the list that is published; nil where the run made none.
	List *ListNote `json:"list,omitempty"`
	// Guards are the findings about exports and list.
	Guards []guard.Finding `json:"guards,omitempty"`
}

// notice sums up a run for hooks.
func (s *State) notice(o Outcome) Notice {
	n := Notice{Version: noticeVersion, Program: s.Manifest.Program, Outcome: o}
	m := o.Manifest
	if m == nil {
		return n
	}
	n.AsOf, n.RunID, n.Rows, n.List = m.AsOf, m.RunID, m.Rows, m.List
	n.Guards = slices.Clone(m.Guards)
	if m.Clock != nil {
		n.Guards = append(n.Guards, m.Clock.Guards...)
	}
	if m.Model != nil {
		n.ModelID = m.Model.ID
	}
	for _, b := range m.Load {
		if b.Rejected() > 0 {
			if n.Quarantined == nil {
				n.Quarantined = map[string]int64{}
			}
			n.Quarantined[b.Table] = b.Rejected()
		}
	}
	return n
}

// notifies are the commands that hooks are told of: those that a schedule runs,
// not those by which people look at something.
func notifies(command string) bool {
	return slices.Contains([]string{"run", "load", "features", "train", "score"}, command)
}

// told reports whether a hook that is told of some ways in which runs end is told
// of this one. A list that could not be delivered is a failure, too.
func (o Outcome) told(on []string) bool {
	return slices.Contains(on, string(o.Status)) || o.Undelivered() && slices.Contains(on, string(Failed))
}

// notify tells the hooks of the config how the run ended.
func notify(ctx context.Context, s *State, o Outcome) error {
	if !notifies(o.Command) {
		return nil
	}
	message, err := json.Marshal(s.notice(o))
	if err != nil {
		return fmt.Errorf("writing the notice: %w", err)
	}
	message = append(message, '\n')
	return errors.Join(s.runHook(ctx, o, message), s.postHook(ctx, o, message))
}

// runHook starts the program of the config, where it is to be told of this.
func (s *State) runHook(ctx context.Context, o Outcome, message []byte) error {
	set, run := s.Config.Deliver.Command, s.Config.HookCommand()
	if len(run) == 0 || !o.told(set.On) {
		return nil
	}
	begun := s.Settings.Now()
	output, err := hook.Command{Args: run, Env: s.hookEnvironment(os.Environ(), o), Timeout: time.Duration(set.TimeoutSeconds) * time.Second}.Run(ctx, message)
	s.Settings.Log.Debug("command told", "status", o.Status, "program", run[0], "output", output, "elapsed", s.Settings.Now().Sub(begun).Round(time.Millisecond))
	return err
}

// passedOn reports whether a command gets a variable of this process: what
// programs need to run, and what is meant for it. All else may be somebody's
// secret.
func passedOn(name string) bool {
	switch name {
	case "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "SYSTEMROOT":
		return true
	}
	return strings.HasPrefix(name, "LC_") || strings.HasPrefix(name, "PREDICT_HOOK_")
}

// hookEnvironment is what of this process is passed on, without the variables
// that hold secrets of the config, and with what a short script wants to know.
func (s *State) hookEnvironment(own []string, o Outcome) []string {
	own = slices.DeleteFunc(own, func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		_, secret := s.Config.Place.Secrets[name]
		return secret || !passedOn(name)
	})
	n, output := s.notice(o), s.Output
	if path, err := filepath.Abs(output); err == nil && output != "" {
		output = path
	}
	return append(own,
		"PREDICT_COMMAND="+o.Command, "PREDICT_STATUS="+string(o.Status), "PREDICT_EXIT_CODE="+strconv.Itoa(o.ExitCode),
		"PREDICT_AS_OF="+n.AsOf, "PREDICT_RUN_ID="+n.RunID, "PREDICT_OUTPUT="+output)
}

// postHook posts the notice to the address of the config, where it is to be told
// of this.
func (s *State) postHook(ctx context.Context, o Outcome, message []byte) error {
	set := s.Config.Deliver.Webhook
	if set.URL == "" || !o.told(set.On) {
		return nil
	}
	address, err := s.Config.WebhookURL()
	if err != nil || address == "" {
		return err
	}
	secret, err := s.Config.WebhookSecret()
	if err != nil {
		return err
	}
	begun := s.Settings.Now()
	attempts, err := hook.Webhook{
		URL: address.Reveal(), Secret: secret.Reveal(), Event: string(o.Status), Agent: strings.ReplaceAll(s.Manifest.Program, " ", "/"),
		Timeout: time.Duration(set.TimeoutSeconds) * time.Second, Total: time.Duration(set.TotalSeconds) * time.Second,
		Retries: set.Retries, Insecure: set.Insecure, Now: s.Settings.Now,
	}.Post(ctx, message)
	s.Settings.Log.Debug("webhook told", "status", o.Status, "attempts", attempts, "elapsed", s.Settings.Now().Sub(begun).Round(time.Millisecond))
	return err
}
