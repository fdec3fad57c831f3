package configs

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Deliver says where the list goes beside its files, and who is told of a run.
type Deliver struct {
	// Postgres is a table that holds the list.
	Postgres PostgresDelivery `yaml:"postgres"`
	// Command is a program that is told how runs end.
	Command CommandHook `yaml:"command"`
	// Webhook is an address that is told how runs end.
	Webhook Webhook `yaml:"webhook"`
}

// PostgresDelivery says which table of PostgreSQL holds the list.
type PostgresDelivery struct {
	// URL is the connection as written, with variables; Config.PostgresURL fills
	// them in. Empty, with an empty URLFile, delivers nothing.
	URL string `yaml:"url"`
	// URLFile is a file that holds the connection.
	URLFile string `yaml:"url_file"`
	// Schema and Table name the table; both are made where they are missing.
	Schema string `yaml:"schema"`
	Table  string `yaml:"table"`
	// Columns are those of the list that go out, in their order; empty for all.
	Columns []string `yaml:"columns"`
	// KeepLists is the number of lists, the newest by as_of, that the table holds.
	KeepLists int `yaml:"keep_lists"`
	// TimeoutSeconds bounds a delivery with all its attempts, and
	// LockTimeoutSeconds the wait for another writer.
	TimeoutSeconds     int `yaml:"timeout_seconds"`
	LockTimeoutSeconds int `yaml:"lock_timeout_seconds"`
}

// CommandHook says which program is told how runs end.
type CommandHook struct {
	// On are the ways in which a run ends that it is told of.
	On []string `yaml:"on"`
	// Run is the program and its arguments; empty for none. No shell is between.
	Run []string `yaml:"run"`
	// TimeoutSeconds is the time after which it is killed.
	TimeoutSeconds int `yaml:"timeout_seconds"`
}

// Webhook says which address is told how runs end.
type Webhook struct {
	// On are the ways in which a run ends that it is told of.
	On []string `yaml:"on"`
	// URL is the address as written, with variables; Config.WebhookURL fills them
	// in. Empty tells nobody.
	URL string `yaml:"url"`
	// Secret is the key of the signature, as written; SecretFile is a file that
	// holds it. Without either, messages are not signed.
	Secret     string `yaml:"secret"`
	SecretFile string `yaml:"secret_file"`
	// TimeoutSeconds bounds each attempt, TotalSeconds all of them with the waits
	// between; Retries are the attempts after the first.
	TimeoutSeconds int `yaml:"timeout_seconds"`
	TotalSeconds   int `yaml:"total_seconds"`
	Retries        int `yaml:"retries"`
	// Insecure allows http to another machine than this one.
	Insecure bool `yaml:"insecure"`
}

// The ways in which runs end, as hooks name them.
const (
	OnPublished   = "published"
	OnNothingNew  = "nothing_new"
	OnDone        = "done"
	OnRefused     = "refused"
	OnFailed      = "failed"
	OnInterrupted = "interrupted"
)

// defaultDeliver holds the settings for which a file says nothing.
func defaultDeliver() Deliver {
	on := func() []string { return []string{OnPublished, OnRefused, OnFailed} }
	return Deliver{
		Postgres: PostgresDelivery{Schema: "predict", Table: "risk", KeepLists: 1, TimeoutSeconds: 600, LockTimeoutSeconds: 30},
		Command:  CommandHook{On: on(), TimeoutSeconds: 60},
		Webhook:  Webhook{On: on(), TimeoutSeconds: 10, TotalSeconds: 60, Retries: 4},
	}
}

// ListColumns are the columns of the risk list that can be delivered, in their
// order.
func ListColumns() []string {
	return []string{
		"rank", "customer_id", "as_of", "churn_probability", "horizon_days", "tier", "value_at_risk", "currency",
		"reason_1", "reason_2", "reason_3", "suggested_action", "preferred_channel", "preferred_hour", "holdout",
		"segment", "region", "last_purchase", "usual_gap_days", "expected_next_purchase", "spend_365d",
		"p_alive", "clv_365d", "score_change", "score_change_cause", "model_id", "run_id",
	}
}

// identifierForm is what the names of a schema and a table may be: they need no
// quotes, so that people can write them as they are.
var identifierForm = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,49}$`)

// addDeliverRules adds the rules of Deliver.
func addDeliverRules(all map[string]rule) {
	name := text("a name of small letters, digits and _, at most 50, no digit first", identifierForm.MatchString)
	events := oneOf(OnPublished, OnNothingNew, OnDone, OnRefused, OnFailed, OnInterrupted)
	all["deliver.postgres.schema"] = name
	all["deliver.postgres.table"] = name
	all["deliver.postgres.columns[]"] = oneOf(ListColumns()...)
	all["deliver.postgres.keep_lists"] = count(1, 10_000, "lists")
	all["deliver.postgres.timeout_seconds"] = count(1, 86_400, "seconds")
	all["deliver.postgres.lock_timeout_seconds"] = count(1, 86_400, "seconds")
	all["deliver.command.on[]"] = events
	all["deliver.command.run[]"] = text("a program or an argument", func(s string) bool { return !strings.ContainsRune(s, 0) })
	all["deliver.command.timeout_seconds"] = count(1, 86_400, "seconds")
	all["deliver.webhook.on[]"] = events
	all["deliver.webhook.timeout_seconds"] = count(1, 600, "seconds")
	all["deliver.webhook.total_seconds"] = count(1, 3600, "seconds")
	all["deliver.webhook.retries"] = count(0, 20, "attempts")
}

// PostgresURL is the connection to deliver to, empty for none. The error holds
// no secret.
func (c Config) PostgresURL() (Secret, error) {
	return c.Place.fromFile(c.Deliver.Postgres.URL, c.Deliver.Postgres.URLFile)
}

// WebhookURL is the address to tell how runs end, empty for none. The error
// holds no secret.
func (c Config) WebhookURL() (Secret, error) { return c.Place.secret(c.Deliver.Webhook.URL) }

// WebhookSecret is the key that messages are signed with, empty for none. The
// error holds no secret.
func (c Config) WebhookSecret() (Secret, error) {
	return c.Place.fromFile(c.Deliver.Webhook.Secret, c.Deliver.Webhook.SecretFile)
}

// SecretFiles are the files that hold secrets.
func (c Config) SecretFiles() []string {
	var paths []string
	for _, written := range []string{c.Deliver.Postgres.URLFile, c.Deliver.Webhook.SecretFile} {
		if path := c.Place.path(written); path != "" {
			paths = append(paths, path)
		}
	}
	return paths
}

// HookCommand is the program to tell how runs end, with its arguments, nothing
// for none. A path that is not absolute starts at the folder of the config; a
// bare name is looked up where the system looks for programs.
func (c Config) HookCommand() []string {
	run := slices.Clone(c.Deliver.Command.Run)
	if len(run) > 0 && strings.Contains(run[0], "/") {
		run[0] = c.Place.path(run[0])
	}
	return run
}

// Timeout and LockTimeout are the bounds as durations.
func (p PostgresDelivery) Timeout() time.Duration { return seconds(p.TimeoutSeconds) }

// LockTimeout is the longest wait for another writer.
func (p PostgresDelivery) LockTimeout() time.Duration { return seconds(p.LockTimeoutSeconds) }

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

// deliver reports secrets that stand in the config, and settings that do not go
// together.
func (k *checker) deliver() {
	d := k.c.Deliver
	k.secretText("deliver.postgres.url", d.Postgres.URL)
	k.secretText("deliver.webhook.url", d.Webhook.URL)
	k.secretText("deliver.webhook.secret", d.Webhook.Secret)
	if hasPassword(literal(d.Postgres.URL)) {
		k.add("deliver.postgres.url", "", "holds a password, which does not belong into a config", "${PREDICT_POSTGRES_URL}, with the connection in that environment variable, or url_file with a file that holds it")
	}
	if literal(d.Webhook.Secret) != "" {
		k.add("deliver.webhook.secret", "", "stands in the config, where a secret does not belong", "${PREDICT_WEBHOOK_SECRET}, with the secret in that environment variable, or secret_file with a file that holds it")
	}
	k.either("deliver.postgres.url_file", d.Postgres.URL, d.Postgres.URLFile, "url")
	k.either("deliver.webhook.secret_file", d.Webhook.Secret, d.Webhook.SecretFile, "secret")
	at := path{}.field("deliver").field("postgres").field("columns")
	for i, name := range d.Postgres.Columns {
		if slices.Contains(d.Postgres.Columns[:i], name) {
			k.add(at.item(i).key, shorten(name), "is given twice", "each column once")
		}
	}
	if len(d.Command.Run) > 0 && d.Command.Run[0] == "" {
		k.add("deliver.command.run[0]", "", "is empty", "the path of a program")
	}
	k.webhookURL(d.Webhook)
}

// secretText reports variables of a secret that are not set.
func (k *checker) secretText(key, written string) {
	if _, err := k.c.Place.secret(written); err != nil {
		k.add(key, "", "cannot be filled in: "+err.Error(), "${NAME} of a variable that is set, or ${NAME:-} where it may be missing")
	}
}

// either reports a secret that is given in both ways.
func (k *checker) either(key, written, file, other string) {
	if written != "" && file != "" {
		k.add(key, shorten(file), "is given beside "+other, "one of the two")
	}
}

// webhookURL reports an address that cannot be used. It never shows it: such
// addresses often hold a token.
func (k *checker) webhookURL(w Webhook) {
	address, err := k.c.WebhookURL()
	if err != nil || address == "" {
		return
	}
	u, err := url.Parse(address.Reveal())
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		k.add("deliver.webhook.url", "", "is no address of the web", "an address that begins with https://")
	case u.Scheme == "http" && !w.Insecure && !isLocal(u.Hostname()):
		k.add("deliver.webhook.url", "", "begins with http://, so that others could read and change what is sent", "https://, http:// to this machine, or insecure: true")
	}
}

// isLocal reports whether a host is this machine.
func isLocal(host string) bool { return host == "localhost" || host == "127.0.0.1" || host == "::1" }

// hasPassword reports whether a connection string holds a password.
func hasPassword(s string) bool {
	if u, err := url.Parse(s); err == nil && u.Scheme != "" {
		word, _ := u.User.Password()
		q := u.Query()
		return word != "" || q.Get("password") != "" || q.Get("sslpassword") != ""
	}
	return urlPassword.MatchString(s) || keyPassword.MatchString(s)
}
