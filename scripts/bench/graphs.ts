import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { build } from 'vite'
import type { GraphsResult } from '../../tests/bench/cases/graphs.ts'
import type { Row } from './table.ts'

const folder = '.cache/bench-graphs'

/** Times learners of whole networks in one thread of Node.js, as Vite builds them: a minute. */
export async function graphsRows(): Promise<Row[]> {
  await build({
    logLevel: 'error',
    configFile: false,
    build: { ssr: 'tests/bench/cases/graphs.ts', outDir: folder, emptyOutDir: true, copyPublicDir: false },
  })
  const { stdout } = await promisify(execFile)(process.execPath, [`${folder}/graphs.js`])
  const { rows, cases } = JSON.parse(stdout) as GraphsResult
  return cases.flatMap(({ name, goalS, fitS, predicted, predictedPerS }) => {
    const isNetwork = name.startsWith('graph network')
    return [
      {
        name: `fit of ${name}, ${rows} networks`,
        value: `${middle(fitS).toFixed(2)} s`,
        goal: goalS === null ? '' : `at most ${goalS} s`,
        detail: `${Math.min(...fitS).toFixed(2)} to ${Math.max(...fitS).toFixed(2)} s, ${fitS.length} ${fitS.length === 1 ? 'fit' : 'fits'}`,
      },
      {
        name: `predictions of ${name}`,
        value: `${Math.round(middle(predictedPerS))} a second`,
        goal: isNetwork ? 'at least 5000 a second' : '',
        detail: `${predicted} networks that were not learnt from, features included; ${predictedPerS.length} ${predictedPerS.length === 1 ? 'round' : 'rounds'}`,
      },
    ]
  })
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? NaN
}
