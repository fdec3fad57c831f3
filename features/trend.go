package features

// trend returns the family of the same name.
func trend() Family {
	return Family{Name: "trend", Tables: []string{"transactions"}, Fill: func([]float64, *View) {}}
}
