package ingest

import (
	"fmt"

	"predict/data"
	"predict/data/lake"
)

// shard owns some of the buckets. It takes the blocks in file order, so that
// customers get the same codes in every run.
type shard struct {
	number int
	of     int
	load   *tableLoad
	spill  *spill
	index  []*lake.CustomerIndex // by bucket; nil where none was asked for
	keys   []uint64              // of the customers at hand
}

// add appends the rows of a block that belong to the shard's buckets.
func (s *shard) add(p *parsed) error {
	for b := s.number; b < s.load.groups(); b += s.of {
		mine := p.order[p.starts[b]:p.starts[b+1]]
		if len(mine) == 0 {
			continue
		}
		index, err := s.customers(b)
		if err != nil {
			return err
		}
		s.spill.from(b, p.file)
		for len(mine) > 0 {
			dst := s.spill.open(b)
			take := mine[:min(chunkRows-dst.len(), len(mine))]
			mine = mine[len(take):]
			s.append(dst, p, index, take)
			if l := s.load.layout; l.order >= 0 {
				s.spill.seen(b, p.wide[l.order], take)
			}
			if err := s.spill.filled(b, len(take)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *shard) customers(bucket int) (*lake.CustomerIndex, error) {
	if bucket == s.load.buckets { // rows of a segment belong to no customer
		return nil, nil
	}
	if index := s.index[bucket]; index != nil {
		return index, nil
	}
	index, err := s.load.load.Customers(bucket)
	if err != nil {
		return nil, fmt.Errorf("reading the customers of bucket %d: %w", bucket, err)
	}
	s.index[bucket] = index
	return index, nil
}

// append adds the rows of a block at the positions take to dst, which has room.
func (s *shard) append(dst *rows, p *parsed, index *lake.CustomerIndex, take []int32) {
	from, to := dst.len(), dst.len()+len(take)
	dst.resize(to)
	s.code(dst.customer[from:to], p, index, take)
	for k, src := range p.wide {
		pick(dst.wide[k][from:to], src, take)
	}
	for k, src := range p.narrow {
		into := dst.narrow[k][from:to]
		pick(into, src, take)
		remap := p.remap[k]
		if remap == nil {
			continue
		}
		for n, v := range into {
			if v != data.Missing32 {
				into[n] = remap[v]
			}
		}
	}
}

// code fills codes with those of the customers.
func (s *shard) code(codes []int32, p *parsed, index *lake.CustomerIndex, take []int32) {
	if index == nil {
		clear(codes)
		return
	}
	s.keys = grown(s.keys, len(take))
	pick(s.keys, p.keys, take)
	index.Warm(s.keys)
	for n, i := range take {
		codes[n] = index.Code(s.keys[n], p.id(i))
	}
}

// pick fills dst with the values of src at the positions of take.
func pick[T any](dst, src []T, take []int32) {
	for n, i := range take {
		dst[n] = src[i]
	}
}
