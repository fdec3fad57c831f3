package features

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
)

// Schema is the ordered columns of a feature table. Models keep the schema that
// they were trained on and refuse any other.
type Schema struct {
	// Specs are the columns in order.
	Specs []Spec
	// Families[i] is the name of the family of Specs[i].
	Families []string
}

// SchemaError says why a column of a wanted schema is not to be had.
type SchemaError struct {
	Column string // the feature
	Reason string // what is wrong with it and what helps
}

// Error implements error.
func (e *SchemaError) Error() string {
	return fmt.Sprintf("features: aligning schemas: column %q: %s", e.Column, e.Reason)
}

// Len returns the number of columns.
func (s Schema) Len() int { return len(s.Specs) }

// Names returns the names of the columns in order.
func (s Schema) Names() []string {
	names := make([]string, len(s.Specs))
	for i, spec := range s.Specs {
		names[i] = spec.Name
	}
	return names
}

// Index returns the position of the column called name, or -1.
func (s Schema) Index(name string) int {
	for i, spec := range s.Specs {
		if spec.Name == name {
			return i
		}
	}
	return -1
}

// Hash returns the SHA-256, in hexadecimal, of everything that gives a column
// its meaning: names in order, families, units, windows, storage and
// direction of risk. Changing
// only the words of the documentation keeps it.
func (s Schema) Hash() string {
	h := sha256.New()
	for i, spec := range s.Specs {
		for _, part := range []string{spec.Name, s.Families[i], spec.Unit, strconv.Itoa(spec.Window), strconv.Itoa(int(spec.Storage)), strconv.Itoa(spec.Risk)} {
			h.Write([]byte(part))
			h.Write([]byte{0})
		}
		h.Write([]byte{'\n'})
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Align returns for each column of want its position in s. Columns that s has
// beyond want are left out. A column that is not there, or that has another
// unit, window or storage, is an error of type *SchemaError; all are reported.
func (s Schema) Align(want Schema) ([]int, error) {
	at := make(map[string]int, len(s.Specs))
	for i, spec := range s.Specs {
		at[spec.Name] = i
	}
	var problems []error
	columns := make([]int, len(want.Specs))
	for i, spec := range want.Specs {
		j, ok := at[spec.Name]
		if !ok {
			problems = append(problems, &SchemaError{spec.Name, "it is not computed; give the tables and families that the model was trained with, or train anew"})
			continue
		}
		have := s.Specs[j]
		if have.Unit != spec.Unit || have.Window != spec.Window || have.Storage != spec.Storage {
			problems = append(problems, &SchemaError{spec.Name, fmt.Sprintf("it is now in %s over %d days and was in %s over %d days; train anew", have.Unit, have.Window, spec.Unit, spec.Window)})
		}
		columns[i] = j
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	return columns, nil
}
