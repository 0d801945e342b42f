import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';

/** Debian's own, unless another is named. As root, as in CI, Chromium starts without its sandbox only. */
export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

/** Where pictures of the pages go, for people to look at. */
export const screenshots = process.env['BROWSER_SCREENSHOTS'] ?? mkdtempSync(join(tmpdir(), 'groundwork-screenshots-'));

/** A page, and every error it reported. */
export interface WatchedPage {
  readonly page: Page;
  readonly errors: readonly string[];
}

/** Opens an address in a context of its own. @param prepare what is done to the context before. */
export async function open(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
  prepare?: (context: BrowserContext) => Promise<void>,
): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  await prepare?.(context);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(url);
  return { page, errors };
}

/** Asks, and waits until the answer is there whole. */
export async function ask(on: Page, question: string): Promise<void> {
  await on.getByLabel('Ask your documents').fill(question);
  await on.keyboard.press('Enter');
  await on.getByTestId('question').getByText(question).last().waitFor();
  await on.locator('[data-testid=answer][data-running=false]').last().waitFor();
}

/** Drops a file on the page, as a person does with the mouse, once there is something to drop it on. */
export async function drop(page: Page, name: string, mediaType: string, content: Buffer): Promise<void> {
  await page.getByLabel('Ask your documents').waitFor();
  const dataTransfer = await page.evaluateHandle(`(() => {
    const bytes = Uint8Array.from(atob(${JSON.stringify(content.toString('base64'))}), (c) => c.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], ${JSON.stringify(name)}, { type: ${JSON.stringify(mediaType)} }));
    return transfer;
  })()`);
  for (const event of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent('body', event, { dataTransfer });
}

/** What axe finds against WCAG 2.1 A and AA: rule and place. */
export async function violations(page: Page): Promise<string[]> {
  // The page fades things in; half-faded colours are not what a reader reads.
  await page.evaluate('Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined)))');
  await page.evaluate(axe.source);
  return page.evaluate(`axe
    .run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })
    .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`);
}

/** How far the page is wider than its window, in CSS pixels. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
