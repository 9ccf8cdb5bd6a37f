import { ranges } from './fewshot.ts'
import type { Published } from './score.ts'

const middle = ranges[0].subject
const help = 'HELP, 2021, 10 probes and 10 references'

/** Spearman's rank correlation, from the paper (Lee et al., NeurIPS 2021, tables 2 and 3). */
const cells: readonly (readonly [system: string, rows: number, ...values: number[]])[] = [
  [help, 10, 0.987, 0.989, 0.802, 0.89, 0.94, 0.985, 0.932],
  ['BRP-NAS, as HELP has it', 900, 0.814, 0.796, 0.666, 0.847, 0.811, 0.801, 0.789],
  ['BRP-NAS, as HELP has it', 3200, 0.822, 0.805, 0.693, 0.853, 0.83, 0.828, 0.805],
  ['FLOPs, as HELP has it', 0, 0.95, 0.826, 0.765, 0.846, 0.437, 0.9, 0.787],
]
const cellTargets = ['titan_rtx_256', 'gold_6226', 'pixel2', 'raspi4', 'eyeriss', 'fpga', 'mean of 6']
const fbnet: typeof cells = [
  [help, 10, 0.887, 0.943, 0.892, 0.91],
  ['MAML, as HELP has it', 10, 0.718, 0.763, 0.727, 0.736],
]
const fbnetTargets = ['raspi4', 'eyeriss', 'fpga', 'mean of 3']

/** What others reached on the same table by this protocol. */
export function publishedFewShot(form: 'cells' | 'fbnet'): Published[] {
  const [rows, devices] = form === 'cells' ? [cells, cellTargets] : [fbnet, fbnetTargets]
  return rows.flatMap(([system, trainingRows, ...values]) =>
    devices.map((device, place) => ({
      ...{ device, subject: middle, trainingRows, system },
      spearman: values[place] as number,
    })),
  )
}
