package pipeline

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/gofrs/flock"

	"predict/configs"
	"predict/pipeline/guard"
)

// Condition is what `predict status` tells: how the last runs ended, what stands
// there, and what to do next.
type Condition struct {
	// State is the state folder; Now the moment of looking.
	State string    `json:"state"`
	Now   time.Time `json:"now"`
	// Running says that a run is at work: it holds the lock.
	Running bool `json:"running"`
	// Runs are the last runs, the newest first; Damaged says what is wrong with the
	// ledger, where lines of it could not be read.
	Runs    []LedgerEntry `json:"runs"`
	Damaged string        `json:"ledger_damaged,omitempty"`
	// List is the newest list, nil where there is none.
	List *ListCondition `json:"list,omitempty"`
	// Champion is the model that scores, nil where there is none.
	Champion *ChampionCondition `json:"champion,omitempty"`
	// Folders are the sizes of the state folder's parts.
	Folders []FolderSize `json:"folders"`
	// Next says what to do, in a sentence.
	Next string `json:"next"`
}

// ListCondition is the list in outputs/latest.
type ListCondition struct {
	AsOf    string `json:"as_of"`
	RunID   string `json:"run_id"`
	ModelID string `json:"model_id"`
	// AgeDays is the time since as_of.
	AgeDays float64 `json:"age_days"`
	// Fresh says that it is not older than guards.freshness.warn allows.
	Fresh bool `json:"fresh"`
	// Past says that transactions were not fresh at any run on record: these are
	// data of the past, or the exports never came in time.
	Past bool      `json:"past,omitempty"`
	List *ListNote `json:"figures,omitempty"`
}

// ChampionCondition is the model that scores.
type ChampionCondition struct {
	ID   string `json:"model_id"`
	AsOf string `json:"trained_as_of"`
	// AgeDays is the time from its as_of to that of the newest list; Due is the
	// as_of from which a run trains a new one.
	AgeDays int    `json:"age_days"`
	Due     string `json:"training_due"`
	// Problem says why it cannot be used; empty where it can.
	Problem string `json:"problem,omitempty"`
	// Damaged names a file beside the model that is not as it was written, where the
	// model itself is whole and scores.
	Damaged string `json:"damaged,omitempty"`
}

// FolderSize is the size of a folder of the state.
type FolderSize struct {
	Name  string `json:"name"`
	Files int    `json:"files"`
	Bytes int64  `json:"bytes"`
}

// Condition looks at the state folder without changing anything. It works while
// a run is at work, on an empty folder, and with a damaged ledger. last is the
// number of runs to tell.
func (s *State) Condition(last int) (*Condition, error) {
	c := &Condition{State: s.Dir, Now: s.Settings.Now().UTC(), Running: s.isLocked(), Runs: []LedgerEntry{}}
	runs, damaged, err := readLedger(s.ledgerPath(), 0)
	if err != nil {
		return nil, err
	}
	if damaged != nil {
		c.Damaged = damaged.Error()
	}
	for _, e := range slices.Backward(runs) {
		if len(c.Runs) < last {
			c.Runs = append(c.Runs, e)
		}
	}
	var past []pastRun
	for i := range runs {
		past = append(past, pastRun{Ended: runs[i].Ended, Newest: runs[i].Newest})
	}
	c.List = s.listCondition(c.Now, past)
	if c.Champion, err = s.championCondition(c.List); err != nil {
		return nil, err
	}
	if c.Folders, err = folderSizes(s.Dir); err != nil {
		return nil, err
	}
	c.Next = c.next()
	return c, nil
}

// isLocked reports whether a run is at work. It takes the lock for a moment only
// where nobody has it.
func (s *State) isLocked() bool {
	if _, err := os.Stat(s.path(".lock")); err != nil {
		return false
	}
	lock := flock.New(s.path(".lock"), flock.SetFlag(os.O_RDONLY))
	got, err := lock.TryRLock()
	if got {
		_ = lock.Unlock() // the end of the process frees it in any case
	}
	return !got && err == nil
}

// listCondition is the newest list; nil where there is none that can be read.
func (s *State) listCondition(now time.Time, runs []pastRun) *ListCondition {
	m := &Manifest{}
	if readJSON(s.path("outputs", "latest", manifestFile), m) != nil {
		return nil
	}
	l := &ListCondition{AsOf: m.AsOf, RunID: m.RunID, List: m.List}
	if m.Model != nil {
		l.ModelID = m.Model.ID
	}
	at, err := configs.ParseDate(m.AsOf)
	if err != nil {
		return l
	}
	l.AgeDays = round1(now.Sub(at).Hours() / 24)
	wait := max(usualWait(runs), 24*time.Hour).Hours() / 24
	l.Past = !s.wasFresh(runs)
	l.Fresh = l.AgeDays <= s.Config.Guards.Freshness.Warn+wait
	return l
}

func round1(v float64) float64 { return math.Round(v*10) / 10 }

// modelsAndChampion lists the stored models, and where among them the champion
// is; -1 where it is not.
func (s *State) modelsAndChampion() ([]ModelSummary, int, error) {
	models, err := s.ListModels()
	return models, slices.IndexFunc(models, func(m ModelSummary) bool { return m.Champion }), err
}

// championCondition is the model that scores, beside the newest list.
func (s *State) championCondition(list *ListCondition) (*ChampionCondition, error) {
	models, i, err := s.modelsAndChampion()
	if err != nil {
		return nil, err
	}
	if i < 0 {
		id, err := s.championID()
		if err != nil || id == "" {
			return nil, nil //nolint:nilerr // listing the models has warned of it
		}
		// A run may have made both, model and champion, since the models were listed.
		if models, i, err = s.modelsAndChampion(); err != nil {
			return nil, err
		}
		if i < 0 {
			return &ChampionCondition{ID: id, Problem: "its folder " + s.path("models", id) + " is missing"}, nil
		}
	}
	c := &ChampionCondition{ID: models[i].ID, AsOf: models[i].AsOf, Problem: models[i].Problem}
	trained, err := configs.ParseDate(c.AsOf)
	if err != nil { // it cannot be read, and Problem says so
		return c, nil
	}
	c.Damaged = s.smallDamage(c.ID)
	c.Due = trained.AddDate(0, 0, s.Config.Model.RetrainDays).Format(time.DateOnly)
	if list != nil {
		if at, err := configs.ParseDate(list.AsOf); err == nil {
			c.AgeDays = int(at.Sub(trained).Hours() / 24)
		}
	}
	return c, nil
}

// folderSizes adds up the files of each folder of the state; what goes away
// while it is counted is not counted.
func folderSizes(dir string) ([]FolderSize, error) {
	sizes := []FolderSize{}
	top, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return sizes, nil
	}
	if err != nil {
		return nil, fmt.Errorf("looking at the state folder: %w", err)
	}
	for _, entry := range top {
		if !entry.IsDir() {
			continue
		}
		size := FolderSize{Name: entry.Name()}
		_ = filepath.WalkDir(filepath.Join(dir, entry.Name()), func(_ string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return nil //nolint:nilerr // a run at work moves files about
			}
			if info, err := d.Info(); err == nil {
				size.Files++
				size.Bytes += info.Size()
			}
			return nil
		})
		sizes = append(sizes, size)
	}
	return sizes, nil
}

// next says what to do, in a sentence: what is worst comes first.
func (c *Condition) next() string {
	if c.Running {
		return "A run is at work: wait until it has finished."
	}
	if c.Damaged != "" {
		return "Move the ledger of runs away; the next run begins a new one, and only the history of runs is lost."
	}
	if len(c.Runs) == 0 && c.List == nil {
		return "Nothing has run here yet: `predict run` makes the first list."
	}
	if len(c.Runs) > 0 {
		text := afterRun(c.Runs[0])
		if text == championScores && c.Champion == nil {
			return "The gate refused the model, and there is no champion to make a list: `predict models show latest` says why, and what helps."
		}
		if text == championScores && c.Champion.Problem != "" {
			return "The gate refused the new model, and the champion cannot be used: restore its folder from a backup, or look at the new one with `predict models show latest` and promote it with --force."
		}
		if text != "" {
			return text
		}
	}
	switch {
	case c.List == nil:
		return "There is no list yet: `predict run` makes one."
	case c.Champion != nil && c.Champion.Problem != "":
		return "The champion cannot be used: `predict models list` says why; the next run trains another."
	case c.Champion != nil && c.Champion.Damaged != "":
		return "A file of the champion is damaged, the model itself is whole: the next run writes the file anew."
	case !c.List.Fresh && c.List.Past:
		return "Nothing needs to be done with these data of the past; for a nightly list, let new exports arrive."
	case !c.List.Fresh:
		return fmt.Sprintf("The list is %.0f days old: look whether new exports arrive, then `predict run`.", c.List.AgeDays)
	case c.Champion != nil && c.Champion.Due <= c.List.AsOf:
		return "Nothing needs to be done; the next run trains a new model."
	}
	return "Nothing needs to be done."
}

// afterRun says what to do after a run that did not end well; empty where it
// did.
func afterRun(e LedgerEntry) string {
	if e.Undelivered() {
		return "The list is published as files, but was not delivered: the log of the last run says why; the next run delivers it."
	}
	switch e.Status {
	case Refused:
		if worst := guard.Worst(e.Guards); worst == guard.Hard && e.ExitCode == exitGuarded {
			return "Look at what the guards of the last run say and correct the exports; if all is really so, publish once with `predict run --force`."
		}
		return championScores
	case Failed:
		return fmt.Sprintf("The last run failed (exit code %d): its log says where and what helps; then run again.", e.ExitCode)
	case Interrupted:
		return "The last run was interrupted: the same command goes on from there."
	}
	return ""
}

// championScores is said after a model that the gate refused.
const championScores = "The gate refused the new model, and the champion scores: `predict models show latest` says why."

// exitGuarded is the exit code of a run that a guard stopped.
const exitGuarded = 5
