package kpi

import "strings"

// Keys of notes. A row may have several, with a blank between.
const (
	ShortHistory  = "short_history"
	FewCustomers  = "few_customers"
	UnknownGroup  = "unknown_group"
	OtherGroups   = "other_groups"
	TooManyGroups = "too_many_groups"
	NobodyAtStart = "nobody_at_start"
	NobodyKept    = "nobody_retained"
	NoTotal       = "no_positive_total"
	NoHistory     = "no_periods"
	BySilence     = "by_silence"
	NoSegments    = "no_segments"
	NoRegions     = "no_regions"
	NoCategories  = "no_categories"
	NoChannels    = "no_channels"
	NoMargins     = "no_margins"
	SomeMargins   = "some_margins_unknown"
	NoCost        = "no_cost_to_serve"
	SomeCosts     = "some_costs_to_serve_unknown"
	NoOffers      = "no_offers"
	NoOfferCosts  = "no_offer_costs"
	SomeOffers    = "some_offer_costs_unknown"
	NoTactics     = "no_tactics"
	NotCausal     = "not_causal"
	NotKept       = "nobody_kept_beyond_control"
	NobodyOffered = "nobody_offered"
	Uncertain     = "effect_not_certain"
	HorizonOpen   = "horizon_open"
	NoWallet      = "no_wallet"
	NoOutcome     = "no_list_over"
	NoBand        = "no_band"
)

// Notes says the note of a row in words, a sentence for each key; keys that are not
// known stay as they are.
func Notes(note string) string {
	var all []string
	for _, key := range strings.Fields(note) {
		if text := noteText(key); text != "" {
			key = text
		}
		all = append(all, key)
	}
	return strings.Join(all, " ")
}

// noteText returns the sentence of a key.
func noteText(key string) string {
	for _, n := range []struct{ key, text string }{
		{ShortHistory, "The look-back before the period reaches beyond the first day of the data: customers who bought earlier are not seen at its start, and too few are seen to leave."},
		{BySilence, "Customers are lost by silence here, not by a decline."},
		{FewCustomers, "Fewer than 30 customers: chance moves the figure a lot."},
		{UnknownGroup, "The customers of whom none is known."},
		{OtherGroups, "All groups beyond the 30 largest."},
		{TooManyGroups, "There are too many different values to tell groups apart."},
		{NobodyAtStart, "There was no customer at the start of the period."},
		{NobodyKept, "No customer of the start was one at the end."},
		{NoTotal, "The total that the share would be of is not above zero."},
		{NoHistory, "No whole period lies in the data."},
		{NoSegments, "No customer has a segment."},
		{NoRegions, "No customer has a region."},
		{NoCategories, "No purchase has a category."},
		{NoChannels, "No purchase has a channel."},
		{NoMargins, "No purchase has a margin."},
		{SomeMargins, "Some purchases have no margin; they count as earning nothing."},
		{NoCost, "No customer has a cost to serve; it counts as 0."},
		{SomeCosts, "Some customers have no cost to serve; it counts as 0."},
		{NoOffers, "No offers are known; they count as free."},
		{NoOfferCosts, "No offer has a cost; offers count as free."},
		{SomeOffers, "Some offers have no cost; they count as free."},
		{NoTactics, "No offer names its tactic."},
		{NotCausal, "There is no control group: what the tactic itself brought cannot be told."},
		{NotKept, "No more customers were kept than in the control group."},
		{NobodyOffered, "The tactic was offered to nobody; there are controls only."},
		{Uncertain, "The effect may be nothing: the cost has no upper end."},
		{HorizonOpen, "Offers at the end of the period are left out: their horizon is not over."},
		{NoWallet, "No wallet is known of retained customers in the months of the period."},
		{NoBand, "There is no band of the industry."},
		{NoOutcome, "No list has been made whose horizon is over."},
	} {
		if n.key == key {
			return n.text
		}
	}
	return ""
}

// joined joins keys to a note, each once.
func joined(keys ...[]string) string {
	var all []string
	for _, some := range keys {
		for _, key := range some {
			if key != "" && !strings.Contains(" "+strings.Join(all, " ")+" ", " "+key+" ") {
				all = append(all, key)
			}
		}
	}
	return strings.Join(all, " ")
}

// when returns the key where it holds.
func when(holds bool, key string) string {
	if holds {
		return key
	}
	return ""
}
