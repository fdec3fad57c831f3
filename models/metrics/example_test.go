package metrics_test

import (
	"context"
	"fmt"

	"predict/models/metrics"
)

// Sixty customers of two segments: the model knows who leaves among the small
// ones; of the large there are too few to say.
func ExampleGroups() {
	var s metrics.Sample
	var p []float64
	groups := []metrics.Group{{Name: "small"}, {Name: "large"}}
	for i := range 60 {
		churned, segment := float64(i%3/2), 0
		if i%5 == 0 {
			segment = 1
		}
		s.Y = append(s.Y, churned)
		p = append(p, .2+.5*churned)
		groups[segment].Rows = append(groups[segment].Rows, i)
	}
	reports, err := metrics.Groups(context.Background(), s, p, nil, groups, metrics.DefaultOptions())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range reports {
		if r.Scores == nil {
			fmt.Printf("%s: %d of %d churned; %s\n", r.Name, r.Churned, r.N, r.Reason)
			continue
		}
		fmt.Printf("%s: %d of %d churned; AUC %.2f\n", r.Name, r.Churned, r.N, r.Scores.AUC)
	}
	// Output:
	// small: 16 of 48 churned; AUC 1.00
	// large: 4 of 12 churned; fewer than 20 customers
}
