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

func (s *shard) append(dst *rows, p *parsed, index *lake.CustomerIndex, take []int32) {
	for _, i := range take {
		code := int32(0)
		if index != nil {
			code = index.Code(p.keys[i], p.id(i))
		}
		dst.customer = append(dst.customer, code)
	}
	for k, src := range p.wide {
		d := dst.wide[k]
		for _, i := range take {
			d = append(d, src[i])
		}
		dst.wide[k] = d
	}
	for k, src := range p.narrow {
		d := dst.narrow[k]
		if remap := p.remap[k]; remap != nil {
			for _, i := range take {
				v := src[i]
				if v != data.Missing32 {
					v = remap[v]
				}
				d = append(d, v)
			}
		} else {
			for _, i := range take {
				d = append(d, src[i])
			}
		}
		dst.narrow[k] = d
	}
}
