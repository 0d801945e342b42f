// Command k6 is k6 with our module k6/x/sse in it.
package main

import (
	"go.k6.io/k6/cmd"

	_ "groundwork.local/tools/k6/sse"
)

func main() { cmd.Execute() }
