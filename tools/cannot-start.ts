/** Something that the person at the terminal can mend; the message is the one sentence they are shown. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/** Runs `main`; what the person can mend ends the process with a sentence, anything else with its stack. */
export async function runTool(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof CannotStart ? error.message : error);
    process.exit(1);
  }
}
