import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { rowsAt, type Matrix } from '../../../src/prediction/matrix.ts'
import type { Learner } from '../../../src/prediction/regressors/regressor.ts'
import { BoostedTrees } from '../../../src/prediction/regressors/trees/boosting.ts'
import { RandomForest } from '../../../src/prediction/regressors/trees/forest.ts'
import { upTo } from '../../../src/prediction/regressors/trees/sampling.ts'
import { madeUpTable } from './made-up-table.ts'

/** Time of tree learners in one thread of Node.js, in turns with Python, as one line of JSON on standard output. */
export interface TreesResult {
  /** Empty where Python, XGBoost or scikit-learn is missing. */
  readonly theirVersion: string
  readonly cases: readonly {
    readonly name: string
    readonly goal: string
    readonly rows: number
    readonly oursS: readonly number[]
    readonly theirsS: readonly number[]
    /** Root mean square of the error on 10,000 other rows. */
    readonly ourError: number
    readonly theirError: number
    /** Rows a second. */
    readonly predictedPerS: number
  }[]
}

const heldBack = 10_000
const most = 100_000

type Ask = (request: object) => Promise<{ seconds: number; error: number }>

interface Python {
  readonly version: string
  readonly ask: Ask
  readonly end: () => void
}

/** A Python process that waits for requests, or nothing where it lacks XGBoost or scikit-learn. */
async function startPython(program: string, folder: string): Promise<Python | undefined> {
  const child = spawn(program, ['tests/bench/cases/trees.py', folder], { stdio: ['pipe', 'pipe', 'ignore'] })
  child.on('error', () => undefined)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const first = await lines.next()
  if (first.done) return undefined
  const { xgboost } = JSON.parse(first.value) as { xgboost: string }
  const ask: Ask = async (request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`)
    const answer = await lines.next()
    if (answer.done) throw new Error('Python ended.')
    return JSON.parse(answer.value) as { seconds: number; error: number }
  }
  return { version: xgboost, ask, end: () => child.kill() }
}

const boosted = (bins: number, trees = 300) =>
  new BoostedTrees({
    ...{ trees, bins, maxDepth: 6, learningRate: 0.05, minChildWeight: 1 },
    ...{ rowShare: 1, columnShare: 1 },
  })
const cases: {
  name: string
  goal: string
  rows: number
  rounds: number
  learner: Learner<Matrix>
  request: object
}[] = [
  ...[1000, 10_000, 30_000, 100_000].map((rows) => ({
    name: `boosted trees, ${rows} rows, 255 bins`,
    goal: rows === 30_000 ? 'at most 1.0' : '',
    rows,
    rounds: rows > 30_000 ? 3 : 7,
    learner: boosted(255),
    request: { kind: 'boosting', rows, bins: 256, trees: 300 },
  })),
  {
    name: 'boosted trees, 30000 rows, 64 bins',
    goal: '',
    rows: 30_000,
    rounds: 7,
    learner: boosted(64),
    request: { kind: 'boosting', rows: 30_000, bins: 64, trees: 300 },
  },
  ...[1000, 10_000, 30_000].map((rows) => ({
    name: `random forest, ${rows} rows`,
    goal: rows === 30_000 ? 'at most 0.5' : '',
    rows,
    rounds: rows === 30_000 ? 3 : 5,
    learner: new RandomForest({ trees: 100 }),
    request: { kind: 'forest', rows, trees: 100 },
  })),
]

const { table, targets } = madeUpTable(most + heldBack)
const folder = mkdtempSync(join(tmpdir(), 'trees-'))
writeFileSync(join(folder, 'table.bin'), table.values)
writeFileSync(join(folder, 'targets.bin'), targets)
// Debian's packages belong to Debian's Python.
const theirs = (await startPython('/usr/bin/python3', folder)) ?? (await startPython('python3', folder))
const heldRows = upTo(heldBack).map((row) => most + row)
const [heldTable, heldTargets] = [rowsAt(table, heldRows), targets.subarray(most)]
const results: TreesResult['cases'][number][] = []
for (const { name, goal, rows, rounds, learner, request } of cases) {
  const samples = { inputs: rowsAt(table, upTo(rows)), targets: targets.subarray(0, rows) }
  const [oursS, theirsS]: [number[], number[]] = [[], []]
  let [ourError, theirError, predictedPerS] = [NaN, NaN, 0]
  for (let round = 0; round < rounds; round++) {
    const startMs = performance.now()
    const model = await learner.fit(samples, { seed: 1 })
    oursS.push((performance.now() - startMs) / 1000)
    const predictMs = performance.now()
    const predicted = model.predict(heldTable)
    predictedPerS = Math.max(predictedPerS, (1000 * heldBack) / (performance.now() - predictMs))
    const squares = predicted.map((value, row) => (value - (heldTargets[row] as number)) ** 2)
    ourError = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / heldBack)
    const answer = await theirs?.ask(request)
    if (answer) theirsS.push(answer.seconds)
    theirError = answer?.error ?? NaN
  }
  results.push({ name, goal, rows, oursS, theirsS, ourError, theirError, predictedPerS })
}
theirs?.end()
rmSync(folder, { recursive: true })
const result: TreesResult = { theirVersion: theirs?.version ?? '', cases: results }
process.stdout.write(JSON.stringify(result))
