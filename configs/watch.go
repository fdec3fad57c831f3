package configs

import "regexp"

// Watch says where the figures of runs go, and how runs log.
type Watch struct {
	// LogFormat is text or json; --log-format goes before it.
	LogFormat string `yaml:"log_format"`
	// Metrics is the file, ending in .prom, that each run writes its figures to for
	// the textfile collector of Prometheus; empty writes none. Read it through
	// MetricsPath.
	Metrics string `yaml:"metrics"`
	// Project is the label of all figures, so that several projects on a machine
	// can be told apart.
	Project string `yaml:"project"`
}

// Formats of the log.
const (
	// LogText writes key=value to a line.
	LogText = "text"
	// LogJSON writes a JSON object to a line, with its time.
	LogJSON = "json"
)

// MetricsPath returns the file for the figures of a run, with variables filled
// in and from the folder of the config; empty where none is wanted.
func (c Config) MetricsPath() string { return c.Place.path(c.Watch.Metrics) }

// defaultWatch holds the settings for which a file says nothing.
func defaultWatch() Watch { return Watch{LogFormat: LogText, Project: "churn"} }

// addWatchRules adds the rules of Watch.
func addWatchRules(all map[string]rule) {
	project := regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`)
	metrics := regexp.MustCompile(`^$|[^/]\.prom$`)
	all["watch.log_format"] = oneOf(LogText, LogJSON)
	all["watch.metrics"] = text("a file that ends in .prom, for the collector reads no others, or nothing", metrics.MatchString)
	all["watch.project"] = text("up to 63 letters, digits, dots, hyphens and underscores", project.MatchString)
}

// GuardNames returns the names of all guards, as findings have them.
func GuardNames() []string { return guardNames() }
