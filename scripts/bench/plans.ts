import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { build } from 'vite'
import type { PlansResult } from '../../tests/bench/cases/plans.ts'
import type { Row } from './table.ts'

const folder = '.cache/bench-plans'

/** Times plans in one thread of Node.js, as Vite builds them. */
export async function plansRows(): Promise<Row[]> {
  await build({
    logLevel: 'error',
    configFile: false,
    build: { ssr: 'tests/bench/cases/plans.ts', outDir: folder, emptyOutDir: true, copyPublicDir: false },
  })
  const { stdout } = await promisify(execFile)(process.execPath, [`${folder}/plans.js`])
  const result = JSON.parse(stdout) as PlansResult
  return [
    {
      name: 'WebGPU plan of an operation not planned before',
      value: `${at(result.unseenUs, 0.5, 0)} us`,
      goal: 'at most 100 us',
      detail: `${quartiles(result.unseenUs, 0)}; ${result.unseenUs.length} rounds of ${result.operations} operations of networks, ${result.kernels.toFixed(1)} kernels each`,
    },
    {
      name: 'kernels of an operation that is remembered',
      value: `${at(result.rememberedPerS, 0.5, 2, 1e-6)} M/s`,
      goal: 'at least 1 M/s',
      detail: `${quartiles(result.rememberedPerS, 2, 1e-6)}; ${result.rememberedPerS.length} rounds of ${result.steps} operations among ${result.signatures} signatures`,
    },
    ...Object.entries(result.networkMs).map(([backend, times]) => ({
      name: `plan of MobileNetV2, ${backend}`,
      value: `${at(times, 0.5, 2)} ms`,
      goal: '',
      detail: `${quartiles(times, 2)}; n ${times.length}; ${backend === 'webgl' ? 'nothing is remembered' : 'all operations remembered'}`,
    })),
  ]
}

const at = (values: readonly number[], share: number, digits: number, scale = 1): string => {
  const sorted = [...values].sort((a, b) => a - b)
  return (scale * (sorted[Math.round(share * (sorted.length - 1))] ?? NaN)).toFixed(digits)
}

const quartiles = (values: readonly number[], digits: number, scale = 1): string =>
  `quartiles ${at(values, 0.25, digits, scale)} to ${at(values, 0.75, digits, scale)}`
