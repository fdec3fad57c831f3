package reasons

// Title names a family in words for people; the name itself for one that is not
// known.
func Title(family string) string {
	switch family {
	case "recency":
		return "time since the last purchase"
	case "frequency":
		return "number of purchases"
	case "monetary":
		return "spend"
	case "trend":
		return "trend of purchases"
	case "share_of_wallet":
		return "share of wallet"
	case "breadth":
		return "variety of what is bought"
	case "payment":
		return "payment"
	case "billing_contact":
		return "questions about bills"
	case "service_contact":
		return "calls for service"
	case "complaint":
		return "complaints"
	case "satisfaction":
		return "satisfaction"
	case "offers":
		return "offers"
	case "changes":
		return "changes of address or touchpoint"
	case "tenure":
		return "time as a customer"
	case "rhythm":
		return "rhythm of purchases"
	}
	return family
}

// Fact says in the family's own numbers how things are, without a warning: for
// families that lower the risk, or raise it without a number that stands out.
// It is "" where no number is known or the family is not.
func Fact(family string, r Row) string {
	return ""
}
