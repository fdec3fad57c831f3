package kpi_test

import (
	"os"
	"strings"
	"testing"

	"predict/pipeline/kpi"
)

// TestDocument: docs/kpi.md defines every figure, column, dimension and note.
func TestDocument(t *testing.T) {
	text, err := os.ReadFile("../../docs/kpi.md")
	if err != nil {
		t.Fatal(err)
	}
	frame, err := came(1, 1, 1).book(t).Frame()
	if err != nil {
		t.Fatal(err)
	}
	names := frame.Names()
	for _, name := range append(names,
		kpi.RawRetention, kpi.SalesRetention, kpi.ProfitRetention, kpi.OffersCost, kpi.ServiceCost, kpi.RetentionCost,
		kpi.CostPerRetained, kpi.WalletShare, kpi.ChurnRate, kpi.TacticKept, kpi.ControlKept, kpi.TacticEffect, kpi.TacticCost,
		kpi.TacticCostPerKept, kpi.AtStart, kpi.AtEnd, kpi.NewCustomers, kpi.Reactivated, kpi.Lost, kpi.Growth,
		kpi.AnnualChurn, kpi.ExpectedChurn, kpi.RealisedChurn,
		kpi.Segment, kpi.Region, kpi.Channel, kpi.Category, kpi.Tactic, kpi.ShareUnit, kpi.MoneyUnit, kpi.CountUnit,
		kpi.AllPeriods, kpi.Others,
		kpi.ShortHistory, kpi.FewCustomers, kpi.UnknownGroup, kpi.OtherGroups, kpi.TooManyGroups, kpi.NobodyAtStart, kpi.NobodyKept,
		kpi.NoTotal, kpi.NoCost, kpi.NoOffers, kpi.NoOfferCosts, kpi.SomeMargins, kpi.SomeCosts, kpi.SomeOffers,
		kpi.NoWallet, kpi.NotCausal, kpi.NobodyOffered, kpi.NotKept, kpi.Uncertain, kpi.HorizonOpen,
	) {
		if !strings.Contains(string(text), "`"+name+"`") {
			t.Errorf("docs/kpi.md does not explain `%s`", name)
		}
	}
}
