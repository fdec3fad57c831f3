package leak_test

import (
	"context"
	"fmt"

	"predict/models"
	"predict/models/leak"
)

func ExampleFind() {
	// The reason for leaving was asked of those who left.
	x := &models.Matrix32{N: 400, P: 2}
	y := make([]float64, x.N)
	for i := range y {
		reason := float32(0)
		if i%4 == 0 {
			y[i], reason = 1, float32(1+i%3)
		}
		x.Data = append(x.Data, float32(i%7), reason)
	}
	o := leak.DefaultOptions()
	o.Categorical = []int{1}
	suspects, err := leak.Find(context.Background(), x, y, []string{"tenure", "reason"}, o)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range suspects {
		fmt.Println(s.Kind, s.Why)
	}
	// Output:
	// separates "reason" seems to know the outcome: alone it separates churned customers from the others with an AUC of 1.000; honest features stay below 0.96; leave it out, or allow it by name if it is always written before the cutoff.
}
