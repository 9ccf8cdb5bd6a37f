import { recordsTrial } from '../../src/prediction/evaluation/records.ts'
import {
  recordsDevices,
  recordsSplit,
  revisitCeilings,
  type RecordsDevice,
} from '../../src/prediction/evaluation/records-table.ts'
import type { Ceiling, Score } from '../../src/prediction/evaluation/score.ts'
import { baselinesHelp, hasBaselines } from './evaluate-cells.ts'
import { joinedDatasets } from './evaluate-datasets.ts'
import { deliver, tellScore } from './evaluate-deliver.ts'
import { checked, commonOptionHelp, commonOptionKinds, commonOptionsOf } from './evaluate-options.ts'
import { parseOptions, textOf, UsageError } from './options.ts'
import type { Subcommand } from './subcommand.ts'

const optionKinds = {
  ...commonOptionKinds,
  'train-space': 'string',
  'test-space': 'string',
  corrected: 'boolean',
  baselines: 'string',
} as const
const defaults = { train: [100], seeds: 10 }

export const evaluateRecords: Subcommand = {
  summary: 'networks that were measured here, from exported datasets; from one space to another',
  help: [
    commonOptionHelp(
      'datasets as the app exports them, separated by commas; devices are\n' +
        '                    platforms with a configuration: any part of their names chooses',
      defaults,
    ),
    '  --train-space S   space to learn from                                  [synthetic]',
    '  --test-space S    spaces to judge by beside the rest of that one, separated by commas, such as zoo',
    '  --corrected       times as if the clock canary had always been at its best',
    baselinesHelp,
  ].join('\n'),
  async run(args) {
    const values = parseOptions(args, optionKinds)
    const options = commonOptionsOf(values, defaults)
    const trainSpace = textOf(values, 'train-space', 'synthetic')
    const testSpaces = textOf(values, 'test-space', '').split(',').filter(Boolean)
    if (testSpaces.includes(trainSpace))
      throw new UsageError(`--test-space ${trainSpace}: what is not learnt from is judged anyway.`)
    const isWith = hasBaselines(values)
    const isCorrected = values['corrected'] === true
    const dataset = await joinedDatasets(options.tablePath)
    const known = recordsDevices(dataset, isCorrected)
    if (known.length === 0)
      throw new UsageError(`${options.tablePath} holds no measured network of a known platform.`)
    const devices = devicesOf(known, options.devices)
    const wish = { trainSpace, testSpaces }
    for (const device of devices)
      for (const trainingNetworks of options.train)
        await checked(() => recordsSplit(device, { ...wish, seed: 0, trainingNetworks }))
    const [scores, ceilings] = [[], []] as [Score[], Ceiling[]]
    for (const device of devices) {
      ceilings.push(...revisitCeilings(device))
      for (const trainingNetworks of options.train)
        for (const seed of options.seeds)
          await checked(async () => {
            const split = recordsSplit(device, { ...wish, seed, trainingNetworks })
            const all = await recordsTrial(split, { seed })
            const own = isWith ? all : all.filter(({ method }) => !method.startsWith('baseline: '))
            scores.push(...own)
            for (const score of own) if (score.subject.startsWith('networks')) tellScore(score)
          })
    }
    const notes = [
      'A network that was visited again counts once, with the geometric means of its times.',
      'Whole network is the baseline "linear in features" with what graphs add; where they make no errors on networks held back smaller, both are equal.',
      'The noise ceiling compares second visits with first ones: the difference of two noisy times.',
      ...(isCorrected ? ['Times are corrected by the clock canary.'] : []),
    ]
    return deliver({ protocol: 'records', scores, ceilings, published: [], notes }, options)
  },
}

function devicesOf(known: readonly RecordsDevice[], wanted: 'all' | readonly string[]): RecordsDevice[] {
  if (wanted === 'all') return [...known]
  const found = wanted.flatMap((part) => {
    const own = known.filter(({ device }) => device.includes(part))
    if (own.length > 0) return own
    throw new UsageError(
      `There is no device "${part}". There are ${known.map(({ device }) => device).join('; ')}.`,
    )
  })
  return [...new Set(found)]
}
