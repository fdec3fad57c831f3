package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"predict/data/columnar"
	"predict/data/lake"
	"predict/features"
)

// About is kept beside a feature table and says how it came to be.
type About struct {
	Key      string           `json:"key"` // hash of everything the table depends on
	Cutoff   time.Time        `json:"cutoff"`
	Rows     int64            `json:"rows"`
	Churned  int64            `json:"churned"`
	Unknown  int64            `json:"unknown"`  // labels that have not matured
	Reasons  map[string]int64 `json:"excluded"` // customers who are no row, by reason
	Features int              `json:"features"`
	Schema   string           `json:"schema"` // hash of the schema
	Table    TableFile        `json:"table"`
}

// TableFile names the file of a feature table.
type TableFile struct {
	Name  string `json:"name"`
	Bytes int64  `json:"bytes"`
	Sum   string `json:"xxh64"` // xxHash of its bytes, hexadecimal
}

// cutoffName is the folder of a cutoff's feature table.
func cutoffName(t int64) string {
	at := time.UnixMicro(t).UTC()
	if at.Equal(at.Truncate(24 * time.Hour)) {
		return at.Format(time.DateOnly)
	}
	return at.Format("2006-01-02T150405.000000Z")
}

// computer computes the feature tables that are missing or out of date.
type computer struct {
	lake     *lake.Lake
	engine   *features.Engine
	options  features.Options
	until    int64
	dir      string
	workers  int
	progress func(done, total int)
	schema   features.Schema
}

// key identifies a table by everything it depends on.
func (c *computer) key(cutoff int64) string {
	text, _ := json.Marshal(struct {
		Lake, Schema string
		Churn        features.ChurnOptions
		Cutoff       int64
		Until        int64
	}{c.lake.Fingerprint(), c.schema.Hash(), c.options.Churn, cutoff, c.until})
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// fresh reports whether the table of a cutoff is there and up to date.
func (c *computer) fresh(cutoff int64) bool {
	about, err := readAbout(filepath.Join(c.dir, cutoffName(cutoff)))
	return err == nil && about.Key == c.key(cutoff)
}

func readAbout(dir string) (About, error) {
	var a About
	return a, readJSON(filepath.Join(dir, aboutFile), &a)
}

// sink writes the table of one cutoff, bucket by bucket, in order.
type sink struct {
	about  About
	tmp    string
	writer *columnar.Writer
	bucket chan chan *features.Table // one promise for each bucket, in order
	spare  chan *features.Table      // written tables, whose memory is used again
	cols   []columnar.Column         // memory for the columns of a bucket
}

// table gives an empty table with room for the features of so many customers.
func (s *sink) table(cutoff int64, customers int) *features.Table {
	var t *features.Table
	select {
	case t = <-s.spare:
		t.Reset()
	default:
		t = &features.Table{Cutoff: cutoff, Excluded: map[features.Exclusion]int64{}}
	}
	t.X = slices.Grow(t.X, customers*s.about.Features)
	return t
}

// run computes the tables of the engine's cutoffs. One pass over the lake
// serves them all.
func (c *computer) run(ctx context.Context) (err error) {
	vocabulary, err := newVocabulary(c.lake)
	if err != nil {
		return err
	}
	if err := vocabulary.readSegmentWallet(ctx, c.lake); err != nil {
		return err
	}
	if err := c.countPeers(ctx, vocabulary); err != nil {
		return err
	}
	sinks, err := c.openSinks()
	defer func() {
		for _, s := range sinks {
			os.RemoveAll(s.tmp)
		}
	}()
	if err != nil {
		return err
	}
	if err := c.pass(ctx, vocabulary, sinks); err != nil {
		return err
	}
	for i, cutoff := range c.engine.Cutoffs() {
		if err := c.publish(sinks[i], cutoff); err != nil {
			return err
		}
	}
	return nil
}

// pass reads every bucket once and fills all tables.
func (c *computer) pass(ctx context.Context, v *vocabulary, sinks []*sink) error {
	group, ctx := errgroup.WithContext(ctx)
	type job struct {
		bucket int
		out    []chan *features.Table
	}
	jobs := make(chan job)
	group.Go(func() error {
		defer close(jobs)
		defer func() {
			for _, s := range sinks {
				close(s.bucket)
			}
		}()
		for b := range c.lake.Buckets() {
			j := job{bucket: b}
			for _, s := range sinks {
				promise := make(chan *features.Table, 1)
				j.out = append(j.out, promise)
				select {
				case s.bucket <- promise:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			select {
			case jobs <- j:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	for range c.workers {
		group.Go(func() error {
			worker := c.engine.NewWorker()
			var reuse *lake.Bucket
			for j := range jobs {
				b, err := c.lake.ReadBucket(ctx, j.bucket, c.engine.Columns(), reuse)
				if err != nil {
					return fmt.Errorf("reading bucket %d: %w", j.bucket, err)
				}
				tables := make([]*features.Table, len(sinks))
				for i, cutoff := range c.engine.Cutoffs() {
					tables[i] = sinks[i].table(cutoff, len(b.IDs))
				}
				if err := worker.Compute(v.batch(b), tables); err != nil {
					return fmt.Errorf("computing features of bucket %d: %w", j.bucket, err)
				}
				for i, t := range tables {
					j.out[i] <- t
				}
				reuse = b
			}
			return ctx.Err()
		})
	}
	for i, s := range sinks {
		group.Go(func() error { return c.drain(ctx, s, i == 0) })
	}
	return group.Wait()
}

// drain writes the buckets of one table in order.
func (c *computer) drain(ctx context.Context, s *sink, report bool) error {
	done := 0
	for promise := range s.bucket {
		var t *features.Table
		select {
		case t = <-promise:
		case <-ctx.Done():
			return ctx.Err()
		}
		s.count(t)
		s.cols = tableColumns(c.schema, t, s.cols)
		if err := s.writer.WriteRowGroup(s.cols); err != nil {
			return fmt.Errorf("writing features: %w", err)
		}
		select {
		case s.spare <- t:
		default:
		}
		if done++; report && c.progress != nil {
			c.progress(done, c.lake.Buckets())
		}
	}
	return ctx.Err()
}

func (s *sink) count(t *features.Table) {
	s.about.Rows += int64(t.Rows())
	for _, label := range t.Labels {
		switch label {
		case features.LabelChurned:
			s.about.Churned++
		case features.LabelUnknown:
			s.about.Unknown++
		}
	}
	for reason, n := range t.Excluded {
		s.about.Reasons[reason.String()] += n
	}
}

func (c *computer) openSinks() ([]*sink, error) {
	if err := makeFolder(c.dir); err != nil {
		return nil, fmt.Errorf("making the feature folder: %w", err)
	}
	if err := clearLeft(c.dir, tmpSuffix); err != nil {
		return nil, fmt.Errorf("clearing an unfinished feature table: %w", err)
	}
	var sinks []*sink
	schema, err := json.Marshal(c.schema)
	if err != nil {
		return nil, fmt.Errorf("writing the schema: %w", err)
	}
	for _, cutoff := range c.engine.Cutoffs() {
		s := &sink{tmp: filepath.Join(c.dir, "."+cutoffName(cutoff)+tmpSuffix), bucket: make(chan chan *features.Table, 1), spare: make(chan *features.Table, c.workers+2)}
		s.about = About{Key: c.key(cutoff), Cutoff: time.UnixMicro(cutoff).UTC(), Reasons: map[string]int64{}, Features: c.schema.Len(), Schema: c.schema.Hash()}
		sinks = append(sinks, s)
		if err := os.Mkdir(s.tmp, 0o700); err != nil {
			return sinks, fmt.Errorf("making the feature folder: %w", err)
		}
		meta := map[string]string{"predict.schema": string(schema), "predict.cutoff": s.about.Cutoff.Format(time.RFC3339), "predict.key": s.about.Key}
		if s.writer, err = columnar.Create(filepath.Join(s.tmp, tableFile), tableFields(c.schema), columnar.Options{Metadata: meta, Sync: true}); err != nil {
			return sinks, fmt.Errorf("writing features: %w", err)
		}
	}
	return sinks, nil
}

// The files in the folder of a cutoff: the feature table, and what it is.
const (
	tableFile = "features.parquet"
	aboutFile = "about.json"
)

// publish makes a finished table visible.
func (c *computer) publish(s *sink, cutoff int64) error {
	if err := s.writer.Close(); err != nil {
		return fmt.Errorf("writing features: %w", err)
	}
	s.about.Table = TableFile{Name: tableFile, Bytes: s.writer.Size(), Sum: fmt.Sprintf("%016x", s.writer.Sum64())}
	if err := writeJSON(filepath.Join(s.tmp, aboutFile), s.about); err != nil {
		return fmt.Errorf("writing features: %w", err)
	}
	return replaceFolder(s.tmp, filepath.Join(c.dir, cutoffName(cutoff)))
}

// countPeers sums what all customers spent, which some features compare with.
func (c *computer) countPeers(ctx context.Context, v *vocabulary) error {
	columns := c.engine.PeerColumns()
	if !c.engine.NeedsPeers() {
		return nil
	}
	counters := make([]*features.PeerCounter, c.workers)
	work := make([]func(*features.Batch) error, c.workers)
	for i := range counters {
		counters[i] = c.engine.NewPeerCounter()
		work[i] = counters[i].Add
	}
	if err := v.eachBucket(ctx, c.lake, columns, func() {}, work); err != nil {
		return err
	}
	for _, other := range counters[1:] {
		counters[0].Merge(other)
	}
	c.engine.SetPeers(counters[0])
	return nil
}

// ExcludedText tells the exclusions in one line, in the order of the reasons.
func (a About) ExcludedText() string {
	var parts []string
	for _, r := range features.Exclusions() {
		if n := a.Reasons[r.String()]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", r, n))
		}
	}
	return strings.Join(parts, ", ")
}
