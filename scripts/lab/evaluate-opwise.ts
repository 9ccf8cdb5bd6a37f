import { kernelBaselines } from '../../src/prediction/baselines/kernels.ts'
import { familyFolds, familyOf } from '../../src/prediction/evaluation/families.ts'
import { kernelModelMethod } from '../../src/prediction/evaluation/kernel-method.ts'
import {
  evaluateOpwise,
  evaluateOverhead,
  opwiseSubjects,
  type OpwiseSplit,
} from '../../src/prediction/evaluation/opwise.ts'
import { opwiseCeiling } from '../../src/prediction/evaluation/opwise-ceiling.ts'
import { opwiseNetworks } from '../../src/prediction/evaluation/opwise-table.ts'
import type { Ceiling, Score } from '../../src/prediction/evaluation/score.ts'
import { baselinesHelp } from './evaluate-cells.ts'
import { numberColumn, readCsv, tableRows, textColumn, type CsvTable } from './evaluate-csv.ts'
import { deliver, tellScore } from './evaluate-deliver.ts'
import { chosenOfBoth } from './evaluate-devices.ts'
import { checked, commonOptionHelp, commonOptionKinds, commonOptionsOf } from './evaluate-options.ts'
import { oneOf, parseOptions, textOf, UsageError, type OptionValues } from './options.ts'
import type { Subcommand } from './subcommand.ts'

export const opwiseOptionKinds = {
  ...commonOptionKinds,
  networks: 'string',
  folds: 'string',
  kernels: 'string',
  baselines: 'string',
} as const
export const opwiseDefaults = { train: [], seeds: 1 }

/** Lines of `--help` for the tables of operations. */
export const opwiseTableHelp = [
  commonOptionHelp('CSV of operations with "DEVICE|gpu|float" (us) and "DEVICE|gpu|kernel"', opwiseDefaults),
  '  --networks FILE   CSV of the same networks with "model" and "DEVICE|gpu|float|mean"',
  '  --folds FILE      CSV of "model" and "fold": learn from the other folds  [families that were never seen,',
  '                    dealt out to five folds by the seed]',
].join('\n')

export const evaluateOpwiseTables: Subcommand = {
  summary: 'operations of real networks, their sum, and the whole network (evaluation E5)',
  help: [
    opwiseTableHelp,
    '  --kernels WORD    known: which kernel ran and what was fused into it, from the table; deduced: which ran, by rules',
    '                    of TFLite; unknown: operations only                  [known]',
    baselinesHelp,
  ].join('\n'),
  async run(args) {
    const values = parseOptions(args, opwiseOptionKinds)
    const knowledge = oneOf(values, 'kernels', ['known', 'deduced', 'unknown'] as const, 'known')
    const baselines = oneOf(values, 'baselines', ['on', 'off'] as const, 'on') === 'on' ? kernelBaselines : []
    const { options, devices, networksOf, splitOf, split } = await opwiseTables(values)
    const [scores, ceilings, notes] = [[], [], [split]] as [Score[], Ceiling[], string[]]
    const add = (score: Score) => {
      if (score.subject === opwiseSubjects.networks) tellScore(score)
      scores.push(score)
    }
    const tables = await checked(() =>
      devices.map((device) => ({ device, networks: networksOf(device, knowledge) })),
    )
    for (const { device, networks } of tables) {
      ceilings.push(...opwiseCeiling(device, networksOf(device, 'known')))
      for (const seed of options.seeds) {
        const deal = splitOf(seed)
        for (const method of [kernelModelMethod, ...baselines]) {
          const { forms, unknownImplementations, ...found } = await checked(() =>
            evaluateOpwise(method, device, networks, deal, { seed }),
          )
          found.scores.forEach(add)
          if (method !== kernelModelMethod) continue
          notes.push(`${device}, seed ${seed}: from the sum to the latency by ${forms.join('; ')}.`)
          if (unknownImplementations.length > 0)
            notes.push(`${device}, seed ${seed}: not learnt from: ${unknownImplementations.join(', ')}.`)
        }
        add(await evaluateOverhead(device, networks, deal, { seed }))
      }
    }
    notes.push(knowledgeNotes[knowledge])
    return deliver({ protocol: 'opwise', scores, ceilings, published: [], notes }, options)
  },
}

const knowledgeNotes = {
  known:
    'The kernel model sees which kernel ran, what was fused into it, and how many operations are no rows; baselines see operations and their sizes.',
  deduced: 'The kernel model sees which kernel runs by the rules of TFLite, and not what was fused into it.',
  unknown: 'The kernel model sees operations and their sizes, as the baselines do.',
}

/** What the options name: the tables, the devices that they share, and how networks are held back. */
export async function opwiseTables(values: OptionValues) {
  const options = commonOptionsOf(values, opwiseDefaults)
  const networksPath = textOf(values, 'networks', null)
  if (networksPath === null) throw new UsageError('--networks is needed: the table of whole networks.')
  const [operations, networks] = [await readCsv(options.tablePath), await readCsv(networksPath)]
  const foldsPath = textOf(values, 'folds', null)
  const folds = foldsPath === null ? null : foldsOf(await readCsv(foldsPath))
  const devicesOf = ({ path, columns }: CsvTable, form: RegExp) => ({
    path,
    devices: columns.flatMap((column) => form.exec(column)?.[1] ?? []),
  })
  const devices = chosenOfBoth(
    options.devices,
    devicesOf(operations, /^(.+)\|gpu\|float$/),
    devicesOf(networks, /^(.+)\|gpu\|float\|mean$/),
  )
  const [rows, networkRows] = [tableRows(operations), tableRows(networks)]
  const names = [...new Set(textColumn(operations, 'model'))]
  const missing = folds && names.find((name) => !folds.has(name))
  if (typeof missing === 'string') throw new UsageError(`${foldsPath} has no fold for "${missing}".`)
  return {
    options,
    devices,
    networksOf: (device: string, knowledge: Parameters<typeof opwiseNetworks>[2]['knowledge']) =>
      opwiseNetworks(rows, networkRows, { device, knowledge }),
    splitOf: (seed: number): OpwiseSplit =>
      folds
        ? { foldOf: (name) => folds.get(name) ?? 0, groupOf: (name) => name }
        : { foldOf: familyFolds(names, 5, seed), groupOf: familyOf },
    split: folds
      ? `Every network is predicted from the other folds of ${foldsPath}.`
      : 'Every network is predicted from other families, dealt out to five folds by the seed.',
  }
}

function foldsOf(table: CsvTable): Map<string, number> {
  const folds = numberColumn(table, 'fold')
  return new Map(textColumn(table, 'model').map((model, row) => [model, folds[row] ?? 0]))
}
