package sse

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"time"

	"go.k6.io/k6/lib"
	"go.k6.io/k6/metrics"
)

// Most of an answer that is no event stream that a script is given.
const maxBodyBytes = 64 << 10

var (
	errNoFunction = errors.New("sse.read: its third argument must be a function, which is given the events")
	errTimedOut   = errors.New("timed out")
	errIdle       = errors.New("idle")
	errEnough     = errors.New("enough")
)

// call is one request, and how its answer is to be read.
type call struct {
	method, address string
	headers         http.Header
	body            []byte
	// Longest time to the end of the answer.
	timeout time.Duration
	// Longest silence; 0: any.
	idleTimeout   time.Duration
	maxEventBytes int
	tags          metrics.TagsAndMeta
}

// run makes the request and reads its answer. The second result is the time of the first event, or zero; the error is
// what onEvent threw.
func (c *call) run(
	user context.Context, state *lib.State, now func() time.Time, onEvent func(scriptEvent) (bool, error),
) (*scriptAnswer, time.Duration, error) {
	ctx, end := context.WithCancelCause(user)
	defer end(errEnough)
	defer time.AfterFunc(c.timeout, func() { end(errTimedOut) }).Stop()
	alive := func() {}
	if c.idleTimeout > 0 {
		timer := time.AfterFunc(c.idleTimeout, func() { end(errIdle) })
		defer timer.Stop()
		alive = func() { timer.Reset(c.idleTimeout) }
	}

	answer := &scriptAnswer{Headers: map[string]string{}}
	sentAt := now()
	defer func() { answer.DurationMs = inMs(now().Sub(sentAt)) }()

	response, err := c.send(ctx, state)
	if err != nil {
		answer.Fault = c.faultOf(user, ctx, err, "connection_failed", "There was no answer")
		return answer, 0, nil
	}
	defer response.Body.Close() //nolint:errcheck // what was to be read of it was read
	alive()
	answer.Status = response.StatusCode
	for name := range response.Header {
		answer.Headers[name] = response.Header.Get(name)
	}
	source := heard{response.Body, alive}
	kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if response.StatusCode != http.StatusOK || kind != "text/event-stream" {
		answer.Fault = &fault{"not_a_stream", fmt.Sprintf("The answer is %d %q, no event stream.", response.StatusCode, kind)}
		body, err := io.ReadAll(io.LimitReader(source, maxBodyBytes))
		if err != nil {
			answer.Fault = c.faultOf(user, ctx, err, "cut", "The answer was cut off")
		}
		answer.Body = string(body)
		return answer, 0, nil
	}

	var firstEvent time.Duration
	events := newReader(source, c.maxEventBytes, now)
	for {
		one, err := events.next()
		answer.Comments = events.comments
		if err != nil {
			if !errors.Is(err, io.EOF) {
				answer.Fault = c.faultOf(user, ctx, err, "cut", "The stream was cut off")
			}
			return answer, firstEvent, nil
		}
		at := one.at.Sub(sentAt)
		if answer.Events++; answer.Events == 1 {
			firstEvent = at
		}
		wantsMore, thrown := onEvent(scriptEvent{one.id, one.name, one.data, inMs(at)})
		if thrown != nil || !wantsMore {
			return answer, firstEvent, thrown
		}
	}
}

func (c *call) send(ctx context.Context, state *lib.State) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, c.method, c.address, bytes.NewReader(c.body))
	if err != nil {
		return nil, err
	}
	request.Header = c.headers.Clone()
	if host := c.headers.Get("Host"); host != "" {
		request.Host = host
	}
	// A redirection is an answer: whoever follows one with a key in hand gives it to somebody else.
	client := http.Client{
		Transport:     state.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return client.Do(request)
}

// faultOf names a fault by what ended the request, and otherwise by the code and words given.
func (c *call) faultOf(user, ctx context.Context, err error, code, words string) *fault {
	cause := context.Cause(ctx)
	switch {
	case user.Err() != nil:
		return &fault{"interrupted", "The virtual user was stopped."}
	case errors.Is(cause, errTimedOut):
		return &fault{"timed_out", fmt.Sprintf("%s within %s.", words, c.timeout)}
	case errors.Is(cause, errIdle):
		return &fault{"idle", fmt.Sprintf("%s: nothing came for %s.", words, c.idleTimeout)}
	case errors.Is(err, errTooLarge):
		return &fault{"event_too_large", fmt.Sprintf("%s: %s.", words, err)}
	}
	// Without the address, which may have a key in it.
	var addressed *url.Error
	if errors.As(err, &addressed) {
		err = addressed.Err
	}
	return &fault{code, fmt.Sprintf("%s: %s.", words, err)}
}

// heard tells of every byte that comes.
type heard struct {
	io.Reader
	alive func()
}

func (h heard) Read(into []byte) (int, error) {
	count, err := h.Reader.Read(into)
	if count > 0 {
		h.alive()
	}
	return count, err
}

func inMs(duration time.Duration) float64 { return float64(duration) / float64(time.Millisecond) }
