import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { build } from 'vite'
import type { PredictionsResult } from '../../tests/bench/cases/predictions.ts'
import type { Row } from './table.ts'

const folder = '.cache/bench-predictions'

/** Times predictions of whole networks in one thread of Node.js, as Vite builds them. */
export async function predictionsRows(): Promise<Row[]> {
  await build({
    logLevel: 'error',
    configFile: false,
    build: {
      ssr: 'tests/bench/cases/predictions.ts',
      outDir: folder,
      emptyOutDir: true,
      copyPublicDir: false,
    },
  })
  const { stdout } = await promisify(execFile)(process.execPath, [`${folder}/predictions.js`])
  const result = JSON.parse(stdout) as PredictionsResult
  const { networks, different, kernelsOfNetwork, largestDifference } = result
  const row = (name: string, perS: readonly number[], goal: string, detail: string): Row => ({
    name,
    value: `${thousands(at(perS, 0.5))} networks/s`,
    goal,
    detail: `quartiles ${thousands(at(perS, 0.25))} to ${thousands(at(perS, 0.75))}; ${perS.length} rounds; ${detail}`,
  })
  return [
    row(
      'NAS-Bench-201, kernel model, operations remembered',
      result.firstPerS,
      'at least 100,000 networks/s',
      `${networks} random cells, ${different} different, none seen before; sums of kernels within ${largestDifference.toExponential(0)} of those one by one`,
    ),
    row('the same cells once more', result.againPerS, '', 'all cells remembered'),
    row(
      'the same model, every kernel by itself',
      result.oneByOnePerS,
      '',
      `${kernelsOfNetwork.toFixed(0)} kernels a network, plans made before`,
    ),
  ]
}

function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.round(share * (sorted.length - 1))] ?? NaN
}

const thousands = (value: number): string => Math.round(value).toLocaleString('en')
