package generate

import (
	"math"
	"math/rand/v2"
)

// States of a customer.
const (
	notYet  = iota // not signed up
	active         // buys
	pausing        // away for some weeks, for reasons of their own
	leaving        // has decided to leave and winds down
	gone           // buys elsewhere
)

// life carries one customer through the window, week by week.
type life struct {
	r   *rand.Rand
	m   *market
	c   *calendar
	p   profile
	out *records

	kinds     []contactKind
	state     int
	mood      float64 // dissatisfaction: 0 neutral, 1 annoyed, 2 about to go
	weeksLeft int     // of winding down, of a pause, or until a return; 0 if none
	leftWeek  int     // when the customer went; never before
	cause     uint8   // index into cancelReasons of what annoyed most
	order     uint16  // number of the last order

	spent     [maxMonths][numCategories]int64 // cents, returns included
	carried   int64                           // credit carried to the next statement, cents, never above 0
	nextMonth int                             // the month that is to be closed next
}

// live writes the whole history of customer number into out.
func live(seed uint64, number int, m *market, c *calendar, out *records) {
	r := source(seed, uint64(number))
	l := life{
		r: r, m: m, c: c, out: out, kinds: m.kinds,
		state: notYet, leftWeek: never, p: newProfile(r, number, m, c),
	}
	l.mood = .7 * r.NormFloat64()
	out.customers = append(out.customers, l.p)
	for week := range c.weeks() {
		if l.state == notYet && int(l.p.signup) < (week+1)*7 {
			l.state = active
		}
		l.closeMonths(week * 7)
		l.record(week)
		if l.state == notYet {
			continue
		}
		incident := l.feel(week)
		l.decide(week)
		l.contact(week, incident)
		l.change(week)
		if l.state == active || l.state == leaving {
			l.shop(week)
		}
	}
	l.closeMonths(c.days)
}

// feel moves the mood by a week and reports whether something went wrong: a
// delivery, a bill, a call. Moods fade with a half-life of about five months.
func (l *life) feel(week int) (incident bool) {
	l.mood = .97*l.mood + .18*l.r.NormFloat64()
	if chance(l.r, .014) {
		l.upset(.3+.8*l.r.ExpFloat64(), reasonService)
		incident = true
	}
	for _, shut := range l.m.closures {
		if shut.week == week && shut.region == int(l.p.region) && l.p.channel == store {
			l.upset(.8, reasonTouchpoint)
			l.changed(week, changeTouchpoint)
		}
	}
	return incident
}

// upset adds to the dissatisfaction and remembers the cause if it is a big one.
func (l *life) upset(by float64, cause uint8) {
	l.mood += by
	if by > .6 {
		l.cause = cause
	}
}

// felt is the mood within bounds, as behaviour shows it.
func (l *life) felt() float64 {
	m := clamp(l.mood, -1.5, 3.5)
	if l.state == leaving {
		m = math.Min(m+1, 3.5)
	}
	return m
}

// decide moves the customer between states. New customers leave more easily;
// tolerant ones hardly let their mood decide.
func (l *life) decide(week int) {
	if l.weeksLeft > 0 {
		l.weeksLeft--
		if l.weeksLeft == 0 {
			l.endOfWait(week)
		}
		return
	}
	if l.state != active {
		return
	}
	weight := 2.8
	if l.p.tolerant {
		weight = .2
	}
	odds := -6.7 + weight*clamp(l.mood, -1.5, 3.5) + l.m.segments[l.p.segment].leave
	if week*7-int(l.p.signup) < 180 {
		odds += .4
	}
	switch {
	case chance(l.r, logistic(odds)):
		l.state, l.weeksLeft = leaving, 4+int(6*l.r.ExpFloat64())
		l.mood += .6
	case chance(l.r, .0008): // without a sign: moved away, won by a friend
		l.cause = reasonOther
		l.leave(week)
	case chance(l.r, l.m.holiday[l.c.monthOfYear(week*7)]):
		l.state, l.weeksLeft = pausing, 2+int(5*l.r.ExpFloat64())
	}
}

// endOfWait ends a pause, a wind-down or an absence.
func (l *life) endOfWait(week int) {
	switch l.state {
	case leaving:
		l.leave(week)
	case pausing:
		l.state = active
	case gone: // won back
		l.state, l.mood, l.leftWeek = active, -.3, never
	}
}

// leave ends the relation: customers with a contract cancel it, the others just
// stop. One in five comes back later.
func (l *life) leave(week int) {
	l.state, l.leftWeek = gone, week
	if chance(l.r, .2) {
		l.weeksLeft = between(l.r, 10, 45)
	}
	if at, ok := l.during(week); ok && l.p.contract != never {
		reason := l.cause
		if chance(l.r, .15) {
			reason = reasonUnknown
		}
		l.out.cancellations = append(l.out.cancellations, cancellationRow{at, l.p.number, reason})
	}
}

// during draws an instant of office hours in a week and reports whether it lies
// in the window and after the sign-up.
func (l *life) during(week int) (int32, bool) {
	day := week*7 + l.r.IntN(7)
	return l.instant(day, 8, 20), day < l.c.days && day >= int(l.p.signup)
}

// instant draws an instant of a day from hour to hour.
func (l *life) instant(day, from, to int) int32 {
	return int32(day*daySeconds + from*3600 + l.r.IntN((to-from)*3600))
}

// record writes the truth at the cutoffs: every 90 days, counted back from the
// end of the window.
func (l *life) record(week int) {
	for day := week * 7; day < min(week*7+7, l.c.days); day++ {
		if (l.c.days-day)%90 == 0 {
			l.out.truth = append(l.out.truth, truthRow{
				l.p.number, int16(day), uint8(l.state), float32(l.mood),
			})
		}
	}
}
