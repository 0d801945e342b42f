import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { newDataDir, removeDataDir, startProduct, type OwnProduct } from '../../tools/client/own-product.ts';
import { benefits } from '../system/the-documents.ts';
import { ask, drop, launch, open, screenshots, violations, type WatchedPage } from './browser.ts';

const EYE = 'How much does the Falcon plan pay for eye care?';
const DENTAL = 'How often does the Falcon plan pay for dental cleanings?';
const START_MS = 200_000;

/** What is done with conversations that are there already, in Chromium. */
describe('conversations in the web chat', () => {
  let product: OwnProduct;
  let browser: Browser;
  let desk: WatchedPage;
  let page: Page;

  const answers = (): Locator => page.getByTestId('answer');
  const versions = (): Locator => page.getByTestId('versions').last();

  beforeAll(async () => {
    product = await startProduct(await newDataDir());
    browser = await launch();
    desk = await open(browser, product.url);
    ({ page } = desk);
    await drop(page, 'benefits.pdf', 'application/pdf', await benefits());
    await page.locator('[data-testid=document][data-status=ready]').waitFor();
    await ask(page, EYE);
  }, START_MS);

  afterAll(async () => {
    await browser.close();
    await product.stop();
    await removeDataDir(product.dataDir);
  });

  it('asks a question again in other words, and keeps the first', async () => {
    await page.getByTestId('question').hover();
    await page.getByRole('button', { name: 'Edit question' }).click();
    await page.getByLabel('Your question, in other words').fill(DENTAL);
    await page.getByRole('button', { name: 'Ask again' }).click();
    await answers().getByText('dental cleanings').first().waitFor();

    await versions().getByText('2 / 2').waitFor();
    expect(await page.getByTestId('question').count()).toBe(1);
    expect(await answers().count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: join(screenshots, 'versions-light.png') });
  });

  it('goes back to the earlier version and its answer, and forward again', async () => {
    await versions().getByRole('button', { name: 'Previous version' }).click();
    await page.getByTestId('question').getByText(EYE).waitFor();
    await answers().getByText('340 euros').first().waitFor();

    await versions().getByRole('button', { name: 'Next version' }).click();
    await page.getByTestId('question').getByText(DENTAL).waitFor();
  });

  it('answers a question once more beside the first answer', async () => {
    await page.getByRole('button', { name: 'Answer again' }).click();

    await answers().locator('..').getByTestId('versions').getByText('2 / 2').last().waitFor();
    await page.locator('[data-testid=answer][data-running=false]').last().waitFor();
    expect(await answers().count()).toBe(1);
  });

  it('takes what is wrong with an answer, with a comment', async () => {
    await page.getByRole('button', { name: 'Poor answer' }).click();
    await page.getByLabel('What was wrong? (optional)').fill('It leaves out the second visit.');
    await page.getByRole('button', { name: 'Send feedback' }).click();

    await page.getByText('Thank you. Your feedback was saved.').waitFor();
  });

  it.each([
    ['Markdown', /^# /],
    ['JSON', /^\{/],
  ])('downloads the conversation as %s', async (format, start) => {
    const name = `Download this conversation as ${format}`;
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);

    const file = await readFile(await download.path(), 'utf8');
    expect(file).toMatch(start);
    expect(file).toContain(DENTAL);
    expect(download.suggestedFilename()).toMatch(format === 'JSON' ? /\.json$/ : /\.md$/);
  });

  it('finds a conversation by a word of its question', async () => {
    await page.getByTestId('new-chat').click();
    await ask(page, 'Who won the 1974 world cup?');
    await page.getByRole('tab', { name: 'Chats' }).click();
    await page.getByTestId('conversation').nth(1).waitFor();

    await page.getByLabel('Find a conversation').fill('dental');
    await page.getByTestId('conversation').nth(1).waitFor({ state: 'detached' });
    await page.getByTestId('conversation').click();

    await page.getByTestId('question').getByText(DENTAL).waitFor();
    await page.screenshot({ path: join(screenshots, 'search-light.png') });
  });

  it('reported no error in all this time', () => {
    expect(desk.errors).toEqual([]);
  });
});
