package sse

import (
	"context"
	"strconv"
	"time"

	"go.k6.io/k6/lib"
	"go.k6.io/k6/metrics"
)

// streamMetrics are what every script that reads streams has without a word of its own.
type streamMetrics struct {
	requests, failed, events, firstEvent, duration *metrics.Metric
}

func registerMetrics(registry *metrics.Registry) (m streamMetrics, err error) {
	for _, one := range []struct {
		into   **metrics.Metric
		name   string
		kind   metrics.MetricType
		values metrics.ValueType
	}{
		{&m.requests, "sse_reqs", metrics.Counter, metrics.Default},
		{&m.failed, "sse_req_failed", metrics.Rate, metrics.Default},
		{&m.events, "sse_events", metrics.Counter, metrics.Default},
		{&m.firstEvent, "sse_first_event", metrics.Trend, metrics.Time},
		{&m.duration, "sse_duration", metrics.Trend, metrics.Time},
	} {
		if *one.into, err = registry.NewMetric(one.name, one.kind, one.values); err != nil {
			return m, err
		}
	}
	return m, nil
}

// push records one request. There is no tag of its address, which may have a key in it; scripts give it a name.
func (m streamMetrics) push(
	ctx context.Context, state *lib.State, tags metrics.TagsAndMeta, answer *scriptAnswer, firstEvent time.Duration, hasThrown bool,
) {
	at := time.Now()
	tags.SetSystemTagOrMetaIfEnabled(state.Options.SystemTags, metrics.TagStatus, strconv.Itoa(answer.Status))
	samples := metrics.Samples{}
	add := func(metric *metrics.Metric, value float64) {
		samples = append(samples, metrics.Sample{
			TimeSeries: metrics.TimeSeries{Metric: metric, Tags: tags.Tags},
			Time:       at, Metadata: tags.Metadata, Value: value,
		})
	}
	add(m.requests, 1)
	add(m.failed, metrics.B(answer.Fault != nil || hasThrown))
	add(m.events, float64(answer.Events))
	add(m.duration, answer.DurationMs)
	if answer.Events > 0 {
		add(m.firstEvent, inMs(firstEvent))
	}
	metrics.PushIfNotDone(ctx, state.Samples, samples)
}
