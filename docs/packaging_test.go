package docs_test

import (
	"regexp"
	"strings"
	"testing"
)

// TestUnitsAreDocumented: what packaging.md says of the service stands in it.
func TestUnitsAreDocumented(t *testing.T) {
	doc, service, timer := read(t, "packaging.md"), read(t, "../configs/packaging/systemd/predict.service"), read(t, "../configs/packaging/systemd/predict.timer")
	delivery, check := read(t, "../configs/packaging/systemd/delivery.conf"), read(t, "../scripts/systemd")
	_, table, _ := strings.Cut(doc, "| It may not | By |")
	table, _, _ = strings.Cut(table, "\n\n")
	settings := regexp.MustCompile("`([A-Za-z]+=)`").FindAllStringSubmatch(table, -1)
	if len(settings) < 15 {
		t.Errorf("the table of restrictions names only %v", settings)
	}
	for _, m := range settings {
		if !strings.Contains(service, "\n"+m[1]) {
			t.Errorf("packaging.md names %s, which predict.service does not have", m[1])
		}
	}
	for _, c := range []struct{ what, text, has string }{
		{"the command", service, "ExecStart=/usr/bin/predict run -q -c /etc/predict/predict.yaml\n"},
		{"the end of a run", service, "TimeoutStartSec=6h\n"},
		{"the exit code of a stop", service, "SuccessExitStatus=130\n"},
		{"no restart", service, "Restart=no\n"},
		{"the hour", timer, "OnCalendar=*-*-* 03:15:00\n"},
		{"the random part", timer, "RandomizedDelaySec=5min\n"},
		{"missed nights", timer, "Persistent=true\n"},
		{"the credential", delivery, "LoadCredential=postgres-url:/etc/predict/credentials/postgres-url\n"},
		{"the limit alone", check, `predict.service)" 0.5`},
		{"the limit with delivery", check, `predict.service")" 1.5`},
		{"the cron line", doc, "15 3 * * *  cd ~/churn && "},
		{"the cron line of operating.md", read(t, "operating.md"), "15 3 * * *  cd ~/churn && "},
		{"the image's user", read(t, "../Dockerfile"), "USER 65532:65532\n"},
	} {
		if !strings.Contains(c.text, c.has) {
			t.Errorf("%s: packaging.md says otherwise than the file, which lacks %q", c.what, c.has)
		}
	}
}
