package generate

import (
	"math"
	"math/rand/v2"
)

// category is a kind of product. The first coreCategories are what a household
// buys every week; dissatisfied customers buy these elsewhere first.
type category struct {
	name   string
	weight float64 // how often lines are of the category, relative
	logEUR float64 // mean of the log of a line's amount
	margin float64 // share of the amount that is earned
}

const (
	coreCategories = 4
	numCategories  = 10
	productsEach   = 100 // products of a category
)

// segment is a group of customers that is treated alike.
type segment struct {
	name     string
	share    float64 // of all customers
	rate     float64 // purchases, relative
	amount   float64 // amounts, relative
	leave    float64 // added to the log odds of leaving
	contract float64 // share with a contract
	serve    float64 // cost to serve a year, units of currency
	payDays  int     // days from statement to due date
}

const business = 3 // index of the segment whose ids come from another system

// market is what all customers have in common.
type market struct {
	categories [numCategories]category
	segments   [4]segment
	regions    []string
	regionP    []float64
	channels   []string
	weekdays   [7]float64  // purchases by day of the week, Sunday first
	season     [12]float64 // purchases by month, January first
	holiday    [12]float64 // weekly probability that a pause begins
	tactics    []tactic
	kinds      []contactKind
	closures   []closure
}

// tactic is something that is offered to keep a customer.
type tactic struct {
	name  string
	cents int32   // cost of one offer
	pull  float64 // added to the log odds of a response
	cheer float64 // what taking it up takes off dissatisfaction
}

// closure is a shop that closes: customers of the region who buy in shops must
// go elsewhere.
type closure struct{ week, region int }

// Sales channels; contact and preferred channels have their own lists.
const store = 0

func newMarket(seed uint64, weeks int) *market {
	m := &market{
		categories: [numCategories]category{
			{"groceries", 5, 3.2, .18},
			{"household", 3, 2.9, .25},
			{"personal_care", 2.2, 2.5, .32},
			{"pharmacy", 1.4, 2.6, .28},
			{"apparel", 1.6, 3.6, .42},
			{"home_garden", 1, 3.5, .35},
			{"sports", .7, 3.5, .36},
			{"toys", .6, 3.0, .34},
			{"books", .8, 2.7, .30},
			{"electronics", 1, 4.3, .15},
		},
		segments: [4]segment{
			{"consumer", .60, .9, 1.0, .1, .15, 24, 14},
			{"family", .22, 1.1, 1.15, -.1, .35, 31, 14},
			{"premium", .10, 1.25, 1.4, -.35, .8, 58, 21},
			{"business", .08, 1.3, 2.2, 0, .9, 96, 30},
		},
		regions:  []string{"north", "south", "east", "west", "central", "coast", "capital", "islands"},
		regionP:  []float64{.18, .16, .14, .13, .12, .11, .10, .06},
		channels: []string{"store", "web", "app", "phone"},
		weekdays: [7]float64{1.1, .85, .85, .9, 1, 1.2, 1.3},
		season:   [12]float64{.86, .88, .95, .98, 1, 1, .95, .93, 1, 1.02, 1.2, 1.32},
		holiday:  [12]float64{.018, .016, .016, .018, .020, .024, .040, .040, .018, .016, .014, .018},
		tactics: []tactic{
			{"discount", 800, .3, .30},
			{"bundle", 500, 0, .15},
			{"loyalty_points", 250, -.1, .10},
			{"free_delivery", 350, .1, .15},
			{"service_call", 1200, -.3, .55},
		},
	}
	m.kinds = contactKinds()
	r := source(seed, math.MaxUint64)
	for region := range m.regions {
		if weeks > 20 && chance(r, .5) {
			m.closures = append(m.closures, closure{between(r, 10, weeks-10), region})
		}
	}
	return m
}

// product draws a product of a category, popular ones more often.
func product(r *rand.Rand, category int) uint16 {
	u := r.Float64()
	return uint16(category*productsEach + int(u*u*productsEach))
}
