import {
  ablatedMethods,
  cellAblations,
  kernelAblations,
  plainNoiseGp,
  publishedAblations,
} from '../../src/prediction/evaluation/ablation.ts'
import { evaluateOpwise } from '../../src/prediction/evaluation/opwise.ts'
import type { Score } from '../../src/prediction/evaluation/score.ts'
import { computationsNote, learnersOf, methodHelp, methodOptionKinds } from './evaluate-cells.ts'
import { readCsv } from './evaluate-csv.ts'
import { deliver, tellScore } from './evaluate-deliver.ts'
import { judgeCells } from './evaluate-cell-splits.ts'
import { splitHelp, splitMakerOf } from './evaluate-nasbench201.ts'
import { opwiseOptionKinds, opwiseTableHelp, opwiseTables } from './evaluate-opwise.ts'
import { checked, commonOptionsOf, unrepeated } from './evaluate-options.ts'
import { parseOptions, textOf, UsageError, type OptionValues } from './options.ts'
import type { Subcommand } from './subcommand.ts'

const optionKinds = { ...opwiseOptionKinds, ...methodOptionKinds, split: 'string' } as const

const kernelMethods = Object.keys(ablatedMethods)
const cellDefaults = { train: [900], seeds: 1 }

export const evaluateAblation: Subcommand = {
  summary: 'what is lost without fusion, selection, roofline, edges or operations',
  help: [
    'of a table with "operation": fusion, selection, roofline and trees, with the options of opwise:',
    opwiseTableHelp,
    `  --method NAMES    some of ${kernelMethods.join(', ')}, separated by commas`.padEnd(73) + '[all]',
    'of a table with "ops": edges, operations and robust noise, with those of nasbench201:',
    '  --train N         how many to learn from                               [900]',
    methodHelp,
    splitHelp,
  ].join('\n'),
  async run(args) {
    const values = parseOptions(args, optionKinds)
    const { tablePath } = commonOptionsOf(values, cellDefaults)
    const { columns } = await readCsv(tablePath)
    return columns.includes('operation') ? ablateKernels(values) : ablateCells(values)
  },
}

async function ablateKernels(values: OptionValues): Promise<number> {
  const { options, devices, networksOf, splitOf, split } = await opwiseTables(values)
  const names = unrepeated('method', textOf(values, 'method', kernelMethods.join(',')).split(','))
  const ablations = names.flatMap((name) => {
    const method = Object.hasOwn(ablatedMethods, name) ? ablatedMethods[name] : undefined
    if (method) return kernelAblations(method)
    throw new UsageError(`--method knows ${kernelMethods.join(', ')}, not "${name}".`)
  })
  const scores: Score[] = []
  for (const device of devices)
    for (const seed of options.seeds)
      for (const { knowledge, method } of ablations) {
        const networks = await checked(() => networksOf(device, knowledge))
        const found = await evaluateOpwise(method, device, networks, splitOf(seed), { seed })
        found.scores.forEach(tellScore)
        scores.push(...found.scores)
      }
  const notes = [split, 'The names of kernels that ran by Winograd do not tell what was fused into them.']
  return deliver({ protocol: 'ablation', scores, ceilings: [], published: [], notes }, options)
}

async function ablateCells(values: OptionValues): Promise<number> {
  const options = commonOptionsOf(values, cellDefaults)
  const learners = learnersOf(values)
  const methods = [
    ...learners.flatMap(cellAblations),
    ...(learners.some(({ name }) => name === 'gp') ? [plainNoiseGp] : []),
  ]
  const { splitFor, note } = await splitMakerOf(values)
  const { scores, ceilings } = await judgeCells(options, methods, splitFor)
  const devices = new Set(scores.map(({ device }) => device))
  const published = publishedAblations.filter(({ device }) => devices.has(device))
  const notes = [
    note,
    computationsNote,
    'Without edges, learners still see how many operations there are of a kind; the published network, which reads its result from one node, does not.',
  ]
  return deliver({ protocol: 'ablation', scores, ceilings, published, notes }, options)
}
