package lake

// Key returns the key of a customer id: its xxHash64.
func Key(id []byte) uint64 { return 0 }

// CustomerIndex gives each customer of a bucket its code. It is not safe for
// concurrent use.
type CustomerIndex struct{}

// Code returns the code of the customer with this key and id, adding the
// customer when new. The id is not kept.
func (c *CustomerIndex) Code(key uint64, id []byte) int32 { return 0 }

// Lookup is like Code but adds nothing: ok is false for a new customer.
func (c *CustomerIndex) Lookup(key uint64, id []byte) (code int32, ok bool) { return 0, false }

// Len returns the number of customers.
func (c *CustomerIndex) Len() int { return 0 }

// ID returns the id of a code, valid until the next call of Code.
func (c *CustomerIndex) ID(code int32) []byte { return nil }
