import type { TableRow } from '../../src/prediction/evaluation/table-row.ts'
import { shiftScores, sizedNetworks } from '../../src/prediction/evaluation/shift.ts'
import { fixedTestSplit } from '../../src/prediction/evaluation/splits.ts'
import type { Score } from '../../src/prediction/evaluation/score.ts'
import { hasBaselines } from './evaluate-cells.ts'
import { readCsv, tableRows, type CsvTable } from './evaluate-csv.ts'
import { deliver } from './evaluate-deliver.ts'
import { chosenOfBoth } from './evaluate-devices.ts'
import { checked, commonOptionHelp, commonOptionKinds, commonOptionsOf } from './evaluate-options.ts'
import { parseOptions, textOf, UsageError, wholeNumber } from './options.ts'
import type { Subcommand } from './subcommand.ts'

const optionKinds = {
  ...commonOptionKinds,
  real: 'string',
  'test-rows': 'string',
  baselines: 'string',
} as const
const defaults = { train: [900], seeds: 1 }

export const evaluateShift: Subcommand = {
  summary: 'learnt from synthetic networks, judged by real ones, of FLOPs and size alone (evaluation E4)',
  help: [
    commonOptionHelp('CSV of synthetic networks with flops, size and "DEVICE|mean" (us)', defaults),
    '  --real FILE       the same of real networks',
    '  --test-rows N     judge by the last N synthetic networks too           [100]',
  ].join('\n'),
  async run(args) {
    const values = parseOptions(args, optionKinds)
    const options = commonOptionsOf(values, defaults)
    if (!hasBaselines(values))
      throw new UsageError('--baselines off leaves nothing: all ways of this protocol are simple ones.')
    const testRows = wholeNumber(values, 'test-rows', [1, 1_000_000], 100)
    const realPath = textOf(values, 'real', null)
    if (realPath === null) throw new UsageError('--real is needed: the table of real networks.')
    const [synthetic, real] = [await readCsv(options.tablePath), await readCsv(realPath)]
    const devicesOf = ({ path, columns }: CsvTable) => ({
      path,
      devices: columns.flatMap((column) => /^(.+)\|mean$/.exec(column)?.[1] ?? []),
    })
    const devices = chosenOfBoth(options.devices, devicesOf(synthetic), devicesOf(real))
    const [rows, realRows] = [tableRows(synthetic), tableRows(real)]
    const [scores, spreads] = [[], []] as [Score[], string[]]
    const measured = await checked(() =>
      devices.map((device) => {
        const tables = { synthetic: sizedNetworks(rows, device), real: sizedNetworks(realRows, device) }
        for (const trainingRows of options.train)
          fixedTestSplit(tables.synthetic.items.length, trainingRows, testRows, 0)
        return { device, tables }
      }),
    )
    for (const { device, tables } of measured) {
      spreads.push(...spreadOf(realRows, device))
      for (const trainingRows of options.train)
        for (const seed of options.seeds)
          scores.push(
            ...(await checked(() => shiftScores(device, tables, { trainingRows, testRows }, { seed }))),
          )
    }
    const notes = [
      `Learnt from synthetic networks before the last ${testRows}; of fewer than all of these, the seed chooses.`,
      'Li et al. (ICPE 2023), who know the operations, have on average over phones: synthetic 2.4 % (CPU) and 5.2 % (GPU), real 5.4 % and 6.8 %.',
      ...(spreads.length > 0
        ? [`Deviation of repeated runs, median over real networks: ${spreads.join(', ')}.`]
        : []),
    ]
    return deliver({ protocol: 'shift', scores, ceilings: [], published: [], notes }, options)
  },
}

/** Median deviation of the runs of a network from their mean, where the table has it. */
function spreadOf(rows: readonly TableRow[], device: string): string[] {
  const ratios = rows
    .map((row) => Number(row[`${device}|std`]) / Number(row[`${device}|mean`]))
    .filter((ratio) => ratio >= 0)
    .sort((a, b) => a - b)
  const median = ratios[ratios.length >> 1]
  return median === undefined ? [] : [`${device} ${(100 * median).toFixed(2)} %`]
}
