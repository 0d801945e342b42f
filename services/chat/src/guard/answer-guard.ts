import { LeakGuard } from './leak-guard.js';
import { LinkGuard } from './link-guard.js';

/** The model is telling its instructions; nothing of the answer may stand. */
export class InstructionsTold extends Error {
  override readonly name = 'InstructionsTold';
}

/** What stands between the model and the reader, beside the check of citations: no link of its own, no word of the prompt. */
export class AnswerGuard {
  private readonly links: LinkGuard;
  private readonly leaks: LeakGuard;

  constructor(instructions: string, sources: readonly string[]) {
    this.links = new LinkGuard(sources);
    this.leaks = new LeakGuard(instructions, sources);
  }

  /** Takes the next piece; answers what may be shown now. @throws {InstructionsTold} */
  push(text: string): string {
    return unless(this.leaks.push(this.links.push(text)));
  }

  /** What was held back; call once, after the last piece. @throws {InstructionsTold} */
  end(): string {
    return unless(this.leaks.push(this.links.end())) + unless(this.leaks.end());
  }
}

function unless(guarded: ReturnType<LeakGuard['push']>): string {
  if (guarded.leaks) throw new InstructionsTold();
  return guarded.text;
}
