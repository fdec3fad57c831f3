package kpi

import (
	"errors"
	"io"

	"github.com/go-gota/gota/dataframe"

	"predict/configs"
	"predict/features/retention"
)

// Names are the texts of codes, by code.
type Names struct {
	Segments, Regions, Categories, Channels, Tactics []string
}

// Options say how tallies are judged.
type Options struct {
	// Book holds the length of the periods and the band of the industry.
	Book configs.Book
	// Realised are the lists whose horizon is over, in any order.
	Realised []Realised
	// Level is that of intervals; 0 stands for 0.95.
	Level float64
}

// Realised is a list of the past and what became of it.
type Realised struct {
	AsOf      int64   // its date, microseconds UTC
	Customers int64   // on the list, with a known label
	Expected  float64 // sum of their probabilities
	Left      int64   // those who left
}

// Judge turns a tally into figures. It reports options and names that do not fit
// the tally.
func Judge(t *retention.Tally, names Names, o Options) (*Book, error) {
	return nil, errors.New("kpi: judging the tally is not done yet")
}

// Frame returns the rows as a table with the columns of kpi.csv, all of text.
func (b *Book) Frame() (dataframe.DataFrame, error) {
	return dataframe.DataFrame{}, errors.New("kpi: making the table is not done yet")
}

// WriteCSV writes kpi.csv. The function makes texts of customers harmless for
// spreadsheets; nil leaves them as they are.
func (b *Book) WriteCSV(w io.Writer, harmless func(string) string) error {
	return errors.New("kpi: writing kpi.csv is not done yet")
}
