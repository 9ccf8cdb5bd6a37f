import { browserBaselines } from '../../src/prediction/baselines/browser.ts'
import { browserCeilings } from '../../src/prediction/evaluation/browser-ceilings.ts'
import { browserSubjects, browserTrial } from '../../src/prediction/evaluation/browser-kernels.ts'
import { timedNetworks } from '../../src/prediction/evaluation/browser-table.ts'
import { kernelModelMethod } from '../../src/prediction/evaluation/kernel-method.ts'
import type { Score } from '../../src/prediction/evaluation/score.ts'
import { readCsv, tableRows } from './evaluate-csv.ts'
import { deliver, tellScore } from './evaluate-deliver.ts'
import {
  checked,
  chosenOf,
  commonOptionHelp,
  commonOptionKinds,
  commonOptionsOf,
} from './evaluate-options.ts'
import { oneOf, parseOptions, textOf, UsageError } from './options.ts'
import type { Subcommand } from './subcommand.ts'

const optionKinds = { ...commonOptionKinds, kernels: 'string', baselines: 'string' } as const
const defaults = { train: [30, 100], seeds: 10 }

export const evaluateBrowser: Subcommand = {
  summary: 'kernels of random networks in a browser, their sum, and whole inferences (evaluation E9)',
  help: [
    commonOptionHelp(
      'NAME_networks.csv with network, single_ms, slope_ms; the only device is NAME',
      defaults,
    ),
    '  --kernels FILE    CSV of their kernels, with network, kernel, programs, shapes, time_us   [NAME_kernels.csv]',
    '  --baselines WORD  on or off: also what simple ways give                [on]',
  ].join('\n'),
  async run(args) {
    const values = parseOptions(args, optionKinds)
    const options = commonOptionsOf(values, defaults)
    const isWith = oneOf(values, 'baselines', ['on', 'off'] as const, 'on') === 'on'
    const kernelsPath = textOf(values, 'kernels', null) ?? besideOf(options.tablePath)
    const rows = tableRows(await readCsv(options.tablePath))
    const kernelRows = tableRows(await readCsv(kernelsPath))
    const name = nameOf(options.tablePath)
    const [device = name] = chosenOf(options.devices, [name], options.tablePath)
    const networks = await checked(() => timedNetworks(rows, kernelRows))
    const [scores, notes] = [[], []] as [Score[], string[]]
    for (const train of options.train)
      for (const seed of options.seeds)
        for (const method of [kernelModelMethod, ...(isWith ? browserBaselines : [])]) {
          const trial = await checked(() => browserTrial(method, device, networks, train, { seed }))
          scores.push(...trial.scores)
          for (const score of trial.scores) if (score.subject === browserSubjects.sums) tellScore(score)
          if (method !== kernelModelMethod) continue
          notes.push(
            `${train} learnt, seed ${seed}: single by ${trial.singleForm}, in a batch by ${trial.slopeForm}.`,
          )
          if (trial.unknownImplementations.length > 0)
            notes.push(
              `${train} learnt, seed ${seed}: not learnt from: ${trial.unknownImplementations.join(', ')}.`,
            )
        }
    notes.push('Halves of samples have half of them: what all of them are off is less.')
    const ceilings = browserCeilings(device, rows, kernelRows)
    return deliver({ protocol: 'browser', scores, ceilings, published: [], notes }, options)
  },
}

const ending = /_networks(\.csv(\.gz)?)$/
const fileOf = (path: string): string => path.split('/').at(-1) ?? path
const nameOf = (path: string): string =>
  fileOf(path)
    .replace(ending, '')
    .replace(/\.csv(\.gz)?$/, '')

/** @throws {UsageError} where the name of the file does not tell */
function besideOf(path: string): string {
  if (!ending.test(path))
    throw new UsageError(`--kernels is needed: ${path} does not end in _networks.csv or _networks.csv.gz.`)
  return path.replace(ending, '_kernels$1')
}
