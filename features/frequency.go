package features

// frequency returns the family of the same name.
func frequency() Family {
	return Family{Name: "frequency", Tables: []string{"transactions"}, Fill: func([]float64, *View) {}}
}
