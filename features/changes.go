package features

// changeKinds are the kinds of changes in the order of the columns.
var changeKinds = [...]int32{AddressChange, EmailChange, PhoneChange, TouchpointClosed, BillingChannel}

// changes tells what a customer changed: a move, a closed touchpoint and a new
// channel loosen the tie. The columns of each kind are its count in 365 days and
// the days since its last; the purchase channel follows.
func changes() Family {
	f := Family{Name: "changes", Tables: []string{"changes"}, Columns: []string{"changes.time", "changes.kind", "transactions.channel"}, Fill: fillChanges}
	for _, k := range [...]struct{ many, one, signal, doc string }{
		{"address_changes_365d", "address_change", SignalAddress, "changes of address"},
		{"email_changes_365d", "email_change", SignalTouchpoint, "changes of e-mail address"},
		{"phone_changes_365d", "phone_change", SignalTouchpoint, "changes of phone number"},
		{"touchpoints_closed_365d", "touchpoint_closed", SignalTouchpoint, "closings of a touchpoint"},
		{"billing_channel_changes_365d", "billing_channel_change", SignalTouchpoint, "changes of the billing channel"},
	} {
		f.Specs = append(f.Specs,
			Spec{Name: k.many, Unit: "changes", Window: 365, Missing: "never", Signal: k.signal, Doc: "Number of " + k.doc + " in the window."},
			Spec{Name: "days_since_" + k.one, Unit: "days", Missing: "no such change yet", Signal: k.signal, Doc: "Days since the newest of the " + k.doc + "."})
	}
	const noChannel = "nothing bought in the last 90 days, or in the 275 before, or channels are not exported"
	f.Specs = append(f.Specs,
		Spec{Name: "purchase_channel_changed", Unit: "flag", Window: 365, Missing: noChannel, Signal: SignalTouchpoint, Doc: "Whether the channel most bought through in the last 90 days is another than that of the 275 days before: 1 or 0."},
		Spec{Name: "usual_channel_share_change", Unit: "share", Window: 365, Missing: noChannel, Signal: SignalTouchpoint, Doc: "Share of lines bought through the usual channel (the first of the 275 days before) in the last 90 days, less its share before."})
	return f
}

func fillChanges(dst []float64, v *View) {
	c, r := &v.Changes, &v.ChangeRange
	for k, kind := range changeKinds {
		n, last := 0, -1
		for i := 0; i < r.End; i++ {
			if c.Kind[i] != kind {
				continue
			}
			last = i
			if i >= r.From[W365] {
				n++
			}
		}
		dst[2*k] = float64(n)
		if last >= 0 {
			dst[2*k+1] = v.DaysBefore(c.Time[last])
		}
	}
	fillPurchaseChannel(dst[2*len(changeKinds):], v)
}

// fillPurchaseChannel compares the usual channel with the recent one, by lines
// bought. Where two channels tie, the lower code is the usual one.
func fillPurchaseChannel(dst []float64, v *View) {
	l, r := &v.Lines, &v.LineRange
	if l.Channel == nil {
		return
	}
	t := codeTable{s: v.Scratch}
	var recent, earlier int64
	for i := r.From[W365]; i < r.End; i++ {
		if l.Channel[i] < 0 || l.IsReturn[i] {
			continue
		}
		if i >= r.From[W90] {
			t.addRecent(l.Channel[i], 1)
			recent++
		} else {
			t.addEarlier(l.Channel[i], 1, 0)
			earlier++
		}
	}
	if recent == 0 || earlier == 0 {
		return
	}
	now, usual := 0, 0
	for k := range t.n {
		if t.recent(k) > t.recent(now) {
			now = k
		}
		if t.earlier(k) > t.earlier(usual) || t.earlier(k) == t.earlier(usual) && t.code(k) < t.code(usual) {
			usual = k
		}
	}
	dst[0] = flag(t.recent(now) > t.recent(usual))
	dst[1] = float64(t.recent(usual))/float64(recent) - float64(t.earlier(usual))/float64(earlier)
}
