// Package sse gives k6 scripts server-sent events as they come: the module k6/x/sse. k6 itself has an answer only when it
// is complete, which is too late to see its first word.
package sse

import (
	"time"

	"github.com/grafana/sobek"
	"go.k6.io/k6/js/common"
	"go.k6.io/k6/js/modules"
)

func init() { modules.Register("k6/x/sse", root{}) }

type root struct{}

// instance is the module as one virtual user has it.
type instance struct {
	vu      modules.VU
	metrics streamMetrics
}

// NewModuleInstance is called by k6 once for each virtual user.
func (root) NewModuleInstance(vu modules.VU) modules.Instance {
	registered, err := registerMetrics(vu.InitEnv().Registry)
	if err != nil {
		common.Throw(vu.Runtime(), err)
	}
	return &instance{vu: vu, metrics: registered}
}

// Exports is what a script imports.
func (i *instance) Exports() modules.Exports {
	return modules.Exports{Named: map[string]any{"read": i.read}}
}

// scriptEvent is an event as the script's function is given it.
type scriptEvent struct {
	ID   string `js:"id"`
	Name string `js:"event"`
	Data string `js:"data"`
	// Milliseconds from the sending of the request to the event's last byte.
	AtMs float64 `js:"atMs"`
}

// scriptAnswer is what read returns when all is over.
type scriptAnswer struct {
	// 0 where there was no answer at all.
	Status  int               `js:"status"`
	Headers map[string]string `js:"headers"`
	// The beginning of an answer that is no event stream.
	Body     string `js:"body"`
	Events   int    `js:"events"`
	Comments int    `js:"comments"`
	// Milliseconds from the sending of the request to the answer's end.
	DurationMs float64 `js:"durationMs"`
	// Null if the stream came to its end, or the script's function had enough of it.
	Fault *fault `js:"error"`
}

// fault says why there is no whole stream.
type fault struct {
	Code    string `js:"code"`
	Message string `js:"message"`
}

var errInInit = common.NewInitContextError("sse.read cannot be called in the init context")

// read sends a request and hands every event of its answer to onEvent, the moment it is complete, until the stream ends or
// onEvent returns false. It blocks the virtual user, as k6/http does.
func (i *instance) read(address string, params, onEvent sobek.Value) (*scriptAnswer, error) {
	state := i.vu.State()
	if state == nil {
		return nil, errInInit
	}
	call, err := newCall(i.vu.Runtime(), state, address, params)
	if err != nil {
		return nil, err
	}
	listener, isFunction := sobek.AssertFunction(onEvent)
	if !isFunction {
		return nil, errNoFunction
	}
	ctx := i.vu.Context()
	if state.RPSLimit != nil {
		if err := state.RPSLimit.Wait(ctx); err != nil {
			return nil, err
		}
	}
	answer, firstEvent, thrown := call.run(ctx, state, time.Now, func(one scriptEvent) (bool, error) {
		returned, err := listener(sobek.Undefined(), i.vu.Runtime().ToValue(&one))
		if err != nil {
			return false, err
		}
		isOver := returned.ExportType() != nil && returned.StrictEquals(i.vu.Runtime().ToValue(false))
		return !isOver, nil
	})
	i.metrics.push(ctx, state, call.tags, answer, firstEvent, thrown != nil)
	return answer, thrown
}
