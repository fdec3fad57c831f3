package causes

import "predict/features"

// Census counts in how many rows each code occurs: the Weights of Options, for
// lakes that do not know them. It reads columns only, no timelines.
type Census struct{ weights [NumDimensions][]int64 }

// NewCensus returns a census of these numbers of codes, as in Options.
func NewCensus(codes [NumDimensions]int) *Census {
	c := &Census{}
	for d, n := range codes {
		c.weights[d] = make([]int64, max(0, n))
	}
	return c
}

// Add counts the rows of a batch. Columns that are nil are left out.
func (c *Census) Add(b *features.Batch) {
	c.count(Segment, b.Customers.Segment)
	c.count(Region, b.Customers.Region)
	c.count(Channel, b.Transactions.Channel)
	c.count(Category, b.Transactions.Category)
	c.count(Product, b.Transactions.Product)
	c.count(ComplaintReason, b.Contacts.Reason)
}

func (c *Census) count(d Dimension, column []int32) {
	weights := c.weights[d]
	for _, code := range column {
		if uint(code) < uint(len(weights)) {
			weights[code]++
		}
	}
}

// Merge adds what another census of the same codes has counted.
func (c *Census) Merge(other *Census) {
	for d := range c.weights {
		for code, n := range other.weights[d] {
			c.weights[d][code] += n
		}
	}
}

// Weights returns the rows by dimension and code.
func (c *Census) Weights() [NumDimensions][]int64 { return c.weights }
