package features

// breadth returns the family of the same name.
func breadth() Family {
	return Family{Name: "breadth", Tables: []string{"transactions"}, Fill: func([]float64, *View) {}}
}
