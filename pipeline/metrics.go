package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"
)

// writeMetrics writes the figures of the run, of the list that stands and of the
// state for Prometheus, where the config names a file. It does so however the run
// ended: what earlier runs did comes from the ledger and from the list that
// stands. Commands by which people look at something leave the file as it is.
func writeMetrics(_ context.Context, s *State, o Outcome) error {
	path := s.Config.MetricsPath()
	if path == "" || !notifies(o.Command) {
		return nil
	}
	registry, missing := s.metrics(o)
	text, err := metricsText(registry)
	if err != nil {
		return fmt.Errorf("gathering the figures: %w", err)
	}
	if err := writeForAll(path, text); err != nil {
		return fmt.Errorf("writing the figures: %w; let this user write to that folder, or name another file in watch.metrics", err)
	}
	if missing != nil {
		return fmt.Errorf("the figures were written without some: %w", missing)
	}
	return nil
}

// writeForAll writes a file that every user can read, whole or not at all. Of
// everything that a run writes only the figures are so, because the collector runs
// as another user: they hold sums, and nothing of a single customer. The temporary
// file has a name that no collector reads, and that of each process is its own.
func writeForAll(path string, text []byte) error {
	tmp := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+"."+strconv.Itoa(os.Getpid())+tmpSuffix)
	err := writeDurably(tmp, text)
	if err == nil {
		err = os.Chmod(tmp, 0o644) //nolint:gosec // sums for the collector, see above
	}
	if err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		return errors.Join(err, ignoreMissing(os.Remove(tmp)))
	}
	return syncFolder(filepath.Dir(path))
}

// ignoreMissing leaves out that a file is not there.
func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// metricsText writes figures in the text format of Prometheus, sorted by name and
// labels.
func metricsText(from prometheus.Gatherer) ([]byte, error) {
	families, err := from.Gather()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	for _, f := range families {
		if _, err := expfmt.MetricFamilyToText(&out, f); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

// metrics gives the figures that are known when a run has ended; the error says
// which are missing.
func (s *State) metrics(o Outcome) (*prometheus.Registry, error) {
	m := &metricsSheet{registry: prometheus.NewPedanticRegistry(), project: s.Config.Watch.Project, gauges: map[string]*prometheus.GaugeVec{}}
	s.runMetrics(m, o)
	s.pastMetrics(m, o)
	s.listMetrics(m)
	s.stateMetrics(m)
	return m.registry, errors.Join(m.problems...)
}

// metricsSheet takes figures. Mistakes are kept until the end.
type metricsSheet struct {
	registry *prometheus.Registry
	project  string
	gauges   map[string]*prometheus.GaugeVec
	problems []error
}

// set sets a figure of the list of figures, with the values of its labels in
// their order.
func (m *metricsSheet) set(name string, value float64, labels ...string) {
	gauge, err := m.gauge(name)
	if err == nil {
		var one prometheus.Gauge
		if one, err = gauge.GetMetricWithLabelValues(labels...); err == nil {
			one.Set(value)
			return
		}
	}
	m.problems = append(m.problems, fmt.Errorf("%s: %w", name, err))
}

// gauge is the family of a figure.
func (m *metricsSheet) gauge(name string) (*prometheus.GaugeVec, error) {
	if g := m.gauges[name]; g != nil {
		return g, nil
	}
	for _, f := range figures() {
		if f.name == name {
			g := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: f.help, ConstLabels: prometheus.Labels{"project": m.project}}, f.labels)
			m.gauges[name] = g
			return g, m.registry.Register(g)
		}
	}
	return nil, errors.New("there is no such figure")
}
