import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { build } from 'vite'
import type { TreesResult } from '../../tests/bench/cases/trees.ts'
import type { Row } from './table.ts'

const folder = '.cache/bench-trees'

/** Times tree learners in one thread of Node.js, as Vite builds them, against XGBoost and scikit-learn in turns. */
export async function treesRows(): Promise<Row[]> {
  await build({
    logLevel: 'error',
    configFile: false,
    build: { ssr: 'tests/bench/cases/trees.ts', outDir: folder, emptyOutDir: true, copyPublicDir: false },
  })
  const { stdout } = await promisify(execFile)(process.execPath, [`${folder}/trees.js`], {
    maxBuffer: 2 ** 24,
  })
  const { theirVersion, cases } = JSON.parse(stdout) as TreesResult
  return cases.map(({ name, goal, oursS, theirsS, ourError, theirError, predictedPerS }) => {
    const ratios = oursS.map((ours, round) => ours / (theirsS[round] ?? NaN))
    const own = `${at(oursS, 0.5).toFixed(2)} s, error ${ourError.toFixed(4)}; ${Math.round(predictedPerS)} predictions/s`
    if (theirVersion === '')
      return {
        name,
        value: `${at(oursS, 0.5).toFixed(2)} s`,
        goal: '',
        detail: `${own}; python3-xgboost or python3-sklearn is missing: no comparison`,
      }
    const their = name.startsWith('random') ? 'scikit-learn' : `XGBoost ${theirVersion}`
    return {
      name: `${name}: time over ${their}`,
      value: at(ratios, 0.5).toFixed(2),
      goal,
      detail: `quartiles ${at(ratios, 0.25).toFixed(2)} to ${at(ratios, 0.75).toFixed(2)}; ${own}; theirs ${at(theirsS, 0.5).toFixed(2)} s, error ${theirError.toFixed(4)}; ${oursS.length} rounds in turns`,
    }
  })
}

function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.round(share * (sorted.length - 1))] ?? NaN
}
