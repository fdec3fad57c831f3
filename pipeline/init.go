package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"predict/configs"
	"predict/data"
	"predict/data/duckdb"
	"predict/data/inspect"
)

// InitOptions say which exports to look at and where the config is to lie.
type InitOptions struct {
	// Exports is the folder of exports.
	Exports string
	// Config is the path of the config to write; empty writes predict.yaml beside
	// the folder.
	Config string
	// Force replaces a config that is there.
	Force bool
	// Settings are those of the program: the clock, the progress.
	Settings Settings
}

// ConfigPath is where the config will lie: beside the folder of exports, or in
// it where it is the working folder, unless another path is given.
func (o InitOptions) ConfigPath() string {
	const name = "predict.yaml"
	folder := filepath.Clean(o.Exports)
	switch {
	case o.Config != "":
		return o.Config
	case folder == "." || folder == "..":
		return filepath.Join(folder, name)
	}
	return filepath.Join(filepath.Dir(folder), name)
}

// InitReport is what was found in a folder of exports and written to a config.
type InitReport struct {
	Config   string        `json:"config"`
	Exports  string        `json:"exports"`
	Tables   []InitTable   `json:"tables,omitempty"`
	Flat     *InitFlat     `json:"flat,omitempty"`
	Currency InitSetting   `json:"currency"`
	Timezone InitSetting   `json:"timezone"`
	Unused   []InitUnused  `json:"unused,omitempty"`
	Open     []InitMissing `json:"open,omitempty"`
	// Horizon and Lookback are what was written, in days, and why.
	Horizon  int    `json:"horizon_days,omitempty"`
	Lookback int    `json:"lookback_days,omitempty"`
	Reason   string `json:"days_reason,omitempty"`
	// Findings are what a look at all rows found that would stop a run or spoil its
	// list; the doctor says more.
	Findings []InitMissing `json:"findings,omitempty"`
}

// InitTable says which files feed a table.
type InitTable struct {
	Table      string       `json:"table"`
	Files      string       `json:"files"`
	FileCount  int          `json:"file_count"`
	Rows       int64        `json:"rows_about"`
	Confidence string       `json:"confidence"`
	Reason     string       `json:"reason"`
	Columns    []InitColumn `json:"columns"`
	Notes      []string     `json:"notes,omitempty"`
}

// InitColumn says what feeds a column.
type InitColumn struct {
	Column     string            `json:"column"`
	From       string            `json:"from,omitempty"`
	Values     map[string]string `json:"values,omitempty"`
	Required   bool              `json:"required,omitempty"`
	Confidence string            `json:"confidence"`
	Reason     string            `json:"reason,omitempty"`
	Candidates []string          `json:"candidates,omitempty"`
}

// InitFlat says that a file is a table with one row per customer and a label.
type InitFlat struct {
	File     string   `json:"file"`
	ID       string   `json:"id"`
	Label    string   `json:"label"`
	Positive string   `json:"positive"`
	Exclude  []string `json:"exclude,omitempty"`
}

// InitSetting is a setting of the whole config.
type InitSetting struct {
	Value      string `json:"value,omitempty"`
	Confidence string `json:"confidence"`
	Reason     string `json:"reason"`
}

// InitUnused is a file or group of files that feeds nothing.
type InitUnused struct {
	Files  string `json:"files"`
	Reason string `json:"reason"`
}

// InitMissing is what could not be guessed, and what to do about it.
type InitMissing struct {
	Where  string `json:"where"`
	Text   string `json:"text"`
	Urgent bool   `json:"urgent"` // a run fails without it
}

// Init looks at a folder of exports and writes a commented config for them, whole
// or not at all, readable by its owner only. Errors are of kind ErrConfig where
// a config is there already, ErrData where nothing to work with was found.
func Init(ctx context.Context, o InitOptions) (*InitReport, error) {
	path := o.ConfigPath()
	if err := checkTarget(path, o.Force); err != nil {
		return nil, err
	}
	found, err := inspectFolder(ctx, o.Exports)
	if err != nil {
		return nil, err
	}
	draft, err := inspect.Recognise(found)
	if err != nil {
		return nil, err
	}
	dropOwn(found, o.Exports, path)
	report := initReport(found, draft, o.Exports, path)
	if draft.Flat == nil && !slices.ContainsFunc(draft.Tables, func(g inspect.TableGuess) bool { return g.Table == data.Transactions }) {
		return report, nothingFound(found, o.Exports)
	}
	return report, report.write(ctx, found, draft, o)
}

// write drafts the config, reads the exports by it to propose horizon and
// look-back, and writes it.
func (r *InitReport) write(ctx context.Context, found *inspect.Found, draft *inspect.Draft, o InitOptions) error {
	d := configs.DraftOptions{Exports: pathFrom(filepath.Dir(r.Config), o.Exports)}
	text, err := configs.Draft(found, draft, d)
	if err != nil {
		return err
	}
	c, err := configs.Parse(r.Config, text, os.LookupEnv)
	if err != nil {
		return err
	}
	seen, err := examined(ctx, c, o.Settings)
	if err != nil {
		return err
	}
	if seen != nil {
		seen.days(&d)
		r.Horizon, r.Lookback, r.Reason = d.Horizon, d.Lookback, d.Reason
		if text, err = configs.Draft(found, draft, d); err != nil {
			return err
		}
		if c, err = configs.Parse(r.Config, text, os.LookupEnv); err != nil {
			return err
		}
		r.Findings = seen.findings(c)
	}
	return writeFile(r.Config, text)
}

// inspectFolder looks at the exports in a folder.
func inspectFolder(ctx context.Context, folder string) (*inspect.Found, error) {
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &Problem{Kind: ErrConfig, Text: "there is no folder " + folder, Remedy: "name the folder that holds the exports"}
	case err != nil:
		return nil, fmt.Errorf("reading the folder of exports: %w", err)
	case !info.IsDir():
		return nil, &Problem{Kind: ErrConfig, Text: folder + " is a file", Remedy: "name the folder that it lies in"}
	}
	engine, err := duckdb.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = engine.Close() }() // nothing was written
	return inspect.Folder(ctx, folder, inspect.Options{Parquet: engine.ParquetToCSV})
}

// checkTarget refuses to replace a config.
func checkTarget(path string, force bool) error {
	_, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("looking for the config: %w", err)
	case !force:
		return &Problem{Kind: ErrConfig, Text: path + " is there already", Remedy: "name another file with --output, or give --force to replace it"}
	}
	return nil
}

// dropOwn leaves the config itself out of the files that were not used.
func dropOwn(found *inspect.Found, exports, path string) {
	own, err := filepath.Rel(exports, path)
	if err != nil {
		return
	}
	found.Problems = slices.DeleteFunc(found.Problems, func(p inspect.Problem) bool { return filepath.FromSlash(p.Path) == own })
}

// pathFrom is the path of the exports as seen from the folder of the config, with
// slashes.
func pathFrom(folder, exports string) string {
	from, err1 := filepath.Abs(folder)
	to, err2 := filepath.Abs(exports)
	if err1 == nil && err2 == nil {
		if rel, err := filepath.Rel(from, to); err == nil {
			return filepath.ToSlash(rel)
		}
	}
	return filepath.ToSlash(exports)
}

// nothingFound says why no config was written.
func nothingFound(found *inspect.Found, folder string) error {
	if len(found.Exports) == 0 {
		text := folder + " holds no file that can be read as an export"
		for i, p := range found.Problems {
			if i == 5 {
				text += fmt.Sprintf("; and %d more", len(found.Problems)-i)
				break
			}
			text += fmt.Sprintf("; %s %s", p.Path, strings.SplitN(p.Text, ";", 2)[0])
		}
		return &Problem{Kind: ErrData, Text: text, Remedy: "put the exports there as CSV, JSON lines or Parquet, or name another folder"}
	}
	return &Problem{
		Kind: ErrData, Text: "no export in " + folder + " could be taken for purchases (a customer, a time and an amount in each row), nor for a table with a label; no config was written",
		Remedy: "name a file after what it holds, such as transactions.csv, or write the config by hand: docs/exports.md says how",
	}
}
