import { connect } from 'node:tls';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { chromium, type Browser } from 'playwright-core';
import { textOf, typesOf } from '../../services/chat/test/support/event-reader.ts';
import type { Groundwork } from '../../tools/client/groundwork.ts';
import { inMemory, upload } from '../../tools/client/upload.ts';
import { ask as askOn, drop, open } from '../browser/browser.js';
import { pdfOf } from '../support/documents.js';
import { ask, whileModelIsSlow } from './answers.js';
import type { FrontDoor } from './front-door.js';
import { FACT, openDoor, QUESTION } from './the-demo.js';

const MIB = 1024 * 1024;
/** Longer than nginx's own limit for a silence, 60 s. */
const FIRST_TOKEN_MS = 70_000;

/** Everything here goes through the ingress controller, with TLS and under the product's name. */
describe('through the ingress', () => {
  let door: FrontDoor;
  let groundwork: Groundwork;

  beforeAll(async () => {
    ({ door, groundwork } = await openDoor());
  });
  afterAll(() => door.close());

  it('a browser uploads a PDF, asks, and opens the citation', async () => {
    const browser = await chromiumThatTrusts(door);
    try {
      const { page, errors } = await open(browser, door.url);
      await drop(page, 'benefits.pdf', 'application/pdf', await pdfOf(['Benefits of Falcon Industries.', FACT]));
      await page.locator('[data-testid=document][data-status=ready]').waitFor();

      await askOn(page, QUESTION);
      expect(await page.getByTestId('answer').last().innerText()).toContain('340 euros');
      await page.getByTestId('citation').first().click();
      await page.getByTestId('sources-panel').waitFor();
      expect(await page.getByTestId('highlight').first().innerText()).toContain('340 euros');
      expect(await page.getByTestId('sources-panel').innerText()).toContain('Page 2');
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
    }
  });

  it('60 MiB arrive whole', async () => {
    const line = 'A line of a long log, of which there are very many.\n';
    const large = Buffer.alloc(60 * MIB, line);
    const { id } = await upload(door.url, inMemory('large.txt', large));
    expect(await groundwork.document(id)).toMatchObject({ bytes: 60 * MIB, mediaType: 'text/plain' });
    await groundwork.remove(id);
  });

  it('a stream stays open whose first token takes 70 s', async () => {
    await whileModelIsSlow({ ms: FIRST_TOKEN_MS }, async () => {
      const from = performance.now();
      const events = await (await ask(door.url)).rest();
      expect(performance.now() - from).toBeGreaterThan(FIRST_TOKEN_MS);
      expect(typesOf(events).slice(-2)).toEqual(['finish', '[DONE]']);
      expect(textOf(events)).toContain('340 euros');
    });
  });
});

/** Chromium reads no authority of ours, but takes one certificate by its key; any other is refused as ever. */
async function chromiumThatTrusts({ host, port }: FrontDoor): Promise<Browser> {
  const socket = connect({ host: '127.0.0.1', port, servername: host });
  await once(socket, 'secureConnect');
  const { raw } = socket.getPeerCertificate();
  socket.destroy();
  const key = new X509Certificate(raw).publicKey.export({ type: 'spki', format: 'der' });
  const pin = createHash('sha256').update(key).digest('base64');
  return chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      `--ignore-certificate-errors-spki-list=${pin}`,
      `--host-resolver-rules=MAP ${host} 127.0.0.1`,
      '--no-proxy-server',
    ],
  });
}
