package features

// serviceKinds are the contacts of the family, in the order of its columns.
var serviceKinds = [...]int32{Technical, ProductInfo, OtherContact}

// serviceColumns is how many columns each kind has.
const serviceColumns = 5

// serviceContact counts calls about faults, about products, and the rest.
func serviceContact() Family {
	f := Family{Name: "service_contact", Tables: []string{"contacts"}, Columns: []string{"contacts.time", "contacts.kind"}, Fill: fillServiceContact}
	for _, k := range [...]struct{ name, doc string }{
		{"technical_contact", "contacts about a technical fault"},
		{"product_contact", "questions about a product"},
		{"other_contact", "contacts about anything but bills, faults, products and complaints"},
	} {
		count := func(window string, days int) Spec {
			return Spec{
				Name: k.name + "s_" + window, Unit: "contacts", Window: days, Missing: "never",
				Signal: SignalService, Doc: "Number of " + k.doc + " in the window.",
			}
		}
		f.Specs = append(f.Specs, count("30d", 30), count("90d", 90), count("365d", 365),
			Spec{
				Name: k.name + "s_change", Unit: "contacts", Window: 365, Missing: "never", Signal: SignalService,
				Doc: "Number of " + k.doc + " in the last 90 days, less the average of 90 days in the 275 before.",
			},
			Spec{
				Name: "days_since_last_" + k.name, Unit: "days", Missing: "no such contact yet", Signal: SignalService,
				Doc: "Days since the newest of the " + k.doc + ".",
			})
	}
	return f
}

func fillServiceContact(dst []float64, v *View) {
	for k, kind := range serviceKinds {
		d := dst[k*serviceColumns:]
		n := contactsOf(v, kind)
		d[0], d[1], d[2] = float64(n[W30]), float64(n[W90]), float64(n[W365])
		d[3] = rateChange(&n)
		if i := lastContactOf(v, kind); i >= 0 {
			d[4] = v.DaysBefore(v.Contacts.Time[i])
		}
	}
}
