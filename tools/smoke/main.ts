import { parseArgs } from 'node:util';
import { CannotStart, runTool } from '../cannot-start.ts';
import { smoke } from './smoke.ts';

const USAGE = `npm run smoke -- --url URL

  Uploads a document, asks about it and checks the streamed answer, as a program of anybody's would, through whatever
  stands before the product. Takes away what it brought.

  GROUNDWORK_API_KEY  a key of the roles contributor and reader, where people sign in`;

function address(): string {
  try {
    const { values } = parseArgs({ options: { url: { type: 'string' } } });
    if (values.url && URL.canParse(values.url) && /^https?:$/.test(new URL(values.url).protocol)) return values.url;
  } catch {
    // Another option: the usage says which there are.
  }
  throw new CannotStart(USAGE);
}

await runTool(async () => {
  const url = address();
  await smoke({ url, key: process.env['GROUNDWORK_API_KEY'] || undefined }, (line) => console.log(line));
});
