import { parseArgs } from 'node:util';
import { CannotStart, runTool } from '../cannot-start.ts';
import { GitHub } from './github.ts';
import { apply, check, reviewersId } from './settings.ts';

const USAGE = `npm run repository -- OWNER/NAME --reviewers ORGANISATION/TEAM [--check]

  Sets what the repository on GitHub must be set to and no file of it can say, then compares; --check only compares.
  It uses gh, signed in as an administrator of the repository.`;

function read(): { readonly repository: string; readonly reviewers: string; readonly isCheck: boolean } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { reviewers: { type: 'string' }, check: { type: 'boolean', default: false } },
    });
    const [repository = '', ...more] = positionals;
    const { reviewers = '', check: isCheck } = values;
    if (more.length === 0 && [repository, reviewers].every((name) => /^[\w.-]+\/[\w.-]+$/.test(name)))
      return { repository, reviewers, isCheck };
  } catch {
    // Another option: the usage says which there are.
  }
  throw new CannotStart(USAGE);
}

await runTool(async () => {
  const { repository, reviewers, isCheck } = read();
  const gitHub = new GitHub(repository);
  const team = reviewersId(gitHub, reviewers);
  if (!isCheck) apply(gitHub, team);
  const faults = check(gitHub, team);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0)
    throw new CannotStart(`${repository}: ${faults.length} of its settings are not as they should be.`);
  console.log(`${repository} is set as it should be.`);
});
