package signals

import (
	"math"

	"predict/features"
)

const (
	// openDays is how long a complaint may stay open.
	openDays = 14
	// contentDays is how long a fall or a badly handled complaint is a sign.
	contentDays = 180
	// scoreDays is how far back a score is held against earlier ones.
	scoreDays = 730
	// handledDays is how long after it a complaint can still be scored.
	handledDays = 365
	// scoreSettles is when the score of a complaint is taken as given where the export
	// does not say when complaints were resolved.
	scoreSettles = 30
	// fall is below what share of the mean of the earlier scores a score has fallen.
	fall = .8
	// mostScores is how many scores before one, and after, are looked at. No person
	// gives more; an account that many share may.
	mostScores = 200

	numScales = 3
)

// tops are the highest scores that scales can have, and lows the scores that are bad
// on them: the two lowest fifths. Which of them a scale is, the highest score of all
// customers tells.
var (
	tops = [...]float64{5, 10, 100}
	lows = [...]float64{2, 4, 40}
)

const (
	numTops = len(tops)
	// numScalings is the number of ways in which the scores of contacts and of surveys
	// of complaint handling can be scaled: the first is n % numTops, the other
	// n / numTops.
	numScalings = numTops * numTops
)

// mark is a score of how a complaint was handled, known from an instant on.
type mark struct {
	known  int64
	score  float64
	survey int // 1 where it is from a survey, 0 from the contact itself
}

// satisfaction collects the stretches of falling scores and of complaints that stayed
// open, and the marks of complaints; since when the signal holds depends on how the
// marks are scaled.
func (c *Counter) satisfaction(v *features.View) {
	c.spells = c.spells[:0]
	c.marks = c.marks[:0]
	c.complaints(v)
	c.scores(v)
}

// scaled finds since when the signal of satisfaction holds where scores are scaled so.
func (c *Counter) scaled(scaling int) int64 {
	limits := [2]float64{lows[scaling%numTops], lows[scaling/numTops]}
	c.scored = append(c.scored[:0], c.spells...)
	for _, m := range c.marks {
		if m.score <= limits[m.survey] {
			c.scored.add(m.known, m.known+contentDays*features.Day)
		}
	}
	return c.scored.since(c.o.Cutoff)
}

// complaints looks at how complaints were handled.
func (c *Counter) complaints(v *features.View) {
	k := &v.Contacts
	oldest := c.o.Cutoff - (SinceDays+contentDays+handledDays)*features.Day
	for i := v.ContactRange.End - 1; i >= 0 && k.Time[i] >= oldest; i-- {
		if k.Kind[i] != features.Complaint {
			continue
		}
		known := k.Time[i] + scoreSettles*features.Day
		if k.Resolved != nil {
			known = v.Known(k.Resolved[i])
			tooLong := k.Time[i] + openDays*features.Day
			if tooLong <= v.Cutoff && (known == features.NoTime || known >= tooLong) {
				c.spells.add(tooLong, tooLong+contentDays*features.Day)
			}
		}
		latest := min(v.Cutoff, k.Time[i]+handledDays*features.Day)
		if k.Satisfaction != nil && known != features.NoTime && known <= latest {
			c.mark(known, k.Satisfaction[i], 0)
		}
	}
}

// mark notes a score of how a complaint was handled, where it is a number.
func (c *Counter) mark(known int64, score float64, survey int) {
	if math.IsNaN(score) || math.IsInf(score, 0) {
		return
	}
	c.top[survey] = max(c.top[survey], score)
	c.marks = append(c.marks, mark{known, score, survey})
}

// scores looks at the scores of surveys: one that lies a fifth or more below the mean
// of the earlier ones of its scale is a sign until a better one is given.
func (c *Counter) scores(v *features.View) {
	s := &v.Satisfaction
	oldest := c.o.Cutoff - (SinceDays+contentDays+scoreDays)*features.Day
	from := v.SatisfactionRange.End
	for from > 0 && s.Time[from-1] >= oldest {
		from--
	}
	for i := from; i < v.SatisfactionRange.End; i++ {
		scale, score := scaleOf(s, i), s.Score[i]
		if math.IsNaN(score) || math.IsInf(score, 0) {
			continue
		}
		if scale == features.ComplaintHandling {
			c.mark(s.Time[i], score, 1)
			continue
		}
		if !hasFallen(s, from, i) {
			continue
		}
		to := s.Time[i] + contentDays*features.Day
		for k := i + 1; k < min(v.SatisfactionRange.End, i+mostScores); k++ {
			if s.Time[k] > s.Time[i] && scaleOf(s, k) == scale && s.Score[k] > score {
				to = min(to, s.Time[k])
				break
			}
		}
		c.spells.add(s.Time[i], to)
	}
}

// hasFallen tells whether score i lies so far below those of its scale that were given
// before it.
func hasFallen(s *features.SatisfactionColumns, from, i int) bool {
	var sum float64
	n := 0
	for k := i - 1; k >= max(from, i-mostScores) && s.Time[k] >= s.Time[i]-scoreDays*features.Day; k-- {
		if s.Time[k] < s.Time[i] && scaleOf(s, k) == scaleOf(s, i) && !math.IsNaN(s.Score[k]) && !math.IsInf(s.Score[k], 0) {
			sum += s.Score[k]
			n++
		}
	}
	return n > 0 && s.Score[i]*float64(n) < fall*sum
}

// scaleOf returns the scale of a score; csat where it is not known.
func scaleOf(s *features.SatisfactionColumns, i int) int32 {
	if s.Scale == nil || s.Scale[i] < 0 || s.Scale[i] >= numScales {
		return features.CSAT
	}
	return s.Scale[i]
}
