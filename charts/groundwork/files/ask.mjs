/**
 * `helm test`: uploads a document, asks about it, and holds the answer's citation against the document. Any answer of
 * 500 or above, of any route it uses, is a failure: nothing is tried again that a user would have seen fail.
 */
const { GROUNDWORK_URL: url, GROUNDWORK_API_KEY: key, TIMEOUT_SECONDS } = process.env;
const deadline = Date.now() + Number(TIMEOUT_SECONDS) * 1_000;
const headers = { ...(key ? { authorization: `Bearer ${key}` } : {}) };

// A word that no other document has, so that only this one can answer.
const stamp = `K${Date.now().toString(36).toUpperCase()}`;
const fact = `The mooring ${stamp} at berth seven was inspected by Ottilie Brandt on the ninth of March.`;
const text = `# Harbour log\n\n${fact}\n\nThe next inspection is due after two years.\n`;

async function call(method, path, { body, more = {}, wanted }) {
  const response = await fetch(`${url}${path}`, {
    method,
    body,
    headers: { ...headers, ...more },
    signal: AbortSignal.timeout(Math.max(1, deadline - Date.now())),
  });
  const words = await response.text();
  if (!wanted.includes(response.status))
    throw new Error(`${method} ${path} answered ${response.status}: ${words.slice(0, 500)}`);
  console.log(`${method} ${path}: ${response.status}`);
  return words === '' ? undefined : words.startsWith('{') ? JSON.parse(words) : words;
}

async function ready(id) {
  while (Date.now() < deadline) {
    const { status, failure } = await call('GET', `/api/documents/${id}`, { wanted: [200] });
    if (status === 'ready') return;
    if (status === 'failed') throw new Error(`The document failed: ${failure.code}, ${failure.message}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`The document was not ready within ${TIMEOUT_SECONDS} s.`);
}

const form = new FormData();
form.set('file', new File([text], `harbour-${stamp}.md`, { type: 'text/markdown' }));
const { id } = await call('POST', '/api/documents', { body: form, wanted: [202] });
try {
  await ready(id);
  const { answer, refusal, citations } = await call('POST', '/api/chat', {
    body: JSON.stringify({ message: `Who inspected the mooring ${stamp} at berth seven?`, documentIds: [id] }),
    more: { accept: 'application/json', 'content-type': 'application/json' },
    wanted: [200],
  });
  if (refusal) throw new Error(`The question was refused: ${refusal.message}`);
  const citation = citations.find(({ documentId }) => documentId === id);
  if (!citation) throw new Error(`The answer cites nothing of the document: ${answer}`);
  const read = await call('GET', `/api/documents/${id}/text`, { wanted: [200] });
  const whole = typeof read === 'string' ? read : read.text;
  const quoted = whole.slice(citation.start, citation.end);
  if (!quoted.includes('Ottilie Brandt')) throw new Error(`The citation points to something else: "${quoted}"`);
  console.log(`Asked and answered: "${answer}", which stands in the document at ${citation.start} to ${citation.end}.`);
} finally {
  await call('DELETE', `/api/documents/${id}`, { wanted: [202, 204, 200] });
}
