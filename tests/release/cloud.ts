import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { attempt, type Ended } from '../support/command.js';

/** One call of a program that was stood in for. */
export interface Call {
  readonly call: string;
  /** What curl was configured with by a file. */
  readonly config: string;
  /** What curl was to send. */
  readonly body: string;
}

/** The programs by which our scripts speak to registries, Azure and Slack, stood in for. */
export class Cloud {
  private readonly folder = mkdtempSync(join(tmpdir(), 'groundwork-cloud-'));
  private readonly file = join(this.folder, 'calls');

  constructor() {
    for (const name of ['docker', 'cosign', 'az', 'curl'])
      symlinkSync(join(__dirname, 'stand-in-cloud.mjs'), join(this.folder, name));
    writeFileSync(this.file, '');
    writeFileSync(this.outputsFile, '');
  }

  /** Runs one of our scripts, by its path in the repository. @param fails the beginning of a call that fails. */
  run(script: string, env: Readonly<Record<string, string>>, fails = ''): Promise<Ended> {
    return attempt(resolve(__dirname, '../..', script), [], '', {
      ...{ PATH: `${this.folder}:${process.env['PATH'] ?? ''}`, STAND_IN_CALLS: this.file, STAND_IN_FAILS: fails },
      ...{ GITHUB_OUTPUT: this.outputsFile, GITHUB_ACTIONS: '', DOCKER: '', ...env },
    });
  }

  get calls(): readonly Call[] {
    const lines = readFileSync(this.file, 'utf8').trim().split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Call);
  }

  /** What was handed on to the jobs that follow. */
  get outputs(): string {
    return readFileSync(this.outputsFile, 'utf8');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private get outputsFile(): string {
    return join(this.folder, 'outputs');
  }
}
