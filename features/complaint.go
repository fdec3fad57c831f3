package features

import "math"

// Columns of the complaint family.
const (
	compl30 = iota
	compl90
	compl365
	complChange
	complSince
	complOpen
	complOldestOpen
	complResolve
	complScore
)

// scoreSettles is when a complaint's satisfaction is taken as given where the
// export does not say when complaints were resolved.
const scoreSettles = 30 * Day

// complaint tells how often a customer complains and how it was handled.
//
// A complaint resolved at or after the cutoff is open. Its satisfaction is known
// from its resolution on; where resolutions are not exported, 30 days after the
// complaint.
func complaint() Family {
	const noResolved = "resolutions are not exported"
	count := func(name string, days int) Spec {
		return Spec{Name: name, Unit: "contacts", Window: days, Missing: "never", Signal: SignalContent, Risk: 1, Doc: "Complaints in the window."}
	}
	return Family{
		Name: "complaint", Tables: []string{"contacts"}, Fill: fillComplaint,
		Columns: []string{"contacts.time", "contacts.kind", "contacts.resolved", "contacts.satisfaction"}, Specs: []Spec{
			compl30:         count("complaints_30d", 30),
			compl90:         count("complaints_90d", 90),
			compl365:        count("complaints_365d", 365),
			complChange:     {Name: "complaints_change", Unit: "contacts", Window: 365, Missing: "never", Signal: SignalContent, Doc: "Complaints of the last 90 days less the average of 90 days in the 275 before."},
			complSince:      {Name: "days_since_last_complaint", Unit: "days", Missing: "no complaint yet", Signal: SignalContent, Doc: "Days since the newest complaint."},
			complOpen:       {Name: "open_complaints", Unit: "contacts", Window: 365, Missing: noResolved, Signal: SignalContent, Risk: 1, Doc: "Complaints of the window that are not resolved at the cutoff; older ones are taken as forgotten by the records."},
			complOldestOpen: {Name: "oldest_open_complaint_days", Unit: "days", Window: 365, Missing: noResolved, Signal: SignalContent, Risk: 1, Doc: "Days that the oldest open complaint of the window is open; 0 where none is."},
			complResolve:    {Name: "mean_days_to_resolve_365d", Unit: "days", Window: 365, Missing: "no complaint of the window is resolved, or resolutions are not exported", Signal: SignalContent, Risk: 1, Doc: "Mean days that the resolved complaints of the window took."},
			complScore:      {Name: "last_complaint_satisfaction", Unit: "score", Missing: "no complaint with a known score, or scores are not exported", Signal: SignalContent, Risk: -1, Doc: "How content the customer was with the handling of the newest complaint that has a score, in the export's own scale."},
		},
	}
}

func fillComplaint(dst []float64, v *View) {
	n := contactsOf(v, Complaint)
	dst[compl30], dst[compl90], dst[compl365] = float64(n[W30]), float64(n[W90]), float64(n[W365])
	dst[complChange] = rateChange(&n)
	if i := lastContactOf(v, Complaint); i >= 0 {
		dst[complSince] = v.DaysBefore(v.Contacts.Time[i])
	}
	if v.Contacts.Resolved != nil || v.ContactRange.End == 0 {
		fillOpenComplaints(dst, v)
	}
	dst[complScore] = lastComplaintScore(v)
}

func fillOpenComplaints(dst []float64, v *View) {
	c, r := &v.Contacts, &v.ContactRange
	var open int
	var oldest float64
	var took runningMean
	for i := r.From[W365]; i < r.End; i++ {
		if c.Kind[i] != Complaint {
			continue
		}
		if end := v.Known(c.Resolved[i]); end != NoTime {
			took.add(max(0, float64(end-c.Time[i])/float64(Day)))
			continue
		}
		open++
		oldest = max(oldest, v.DaysBefore(c.Time[i]))
	}
	dst[complOpen], dst[complOldestOpen] = float64(open), oldest
	dst[complResolve] = took.value()
}

// lastComplaintScore returns the score of the newest complaint whose score was
// known at the cutoff, the lowest of those of one instant; NaN without any.
func lastComplaintScore(v *View) float64 {
	c := &v.Contacts
	score, at := math.NaN(), NoTime
	if c.Satisfaction == nil {
		return score
	}
	for i := v.ContactRange.End - 1; i >= 0 && (at == NoTime || c.Time[i] == at); i-- {
		if c.Kind[i] != Complaint || math.IsNaN(c.Satisfaction[i]) || !knowsScore(v, i) {
			continue
		}
		if at == NoTime || c.Satisfaction[i] < score {
			score, at = c.Satisfaction[i], c.Time[i]
		}
	}
	return score
}

// knowsScore says whether the score of complaint i was known at the cutoff.
func knowsScore(v *View, i int) bool {
	if v.Contacts.Resolved == nil {
		return v.Contacts.Time[i]+scoreSettles <= v.Cutoff
	}
	return v.Known(v.Contacts.Resolved[i]) != NoTime
}
