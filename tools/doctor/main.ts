import { runTool } from '../cannot-start.ts';
import { runOverData } from '../client/image-tool.ts';

/** `npm run doctor`: finds what does not agree between the stores; with `-- --mend` mends it. */
await runTool(async () => {
  process.exit(await runOverData('doctor-cli', process.argv.slice(2), (line) => console.error(line)));
});
