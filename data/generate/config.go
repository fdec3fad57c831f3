package generate

import (
	_ "embed"
	"os"
	"path/filepath"
	"text/template"
	"time"
)

//go:embed predict.yaml.tmpl
var configTemplate string

// writeConfig writes the config that reads the exports.
func writeConfig(dir string, o Options, s Summary) error {
	t, err := template.New("predict.yaml").Parse(configTemplate)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(dir, "predict.yaml"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = t.Execute(f, map[string]any{
		"Customers": s.Customers, "Seed": o.Seed, "Daily": o.Daily, "Messy": o.Messy,
		"First": o.Start.Format(time.DateOnly),
		"Last":  o.Start.AddDate(0, o.Months, -1).Format(time.DateOnly),
		"AsOf":  o.Start.AddDate(0, o.Months, 0).Format(time.DateOnly),
	})
	if err != nil {
		_ = f.Close() // the template says what went wrong
		return err
	}
	return f.Close()
}
