package drift_test

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"predict/models"
	"predict/models/drift"
)

func ExampleCounter_Report() {
	// In training, half of the customers had two invoices and half had one; now it
	// is a quarter and three quarters.
	training := &models.Matrix32{N: 1000, P: 1}
	now := mat.NewDense(400, 1, nil)
	for i := range training.N {
		training.Data = append(training.Data, float32(1+i%2))
	}
	for i := range 400 {
		now.Set(i, 0, 1)
		if i%4 == 0 {
			now.Set(i, 0, 2)
		}
	}
	reference, err := drift.NewReference(training, []string{"invoices_90d"}, nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	counter := drift.NewCounter(reference)
	if err := counter.Add(now, nil); err != nil {
		fmt.Println(err)
		return
	}
	report, err := counter.Report(drift.DefaultOptions())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Level)
	fmt.Println(report.Features[0].Text)
	// Output:
	// warning
	// "invoices_90d" has drifted beyond the limit of 0.25: PSI 0.273, by chance 0.004; 75.0 % of the customers have the value 1, 50.0 % in training. Look at its source, or train again.
}
