package features

// offerGrace is how long a customer has to answer before an offer counts as
// unanswered: an offer of yesterday says nothing yet.
const offerGrace = 7 * Day

// Columns of the offers family.
const (
	offer90 = iota
	offer180
	offer365
	offerUnanswered90
	offerUnanswered180
	offerUnanswered365
	offerShare
	offerShareChange
	offerRun
	offerSinceResponse
	offerLastAnswered
	offerSince
)

// offers tells whether a customer still answers. Rows of a control group are no
// offers. A response at or after the cutoff is none yet, and an offer of the 7
// days before the cutoff without one is still pending: it counts as an offer,
// but neither as answered nor as unanswered.
func offers() Family {
	const noResponses = "responses are not exported"
	made := func(name string, days int) Spec {
		return Spec{Name: name, Unit: "offers", Window: days, Missing: "never", Signal: SignalOffers, Doc: "Offers made in the window."}
	}
	unanswered := func(name string, days int) Spec {
		return Spec{Name: name, Unit: "offers", Window: days, Missing: noResponses, Signal: SignalOffers, Doc: "Offers of the window that were left unanswered for 7 days or more."}
	}
	return Family{
		Name: "offers", Tables: []string{"offers"}, Fill: fillOffers,
		Columns: []string{"offers.time", "offers.responded", "offers.control"}, Specs: []Spec{
			offer90:            made("offers_90d", 90),
			offer180:           made("offers_180d", 180),
			offer365:           made("offers_365d", 365),
			offerUnanswered90:  unanswered("unanswered_offers_90d", 90),
			offerUnanswered180: unanswered("unanswered_offers_180d", 180),
			offerUnanswered365: unanswered("unanswered_offers_365d", 365),
			offerShare:         {Name: "unanswered_share_365d", Unit: "share", Window: 365, Missing: "no offer in the window that is not pending, or responses are not exported", Signal: SignalOffers, Risk: 1, Doc: "Share of the window's offers that were left unanswered, pending ones aside."},
			offerShareChange:   {Name: "unanswered_share_change", Unit: "share", Window: 365, Missing: "no settled offer in the last 90 days, or none in the 275 before", Signal: SignalOffers, Risk: 1, Doc: "Unanswered share of the last 90 days less that of the 275 days before."},
			offerRun:           {Name: "unanswered_run", Unit: "offers", Missing: noResponses, Signal: SignalOffers, Risk: 1, Doc: "Offers left unanswered in a row since the last one that was answered."},
			offerSinceResponse: {Name: "days_since_last_response", Unit: "days", Missing: "no response yet, or responses are not exported", Signal: SignalOffers, Doc: "Days since the newest response to an offer."},
			offerLastAnswered:  {Name: "last_offer_answered", Unit: "flag", Missing: "no offer yet that is not pending, or responses are not exported", Signal: SignalOffers, Risk: -1, Doc: "Whether the newest offer that is not pending was answered: 1 or 0."},
			offerSince:         {Name: "days_since_last_offer", Unit: "days", Missing: "no offer yet", Signal: SignalOffers, Doc: "Days since the newest offer."},
		},
	}
}

func isOffer(c *OfferColumns, i int) bool { return c.Control == nil || c.Control[i] <= 0 }

func fillOffers(dst []float64, v *View) {
	c, r := &v.Offers, &v.OfferRange
	var made [numWindows]int
	for i := r.From[W365]; i < r.End; i++ {
		if isOffer(c, i) {
			countIn(&made, r, i)
		}
	}
	dst[offer90], dst[offer180], dst[offer365] = float64(made[W90]), float64(made[W180]), float64(made[W365])
	for i := r.End - 1; i >= 0; i-- {
		if isOffer(c, i) {
			dst[offerSince] = v.DaysBefore(c.Time[i])
			break
		}
	}
	if c.Responded != nil || r.End == 0 {
		fillUnanswered(dst, v)
		fillResponses(dst, v)
	}
}

func fillUnanswered(dst []float64, v *View) {
	c, r := &v.Offers, &v.OfferRange
	var settled, unanswered [numWindows]int
	for i := r.From[W365]; i < r.End; i++ {
		if !isOffer(c, i) {
			continue
		}
		if v.Known(c.Responded[i]) != NoTime {
			countIn(&settled, r, i)
		} else if c.Time[i] <= v.Cutoff-offerGrace {
			countIn(&settled, r, i)
			countIn(&unanswered, r, i)
		}
	}
	dst[offerUnanswered90] = float64(unanswered[W90])
	dst[offerUnanswered180] = float64(unanswered[W180])
	dst[offerUnanswered365] = float64(unanswered[W365])
	dst[offerShare] = shareOf(unanswered[W365], settled[W365])
	dst[offerShareChange] = shareOf(unanswered[W90], settled[W90]) -
		shareOf(unanswered[W365]-unanswered[W90], settled[W365]-settled[W90])
}

// fillResponses walks back over the offers. Offers made at the same instant are
// answered where one of them is.
func fillResponses(dst []float64, v *View) {
	c := &v.Offers
	response, run, running, first := NoTime, 0, true, true
	for end := v.OfferRange.End; end > 0; {
		at, unanswered, answered := c.Time[end-1], 0, false
		for ; end > 0 && c.Time[end-1] == at; end-- {
			if !isOffer(c, end-1) {
				continue
			}
			if t := v.Known(c.Responded[end-1]); t != NoTime {
				answered = true
				response = max(response, t)
			} else if at <= v.Cutoff-offerGrace {
				unanswered++
			}
		}
		if !answered && unanswered == 0 {
			continue
		}
		if first {
			first = false
			dst[offerLastAnswered] = flag(answered)
		}
		if answered {
			running = false
		} else if running {
			run += unanswered
		}
	}
	dst[offerRun] = float64(run)
	if response != NoTime {
		dst[offerSinceResponse] = v.DaysBefore(response)
	}
}
