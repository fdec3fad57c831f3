package generate

import (
	"math"

	"predict/data"
)

// closeMonths does what is done once a month is over, for every month that
// ended by the beginning of day.
func (l *life) closeMonths(day int) {
	for ; l.nextMonth < l.c.months && l.c.monthFirst[l.nextMonth+1] <= day; l.nextMonth++ {
		if int(l.p.signup) >= l.c.monthFirst[l.nextMonth+1] {
			continue
		}
		l.bill(l.nextMonth)
		l.offer(l.nextMonth)
		l.survey(l.nextMonth)
		l.tellPanel(l.nextMonth)
	}
}

// bill writes the statement of a month: all that was bought less what was
// returned. A credit is carried to the next one. It is issued the day after
// the month; the statement of the last month is not in the exports.
func (l *life) bill(month int) {
	balance := l.carried
	for _, cents := range l.spent[month] {
		balance += cents
	}
	l.carried = min(balance, 0)
	issued := l.c.monthFirst[month+1]
	if balance <= 0 || month+1 == l.c.months {
		return
	}
	felt := l.felt()
	due := issued + l.m.segments[l.p.segment].payDays
	row := invoiceRow{
		customer: l.p.number, cents: int32(min(balance, math.MaxInt32)),
		issued: int16(issued), due: int16(due),
		disputed: chance(l.r, .006*math.Exp(.8*felt)),
	}
	paid := due - l.r.IntN(12)
	if chance(l.r, logistic(-2.5+1.2*felt+l.p.tardy)) {
		paid = due + 1 + int(l.r.ExpFloat64()*(7+6*math.Max(felt, 0)))
		open := .02 + .04*math.Max(felt, 0)
		if l.state == gone {
			open = .5 // why pay the last bill
		}
		if chance(l.r, open) {
			paid = l.c.days // after the window
		}
	}
	if row.disputed {
		paid += between(l.r, 5, 30)
	}
	if paid >= l.c.days {
		paid = never
	}
	row.paid = int16(paid)
	l.out.invoices = append(l.out.invoices, row)
}

// offer makes an offer to three customers in ten, whoever bought in the last
// half year as far as the company can tell. One in ten is held out as a control
// and gets nothing.
func (l *life) offer(month int) {
	lost := l.leftWeek != never && l.c.monthFirst[month+1]-l.leftWeek*7 > 180
	if !chance(l.r, .3) || lost {
		return
	}
	day := l.c.monthFirst[month+1] + l.r.IntN(20)
	tactic := l.r.IntN(len(l.m.tactics))
	row := offerRow{
		at: l.instant(day, 8, 18), customer: l.p.number, responded: never,
		month: uint8(month + 1), tactic: uint8(tactic), control: chance(l.r, .1),
	}
	t := l.m.tactics[tactic]
	takes := l.state != gone && !row.control && chance(l.r, logistic(-.4+t.pull-1.3*l.felt()))
	if takes {
		row.responded = row.at + int32(3600*(1+100*l.r.ExpFloat64()))
		l.mood -= t.cheer
	}
	if row.responded >= l.c.end() {
		row.responded = never
	}
	if row.at < l.c.end() {
		l.out.offers = append(l.out.offers, row)
	}
}

// Scales of scores, indexes into scales.
const (
	scaleCSAT = iota
	scaleNPS
	scaleHandling
)

// scales returns the scales of scores.
func scales() []string { return []string{data.CSAT, data.NPS, data.ComplaintHandling} }

// survey asks some customers for scores after a month. Who is annoyed answers
// less often, and hardly anyone who left.
func (l *life) survey(month int) {
	answers := .16 * math.Exp(-.15*l.felt())
	if l.state == gone {
		answers = .01
	}
	first := l.c.monthFirst[month+1]
	if chance(l.r, answers) {
		score := clamp(math.Round(4.1-.8*l.felt()+.6*l.r.NormFloat64()), 1, 5)
		l.scored(first, scaleCSAT, score)
	}
	if chance(l.r, answers/2) {
		score := clamp(math.Round(8-1.7*l.felt()+1.2*l.r.NormFloat64()), 0, 10)
		l.scored(first, scaleNPS, score)
	}
}

// scored writes a score of the two weeks from day on.
func (l *life) scored(day int, scale uint8, score float64) {
	at := l.instant(day+l.r.IntN(14), 8, 22)
	if at < l.c.end() {
		l.out.scores = append(l.out.scores, scoreRow{at, l.p.number, scale, uint8(score)})
	}
}

// tellPanel adds what the customer spends anywhere to the sums of the segment
// and, for a member of the panel who answers, to the wallet export. What a
// neutral customer buys here is a share of what is needed; the need does not
// change with the mood, only where it is bought.
func (l *life) tellPanel(month int) {
	first, next := l.c.monthFirst[month], l.c.monthFirst[month+1]
	weeks := float64(next-max(first, int(l.p.signup))) / 7
	season := l.m.season[l.c.monthOfYear(first)]
	total := 0.0
	for i := range l.p.wants {
		total += l.p.wants[i]
	}
	answers := chance(l.r, .85)
	if l.state == gone {
		answers = chance(l.r, .35)
	}
	var sum int64
	for i, k := range l.m.categories {
		mean := 100 * l.p.amount * math.Exp(k.logEUR+.125) // .125 = .5²/2, mean of a lognormal
		lines := 1.35 * l.p.rate * weeks * season * l.p.wants[i] / total
		need := int64(lines * mean / l.p.loyalty[i] * math.Exp(.15*l.r.NormFloat64()))
		need = max(need, l.spent[month][i], 0)
		sum += need
		l.out.needs.spent[l.p.segment][month][i] += need
		if l.p.panel && answers && i < coreCategories {
			l.wallet(month, int8(i), need)
		}
	}
	l.out.needs.count[l.p.segment][month]++
	if l.p.panel && answers {
		l.wallet(month, everything, sum)
	}
}

// wallet writes a row of a panel member.
func (l *life) wallet(month int, category int8, cents int64) {
	l.out.wallet = append(l.out.wallet, walletRow{
		l.p.number, int32(min(cents, math.MaxInt32)), uint8(month), category,
	})
}
