package features

// monetary returns the family of the same name.
func monetary() Family {
	return Family{Name: "monetary", Tables: []string{"transactions"}, Fill: func([]float64, *View) {}}
}
