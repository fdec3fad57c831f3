package features

func shareOfWallet() Family { return Family{Name: "shareOfWallet", Tables: []string{"transactions"}, Fill: func([]float64, *View) {}} } // stub until share_of_wallet.go lands
func payment() Family { return Family{Name: "payment", Tables: []string{"transactions"}, Fill: func([]float64, *View) {}} } // stub until payment.go lands
func billingContact() Family { return Family{Name: "billingContact", Tables: []string{"transactions"}, Fill: func([]float64, *View) {}} } // stub until billing_contact.go lands
func serviceContact() Family { return Family{Name: "serviceContact", Tables: []string{"transactions"}, Fill: func([]float64, *View) {}} } // stub until service_contact.go lands
func complaint() Family { return Family{Name: "complaint", Tables: []string{"transactions"}, Fill: func([]float64, *View) {}} } // stub until complaint.go lands
func satisfaction() Family { return Family{Name: "satisfaction", Tables: []string{"transactions"}, Fill: func([]float64, *View) {}} } // stub until satisfaction.go lands
func offers() Family { return Family{Name: "offers", Tables: []string{"transactions"}, Fill: func([]float64, *View) {}} } // stub until offers.go lands
func changes() Family { return Family{Name: "changes", Tables: []string{"transactions"}, Fill: func([]float64, *View) {}} } // stub until changes.go lands
func tenure() Family { return Family{Name: "tenure", Tables: []string{"transactions"}, Fill: func([]float64, *View) {}} } // stub until tenure.go lands
