/** An answer of the product, as far as it is judged. */
export interface FuzzAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** A line of a stack trace: "    at name (file.js:1:2)". */
const STACK = /^\s*at .+:\d+:\d+/m;
/** Where programs lie, and how they name each other. */
const PATHS = /node_modules|\/dist\/services\/|file:\/\/|\/src\/[\w./-]+\.[jt]s\b/;

/**
 * What is wrong with an answer; empty: nothing.
 * @param secrets texts that no answer may hold, such as folders of this machine.
 */
export function faultsOf({ status, contentType, body }: FuzzAnswer, secrets: readonly string[]): string[] {
  const faults: string[] = [];
  if (status >= 500) faults.push(`status ${status}`);
  if (secrets.some((secret) => body.includes(secret))) faults.push('a path of this machine');
  if (status < 400) return faults;
  // JSON hides line ends; a trace in it is one all the same.
  const text = body.replaceAll('\\n', '\n');
  if (STACK.test(text)) faults.push('a stack');
  if (PATHS.test(text)) faults.push('a path of the program');
  if (body !== '' && !contentType.includes('json')) faults.push(`an error as ${contentType || 'nothing'}`);
  return faults;
}
