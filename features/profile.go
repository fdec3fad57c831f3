package features

// profile reads the facts of the view for the risk list.
func profile(v *View) Profile {
	p := Profile{
		FirstPurchase: NoTime, LastPurchase: NoTime, UsualGapDays: v.UsualGap, Margin365: NoMoney,
		Purchases: int32(v.PurchaseRange.End), PurchaseDays: int32(v.PurchaseDayRange.End),
		Purchases365: int32(v.PurchaseRange.End - v.PurchaseRange.From[W365]),
		Segment:      v.Segment, Region: v.Region,
		PreferredChannel: v.PreferredChannel, PreferredHour: v.PreferredHour,
		TopChannel: topChannel(v),
	}
	if p.StoppedCategory = v.stopped; p.StoppedCategory == notComputed {
		p.StoppedCategory, _ = StoppedCategory(v)
	}
	if n := v.PurchaseRange.End; n > 0 {
		p.FirstPurchase, p.LastPurchase = v.Purchases[0], v.Purchases[n-1]
	}
	from, end := v.LineRange.From[W365], v.LineRange.End
	p.Spend365 = v.Lines.CumSpend[end] - v.Lines.CumSpend[from]
	if v.Lines.CumMargin != nil {
		p.Margin365 = v.Lines.CumMargin[end] - v.Lines.CumMargin[from]
	}
	// Of offers made at the same instant, a treatment counts rather than a control.
	for j, last := v.OfferRange.End-1, NoTime; j >= v.OfferRange.From[W90]; j-- {
		control := v.Offers.Control != nil && v.Offers.Control[j] == 1
		if !control {
			p.Treated = true
		}
		if at := v.Offers.Time[j]; last == NoTime || at == last {
			p.Control = control && (last == NoTime || p.Control)
			last = at
		}
	}
	return p
}

// topChannel returns the channel with most bought lines of the last 365 days.
func topChannel(v *View) int32 {
	if v.Lines.Channel == nil {
		return NoCode
	}
	s := v.Scratch
	s.Codes, s.Counts = s.Codes[:0], s.Counts[:0]
	last := 0
	for j := v.LineRange.From[W365]; j < v.LineRange.End; j++ {
		code := v.Lines.Channel[j]
		if code == NoCode || v.Lines.Purchase[j] < 0 {
			continue
		}
		if last < len(s.Codes) && s.Codes[last] == code { // mostly they are bought in one channel
			s.Counts[last]++
			continue
		}
		k := 0
		for k < len(s.Codes) && s.Codes[k] != code {
			k++
		}
		last = k
		if k == len(s.Codes) {
			s.Codes, s.Counts = append(s.Codes, code), append(s.Counts, 0)
		}
		s.Counts[k]++
	}
	top, most := NoCode, int32(0)
	for k, code := range s.Codes {
		if s.Counts[k] > most || s.Counts[k] == most && code < top {
			top, most = code, s.Counts[k]
		}
	}
	return top
}
