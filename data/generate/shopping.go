package generate

import "math"

// Highest amount of a line, cents.
const maxLineCents = 500_000

// shop writes the purchases of a week. Dissatisfied customers buy less, and
// what they buy every week goes to a competitor first.
func (l *life) shop(week int) {
	felt := l.felt()
	rate := l.p.rate * l.m.season[l.c.monthOfYear(week*7)] * math.Exp(-.35*math.Max(felt, -1))
	orders := poisson(l.r, rate)
	joined := int(l.p.signup) >= week*7 && int(l.p.signup) < week*7+7
	if joined {
		orders = max(orders, 1) // people sign up to buy
	}
	if orders == 0 {
		return
	}
	wants := l.p.wants
	for i := range wants {
		wants[i] *= l.share(i, felt)
	}
	for range orders {
		day := l.shoppingDay(week)
		if joined && l.order == 0 {
			day = int(l.p.signup)
		}
		if day >= l.c.days || day < int(l.p.signup) {
			continue
		}
		l.purchase(day, felt, wants[:])
	}
}

// share is how much of a category stays here in a mood, against a neutral one.
func (l *life) share(category int, felt float64) float64 {
	if category < coreCategories {
		return math.Exp(-.8 * math.Max(felt, -.5))
	}
	return math.Exp(-.08 * math.Max(felt, -.5))
}

// shoppingDay draws a day of a week by its popularity.
func (l *life) shoppingDay(week int) int {
	for {
		day := week*7 + l.r.IntN(7)
		if l.r.Float64()*1.3 < l.m.weekdays[l.c.dayOfWeek(day)] {
			return day
		}
	}
}

// purchase writes an order of one to four lines, all of different products, and
// what of it is returned.
func (l *life) purchase(day int, felt float64, wants []float64) {
	l.order++
	order, at := l.order, l.instant(day, 7, 22)
	channel := uint8(pick(l.r, l.p.channels))
	var seen [4]uint16
	for n := 0; n < len(seen); n++ {
		kind := pick(l.r, wants)
		item := product(l.r, kind)
		repeated := false
		for _, other := range seen[:n] {
			repeated = repeated || other == item+1
		}
		if repeated {
			break
		}
		seen[n] = item + 1
		k := l.m.categories[kind]
		amount := 100 * l.p.amount * math.Exp(k.logEUR+.5*l.r.NormFloat64()-.05*felt)
		cents := int32(clamp(amount, 50, maxLineCents))
		line := lineRow{
			at: at, customer: l.p.number, cents: cents, margin: int32(k.margin * float64(cents)),
			order: order, product: item, channel: channel,
		}
		l.bought(line)
		if kind >= coreCategories && chance(l.r, .04+.02*math.Max(felt, 0)) {
			l.giveBack(line)
		}
		if chance(l.r, .72) {
			break
		}
	}
}

// giveBack writes the return of a line, some days later, as an order of its own.
func (l *life) giveBack(line lineRow) {
	day := int(line.at)/daySeconds + between(l.r, 2, 20)
	if day >= l.c.days {
		return
	}
	l.order++
	line.at, line.order = l.instant(day, 8, 20), l.order
	line.cents, line.margin, line.returned = -line.cents, -line.margin, true
	l.bought(line)
}

// bought writes a line and adds it to the month's statement.
func (l *life) bought(line lineRow) {
	l.out.lines = append(l.out.lines, line)
	month := l.c.month(int(line.at) / daySeconds)
	l.spent[month][line.product/productsEach] += int64(line.cents)
}
