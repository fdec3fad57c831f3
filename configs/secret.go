package configs

import (
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Secret is a text that no log, message or file may show: however it is
// printed, it is hidden. The empty secret is none.
type Secret string

// hidden is what is shown in the place of a secret.
const hidden = "(hidden)"

// Reveal returns the text itself, for the one place that needs it.
func (s Secret) Reveal() string { return string(s) }

// Format prints hidden in the place of the secret, whatever the verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) } // as fmt does

// LogValue hides the secret from logs.
func (Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText hides the secret from JSON and the like.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// secretKeys are the settings whose values are secrets: they come from the
// environment or from a file.
func secretKeys() []string {
	return []string{"deliver.postgres.url", "deliver.webhook.url", "deliver.webhook.secret"}
}

// secrets returns the values of all variables that settings with secrets name
// and that are set.
func secrets(c Config, lookupEnv func(string) (string, bool)) map[string]Secret {
	var found map[string]Secret
	for _, written := range []string{c.Deliver.Postgres.URL, c.Deliver.Webhook.URL, c.Deliver.Webhook.Secret} {
		_, _ = expand(written, func(name string) (string, bool) { // check reports what cannot be filled in
			v, ok := lookupEnv(name)
			if ok {
				if found == nil {
					found = map[string]Secret{}
				}
				found[name] = Secret(v)
			}
			return v, true
		})
	}
	return found
}

// secret fills in the variables of a setting.
func (p Place) secret(written string) (Secret, error) {
	text, err := expand(written, func(name string) (string, bool) {
		v, ok := p.Secrets[name]
		return string(v), ok
	})
	return Secret(strings.TrimSpace(text)), err
}

// mostSecretBytes is the size up to which a file is taken for one with a secret.
const mostSecretBytes = 64 << 10

// fromFile is a secret of a setting, or else the content of the file that
// another setting names, without blanks around it.
func (p Place) fromFile(written, file string) (Secret, error) {
	s, err := p.secret(written)
	if err != nil || s != "" || file == "" {
		return s, err
	}
	path := p.path(file)
	text, err := os.ReadFile(path)
	switch {
	case err != nil:
		return "", fmt.Errorf("reading a secret: %w", err)
	case len(text) > mostSecretBytes:
		return "", fmt.Errorf("reading a secret: %s is larger than %d bytes; name a file with nothing but the secret", path, mostSecretBytes)
	case strings.TrimSpace(string(text)) == "":
		return "", fmt.Errorf("reading a secret: %s is empty; write the secret into it", path)
	}
	return Secret(strings.TrimSpace(string(text))), nil
}

// Passwords as they stand in connection strings: after the user of a URL, and
// after a key.
var (
	urlPassword = regexp.MustCompile(`(://[^/@\s:]*:)([^\s'"]+)(@)`)
	keyPassword = regexp.MustCompile(`(?i)((?:password|secret|token)\s*[=:]\s*)([^\s&]+)()`)
)

// masked writes an asterisk for each character of what looks like a password in
// a line, so that columns stay where they are.
func masked(line string) string {
	for _, form := range []*regexp.Regexp{urlPassword, keyPassword} {
		line = form.ReplaceAllStringFunc(line, func(found string) string {
			part := form.FindStringSubmatch(found)
			if strings.HasPrefix(part[2], "${") && strings.HasSuffix(part[2], "}") && !strings.Contains(part[2], ":-") {
				return found
			}
			return part[1] + strings.Repeat("*", len([]rune(part[2]))) + part[3]
		})
	}
	return line
}

// secretLines are the lines (from 1) of a file that hold a secret as a text, so
// that no message may show them.
func secretLines(marks map[string]mark) map[int]bool {
	lines := map[int]bool{}
	for _, key := range secretKeys() {
		m, ok := marks[key]
		if !ok || m.value.Kind != yaml.ScalarNode || literal(m.value.Value) == "" {
			continue
		}
		for i := range 1 + strings.Count(m.value.Value, "\n") {
			lines[m.value.Line+i] = true
		}
	}
	return lines
}

// literal is what is left of a setting without its variables.
func literal(written string) string {
	text, err := expand(written, func(string) (string, bool) { return "", true })
	if err != nil {
		return written
	}
	return text
}
