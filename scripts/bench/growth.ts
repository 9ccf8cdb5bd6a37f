import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { build } from 'vite'
import type { GrowthResult } from '../../tests/bench/cases/growth.ts'
import type { Row } from './table.ts'

const folder = '.cache/bench-growth'

/** Times how learners grow with rows, in one thread of Node.js, as Vite builds them: some minutes. */
export async function growthRows(): Promise<Row[]> {
  await build({
    logLevel: 'error',
    configFile: false,
    build: { ssr: 'tests/bench/cases/growth.ts', outDir: folder, emptyOutDir: true, copyPublicDir: false },
  })
  const { stdout } = await promisify(execFile)(process.execPath, [`${folder}/growth.js`])
  const results = JSON.parse(stdout) as GrowthResult
  return results.map(({ learner, what, rows, fitS, predictedPerS }) => {
    const sorted = [...fitS].sort((a, b) => a - b)
    const seconds = sorted[sorted.length >> 1] ?? NaN
    return {
      name: `fit of ${learner}, ${rows} ${what}`,
      value: `${seconds.toPrecision(3)} s`,
      goal: '',
      detail: `${Math.round(predictedPerS)} predictions/s; ${fitS.length} ${fitS.length === 1 ? 'fit' : 'fits'}`,
    }
  })
}
