package sse

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/grafana/sobek"
	"go.k6.io/k6/js/common"
	"go.k6.io/k6/lib"
	"go.k6.io/k6/lib/types"
)

const (
	defaultTimeout       = 2 * time.Minute
	defaultMaxEventBytes = 1 << 20
)

// newCall reads the arguments of a script. Whatever is not understood is refused: a load test with a misspelt header
// measures something else.
func newCall(rt *sobek.Runtime, state *lib.State, address string, params sobek.Value) (*call, error) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" || (parsed.Scheme != "http" && parsed.Scheme != "https") {
		return nil, errors.New("sse.read: its first argument must be an http or https address")
	}
	c := &call{
		address:       address,
		headers:       http.Header{"Accept": {"text/event-stream"}, "User-Agent": {state.Options.UserAgent.String}},
		timeout:       defaultTimeout,
		maxEventBytes: defaultMaxEventBytes,
		tags:          state.Tags.GetCurrentValues(),
	}
	if !common.IsNullish(params) {
		object := params.ToObject(rt)
		for _, name := range object.Keys() {
			value := object.Get(name)
			if common.IsNullish(value) {
				continue
			}
			if err := c.set(rt, name, value); err != nil {
				return nil, fmt.Errorf("sse.read: %s %w", name, err)
			}
		}
	}
	if c.method == "" {
		c.method = http.MethodGet
		if c.body != nil {
			c.method = http.MethodPost
		}
	}
	return c, nil
}

func (c *call) set(rt *sobek.Runtime, name string, value sobek.Value) (err error) {
	switch name {
	case "method":
		c.method = value.String()
		if strings.Trim(c.method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			err = errors.New("must be in capital letters, such as POST")
		}
	case "headers":
		err = c.setHeaders(value.ToObject(rt))
	case "body":
		c.body, err = common.ToBytes(value.Export())
	case "timeout":
		c.timeout, err = durationOf(value)
	case "idleTimeout":
		c.idleTimeout, err = durationOf(value)
	case "maxEventBytes":
		c.maxEventBytes = int(value.ToInteger())
		if c.maxEventBytes < 1 {
			err = errors.New("must be a number of bytes above 0")
		}
	case "tags":
		err = common.ApplyCustomUserTags(rt, &c.tags, value)
	default:
		err = errors.New("is no parameter: method, headers, body, timeout, idleTimeout, maxEventBytes and tags are")
	}
	return err
}

func (c *call) setHeaders(values *sobek.Object) error {
	for _, name := range values.Keys() {
		value, isText := values.Get(name).Export().(string)
		if !isText {
			return fmt.Errorf("must be texts, and %s is none", name)
		}
		c.headers.Set(name, value)
	}
	return nil
}

func durationOf(value sobek.Value) (time.Duration, error) {
	duration, err := types.GetDurationValue(value.Export())
	if err != nil || duration <= 0 {
		return 0, errors.New(`must be milliseconds above 0, or a duration such as "90s"`)
	}
	return duration, nil
}
