import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { newDataDir, removeDataDir, startProduct, type OwnProduct } from '../../tools/client/own-product.ts';
import { azureOf, withFault } from '../support/faults.ts';
import { benefits } from '../system/the-documents.ts';
import { ask, drop, launch, open, overflow, screenshots, violations, type WatchedPage } from './browser.ts';

const QUESTION = 'How much does the Falcon plan pay for eye care?';
const PHONE = { viewport: { width: 360, height: 780 }, isMobile: true, hasTouch: true };
const START_MS = 200_000;
/** Files larger than this the page does not send, in bytes. */
const UPLOAD_MAX_BYTES = 64 * 1_024;

/** A newcomer's first minutes, in Chromium. */
describe('the web chat', () => {
  let product: OwnProduct;
  let browser: Browser;
  let desk: WatchedPage;
  let page: Page;

  const picture = (on: Page, name: string): Promise<Buffer> =>
    on.screenshot({ path: join(screenshots, `${name}.png`) });

  beforeAll(async () => {
    product = await startProduct(await newDataDir(), {
      CHAT_SUGGESTIONS: '2',
      UPLOAD_MAX_BYTES: String(UPLOAD_MAX_BYTES),
    });
    browser = await launch();
    desk = await open(browser, product.url);
    ({ page } = desk);
  }, START_MS);

  afterAll(async () => {
    await browser.close();
    await product.stop();
    await removeDataDir(product.dataDir);
    process.stdout.write(`Screenshots are in ${screenshots}\n`);
  });

  it('greets with what to do first', async () => {
    await page.getByText('Ask your documents anything').waitFor();

    expect(await violations(page)).toEqual([]);
    await picture(page, 'empty-light');
  });

  it('does not even send a file that is too large, and says how large one may be', async () => {
    const sent: string[] = [];
    page.on('request', (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname}`));
    expect(await page.getByTestId('drop-zone').first().innerText()).toContain('up to 64 KB');

    await drop(page, 'large.txt', 'text/plain', Buffer.alloc(UPLOAD_MAX_BYTES + 1, 'a '));

    expect(await page.getByTestId('upload').getByRole('alert').innerText()).toContain('larger than 64 KB');
    expect(sent).not.toContain('POST /api/documents');
    await page.getByRole('button', { name: 'Dismiss large.txt' }).click();
  });

  it('takes a dropped PDF and shows when it is ready', async () => {
    await drop(page, 'benefits.pdf', 'application/pdf', await benefits());

    await page.locator('[data-testid=document][data-status=ready]').waitFor();
    expect(await page.getByTestId('document').innerText()).toContain('3 pages');
  });

  it('streams an answer with chips that open the passage', async () => {
    await ask(page, QUESTION);

    expect(await page.getByTestId('answer').last().innerText()).toContain('340 euros');
    await page.getByTestId('citation').first().click();
    await page.getByTestId('sources-panel').waitFor();
    expect(await page.getByTestId('highlight').first().innerText()).toContain('340 euros');
    expect(await page.getByTestId('sources-panel').innerText()).toContain('Page 2');
    expect(await violations(page)).toEqual([]);
    await picture(page, 'answer-light');
  });

  it('shows what a chip points at to a pointer that rests on it', async () => {
    await page.getByTestId('sources-panel').getByRole('button', { name: 'Close' }).click();
    await page.getByTestId('citation').first().hover();

    expect(await page.getByTestId('citation-card').innerText()).toContain('340 euros');
    await picture(page, 'citation-card-light');
    await page.keyboard.press('Escape');
  });

  it('takes a follow-up without a mouse', async () => {
    await page.getByLabel('Ask your documents').focus();
    await page.keyboard.type('and for dental?');
    await page.keyboard.press('Enter');

    await page.getByTestId('answer').nth(1).getByText('dental cleanings').first().waitFor();
  });

  it('suggests what the passages hold besides, and asks it at a press', async () => {
    const travel =
      'The Falcon plan insures travel abroad. Lost luggage is replaced within three days. Rental cars are insured in ' +
      'Europe. Emergency flights home are organised by the insurer. Travel vaccines cost nothing.';
    await drop(page, 'travel.txt', 'text/plain', Buffer.from(travel));
    await page.locator('[data-testid=document][data-status=ready]').nth(1).waitFor();
    await ask(page, 'Does the Falcon plan insure travel abroad?');

    const suggestion = page.getByTestId('suggestions').getByRole('button').first();
    const question = (await suggestion.innerText()).trim();
    expect(await page.getByRole('button', { name: 'Go to the latest answer' }).count()).toBe(0);
    await picture(page, 'suggestions-light');

    await suggestion.click();

    await page.getByTestId('question').nth(3).getByText(question).waitFor();
    await page.locator('[data-testid=answer][data-running=false]').nth(3).waitFor();
    expect(await page.getByTestId('refusal').count()).toBe(0);
  });

  it('shows a refusal as a refusal', async () => {
    await ask(page, 'Who won the 1974 world cup?');

    expect(await page.getByTestId('refusal').innerText()).toContain('Not in your documents');
    expect(await page.getByTestId('refusal').locator('..').getByTestId('citation').count()).toBe(0);
    await picture(page, 'refusal-light');
  });

  it('still has the conversation after a reload', async () => {
    await page.reload();

    await page.getByText('340 euros').first().waitFor();
    expect(await page.getByTestId('question').count()).toBe(5);
  });

  it('stops an answer, and keeps what there was of it', async () => {
    const slowly = {
      service: 'models',
      operation: 'chat',
      fault: { kind: 'latency', ms: 0, perTokenMs: 500 },
    } as const;
    await withFault(azureOf(product.lines), slowly, async () => {
      await page.getByLabel('Ask your documents').fill(QUESTION);
      await page.keyboard.press('Enter');
      await page.locator('[data-testid=answer][data-running=true]').waitFor();
      await page.getByRole('button', { name: 'Stop answering' }).click();
      await page.getByText('You stopped this answer.').waitFor();
    });

    expect(await page.getByTestId('answer').last().innerText()).not.toContain('each year');
    await picture(page, 'stopped-light');
  });

  it.each([
    ['dark', { colorScheme: 'dark' as const }],
    ['phone', PHONE],
    ['phone-dark', { ...PHONE, colorScheme: 'dark' as const }],
  ])('is as good in %s', async (name, options) => {
    const { page: other, errors } = await open(browser, product.url, options);
    await other.getByLabel('Ask your documents').waitFor();
    await picture(other, `begin-${name}`);

    await ask(other, QUESTION);
    await picture(other, `answer-${name}`);
    expect(await overflow(other)).toBeLessThanOrEqual(0);
    await other.getByTestId('citation').first().click();
    await other.getByTestId('sources-panel').waitFor();

    expect(await violations(other)).toEqual([]);
    await picture(other, `sources-${name}`);
    expect(errors).toEqual([]);
    await other.context().close();
  });

  it('says what is wrong with a file that cannot be read', async () => {
    await drop(page, 'torn.pdf', 'application/pdf', Buffer.from('%PDF-1.7\nthis is not one'));

    const torn = page.locator('[data-testid=document][data-status=failed]');
    await torn.waitFor();
    expect((await torn.innerText()).length).toBeGreaterThan('torn'.length + 20);
    await picture(page, 'failed-light');
  });

  it('reported no error in all this time', () => {
    expect(desk.errors).toEqual([]);
  });
});
