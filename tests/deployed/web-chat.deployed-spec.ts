import type { Browser, BrowserContext } from 'playwright-core';
import { Groundwork } from '../../tools/client/groundwork.ts';
import { ask, drop, launch, open, violations } from '../browser/browser.ts';
import { readDeployedConfig } from './deployed.config.js';

const { PUBLIC_URL: url, GROUNDWORK_API_KEY: key } = readDeployedConfig();
/** A word that no other document has. */
const STAMP = `K${Date.now().toString(36).toUpperCase()}`;
const QUESTION = `Who inspected the mooring ${STAMP} at berth seven?`;
const TEXT = `# Harbour log\n\nThe mooring ${STAMP} at berth seven was inspected by Ottilie Brandt on the ninth of March.\n`;

/** The web chat of an installation, through its ingress, in Chromium. */
describe(`the web chat at ${url}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  it('shows itself, or the way to sign in, without an error', async () => {
    const { page, errors } = await open(browser, url);
    await page.getByTestId('sign-in').or(page.getByLabel('Ask your documents')).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('takes a document, answers as it writes, and opens the citation', async () => {
    const { page, errors } = await open(browser, url, {}, signedInAsProgram);
    const uploaded = page.waitForResponse(
      (response) => response.url().endsWith('/api/documents') && response.request().method() === 'POST',
    );
    await drop(page, `harbour-${STAMP}.md`, 'text/markdown', Buffer.from(TEXT));
    const { id } = (await (await uploaded).json()) as { id: string };
    try {
      await page
        .locator('[data-testid=document][data-status=ready]')
        .filter({ hasText: STAMP })
        .waitFor({ timeout: 120_000 });
      await ask(page, QUESTION);
      expect(await page.getByTestId('answer').last().innerText()).toContain('Ottilie Brandt');
      await page.getByTestId('citation').first().click();
      await page.getByTestId('sources-panel').waitFor();
      expect(await page.getByTestId('highlight').first().innerText()).toContain('Ottilie Brandt');
      expect(errors).toEqual([]);
    } finally {
      await new Groundwork(url, key).remove(id);
      await page.context().close();
    }
  });
});

/**
 * Lets the page work for an API key where people sign in: nobody's password is kept for tests. The page is told that there is
 * no sign-in, and what it asks of the API carries the key; all else is as users have it.
 */
async function signedInAsProgram(context: BrowserContext): Promise<void> {
  if (!key) return;
  await context.route(`${url}/config.json`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...((await response.json()) as object), signIn: null } });
  });
  await context.route(`${url}/api/**`, (route) =>
    route.continue({ headers: { ...route.request().headers(), authorization: `Bearer ${key}` } }),
  );
}
