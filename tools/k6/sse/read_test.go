package sse

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/grafana/sobek"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.k6.io/k6/js/modulestest"
	"go.k6.io/k6/lib"
	"go.k6.io/k6/metrics"
	"gopkg.in/guregu/null.v3"
)

// Longest wait for what must happen at once.
const soon = 10 * time.Second

// user is a virtual user with the module, and a server for it.
type user struct {
	*testing.T
	*modulestest.Runtime
	url     string
	samples chan metrics.SampleContainer
}

func newUser(t *testing.T, handler http.HandlerFunc) *user {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	runtime := modulestest.NewRuntime(t)
	js := runtime.VU.Runtime()
	require.NoError(t, js.Set("sse", root{}.NewModuleInstance(runtime.VU).Exports().Named))
	require.NoError(t, js.Set("url", server.URL))
	samples := make(chan metrics.SampleContainer, 100)
	registry := runtime.VU.InitEnvField.Registry
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	runtime.MoveToVUContext(&lib.State{
		Options: lib.Options{
			SystemTags: &metrics.DefaultSystemTagSet,
			UserAgent:  null.StringFrom("k6/test"),
		},
		BuiltinMetrics: runtime.BuiltinMetrics,
		Transport:      transport,
		Samples:        samples,
		Tags:           lib.NewVUStateTags(registry.RootTagSet().With("scenario", "test")),
	})
	return &user{t, runtime, server.URL, samples}
}

// run runs a script, whose last expression is its result.
func (u *user) run(script string) sobek.Value {
	u.Helper()
	value, err := u.VU.Runtime().RunString(script)
	require.NoError(u, err)
	return value
}

func (u *user) failing(script string) string {
	u.Helper()
	_, err := u.VU.Runtime().RunString(script)
	require.Error(u, err)
	return err.Error()
}

func (u *user) set(name string, value any) { require.NoError(u, u.VU.Runtime().Set(name, value)) }

func begin(w http.ResponseWriter) { w.Header().Set("Content-Type", "text/event-stream; charset=utf-8") }

func say(w http.ResponseWriter, words string) {
	_, _ = io.WriteString(w, words)
	_ = http.NewResponseController(w).Flush()
}

func event7(w http.ResponseWriter, _ *http.Request) {
	begin(w)
	say(w, ": a comment\n\nevent: word\nid: 7\ndata: hello\n\ndata: [DONE]\n\n")
}

func TestAnAnswerAsAScriptHasIt(t *testing.T) {
	t.Parallel()
	u := newUser(t, event7)

	seen := u.run(`
		const seen = [];
		const answer = sse.read(url, null, (event) => { seen.push([event.event, event.id, event.data, typeof event.atMs]); });
		JSON.stringify([seen, answer.status, answer.headers['Content-Type'], answer.events, answer.comments, answer.body,
			answer.error === null, answer.durationMs > 0]);
	`)

	assert.JSONEq(t, `[
		[["word", "7", "hello", "number"], ["message", "7", "[DONE]", "number"]],
		200, "text/event-stream; charset=utf-8", 2, 1, "", true, true
	]`, seen.String())
}

func TestEventsComeBeforeTheStreamEndsAndWithTheirTimes(t *testing.T) {
	t.Parallel()
	const pause = 80 * time.Millisecond
	more := make(chan struct{})
	u := newUser(t, func(w http.ResponseWriter, r *http.Request) {
		begin(w)
		say(w, "data: first\n\n")
		select { // the script has the first event while there is no second
		case <-more:
		case <-r.Context().Done():
			return
		}
		time.Sleep(pause)
		say(w, "data: second\n\n")
	})
	u.set("release", func() { close(more) })

	apart := u.run(`
		const at = [];
		const answer = sse.read(url, { timeout: '10s' }, ({ data, atMs }) => { at.push(atMs); if (data === 'first') release(); });
		if (answer.error !== null || at.length !== 2) throw new Error(JSON.stringify(answer));
		if (answer.durationMs < at[1]) throw new Error('it ended before its last event');
		at[1] - at[0];
	`).ToFloat()

	assert.GreaterOrEqual(t, apart, float64(pause.Milliseconds()))
}

func TestARequestIsMadeAsTheScriptSays(t *testing.T) {
	t.Parallel()
	for name, one := range map[string]struct{ params, want string }{
		"nothing said": {`null`, "GET  text/event-stream k6/test "},
		"a body":       {`{ body: 'question' }`, "POST question text/event-stream k6/test "},
		"bytes":        {`{ body: new Uint8Array([104, 105]).buffer }`, "POST hi text/event-stream k6/test "},
		"all of it": {
			`{ method: 'PUT', body: 'x', headers: { Authorization: 'Bearer k', accept: 'any', 'User-Agent': 'me' } }`,
			"PUT x any me Bearer k",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := newUser(t, func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				begin(w)
				h := r.Header
				say(w, fmt.Sprintf("data: %s %s %s %s %s\n\n", r.Method, body, h.Get("Accept"), h.Get("User-Agent"), h.Get("Authorization")))
			})
			assert.Equal(t, one.want, u.run(`let got; sse.read(url, `+one.params+`, ({ data }) => { got = data }); got`).String())
		})
	}
}

func TestWhatIsNotUnderstoodIsRefused(t *testing.T) {
	t.Parallel()
	u := newUser(t, event7)
	for script, words := range map[string]string{
		`sse.read('ftp://x', null, () => {})`:            "first argument must be an http or https address",
		`sse.read('/api/chat', null, () => {})`:          "first argument must be an http or https address",
		`sse.read(url, null)`:                            "third argument must be a function",
		`sse.read(url, { header: {} }, () => {})`:        "header is no parameter",
		`sse.read(url, { headers: { a: 1 } }, () => {})`: "headers must be texts, and a is none",
		`sse.read(url, { body: { a: 1 } }, () => {})`:    "body invalid type",
		`sse.read(url, { timeout: 'soon' }, () => {})`:   "timeout must be milliseconds above 0",
		`sse.read(url, { idleTimeout: 0 }, () => {})`:    "idleTimeout must be milliseconds above 0",
		`sse.read(url, { maxEventBytes: 0 }, () => {})`:  "maxEventBytes must be a number of bytes above 0",
		`sse.read(url, { method: 'get it' }, () => {})`:  "method must be in capital letters",
	} {
		assert.Contains(t, u.failing(script), words, script)
	}
}

func TestThereIsNoReadingInTheInitContext(t *testing.T) {
	t.Parallel()
	runtime := modulestest.NewRuntime(t)
	require.NoError(t, runtime.VU.Runtime().Set("sse", root{}.NewModuleInstance(runtime.VU).Exports().Named))
	_, err := runtime.VU.Runtime().RunString(`sse.read('http://127.0.0.1:1', null, () => {})`)
	require.ErrorContains(t, err, "init context")
}

// staying sends one event and leaves the stream open until the client goes, which it tells.
func staying(left chan<- struct{}) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		begin(w)
		say(w, "data: 1\n\n")
		<-r.Context().Done()
		close(left)
	}
}

func closes(t *testing.T, left <-chan struct{}) {
	t.Helper()
	select {
	case <-left:
	case <-time.After(soon):
		t.Fatal("the connection is still open")
	}
}

func TestAnswersThatAreNotWhole(t *testing.T) {
	t.Parallel()
	for name, one := range map[string]struct{ params, code, words string }{
		"too slow as a whole": {`{ timeout: 150 }`, "timed_out", "The stream was cut off within 150ms."},
		"too long silent":     {`{ idleTimeout: '150ms' }`, "idle", "The stream was cut off: nothing came for 150ms."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			left := make(chan struct{})
			u := newUser(t, staying(left))
			got := u.run(`const a = sse.read(url, ` + one.params + `, () => {}); JSON.stringify([a.status, a.events, a.error.code, a.error.message])`)
			assert.JSONEq(t, fmt.Sprintf(`[200, 1, %q, %q]`, one.code, one.words), got.String())
			closes(t, left)
		})
	}

	t.Run("silence is counted from the last byte", func(t *testing.T) {
		t.Parallel()
		u := newUser(t, func(w http.ResponseWriter, _ *http.Request) {
			begin(w)
			for range 4 { // 4 x 100 ms are more than the 250 ms allowed
				say(w, ": on\n\n")
				time.Sleep(100 * time.Millisecond)
			}
			say(w, "data: x\n\n")
		})
		assert.True(t, u.run(`sse.read(url, { idleTimeout: 250 }, () => {}).error === null`).ToBoolean())
	})

	t.Run("no headers", func(t *testing.T) {
		t.Parallel()
		u := newUser(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		got := u.run(`const a = sse.read(url, { timeout: 100 }, () => {}); JSON.stringify([a.status, a.error.code, a.error.message])`)
		assert.JSONEq(t, `[0, "timed_out", "There was no answer within 100ms."]`, got.String())
	})

	t.Run("an event too large", func(t *testing.T) {
		t.Parallel()
		u := newUser(t, func(w http.ResponseWriter, _ *http.Request) {
			begin(w)
			say(w, "data: "+strings.Repeat("x", 5000)+"\n\n")
		})
		got := u.run(`const a = sse.read(url, { maxEventBytes: 4000 }, () => {}); JSON.stringify([a.events, a.error.code, a.error.message])`)
		assert.JSONEq(t, `[0, "event_too_large", "The stream was cut off: a line is larger than may be held: more than 4000 bytes."]`, got.String())
	})

	t.Run("a connection that breaks", func(t *testing.T) {
		t.Parallel()
		u := newUser(t, func(w http.ResponseWriter, _ *http.Request) {
			begin(w)
			say(w, "data: 1\n\ndata: 2")
			connection, _, _ := http.NewResponseController(w).Hijack()
			_ = connection.Close()
		})
		got := u.run(`const a = sse.read(url, null, () => {}); JSON.stringify([a.status, a.events, a.error.code])`)
		assert.JSONEq(t, `[200, 1, "cut"]`, got.String())
	})

	t.Run("nobody there, without the key in the address", func(t *testing.T) {
		t.Parallel()
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		address := "http://" + listener.Addr().String() + "/?key=secret"
		require.NoError(t, listener.Close())
		u := newUser(t, event7)
		u.set("nowhere", address)
		got := u.run(`const a = sse.read(nowhere, null, () => {}); JSON.stringify([a.status, a.error])`).String()
		assert.Contains(t, got, `"code":"connection_failed"`)
		assert.Contains(t, got, "refused")
		assert.NotContains(t, got, "secret")
	})
}

func TestAnAnswerThatIsNoStream(t *testing.T) {
	t.Parallel()
	u := newUser(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(http.StatusTooManyRequests)
		say(w, `{"code":"rate_limited"}`+strings.Repeat(" ", 100_000))
	})
	got := u.run(`
		const a = sse.read(url, null, () => { throw new Error('no event') });
		JSON.stringify([a.status, a.headers['Retry-After'], a.body.trim(), a.body.length, a.error]);
	`)
	assert.JSONEq(t, `[429, "7", "{\"code\":\"rate_limited\"}", 65536,
		{"code": "not_a_stream", "message": "The answer is 429 \"application/problem+json\", no event stream."}]`, got.String())
}

func TestARedirectionIsNotFollowed(t *testing.T) {
	t.Parallel()
	u := newUser(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/elsewhere" {
			t.Error("it was followed")
		}
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	})
	got := u.run(`const a = sse.read(url, { body: 'x' }, () => {}); JSON.stringify([a.status, a.error.code])`)
	assert.JSONEq(t, `[307, "not_a_stream"]`, got.String())
}

func TestAScriptMayLeave(t *testing.T) {
	t.Parallel()
	left := make(chan struct{})
	u := newUser(t, staying(left))
	got := u.run(`const a = sse.read(url, null, () => false); JSON.stringify([a.events, a.error])`)
	assert.JSONEq(t, `[1, null]`, got.String())
	closes(t, left)
}

func TestWhatAScriptThrowsReachesIt(t *testing.T) {
	t.Parallel()
	left := make(chan struct{})
	u := newUser(t, staying(left))
	got := u.run(`try { sse.read(url, null, () => { throw new TypeError('mine') }) } catch (error) { error.name + ' ' + error.message }`)
	assert.Equal(t, "TypeError mine", got.String())
	closes(t, left)
	assert.InDelta(t, 1, u.values()["sse_req_failed"], 0)
}

func TestAStoppedUserLeavesAtOnce(t *testing.T) {
	t.Parallel()
	left := make(chan struct{})
	u := newUser(t, staying(left))
	ctx, stop := context.WithCancel(context.Background())
	u.VU.CtxField = ctx
	u.set("stop", func() { time.AfterFunc(20*time.Millisecond, stop) })

	from := time.Now()
	got := u.run(`const a = sse.read(url, null, () => stop()); JSON.stringify([a.events, a.error.code])`)

	assert.JSONEq(t, `[1, "interrupted"]`, got.String())
	assert.Less(t, time.Since(from), soon)
	closes(t, left)
}

// values are the samples so far, by metric.
func (u *user) values() map[string]float64 {
	found := map[string]float64{}
	for {
		select {
		case container := <-u.samples:
			for _, sample := range container.GetSamples() {
				found[sample.Metric.Name] = sample.Value
				tags := sample.Tags.Map()
				assert.Equal(u, "test", tags["scenario"])
				assert.Equal(u, "200", tags["status"])
				assert.NotContains(u, fmt.Sprint(tags), u.url)
			}
		default:
			return found
		}
	}
}

func TestWhatIsMeasured(t *testing.T) {
	t.Parallel()
	u := newUser(t, func(w http.ResponseWriter, _ *http.Request) {
		begin(w)
		say(w, "data: 1\n\n")
		time.Sleep(50 * time.Millisecond)
		say(w, "data: 2\n\n")
	})
	u.run(`sse.read(url, { tags: { name: 'ask' } }, () => {})`)

	measured := u.values()

	assert.Len(t, measured, 5)
	assert.InDelta(t, 1, measured["sse_reqs"], 0)
	assert.InDelta(t, 0, measured["sse_req_failed"], 0)
	assert.InDelta(t, 2, measured["sse_events"], 0)
	assert.Positive(t, measured["sse_first_event"])
	assert.GreaterOrEqual(t, measured["sse_duration"]-measured["sse_first_event"], 50.0)
}

func TestAnAnswerWithoutAnEventHasNoFirstOne(t *testing.T) {
	t.Parallel()
	u := newUser(t, func(w http.ResponseWriter, _ *http.Request) { begin(w) })
	u.run(`sse.read(url, null, () => {})`)
	measured := u.values()
	assert.NotContains(t, measured, "sse_first_event")
	assert.InDelta(t, 0, measured["sse_req_failed"], 0)
}
