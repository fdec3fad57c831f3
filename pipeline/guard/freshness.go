package guard

import (
	"fmt"
	"time"

	"predict/configs"
)

// Age is how old the exports are.
type Age struct {
	// Newest is the time of the newest transaction, Now the moment of the run.
	Newest, Now time.Time
	// Usual is how old the newest transaction ordinarily becomes before the next
	// ones arrive; a warning counts from it.
	Usual time.Duration
	// Longest is how old it became in the longest pause on record; a hard finding
	// counts from it, or from Usual where that is longer.
	Longest time.Duration
	// Armed says that an earlier run found it fresh. Data of the past never were.
	Armed bool
}

// beyond is the age of the newest transaction beyond a wait, in days.
func (a Age) beyond(wait time.Duration) float64 { return (a.Now.Sub(a.Newest) - wait).Hours() / 24 }

// Freshness judges the age of the exports. The warning is in days beyond the
// ordinary wait, the limit in days beyond the longest: a pause of two weeks at
// Christmas must not hide for a year that exports have stopped, and must not stop
// lists the next time. Where the guard is not armed it is a note only.
func Freshness(a Age, b configs.Bounds) []Finding {
	longest := max(a.Usual, a.Longest)
	l := Warning
	switch {
	case a.beyond(longest) >= b.Limit:
		l = Hard
	case a.beyond(a.Usual) < b.Warn:
		return nil
	}
	usual := "usual is " + span(a.Usual) + " at most"
	if longest > a.Usual {
		usual += ", and the longest wait so far was " + span(longest)
	}
	f := Finding{
		Guard: configs.GuardFreshness, Level: l, Table: "transactions",
		Text:   fmt.Sprintf("the newest transaction is of %s, %s ago; %s", a.Newest.UTC().Format("2006-01-02 15:04"), span(a.Now.Sub(a.Newest)), usual),
		Remedy: "look why no newer exports arrive, and whether they lie where the config looks; for a pause that was planned, raise guards.freshness",
	}
	if !a.Armed { // without the age, so that data of the past give the same note every day
		f.Level = Note
		f.Text = fmt.Sprintf("the newest transaction is of %s, which is not fresh", a.Newest.UTC().Format("2006-01-02 15:04"))
		f.Remedy = "these are data of the past, or exports have not been fresh in any run so far; from the first fresh one on, this stops lists"
	}
	return []Finding{f}
}

// span writes a duration in hours, or from two days on in days.
func span(d time.Duration) string {
	if d < 48*time.Hour {
		return fmt.Sprintf("%.0f hours", d.Hours())
	}
	return fmt.Sprintf("%.0f days", d.Hours()/24)
}
