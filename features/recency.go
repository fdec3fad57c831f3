package features

// recency returns the family of the same name.
func recency() Family {
	return Family{Name: "recency", Tables: []string{"transactions"}, Fill: func([]float64, *View) {}}
}
