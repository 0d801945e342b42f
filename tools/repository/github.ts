import { spawnSync } from 'node:child_process';
import { CannotStart } from '../cannot-start.ts';

/** How a run of `gh` ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** GitHub's REST API, by its own command line, which is signed in as whoever runs this. */
export class GitHub {
  readonly repository: string;
  private readonly run: (args: readonly string[], input: string) => Ended;

  constructor(repository: string, run = runGh) {
    this.repository = repository;
    this.run = run;
  }

  /** What stands there; undefined where there is nothing (404). */
  read(path: string): unknown {
    const { status, stdout, stderr } = this.call(['--method', 'GET', this.address(path)]);
    if (status !== 0 && /\(HTTP 404\)/.test(stderr)) return undefined;
    if (status !== 0) throw new CannotStart(`GitHub did not tell ${this.address(path)}: ${stderr.trim()}`);
    return stdout.trim() === '' ? undefined : JSON.parse(stdout);
  }

  write(method: 'PATCH' | 'POST' | 'PUT', path: string, body: unknown): void {
    const { status, stderr } = this.call(
      ['--method', method, this.address(path), '--input', '-'],
      `${JSON.stringify(body)}\n`,
    );
    if (status !== 0) throw new CannotStart(`GitHub did not take ${this.address(path)}: ${stderr.trim()}`);
  }

  /** Below the repository; a path that begins with a slash is taken from the API's root. */
  private address(path: string): string {
    if (path.startsWith('/')) return path.slice(1);
    return path === '' ? `repos/${this.repository}` : `repos/${this.repository}/${path}`;
  }

  private call(args: readonly string[], input = ''): Ended {
    return this.run(['api', '--header', 'X-GitHub-Api-Version: 2022-11-28', ...args], input);
  }
}

function runGh(args: readonly string[], input: string): Ended {
  const ended = spawnSync('gh', args, { input, encoding: 'utf8' });
  if (ended.error) throw new CannotStart(`This needs GitHub's command line, gh, signed in: ${ended.error.message}`);
  return ended;
}
