package signals

import "predict/features"

// The signals, in the order of the bits of a pattern.
const (
	RFMDecline = iota
	UnansweredOffer
	LowSatisfaction
	FallingWalletShare
	ServiceCalls
	LatePayment
	BillingQuestion
	TouchpointChange
	AddressChange
	NumSignals // how many there are
)

const (
	// NumPatterns is the number of sets of signals that a customer can show.
	NumPatterns = 1 << NumSignals
	// SinceDays is how far before the cutoff the first sign is looked for, in days.
	SinceDays = 180
)

// Name returns the name of a signal, such as late_payment.
func Name(signal int) string {
	return [NumSignals]string{
		"rfm_decline", "unanswered_offer", "low_satisfaction", "falling_wallet_share", "service_calls",
		"late_payment", "billing_question", "touchpoint_change", "address_change",
	}[signal]
}

// Counts are what the customers of a cutoff showed, and what became of them.
type Counts struct {
	Cutoff int64 // microseconds UTC
	Churn  features.ChurnOptions
	// Unknown are the customers of whom it is not known whether they left; nothing
	// else counts them.
	Unknown int64
	// Stayed and Churned count customers by the set of signals that they showed: bit
	// s of the index stands for signal s.
	Stayed, Churned [NumPatterns]int64
	// Leads counts the churned customers whom a signal warned of in time, by the whole
	// days from its first sign to their last purchase.
	Leads [NumSignals][SinceDays + 1]int64
	// WarnedInTime are the churned customers whom any signal warned of in time.
	WarnedInTime int64
	// Told says of which signals the exports tell: the table is there, with the columns
	// that it takes, and the kind of contact or change occurs.
	Told [NumSignals]bool
}
