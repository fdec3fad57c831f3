package pipeline

import (
	"cmp"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"predict/configs"
	"predict/data"
	"predict/features"
	"predict/pipeline/guard"
)

// pastList is a list that an earlier run made.
type pastList struct {
	AsOf     string
	Day      int32 // the day that begins at as_of
	Loads    int   // loads of the lake that it was made of
	Model    string
	Note     ListNote
	Realised *RealisedNote
}

// figures are what lists are compared by.
func (p pastList) figures() guard.List { return listFigures(p.AsOf, p.Model, p.Note) }

func listFigures(asOf, model string, n ListNote) guard.List {
	return guard.List{AsOf: asOf, Model: model, Customers: n.Customers, High: n.High, Expected: n.Expected, Distinct: n.Distinct}
}

// guardLines is how many lines of the ledger the guards look at, and guardLists
// how many of the newest lists without a line they read the manifests of.
const (
	guardLines = 500
	guardLists = 60
)

// guardHistory is what earlier runs left for the guards.
type guardHistory struct {
	entries []pastRun
	lists   []pastList // by as_of, the newest first
}

// guardHistory reads what earlier runs left: the ledger, and of lists that are
// not in it (it was deleted, or a run was killed before it wrote its line) the
// manifests. It is read once in a run.
func (s *State) guardHistory() (*guardHistory, error) {
	if s.past != nil {
		return s.past, nil
	}
	h := &guardHistory{}
	var damaged error
	var err error
	if h.entries, damaged, err = readLines[pastRun](s.ledgerPath(), guardLines); err != nil {
		return nil, err
	}
	if damaged != nil {
		s.Settings.Log.Warn("a line of the ledger of runs cannot be read, the guards go on without it", "why", damaged)
	}
	lists := map[string]pastList{}
	for _, e := range h.entries {
		if e.List != nil && e.AsOf != "" && e.RunID != "" && e.Status != Failed { // a list that was not published has no run
			addList(lists, pastList{AsOf: e.AsOf, Loads: e.Loads, Model: e.ModelID, Note: *e.List, Realised: e.Realised})
		}
	}
	folders, _ := os.ReadDir(s.path("outputs")) // none there: no lists
	read := 0
	for _, f := range slices.Backward(folders) {
		if _, known := lists[f.Name()]; known || !f.IsDir() || read == guardLists || f.Name()[0] == '.' {
			continue
		}
		read++
		m := &Manifest{}
		if readJSON(filepath.Join(s.path("outputs"), f.Name(), manifestFile), m) == nil && m.List != nil && m.Model != nil {
			addList(lists, pastList{AsOf: m.AsOf, Loads: m.loads(), Model: m.Model.ID, Note: *m.List, Realised: m.Realised})
		}
	}
	h.lists = slices.SortedFunc(maps.Values(lists), func(a, b pastList) int { return cmp.Compare(b.AsOf, a.AsOf) })
	s.past = h
	return h, nil
}

// addList adds a list, in the place of an older one of the same date.
func addList(lists map[string]pastList, p pastList) {
	at, err := configs.ParseDate(p.AsOf)
	if err != nil {
		return
	}
	p.Day = dayOf(at.UnixMicro())
	lists[p.AsOf] = p
}

// judgedTo is the first day whose exports were not judged for a list.
func (p pastList) judgedTo() int32 {
	if at, err := configs.ParseDate(p.Note.JudgedTo); err == nil {
		return dayOf(at.UnixMicro())
	}
	return p.Day
}

// dayOf is the day of an instant, since 1970-01-01 UTC.
func dayOf(t int64) int32 {
	day := t / features.Day
	if t%features.Day < 0 {
		day--
	}
	return int32(day) //nolint:gosec // times of exports lie within centuries
}

// before are the lists of earlier dates, the newest first; of the same settings
// where basis is not empty.
func (h *guardHistory) before(asOf, basis string) []pastList {
	return slices.DeleteFunc(slices.Clone(h.lists), func(p pastList) bool {
		return p.AsOf >= asOf || basis != "" && p.Note.Basis != basis
	})
}

// newestTransaction is the time of the newest transaction in the lake that the run
// opened.
func (s *State) newestTransaction() (time.Time, bool) {
	if s.Lake == nil {
		return time.Time{}, false
	}
	_, last, ok := s.Lake.Span(data.Transactions)
	return time.UnixMicro(last).UTC(), ok
}

// exportAge is how old the exports are, beside how old they usually become by
// the ledger.
func (s *State) exportAge(h *guardHistory) (guard.Age, bool) {
	newest, ok := s.newestTransaction()
	a := guard.Age{Newest: newest, Now: s.Settings.Now().UTC()}
	if !ok {
		return a, false
	}
	a.Usual = usualWait(h.entries)
	a.Armed = s.wasFresh(h.entries)
	return a, true
}

// daysLong is the duration of so many days.
func daysLong(days int) time.Duration { return time.Duration(days) * 24 * time.Hour }

// wasFresh reports whether transactions were fresh at any run on record. Data of
// the past never are.
func (s *State) wasFresh(entries []pastRun) bool {
	limit := time.Duration((s.Config.Guards.Freshness.Limit + 1) * 24 * float64(time.Hour))
	return slices.ContainsFunc(entries, func(e pastRun) bool {
		return e.Newest != nil && e.Ended.Sub(*e.Newest) <= limit
	})
}

// usualWait is how old the newest transaction was when newer ones came: the
// median over the runs of the ledger, 0 where that was never seen.
func usualWait(entries []pastRun) time.Duration {
	var waits []time.Duration
	var before *pastRun
	for i := range entries {
		e := &entries[i]
		if e.Newest == nil {
			continue
		}
		if before != nil && e.Newest.After(*before.Newest) {
			if wait := e.Ended.Sub(*before.Newest); wait < longestWait {
				waits = append(waits, wait)
			}
		}
		before = e
	}
	if len(waits) == 0 {
		return 0
	}
	slices.Sort(waits)
	return waits[(len(waits)-1)/2]
}

// longestWait bounds what counts as waiting for the next export; data of the
// past that are loaded piece by piece look much older.
const longestWait = 45 * 24 * time.Hour
