package features_test

import (
	"fmt"
	"time"

	"predict/features"
)

// Two customers, observed on 1 July 2024: the first buys every ten days and has
// been silent for thirty, the second has not been seen for a year.
func Example() {
	day := func(month time.Month, day int) int64 {
		return time.Date(2024, month, day, 0, 0, 0, 0, time.UTC).UnixMicro()
	}
	batch := &features.Batch{
		IDs: []string{"ann", "bob"}, Keys: []uint64{1, 2},
		Transactions: features.TransactionColumns{
			Start:  []int32{0, 3, 4},
			Time:   []int64{day(5, 12), day(5, 22), day(6, 1), day(1, 1) - 180*features.Day},
			Amount: []int64{20 * features.MoneyScale, 20 * features.MoneyScale, 20 * features.MoneyScale, 5 * features.MoneyScale},
		},
	}
	engine, err := features.NewEngine(features.DefaultOptions(), []string{"transactions"}, []int64{day(7, 1)}, day(10, 1))
	if err != nil {
		fmt.Println(err)
		return
	}
	tables := engine.NewTables()
	if err := engine.NewWorker().Compute(batch, tables); err != nil {
		fmt.Println(err)
		return
	}
	schema := engine.Schema()
	for _, name := range []string{"usual_gap_days", "churn_factor", "spend_90d"} {
		fmt.Println(tables[0].IDs[0], name, tables[0].X[schema.Index(name)])
	}
	fmt.Println("churned:", tables[0].Labels[0] == features.LabelChurned)
	fmt.Println("left out:", tables[0].Excluded)
	// Output:
	// ann usual_gap_days 10
	// ann churn_factor 3
	// ann spend_90d 60
	// churned: true
	// left out: map[no_purchase_in_lookback:1]
}

// The label window of each past cutoff ends where the next one begins.
func ExampleAutoCutoffs() {
	first, _ := features.ParseCutoff("2010-12-01")
	end, _ := features.ParseCutoff("2011-12-10")
	plan, err := features.AutoCutoffs(first, end, features.DefaultOptions())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, cutoff := range plan.All() {
		fmt.Println(time.UnixMicro(cutoff).UTC().Format(time.DateOnly))
	}
	// Output:
	// 2011-03-15
	// 2011-06-13
	// 2011-09-11
	// 2011-12-10
}
