package pipeline

import (
	"fmt"
	"slices"

	"predict/data"
	"predict/data/lake"
	"predict/features"
)

// vocabulary translates the dictionary codes of the lake into the codes that
// the feature kernel fixes, and between dictionaries of the same meaning.
type vocabulary struct {
	category       []int32 // of transactions, as ranks
	channel        []int32
	contactKind    []int32
	changeKind     []int32
	scale          []int32
	walletCategory []int32 // wallet's categories as ranks of transactions'
	segmentOf      []int32 // wallet's segments as codes of customers
	segmentWallet  *segmentWallet
}

// newVocabulary reads the dictionaries that need translation.
func newVocabulary(l *lake.Lake) (*vocabulary, error) {
	v := &vocabulary{}
	fixed := func(table, column string, values ...string) ([]int32, error) {
		texts, err := l.Symbols(table, column)
		if err != nil {
			return nil, fmt.Errorf("reading the dictionary of %s.%s: %w", table, column, err)
		}
		return translate(texts, values, false), nil
	}
	var err error
	if v.category, err = ranks(l, "category"); err != nil {
		return nil, err
	}
	if v.channel, err = ranks(l, "channel"); err != nil {
		return nil, err
	}
	if v.contactKind, err = fixed(data.Contacts, "kind", data.BillingQuestion, data.Technical, data.ProductInfo, data.Complaint, data.OtherContact); err != nil {
		return nil, err
	}
	if v.changeKind, err = fixed(data.Changes, "kind", data.AddressChange, data.EmailChange, data.PhoneChange, data.TouchpointClosed, data.BillingChannel); err != nil {
		return nil, err
	}
	if v.scale, err = fixed(data.Satisfaction, "scale", data.CSAT, data.NPS, data.ComplaintHandling); err != nil {
		return nil, err
	}
	for _, d := range []struct {
		to           *[]int32
		column       string
		table, other string
	}{
		{&v.walletCategory, "category", data.Transactions, "category"},
		{&v.segmentOf, "segment", data.Customers, "segment"},
	} {
		texts, err := l.Symbols(data.Wallet, d.column)
		if err != nil {
			return nil, fmt.Errorf("reading the dictionary of wallet.%s: %w", d.column, err)
		}
		known, err := l.Symbols(d.table, d.other)
		if err != nil {
			return nil, fmt.Errorf("reading the dictionary of %s.%s: %w", d.table, d.other, err)
		}
		if d.table == data.Transactions {
			slices.Sort(known)
		}
		*d.to = translate(texts, known, true)
	}
	return v, nil
}

// ranks gives for each code of a column of transactions the rank of its text in
// alphabetical order. Codes follow the order in which the exports came; where
// features break ties by code, that order must not count.
func ranks(l *lake.Lake, column string) ([]int32, error) {
	texts, err := l.Symbols(data.Transactions, column)
	if err != nil {
		return nil, fmt.Errorf("reading the dictionary of transactions.%s: %w", column, err)
	}
	return translate(texts, slices.Sorted(slices.Values(texts)), false), nil
}

// translate gives for each text its position in values. Texts that are not
// there get NoCode, or with extend a code of their own behind the known ones.
func translate(texts, values []string, extend bool) []int32 {
	at := make(map[string]int32, len(values))
	for i, v := range values {
		at[v] = int32(i)
	}
	codes := make([]int32, len(texts))
	for i, t := range texts {
		code, ok := at[t]
		switch {
		case ok:
			codes[i] = code
		case extend:
			codes[i] = int32(len(values) + i)
		default:
			codes[i] = features.NoCode
		}
	}
	return codes
}

// recode replaces codes in place; NoCode stays.
func recode(codes, table []int32) {
	for i, c := range codes {
		if c >= 0 && int(c) < len(table) {
			codes[i] = table[c]
		}
	}
}

// batch gives a bucket of the lake in the form that the kernel reads. Codes
// that need translation are replaced in the bucket itself.
func (v *vocabulary) batch(b *lake.Bucket) *features.Batch {
	out := &features.Batch{IDs: b.IDs, Keys: b.Keys}
	if r := b.Tables[data.Customers]; r != nil {
		out.Customers = features.CustomerColumns{
			Start: r.Start, Signup: r.I64["signup"], BirthDate: r.I64["birth_date"], ContractEnd: r.I64["contract_end"],
			CostToServe: r.I64["cost_to_serve"], Segment: r.I32["segment"], Region: r.I32["region"],
			PreferredChannel: r.I32["preferred_channel"], PreferredHour: r.I32["preferred_hour"],
		}
	}
	if r := b.Tables[data.Transactions]; r != nil {
		recode(r.I32["category"], v.category)
		recode(r.I32["channel"], v.channel)
		out.Transactions = features.TransactionColumns{
			Start: r.Start, Time: r.I64["time"], Amount: r.I64["amount"], Margin: r.I64["margin"], Order: r.I64["order_id"],
			Category: r.I32["category"], Product: r.I32["product"], Channel: r.I32["channel"], IsReturn: r.I32["is_return"],
		}
	}
	if r := b.Tables[data.Invoices]; r != nil {
		out.Invoices = features.InvoiceColumns{
			Start: r.Start, Issued: r.I64["issued"], Due: r.I64["due"], Paid: r.I64["paid"],
			Amount: r.I64["amount"], Disputed: r.I32["disputed"],
		}
	}
	v.service(b, out)
	v.wallet(b, out)
	return out
}

// service fills the tables of contacts, changes, offers, scores and
// cancellations.
func (v *vocabulary) service(b *lake.Bucket, out *features.Batch) {
	if r := b.Tables[data.Contacts]; r != nil {
		recode(r.I32["kind"], v.contactKind)
		out.Contacts = features.ContactColumns{
			Start: r.Start, Time: r.I64["time"], Resolved: r.I64["resolved"], Kind: r.I32["kind"],
			Channel: r.I32["channel"], Reason: r.I32["reason"], Product: r.I32["product"], Satisfaction: r.F64["satisfaction"],
		}
	}
	if r := b.Tables[data.Changes]; r != nil {
		recode(r.I32["kind"], v.changeKind)
		out.Changes = features.ChangeColumns{Start: r.Start, Time: r.I64["time"], Kind: r.I32["kind"]}
	}
	if r := b.Tables[data.Offers]; r != nil {
		out.Offers = features.OfferColumns{
			Start: r.Start, Time: r.I64["time"], Responded: r.I64["responded"], Campaign: r.I32["campaign"],
			Tactic: r.I32["tactic"], Cost: r.I64["cost"], Control: r.I32["control"],
		}
	}
	if r := b.Tables[data.Satisfaction]; r != nil {
		recode(r.I32["scale"], v.scale)
		out.Satisfaction = features.SatisfactionColumns{Start: r.Start, Time: r.I64["time"], Score: r.F64["score"], Scale: r.I32["scale"]}
	}
	if r := b.Tables[data.Cancellations]; r != nil {
		out.Cancellations = features.CancellationColumns{Start: r.Start, Time: r.I64["time"], Reason: r.I32["reason"]}
	}
}
