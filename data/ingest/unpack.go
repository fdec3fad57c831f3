package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"predict/data/csv"
)

// Limits of what a Parquet export may hold, as for other compressed ones: its
// text is at most unpackedFloor bytes, or so many times the bytes of the file.
const (
	unpackedFloor = 256 << 20
	unpackedTimes = 200
)

// watchEvery is how often it is looked how long the text has become.
const watchEvery = 50 * time.Millisecond

// mostText is how many bytes of text an export of so many bytes may give.
func mostText(size int64) int64 { return max(unpackedFloor, unpackedTimes*size) }

// bounded does work that writes the text of the export at path to out, and stops
// it once that has more bytes than it may have: a small Parquet file can be made
// to hold a column of any length.
func bounded(ctx context.Context, path, out string, most int64, work func(context.Context) error) error {
	tooLong := &csv.Error{
		File: path, Kind: csv.ErrExpands, Found: fmt.Sprintf("the Parquet file gave more than %d bytes of text, and more would follow", most),
		Remedy: "look what it is; deliver an export that is so repetitive in smaller files, or as text",
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	ended := make(chan struct{})
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		tick := time.NewTicker(watchEvery)
		defer tick.Stop()
		for {
			select {
			case <-ended:
				return
			case <-tick.C:
				if info, err := os.Stat(out); err == nil && info.Size() > most {
					cancel(tooLong)
					return
				}
			}
		}
	}()
	err := work(ctx)
	close(ended)
	<-watched
	info, e := os.Stat(out)
	if errors.Is(context.Cause(ctx), csv.ErrExpands) || e == nil && info.Size() > most {
		_ = os.Remove(out) // a leftover goes with the scratch folder
		return tooLong
	}
	return err
}
