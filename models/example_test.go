package models_test

import (
	"fmt"
	"time"

	"predict/models"
)

// Quarterly cutoffs with a horizon of 90 days: the last one is for the test,
// the one before for calibration, the others to learn from.
func ExampleSplitter_Last() {
	var cutoffs []time.Time
	for month := 1; month <= 10; month += 3 {
		cutoffs = append(cutoffs, time.Date(2011, time.Month(month), 1, 0, 0, 0, 0, time.UTC))
	}
	splitter := models.Splitter{Horizon: 90 * 24 * time.Hour}
	fold, err := splitter.Last(cutoffs)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, cutoff := range fold.Train {
		fmt.Println("train    ", cutoff.Format(time.DateOnly))
	}
	fmt.Println("calibrate", fold.Calibrate.Format(time.DateOnly))
	fmt.Println("test     ", fold.Test.Format(time.DateOnly))
	// Output:
	// train     2011-01-01
	// train     2011-04-01
	// calibrate 2011-07-01
	// test      2011-10-01
}
