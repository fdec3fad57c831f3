package phrases

// Entry is a phrase of the catalogue.
type Entry struct {
	// Key names the phrase; locales have its text under it.
	Key string
	// Family is the family of features that says it, the first of several; empty for
	// what no family says.
	Family string
	// Template is the English sentence with its gaps in braces: days, ago, every, num
	// (1,240), int (1240), none (none or 1,240), many one|more (a count with its noun),
	// pct, points, money, change (two amounts), score, date, sentence and text.
	Template string
}

// Catalogue returns every phrase, in a fixed order. No two share a key.
func Catalogue() []Entry {
	var all []Entry
	for _, part := range [...][]Entry{buying(), spending(), paying(), service(), causes()} {
		all = append(all, part...)
	}
	return all
}

func buying() []Entry {
	return []Entry{
		{"recency.once", "recency", "bought only once, {ago}"},
		{"recency.silent", "recency", "bought {every} on average, silent for {num}"},
		{"recency.silent_daily", "recency", "bought every day on average, silent for {days}"},
		{"recency.none", "recency", "no purchase for {days}"},
		{"recency.none_mean", "recency", "no purchase for {days}; bought {every} on average"},
		{"rhythm.breaks", "rhythm", "silent for {days}; 9 of 10 breaks before were {days} or shorter"},
		{"rhythm.rare", "rhythm", "buys only {every} as a rule; the last purchase was {ago}"},
		{"rhythm.once", "rhythm", "has bought only once so far"},
		{"rhythm.gap", "rhythm", "the last two purchases lie {days} apart, {num} as a rule"},
		{"frequency.few", "frequency", "only {many purchase|purchases} in the last 365 days"},
		{"frequency.quarter", "frequency", "{many purchase|purchases} in the last 90 days, {none} in the 90 before"},
		{"frequency.month", "frequency", "{many purchase|purchases} in the last 30 days, {none} in the 60 before"},
		{"breadth.categories", "breadth", "bought from {many category|categories} in the last 90 days, {none} in the 90 before"},
		{"breadth.products", "breadth", "bought {many product|different products} in the last 90 days, {none} in the 90 before"},
		{"tenure.contract", "tenure", "the contract's yearly date comes up in {days}"},
		{"tenure.contract_today", "tenure", "the contract's yearly date is today"},
		{"tenure.new", "tenure", "a customer for only {days}"},
	}
}

func spending() []Entry {
	return []Entry{
		{"trend.basket", "trend", "purchases of the last 90 days are {pct} smaller on average than those of the 275 days before"},
		{"trend.spend", "trend", "spend of the last 90 days is {pct} below the 90 days before ({change})"},
		{"trend.spend_year", "trend", "spend of the last 90 days is {pct} below the average of the 275 days before ({change})"},
		{"trend.nothing", "trend", "nothing spent in the last 90 days, {money} in the 90 before"},
		{"trend.nothing_year", "trend", "nothing spent in the last 90 days, {money} in 90 days of the 275 before on average"},
		{"trend.returned", "trend", "more returned than bought in the last 90 days, {money} spent in the 90 before"},
		{"trend.returned_year", "trend", "more returned than bought in the last 90 days, {money} spent in 90 days of the 275 before on average"},
		{"monetary.returned", "monetary", "{pct} of what was bought in the last 90 days was returned"},
		{"monetary.last", "monetary", "the last purchase was {pct} below the average ({change})"},
		{"wallet.fell", "share_of_wallet", "share of wallet fell from {pct} to {pct}"},
		{"wallet.small", "share_of_wallet", "share of wallet is only {pct}"},
		{"wallet.main", "share_of_wallet", "the main category's share of the spend fell by {points}, unlike among other customers"},
		{"wallet.behind", "share_of_wallet", "spend of the last 90 days fell {pct} behind that of all customers"},
		{"wallet.stopped", "share_of_wallet", "stopped buying {text} while other categories go on ({pct} of the spend before)"},
		{"wallet.stopped_more", "share_of_wallet", "stopped buying {text} and {many other category|other categories} while others go on ({pct} of the spend before)"},
		{"wallet.stopped_one", "share_of_wallet", "stopped buying a category that was {pct} of the spend, while others go on"},
		{"wallet.stopped_many", "share_of_wallet", "stopped buying {many category|categories} that were {pct} of the spend, while others go on"},
	}
}

func paying() []Entry {
	return []Entry{
		{"payment.late_one", "payment", "paid an invoice {days} late, 1 of {int} in the last 365 days"},
		{"payment.late", "payment", "paid {int} of {int} invoices of the last 365 days late, one of them by {days}"},
		{"payment.overdue_one_amount", "payment", "an invoice of {money} is overdue for {days}"},
		{"payment.overdue_one", "payment", "an invoice is overdue for {days}"},
		{"payment.overdue_amount", "payment", "{many invoice|invoices} are overdue ({money}), the oldest for {days}"},
		{"payment.overdue", "payment", "{many invoice|invoices} are overdue, the oldest for {days}"},
		{"payment.last_before", "payment", "{int} of the last {int} invoices paid late; {none} of the {int} before"},
		{"payment.last_before_open", "payment", "{int} of the last {int} invoices late or overdue; {none} of the {int} before"},
		{"payment.last", "payment", "{int} of the last {int} invoices paid late"},
		{"payment.last_open", "payment", "{int} of the last {int} invoices late or overdue"},
		{"payment.both", "payment", "both invoices so far paid late"},
		{"payment.both_open", "payment", "both invoices so far late or overdue"},
		{"payment.all", "payment", "all {int} invoices so far paid late"},
		{"payment.all_open", "payment", "all {int} invoices so far late or overdue"},
		{"payment.some", "payment", "{int} of the {int} invoices so far paid late"},
		{"payment.some_open", "payment", "{int} of the {int} invoices so far late or overdue"},
		{"payment.slower", "payment", "takes {days} longer to pay than before"},
		{"payment.disputed", "payment", "disputed {many invoice|invoices} due in the last 365 days ({pct} of those settled)"},
		{"offers.response", "offers", "last {int} offers unanswered; the last response was {ago}"},
		{"offers.unanswered", "offers", "last {int} offers unanswered"},
	}
}

func service() []Entry {
	return []Entry{
		{"billing.lately", "billing_contact", "{many billing question|billing questions} in the last 365 days, the last {ago}"},
		{"billing.asked", "billing_contact", "asked about a bill {ago}"},
		{"billing.oftener", "billing_contact", "{many billing question|billing questions} in the last 90 days, {none} in the 275 before"},
		{"technical.call", "service_contact", "a technical call {ago}"},
		{"technical.lately", "service_contact", "{many technical call|technical calls} in the last 365 days, the last {ago}"},
		{"technical.oftener", "service_contact", "{many technical call|technical calls} in the last 90 days, {none} in the 275 before"},
		{"product.oftener", "service_contact", "{many product question|product questions} in the last 90 days, {none} in the 275 before"},
		{"other.oftener", "service_contact", "{many other contact|other contacts} in the last 90 days, {none} in the 275 before"},
		{"complaint.open", "complaint", "complaint open for {days}"},
		{"complaint.open_many", "complaint", "{int} complaints open, the oldest for {days}"},
		{"complaint.one", "complaint", "complained {ago}"},
		{"complaint.oftener", "complaint", "{many complaint|complaints} in the last 90 days, {none} in the 275 before"},
		{"complaint.lately", "complaint", "{many complaint|complaints} in the last 365 days, the last {ago}"},
		{"complaint.handled", "complaint", "not content with how a complaint was handled (score {score})"},
		{"complaint.took", "complaint", "complaints took {days} to resolve on average"},
		{"satisfaction.lower", "satisfaction", "satisfaction scores of the last 180 days are {points} of 100 lower than before"},
		{"satisfaction.hesitates", "satisfaction", "hesitates to recommend: last gave {int} of 10"},
		{"satisfaction.detractor", "satisfaction", "would not recommend: last gave {int} of 10"},
		{"satisfaction.handling", "satisfaction", "rated the handling of a complaint in the lower part of the scale"},
		{"satisfaction.half", "satisfaction", "the last satisfaction score lies in the lower half of the scale"},
		{"satisfaction.quarter", "satisfaction", "the last satisfaction score lies in the lowest quarter of the scale"},
		{"satisfaction.steep", "satisfaction", "satisfaction scores have been falling steeply"},
		{"satisfaction.falls", "satisfaction", "satisfaction falls by {points} of 100 a year"},
		{"changes.closed", "changes", "a touchpoint the customer used was closed {ago}"},
		{"changes.address", "changes", "changed address {ago}"},
		{"changes.billing", "changes", "changed the billing channel {ago}"},
		{"changes.email", "changes", "changed the e-mail address {ago}"},
		{"changes.phone", "changes", "changed the phone number {ago}"},
		{"changes.channel", "changes", "the usual channel's share of purchases fell by {points}"},
	}
}

// causes are why a probability moved, and what is said of who has no reason. The
// special ones come before those that hold any sentence.
func causes() []Entry {
	return []Entry{
		{"none", "", "no single sign stands out; customers with a similar history left"},
		{"cause.none", "", "no single reason"},
		{"cause.model", "", "another model"},
		{"cause.model_and", "", "another model; {sentence}"},
		{"cause.bought_on", "", "bought again on {date}"},
		{"cause.bought", "", "bought again"},
		{"cause.new_other", "", "new: another reason"},
		{"cause.new", "", "new: {sentence}"},
		{"cause.gone", "", "no longer: {sentence}"},
		{"cause.gone_one", "", "a reason is gone"},
		{"cause.silent_day", "", "no purchase for 1 more day"},
		{"cause.silent", "", "no purchase for {int} more days"},
		{"cause.silent_longer", "", "no purchase for longer"},
	}
}
