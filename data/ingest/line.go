package ingest

import (
	"context"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// line is the assembly line of one table: blocks go to the workers in any
// order, come back typed, are put into file order, and go on to every shard.
type line struct {
	load   *tableLoad
	blocks chan *block
	typed  chan *parsed
	ready  []chan *delivery // by shard
	free   chan *block
	spares chan *parsed
	atWork atomic.Int32 // workers that have not left
}

// delivery is a typed block on its way to the shards; the last one to take it
// gives it back.
type delivery struct {
	*parsed
	takers atomic.Int32 // shards that have not taken it
}

// inFlight is the number of blocks that may be under way, for each worker.
const inFlight = 3

func newLine(ctx context.Context, t *tableLoad, shards []*shard, group *errgroup.Group) *line {
	most := inFlight*t.workers + 2
	l := &line{
		load: t, blocks: make(chan *block, 1), typed: make(chan *parsed, t.workers),
		free: make(chan *block, most), spares: make(chan *parsed, most),
	}
	for range most {
		l.spares <- newParsed(t.layout)
	}
	l.atWork.Store(int32(t.workers))
	for _, s := range shards {
		in := make(chan *delivery, most)
		l.ready = append(l.ready, in)
		group.Go(func() error { return l.shard(ctx, s, in) })
	}
	group.Go(func() error { return l.order(ctx) })
	return l
}

// spare gives a block, one whose memory may be used again where there is one.
func (l *line) spare() *block {
	select {
	case b := <-l.free:
		return b
	default:
		return &block{}
	}
}

// work types blocks until there are no more. A worker takes room for its rows
// before it takes a block: then the worker with the earliest block never waits
// for room that later blocks hold, which wait for the earliest.
func (l *line) work(ctx context.Context, w *worker) error {
	defer func() {
		if l.atWork.Add(-1) == 0 {
			close(l.typed)
		}
	}()
	for {
		var p *parsed
		select {
		case p = <-l.spares:
		case <-ctx.Done():
			return ctx.Err()
		}
		b, ok := <-l.blocks
		if !ok {
			l.spares <- p
			return ctx.Err()
		}
		if err := w.parse(ctx, b.file, &b.Block, p); err != nil {
			return err
		}
		p.seq, p.bytes = b.number, int64(len(b.Data))
		select {
		case l.free <- b:
		default:
		}
		select {
		case l.typed <- p:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// order puts typed blocks into file order, gives symbols their codes, keeps
// the books, and hands the blocks to the shards.
func (l *line) order(ctx context.Context) error {
	defer func() {
		for _, c := range l.ready {
			close(c)
		}
	}()
	waiting := map[int]*parsed{}
	next := 0
	for p := range l.typed {
		waiting[p.seq] = p
		for {
			q, ok := waiting[next]
			if !ok {
				break
			}
			delete(waiting, next)
			next++
			if err := l.admit(q); err != nil {
				return err
			}
			d := &delivery{parsed: q}
			d.takers.Store(int32(len(l.ready)))
			for _, c := range l.ready {
				select {
				case c <- d:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}
	}
	return ctx.Err()
}

// admit books a block and turns its symbols into codes of the lake.
func (l *line) admit(p *parsed) error {
	t := l.load
	t.books.add(p)
	if len(p.rejected) > 0 && t.example.Reason == "" {
		t.example = p.rejected[0]
	}
	if t.hopeless(p) {
		return asContract([]error{t.overBudget(t.books.RejectedShare(), t.books.Read)})
	}
	if err := t.quarantine.add(p.rejected); err != nil {
		return err
	}
	for i, c := range t.layout.columns {
		slot := t.layout.slot[i]
		if c.Kind.Wide() || p.symbols[slot] == nil {
			continue
		}
		index, err := t.load.Symbols(t.table.Name, c.Name)
		if err != nil {
			return err
		}
		table := p.symbols[slot]
		remap := grown(p.remap[slot][:0], table.len())
		for code := range remap {
			remap[code] = index.Code(table.text(int32(code)))
		}
		p.remap[slot] = remap
	}
	if t.progress != nil {
		t.progress(p.bytes)
	}
	return nil
}

// shard takes blocks in file order.
func (l *line) shard(ctx context.Context, s *shard, in <-chan *delivery) error {
	for d := range in {
		if err := s.add(d.parsed); err != nil {
			return err
		}
		if d.takers.Add(-1) == 0 {
			l.spares <- d.parsed // there is room for all that were made
		}
	}
	return ctx.Err()
}
