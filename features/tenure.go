package features

// Columns of the tenure family.
const (
	tenureDays = iota
	tenureContract
	tenureAge
)

const daysAYear = 365.25

// tenure tells how long a customer has been one. Facts of a customer have no
// date of their own, so only what does not change after the cutoff is used: of
// the contract's end only its day of the year, because a renewal moves the end
// itself on and would tell a past cutoff who stayed.
func tenure() Family {
	return Family{
		Name: "tenure", Tables: []string{"transactions"}, Fill: fillTenure,
		Columns: []string{"transactions.time", "customers.signup", "customers.birth_date", "customers.contract_end"}, Specs: []Spec{
			tenureDays:     {Name: "tenure_days", Unit: "days", Missing: "no signup and no purchase before the cutoff", Signal: SignalNone, Doc: "Days since signup, or since the first purchase where the signup is not known."},
			tenureContract: {Name: "days_to_contract_date", Unit: "days", Missing: "no contract end is known", Signal: SignalNone, Doc: "Days until the day of the year on which the contract ends or renews comes round, 0 to 365."},
			tenureAge:      {Name: "age_years", Unit: "years", Missing: "no believable date of birth (0 to 120 years)", Signal: SignalNone, Doc: "Age of the customer."},
		},
	}
}

func fillTenure(dst []float64, v *View) {
	if start := v.Known(v.Signup); start != NoTime {
		dst[tenureDays] = v.DaysBefore(start)
	} else if v.PurchaseRange.End > 0 {
		dst[tenureDays] = v.DaysBefore(v.Purchases[0])
	}
	if v.ContractEnd != NoTime {
		dst[tenureContract] = daysToYearlyDate(v.ContractEnd, v.Cutoff)
	}
	if v.BirthDate != NoTime {
		if age := v.DaysBefore(v.BirthDate) / daysAYear; age >= 0 && age <= 120 {
			dst[tenureAge] = age
		}
	}
}

// daysToYearlyDate returns the days from the cutoff to the next day of the same
// month and day as date; 0 on the day itself. 29 February is kept on 1 March
// where there is none.
func daysToYearlyDate(date, cutoff int64) float64 {
	_, month, day := civil(date)
	year, _, _ := civil(cutoff)
	today := dayOf(cutoff) * Day
	next := midnight(year, month, day)
	if next < today {
		next = midnight(year+1, month, day)
	}
	return float64((next - today) / Day)
}
