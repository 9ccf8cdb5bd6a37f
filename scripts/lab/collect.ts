import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { ablationTable } from './ablation-table.ts'
import { parseOptions, textOf, UsageError, wholeNumber, type OptionValues } from './options.ts'
import { runOptionHelp, runOptionKinds, runWishOf } from './run-address.ts'
import { withSession, type SessionWish } from './session.ts'
import type { Subcommand } from './subcommand.ts'
import { parseDataset, tally, type Tally } from './tally.ts'

export const sessionOptionKinds = { gpu: 'boolean', profile: 'string', timeout: 'string' } as const

export const sessionOptionHelp = [
  '  --gpu             use the GPU of this machine instead of one emulated on its CPU',
  '  --profile DIR     keep the browser profile there: a run that was broken off goes on  [a new one]',
  '  --timeout S       give up after so many seconds                        [3600]',
].join('\n')

/** @throws {UsageError} */
export function sessionWishOf(values: OptionValues): SessionWish {
  return {
    gpu: values['gpu'] === true ? 'real' : 'software',
    profile: textOf(values, 'profile', null),
    timeoutS: wholeNumber(values, 'timeout', [1, 1_000_000], 3600),
  }
}

/** Says on stderr what came of a run. @returns the exit code. */
export function report({ nOk, nSkipped, nFailed, missing }: Tally, file: string): number {
  process.stderr.write(`${nOk} measured, ${nSkipped} skipped and ${nFailed} failed with a reason: ${file}\n`)
  for (const sentence of missing.slice(0, 10)) process.stderr.write(`${sentence}\n`)
  if (missing.length > 10) process.stderr.write(`And ${missing.length - 10} more of this kind.\n`)
  return missing.length === 0 ? 0 : 1
}

export const collect: Subcommand = {
  summary: 'measures networks and writes the data set to a file',
  help: [
    'npm run lab -- collect --out FILE [options]',
    '',
    '  --out FILE        where the data set goes',
    runOptionHelp,
    sessionOptionHelp,
    '',
    'Progress goes to stderr. Where networks were measured both the standard way and another, a table of ratios goes to',
    'stdout: the median over the networks with its 95 % interval, and the middle half of the networks. The exit code is 0 only if every network is measured or has a recorded reason.',
  ].join('\n'),

  async run(args) {
    const values = parseOptions(args, { out: 'string', ...runOptionKinds, ...sessionOptionKinds })
    const out = textOf(values, 'out', null)
    if (out === null) throw new UsageError('--out FILE is missing: where shall the data set go?')
    const wish = runWishOf(values)
    const text = await withSession(sessionWishOf(values), (session) => session.measure(wish))
    // Written first: whatever the check says, what was measured is kept.
    await mkdir(dirname(resolve(out)), { recursive: true })
    await writeFile(out, text)
    const dataset = parseDataset(text)
    const ablation = ablationTable(dataset)
    if (ablation !== null) console.log(ablation)
    return report(tally(dataset, wish), out)
  },
}
