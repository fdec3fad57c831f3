package features

// Columns of the share of wallet family.
const (
	walletShare90 = iota
	walletShare180
	walletShare365
	walletShareChange
	catHHIRecent
	catHHIEarlier
	catHHIChange
	catLargestFall
	catStopped
	catStoppedShare
	catClearly
	catClearlyShare
	catTopChange
	catTopChangeVsPeers
	catGrowthVsPeers
)

// maxGrowthVsPeers caps a ratio that would be without bound for a customer who
// bought next to nothing before.
const maxGrowthVsPeers = 10

// shareOfWallet tells whether a customer takes business elsewhere: of what is
// spent anywhere, where the wallet table says it; always, by category and
// against what all customers do.
//
// Recent is the last 90 days, earlier the 275 days before. Shares among the
// customer's own categories are of what was bought, returns aside; lines without
// a category do not count.
func shareOfWallet() Family {
	const (
		noWallet     = "no wallet is known for these months, or nothing was spent anywhere"
		noCategories = "nothing with a category bought in the last 90 days, or in the 275 before, or categories are not exported"
	)
	share := func(name string, days int, months string) Spec {
		return Spec{
			Name: name, Unit: "share", Window: days, Missing: noWallet, Signal: SignalWallet, Risk: -1,
			Doc: "Own spend over what the customer spends anywhere, in the " + months + " whole months before the cutoff.",
		}
	}
	return Family{
		Name: "share_of_wallet", Tables: []string{"transactions"}, Fill: fillShareOfWallet,
		Columns: []string{"transactions.time", "transactions.amount", "transactions.is_return", "transactions.category", "wallet.month", "wallet.category", "wallet.total"},
		Specs: []Spec{
			walletShare90:     share("wallet_share_90d", 90, "3"),
			walletShare180:    share("wallet_share_180d", 180, "6"),
			walletShare365:    share("wallet_share_365d", 365, "12"),
			walletShareChange: {Name: "wallet_share_change", Unit: "share", Window: 365, Missing: noWallet, Signal: SignalWallet, Risk: -1, Doc: "Share of wallet of the last 3 whole months less that of the 9 months before."},

			catHHIRecent:        {Name: "category_concentration_90d", Unit: "share", Window: 90, Missing: "nothing with a category bought in the window, or categories are not exported", Signal: SignalWallet, Doc: "Sum of the squared shares of the categories in what was bought: 1 where all is one category (Herfindahl index)."},
			catHHIEarlier:       {Name: "category_concentration_before_90d", Unit: "share", Window: 365, Missing: "nothing with a category bought in the 275 days before the last 90, or categories are not exported", Signal: SignalWallet, Doc: "The same for the 275 days before the last 90."},
			catHHIChange:        {Name: "category_concentration_change", Unit: "share", Window: 365, Missing: noCategories, Signal: SignalWallet, Doc: "Concentration of the last 90 days less that of the 275 before."},
			catLargestFall:      {Name: "largest_category_share_fall", Unit: "share", Window: 365, Missing: noCategories, Signal: SignalWallet, Doc: "Most that a category's share of the spend fell by, from the 275 days before to the last 90."},
			catStopped:          {Name: "stopped_categories", Unit: "categories", Window: 365, Missing: noCategories, Signal: SignalWallet, Doc: "Categories bought in the 275 days before the last 90 and not since, while others go on."},
			catStoppedShare:     {Name: "stopped_categories_share", Unit: "share", Window: 365, Missing: noCategories, Signal: SignalWallet, Doc: "Share that the stopped categories had of the spend before."},
			catClearly:          {Name: "clearly_stopped_categories", Unit: "categories", Window: 365, Missing: noCategories, Signal: SignalWallet, Doc: "Stopped categories that were bought on so many of the days with a purchase before that their absence since is no accident: less than one chance in ten."},
			catClearlyShare:     {Name: "clearly_stopped_categories_share", Unit: "share", Window: 365, Missing: noCategories, Signal: SignalWallet, Doc: "Share that the clearly stopped categories had of the spend before."},
			catTopChange:        {Name: "top_category_share_change", Unit: "share", Window: 365, Missing: noCategories, Signal: SignalWallet, Doc: "Change of the share of the category that was largest in the 275 days before."},
			catTopChangeVsPeers: {Name: "top_category_share_change_vs_peers", Unit: "share", Window: 365, Missing: noCategories + ", or all customers together bought nothing in one of them", Signal: SignalWallet, Doc: "The same less the change of the category's share among all customers."},
			catGrowthVsPeers:    {Name: "spend_growth_vs_peers", Unit: "ratio", Window: 365, Missing: "nothing bought in the 275 days before the last 90, by the customer or by all customers together", Signal: SignalWallet, Risk: -1, Doc: "Spend of the last 90 days over that of the 275 before, divided by the same of all customers together; at most 10."},
		},
	}
}

func fillShareOfWallet(dst []float64, v *View) {
	fillWallet(dst, v)
	fillGrowthVsPeers(dst, v)
	if v.Lines.Category != nil {
		fillCategories(dst, v)
	}
}

func fillGrowthVsPeers(dst []float64, v *View) {
	l, r := &v.Lines, &v.LineRange
	recent := l.CumSpend[r.End] - l.CumSpend[r.From[W90]]
	earlier := l.CumSpend[r.From[W90]] - l.CumSpend[r.From[W365]]
	if earlier <= 0 || v.Peers.EarlierTotal <= 0 || v.Peers.RecentTotal <= 0 {
		return
	}
	own := float64(max(0, recent)) / float64(earlier)
	peers := float64(v.Peers.RecentTotal) / float64(v.Peers.EarlierTotal)
	dst[catGrowthVsPeers] = min(maxGrowthVsPeers, own/peers)
}
