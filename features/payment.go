package features

// lastInvoices and invoicesBefore are how many invoices the newest behaviour
// and the habit before it are judged by: together a year of monthly invoices.
const (
	lastInvoices   = 4
	invoicesBefore = 8
)

// Columns of the payment family.
const (
	payDue90 = iota
	payDue180
	payDue365
	payLate90
	payLate180
	payLate365
	payRate90
	payRate365
	payRateChange
	payMeanLate
	payWorstLate
	payLateLast4
	payLast4
	payLateBefore
	payBefore
	payOverdue
	payOverdueAmount
	payOldestOverdue
	payDisputed
	payDisputedRate
	payLastDue
	payDaysToPay
	payDaysToPayChange
)

// payment tells whether a customer pays later than before, or not at all.
//
// An invoice is late when it was paid, or was still open at the cutoff, a whole
// day or more after its due instant; so a due date at midnight leaves the
// customer that day. What was paid at or after the cutoff is open. Credit notes
// (amounts of zero or less) are no invoices, and an invoice issued at or after
// the cutoff is not known yet.
func payment() Family {
	const none = "no invoice due in the window, or payments are not exported"
	due := func(name string, days int) Spec {
		return Spec{
			Name: name, Unit: "invoices", Window: days, Missing: "never", Signal: SignalPayment,
			Doc: "Invoices that fell due in the window.",
		}
	}
	late := func(name string, days int) Spec {
		return Spec{
			Name: name, Unit: "invoices", Window: days, Missing: "payments are not exported", Signal: SignalPayment,
			Doc: "Invoices due in the window that were paid late or are overdue.",
		}
	}
	rate := func(name string, days int) Spec {
		return Spec{
			Name: name, Unit: "share", Window: days, Missing: none, Signal: SignalPayment, Risk: 1,
			Doc: "Share of the invoices due in the window that were paid late or are overdue.",
		}
	}
	return Family{Name: "payment", Tables: []string{"invoices"}, Fill: fillPayment, Specs: []Spec{
		payDue90:      due("invoices_due_90d", 90),
		payDue180:     due("invoices_due_180d", 180),
		payDue365:     due("invoices_due_365d", 365),
		payLate90:     late("late_invoices_90d", 90),
		payLate180:    late("late_invoices_180d", 180),
		payLate365:    late("late_invoices_365d", 365),
		payRate90:     rate("late_rate_90d", 90),
		payRate365:    rate("late_rate_365d", 365),
		payRateChange: {Name: "late_rate_change", Unit: "share", Window: 365, Missing: "no invoice due in the last 90 days, or none in the 275 before, or payments are not exported", Signal: SignalPayment, Risk: 1, Doc: "Late rate of the last 90 days less the late rate of the 275 days before."},
		payMeanLate:   {Name: "mean_days_late_365d", Unit: "days", Window: 365, Missing: none, Signal: SignalPayment, Risk: 1, Doc: "Mean days late of the invoices due in the window; in time counts 0, open ones count the days so far."},
		payWorstLate:  {Name: "worst_days_late_365d", Unit: "days", Window: 365, Missing: none, Signal: SignalPayment, Risk: 1, Doc: "Most days late of an invoice due in the window; 0 where all were in time."},
		payLateLast4:  {Name: "late_last_4_invoices", Unit: "invoices", Missing: "payments are not exported", Signal: SignalPayment, Risk: 1, Doc: "Late ones among the newest 4 invoices that fell due."},
		payLast4:      {Name: "last_4_invoices", Unit: "invoices", Missing: "payments are not exported", Signal: SignalPayment, Doc: "How many of the newest 4 invoices there are: fewer for a new customer."},
		payLateBefore: {Name: "late_before_last_4_invoices", Unit: "invoices", Missing: "payments are not exported", Signal: SignalPayment, Doc: "Late ones among the up to 8 invoices before the newest 4."},
		payBefore:     {Name: "before_last_4_invoices", Unit: "invoices", Missing: "payments are not exported", Signal: SignalPayment, Doc: "How many invoices there are before the newest 4, at most 8."},

		payOverdue:         {Name: "overdue_invoices", Unit: "invoices", Missing: "payments are not exported", Signal: SignalPayment, Risk: 1, Doc: "Invoices that are overdue at the cutoff."},
		payOverdueAmount:   {Name: "overdue_amount", Unit: "currency", Missing: "payments are not exported", Signal: SignalPayment, Storage: Double, Risk: 1, Doc: "Amount that is overdue at the cutoff."},
		payOldestOverdue:   {Name: "oldest_overdue_days", Unit: "days", Missing: "payments are not exported", Signal: SignalPayment, Risk: 1, Doc: "Days that the oldest overdue invoice is late; 0 where nothing is overdue."},
		payDisputed:        {Name: "disputed_invoices_365d", Unit: "invoices", Window: 365, Missing: "disputes or payments are not exported", Signal: SignalPayment, Doc: "Settled invoices due in the window that were disputed; a dispute has no date of its own and is known once settled."},
		payDisputedRate:    {Name: "disputed_rate_365d", Unit: "share", Window: 365, Missing: "no settled invoice due in the window, or disputes or payments are not exported", Signal: SignalPayment, Risk: 1, Doc: "Share of the settled invoices due in the window that were disputed."},
		payLastDue:         {Name: "days_since_last_invoice_due", Unit: "days", Missing: "no invoice fell due yet", Signal: SignalPayment, Doc: "Days since the newest invoice fell due."},
		payDaysToPay:       {Name: "mean_days_to_pay_365d", Unit: "days", Window: 365, Missing: "no dated invoice due in the window, or issues or payments are not exported", Signal: SignalPayment, Doc: "Mean days from issue to payment of the invoices due in the window; open ones count the days so far."},
		payDaysToPayChange: {Name: "days_to_pay_change", Unit: "days", Window: 365, Missing: "no dated invoice due in the last 90 days, or none in the 275 before", Signal: SignalPayment, Risk: 1, Doc: "Mean days from issue to payment of the invoices due in the last 90 days, less those of the 275 days before."},
	}}
}

// knowsInvoice reports whether row i is an invoice that was known at the cutoff.
func knowsInvoice(v *View, i int) bool {
	c := &v.Invoices
	if c.Issued != nil && c.Issued[i] != NoTime && c.Issued[i] >= v.Cutoff {
		return false
	}
	return c.Amount == nil || c.Amount[i] > 0 || c.Amount[i] == NoMoney
}

// daysLate returns the whole days from due to payment, or to the cutoff where
// the invoice is open; 0 where it is in time.
func daysLate(v *View, i int) (days int64, open bool) {
	end := v.Known(v.Invoices.Paid[i])
	if end == NoTime {
		end, open = v.Cutoff, true
	}
	return max(0, (end-v.Invoices.Due[i])/Day), open
}

func fillPayment(dst []float64, v *View) {
	fillInvoiceCounts(dst, v)
	if v.Invoices.Paid == nil && v.InvoiceRange.End > 0 {
		return
	}
	fillLateness(dst, v)
	fillLastInvoices(dst, v)
	fillOverdue(dst, v)
	fillDisputes(dst, v)
	fillDaysToPay(dst, v)
}

func fillInvoiceCounts(dst []float64, v *View) {
	r := &v.InvoiceRange
	var due [numWindows]int
	for i := r.From[W365]; i < r.End; i++ {
		if knowsInvoice(v, i) {
			countIn(&due, r, i)
		}
	}
	dst[payDue90], dst[payDue180], dst[payDue365] = float64(due[W90]), float64(due[W180]), float64(due[W365])
	for i := r.End - 1; i >= 0; i-- {
		if knowsInvoice(v, i) {
			dst[payLastDue] = v.DaysBefore(v.Invoices.Due[i])
			return
		}
	}
}

func fillLateness(dst []float64, v *View) {
	r := &v.InvoiceRange
	var due, late [numWindows]int
	var days runningMean
	var worst int64
	for i := r.From[W365]; i < r.End; i++ {
		if !knowsInvoice(v, i) {
			continue
		}
		d, _ := daysLate(v, i)
		countIn(&due, r, i)
		if d > 0 {
			countIn(&late, r, i)
		}
		days.add(float64(d))
		worst = max(worst, d)
	}
	dst[payLate90], dst[payLate180], dst[payLate365] = float64(late[W90]), float64(late[W180]), float64(late[W365])
	dst[payRate90] = shareOf(late[W90], due[W90])
	dst[payRate365] = shareOf(late[W365], due[W365])
	dst[payRateChange] = dst[payRate90] - shareOf(late[W365]-late[W90], due[W365]-due[W90])
	dst[payMeanLate] = days.value()
	if days.n > 0 {
		dst[payWorstLate] = float64(worst)
	}
}
