package calibrate_test

import (
	"fmt"

	"predict/models/calibrate"
)

// A model that gives everybody .1 or .4, of whom .2 and .8 churned: its odds
// are too low by the same factor at both ends. Later, churn as a whole falls to
// .4.
func Example() {
	var p, y []float64
	for i := range 1000 {
		p, y = append(p, .1, .4), append(y, 0, 1)
		if i%5 == 0 {
			y[2*i], y[2*i+1] = 1, 0
		}
	}
	choice, err := calibrate.Choose(nil, p, y, nil, nil, 5)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s: .1 becomes %.2f, .4 becomes %.2f\n", choice.Kind, choice.Calibrator.Calibrate(.1), choice.Calibrator.Calibrate(.4))

	calibrated := []float64{.2, .8}
	delta, err := calibrate.ShiftTo(calibrated, nil, .4)
	if err != nil {
		fmt.Println(err)
		return
	}
	later := calibrate.WithShift(choice.Calibrator, delta)
	fmt.Printf("later: %.2f and %.2f\n", later.Calibrate(.1), later.Calibrate(.4))
	// Output:
	// platt: .1 becomes 0.20, .4 becomes 0.80
	// later: 0.12 and 0.68
}
