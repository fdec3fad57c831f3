package pipeline

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"

	"predict/data"
	"predict/data/lake"
	"predict/features"
	"predict/pipeline/guard"
)

// exportGuardStage holds what was loaded against the history of the exports,
// before anything learns from it. A list of a past date is not guarded: what it
// is made of was judged when it was new.
type exportGuardStage struct{}

func (exportGuardStage) Name() string { return "guard exports" }

func (exportGuardStage) Run(ctx context.Context, s *State) error {
	if _, last, _ := s.Lake.Span(data.Transactions); s.AsOf != (last/features.Day+1)*features.Day {
		return nil
	}
	h, err := s.guardHistory()
	if err != nil {
		return err
	}
	x := &exportGuards{state: s, history: h, days: map[string]lake.DayCounts{}}
	x.count()
	clock := x.freshness()
	if s.Skipped { // what has come since changed no list, and is no input of the one that stands
		clock = append(clock, x.arrivals(x.since())...)
	} else {
		s.Manifest.Guards, err = x.exports(ctx)
		if err != nil {
			return err
		}
	}
	if s.Manifest.Clock = nil; len(clock) > 0 {
		s.Manifest.Clock = &ClockNote{Guards: clock}
	}
	s.settleGuards()
	err = s.guardsRefusal("the exports look wrong, and the list as of " + s.lastListName(h) + " stays")
	s.tellGuards(s.guardFindings())
	s.noteGuards(s.guardFindings())
	return err
}

// lastListName tells which list stands.
func (s *State) lastListName(h *guardHistory) string {
	if len(h.lists) == 0 {
		return "before"
	}
	return h.lists[0].AsOf
}

// guardFindings are the findings of this run so far; of a run that has nothing to
// do, those in the manifest are of the run that made the list.
func (s *State) guardFindings() []guard.Finding {
	var all []guard.Finding
	if s.Manifest.Clock != nil {
		all = append(all, s.Manifest.Clock.Guards...)
	}
	if !s.Skipped {
		all = append(all, s.Manifest.Guards...)
	}
	return all
}

// settleGuards applies config and force to the findings so far.
func (s *State) settleGuards() {
	settle := func(found []guard.Finding) []guard.Finding {
		found = guard.Settle(found, s.Config.Guards)
		if s.Settings.Force {
			found = guard.Force(found)
		}
		return found
	}
	m := s.Manifest
	if m.Clock != nil {
		m.Clock.Guards = settle(m.Clock.Guards)
	}
	if !s.Skipped && len(m.Guards) > 0 {
		m.Guards = settle(m.Guards)
	}
}

// guardsRefusal is the refusal of a list where a finding is hard and nothing
// forces it, with all such findings; nil where there is none.
func (s *State) guardsRefusal(what string) error {
	all := s.guardFindings()
	if !guard.Stops(all) {
		return nil
	}
	return &Problem{Kind: ErrGuard, Text: what + ":\n" + guard.Texts(all)}
}

// tellGuards logs findings. What stops a list is told by its refusal.
func (s *State) tellGuards(found []guard.Finding) {
	for _, f := range found {
		level := slog.LevelWarn
		switch {
		case f.Level == guard.Note:
			level = slog.LevelDebug
		case f.Level == guard.Hard && !f.Forced:
			continue
		}
		s.Settings.Log.Log(context.Background(), level, "guard", "name", f.Guard, "level", string(f.Level), "forced", f.Forced, "finding", f.Text)
	}
}

// exportGuards judges what was loaded since the last list.
type exportGuards struct {
	state   *State
	history *guardHistory
	last    *pastList // the list before, nil where there is none
	files   []lake.FileEntry
	byTable map[string][]*lake.FileEntry
	days    map[string]lake.DayCounts
	judged  []int32 // whole days since that list, rising
}

// mostJudged is the number of days that are judged at most.
const mostJudged = 14

// count counts rows by table and day, and finds the days to judge.
func (x *exportGuards) count() {
	s := x.state
	if before := x.history.before(cutoffName(s.AsOf), ""); len(before) > 0 {
		x.last = &before[0]
	}
	x.files, x.byTable = s.Lake.Files(), map[string][]*lake.FileEntry{}
	sums := map[string]map[int32]int64{}
	for i := range x.files {
		f := &x.files[i]
		x.byTable[f.Table] = append(x.byTable[f.Table], f)
		if sums[f.Table] == nil {
			sums[f.Table] = map[int32]int64{}
		}
		for _, d := range f.Days {
			if f.Replaced == 0 {
				sums[f.Table][d.Day] += d.Rows
			}
		}
	}
	for table, rows := range sums {
		for _, day := range slices.Sorted(maps.Keys(rows)) {
			x.days[table] = append(x.days[table], lake.DayCount{Day: day, Rows: rows[day]})
		}
	}
	end := dayOf(s.AsOf)
	if !x.newestDayIsWhole(end - 1) {
		end--
	}
	s.judgedTo = end
	if x.last == nil {
		return
	}
	for day := max(x.last.judgedTo(), end-mostJudged); day < end; day++ {
		x.judged = append(x.judged, day)
	}
}

// newestDayIsWhole reports whether the newest day was over when the newest export
// was written: an export of the small hours holds the beginning of its day.
func (x *exportGuards) newestDayIsWhole(day int32) bool {
	begin, end := int64(day)*features.Day, int64(day+1)*features.Day
	newest := int64(0)
	for _, f := range x.files {
		if f.Table == data.Transactions {
			newest = max(newest, f.ModTime/int64(time.Microsecond))
		}
	}
	return newest < begin || newest >= end // before its own data: nobody kept the times of files
}

// freshness judges the age of the exports.
func (x *exportGuards) freshness() []guard.Finding {
	s := x.state
	days := x.days[data.Transactions]
	age, ok := s.exportAge(x.history)
	if !ok {
		return nil
	}
	wait, pause := 1, 0
	if len(days) > 0 {
		wait = guard.OrdinaryWait(days, days[0].Day, days[len(days)-1].Day)
		pause = guard.LongestPause(days, days[0].Day, dayOf(s.AsOf))
	}
	age.Usual = max(age.Usual, daysLong(wait))
	age.Longest = daysLong(pause + 1)
	return guard.Freshness(age, s.Config.Guards.Freshness)
}

// exports judges what is new since the last list.
func (x *exportGuards) exports(ctx context.Context) ([]guard.Finding, error) {
	found := guard.Volume(x.tables(), x.judged, x.state.Config.Guards.Volume)
	found = append(found, x.arrivals(x.since())...)
	more, err := x.columns(ctx)
	return append(found, more...), err
}

// tables are the histories of the tables whose rows are told by day. wallet tells
// of months, and what a bill is due is no day on which it comes.
func (x *exportGuards) tables() []guard.TableDays {
	var list []guard.TableDays
	for _, t := range data.Tables() {
		days := x.days[t.Name]
		if len(days) == 0 || t.Name == data.Wallet || t.Name == data.Invoices {
			continue
		}
		if seen, ok := x.seen(t.Name, days); ok {
			list = append(list, guard.TableDays{Table: t.Name, Days: days, First: days[0].Day, Seen: seen})
		}
	}
	return list
}

// What is needed to say how much of a day is there at its first list.
const (
	seenNights = 28 // looked at
	leastSeen  = 7
)

// seen is the share of a day's rows that is usually there when the first list
// after the day is made: the median over the last nights. Of transactions, which
// make the date of the list, it is 1 until there are enough nights; other tables
// are not judged before, nor where less than half of a day is there in time.
func (x *exportGuards) seen(table string, days lake.DayCounts) (float64, bool) {
	var shares []float64
	for _, p := range x.history.before(cutoffName(x.state.AsOf), "") {
		day := p.Day - 1
		if now := days.Rows(day); now > 0 && p.Loads > 0 && len(shares) < seenNights {
			shares = append(shares, float64(x.knownAt(table, day, p.Loads))/float64(now))
		}
	}
	if len(shares) < leastSeen {
		return 1, table == data.Transactions
	}
	slices.Sort(shares)
	share := min(shares[(len(shares)-1)/2], 1)
	return share, share >= 0.5
}

// knownAt is the number of rows of a day that a load and those before it had
// brought.
func (x *exportGuards) knownAt(table string, day int32, load int) int64 {
	n := int64(0)
	for _, f := range x.byTable[table] {
		if f.Load <= load && (f.Replaced == 0 || f.Replaced > load) {
			n += f.Days.Rows(day)
		}
	}
	return n
}
