package features

// fillLastInvoices walks back over the due dates. Of invoices due at the same
// instant none is newer, so the late ones count as such.
func fillLastInvoices(dst []float64, v *View) {
	places := [2]int{lastInvoices, invoicesBefore} // that are free
	var late [2]int
	due := v.Invoices.Due
	for end := v.InvoiceRange.End; end > 0 && places[1] > 0; {
		var n [2]int // in time, late
		at := due[end-1]
		for ; end > 0 && due[end-1] == at; end-- {
			if !knowsInvoice(v, end-1) {
				continue
			}
			if d, _ := daysLate(v, end-1); d > 0 {
				n[1]++
			} else {
				n[0]++
			}
		}
		for k := range places {
			l := min(n[1], places[k])
			inTime := min(n[0], places[k]-l)
			n[1] -= l
			n[0] -= inTime
			late[k] += l
			places[k] -= l + inTime
		}
	}
	dst[payLateLast4], dst[payLast4] = float64(late[0]), float64(lastInvoices-places[0])
	dst[payLateBefore], dst[payBefore] = float64(late[1]), float64(invoicesBefore-places[1])
}

func fillOverdue(dst []float64, v *View) {
	c := &v.Invoices
	var n int
	var amount, oldest int64
	for i := 0; i < v.InvoiceRange.End; i++ {
		d, open := daysLate(v, i)
		if !open || d == 0 || !knowsInvoice(v, i) {
			continue
		}
		n++
		oldest = max(oldest, d)
		if c.Amount != nil && c.Amount[i] != NoMoney {
			amount += c.Amount[i]
		}
	}
	dst[payOverdue], dst[payOldestOverdue] = float64(n), float64(oldest)
	dst[payOverdueAmount] = money(amount)
}

func fillDisputes(dst []float64, v *View) {
	c, r := &v.Invoices, &v.InvoiceRange
	if c.Disputed == nil && r.End > 0 {
		return
	}
	var settled, disputed int
	for i := r.From[W365]; i < r.End; i++ {
		if v.Known(c.Paid[i]) == NoTime || !knowsInvoice(v, i) {
			continue
		}
		settled++
		if c.Disputed[i] > 0 {
			disputed++
		}
	}
	dst[payDisputed] = float64(disputed)
	dst[payDisputedRate] = shareOf(disputed, settled)
}

func fillDaysToPay(dst []float64, v *View) {
	c, r := &v.Invoices, &v.InvoiceRange
	if c.Issued == nil {
		return
	}
	var all, recent, earlier runningMean
	for i := r.From[W365]; i < r.End; i++ {
		if c.Issued[i] == NoTime || !knowsInvoice(v, i) {
			continue
		}
		end := v.Known(c.Paid[i])
		if end == NoTime {
			end = v.Cutoff
		}
		days := max(0, float64(end-c.Issued[i])/float64(Day)) // paid in advance counts 0
		all.add(days)
		if i >= r.From[W90] {
			recent.add(days)
		} else {
			earlier.add(days)
		}
	}
	dst[payDaysToPay] = all.value()
	dst[payDaysToPayChange] = recent.value() - earlier.value()
}
