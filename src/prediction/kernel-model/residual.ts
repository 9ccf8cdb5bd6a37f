import * as v from 'valibot'
import { featureMatrix } from '../features/feature.ts'
import { kernelFeatures } from '../features/kernel-features.ts'
import type { KernelWork } from '../features/work.ts'
import { grouped } from '../grouping.ts'
import { rowsAt, type Matrix } from '../matrix.ts'
import type { FitOptions, Model, Samples } from '../regressors/regressor.ts'
import { NumericGp } from '../regressors/numeric-gp/numeric-gp.ts'
import type { NumericGpModel } from '../regressors/numeric-gp/numeric-gp-model.ts'
import { BoostedTrees } from '../regressors/trees/boosting.ts'

/** Who learns what a roofline leaves: nobody, a Gaussian process, boosted trees, or the mean of both. */
export type ResidualKind = 'none' | 'gp' | 'trees' | 'both'

/** Fewer kernels of an implementation tell nothing beyond the roofline. */
const fewestForGp = 6
/** Fewer are too few for trees, and more different ones too many for an exact Gaussian process. */
const fewestForTrees = 12
const mostForGp = 600

/** Kinds that so many kernels, so many of them different, can be learnt with. */
export function kindsFor(kernels: number, different: number): ResidualKind[] {
  const hasGp = kernels >= fewestForGp && different <= mostForGp
  const hasTrees = kernels >= fewestForTrees
  return [
    'none',
    ...(hasGp ? (['gp'] as const) : []),
    ...(hasTrees ? (['trees'] as const) : []),
    ...(hasGp && hasTrees ? (['both'] as const) : []),
  ]
}

/** Absolute errors: clocks that moved while one network was timed spoil no others. @param bag runs that are averaged */
const treesOf = (bag: number) => new BoostedTrees({ bag, maxDepth: 4, loss: 'absolute' })
const process = new NumericGp({ hyperparameterRows: 150, sharedIterations: 8, ownIterations: 8 })

/** Features that say what others say already where images are square and padding is known. */
const repeated = ['inputWidth', 'outputWidth', 'flops', 'dispatches']

export const residualInputs = (works: readonly KernelWork[], computeUnits: number): Matrix =>
  featureMatrix(
    kernelFeatures(computeUnits).filter(({ name }) => !repeated.includes(name)),
    works,
  )

/** Logarithms of time over roofline, and how far off each may be. */
export interface Residuals {
  readonly logs: Float64Array
  /** Of the Gaussian process; all 1 where there is none. */
  readonly deviations: Float64Array
}

const finite = v.pipe(v.number(), v.finite())
const form = v.pipe(
  v.object({ lowest: finite, highest: finite, gp: v.unknown(), trees: v.unknown() }),
  v.check(({ lowest, highest }) => lowest <= highest, 'the lowest is above the highest'),
)

/** What was learnt of the logarithm of time over roofline. */
export class ResidualModel {
  readonly #gp: NumericGpModel | null
  readonly #trees: Model<Matrix> | null
  /** Nothing beyond what was seen is predicted: a factor of 10 on kernels of another size helps nobody. */
  readonly #range: readonly [number, number]

  constructor(gp: NumericGpModel | null, trees: Model<Matrix> | null, range: readonly [number, number]) {
    this.#gp = gp
    this.#trees = trees
    this.#range = range
  }

  static async fit(
    samples: Samples<Matrix>,
    kind: ResidualKind,
    bag: number,
    options: FitOptions,
  ): Promise<ResidualModel> {
    const range = [
      samples.targets.reduce((least, target) => Math.min(least, target), Infinity),
      samples.targets.reduce((most, target) => Math.max(most, target), -Infinity),
    ] as const
    const hasGp = kind === 'gp' || kind === 'both'
    const hasTrees = kind === 'trees' || kind === 'both'
    const gp = hasGp ? await process.fit(withoutCopies(samples), options) : null
    return new ResidualModel(gp, hasTrees ? await treesOf(bag).fit(samples, options) : null, range)
  }

  /** The same with a part of what was learnt. */
  as(kind: ResidualKind): ResidualModel {
    const gp = kind === 'gp' || kind === 'both' ? this.#gp : null
    return new ResidualModel(gp, kind === 'trees' || kind === 'both' ? this.#trees : null, this.#range)
  }

  predict(inputs: Matrix): Residuals {
    const spread = this.#gp?.predictSpread(inputs)
    const lists = [spread?.means, this.#trees?.predict(inputs)].filter((list) => list !== undefined)
    const [lowest, highest] = this.#range
    const logs = Float64Array.from({ length: inputs.rows }, (_, row) => {
      if (lists.length === 0) return 0
      const sum = lists.reduce((total, list) => total + (list[row] as number), 0)
      return Math.min(highest, Math.max(lowest, sum / lists.length))
    })
    return { logs, deviations: spread?.deviations ?? new Float64Array(inputs.rows).fill(1) }
  }

  toJSON(): Record<string, unknown> {
    const [lowest, highest] = this.#range
    return { lowest, highest, gp: this.#gp?.toJSON() ?? null, trees: this.#trees?.toJSON() ?? null }
  }

  /** @throws {RangeError} where the JSON is damaged or of another version */
  static load(json: unknown): ResidualModel {
    const read = v.safeParse(form, json)
    if (!read.success)
      throw new RangeError(`A saved kernel model is damaged: ${read.issues[0].message} in a residual.`)
    const { lowest, highest, gp, trees } = read.output
    return new ResidualModel(
      gp === null ? null : process.load(gp),
      trees === null ? null : treesOf(1).load(trees),
      [lowest, highest],
    )
  }
}

/** Equal kernels once, with the mean of what was measured, weighing as many as they were. */
function withoutCopies({ inputs, targets }: Samples<Matrix>): Samples<Matrix> {
  const { columns, values } = inputs
  const same = [
    ...grouped(targets.keys(), (row) => values.subarray(row * columns, (row + 1) * columns).join()).values(),
  ]
  return {
    inputs: rowsAt(
      inputs,
      same.map(([first = 0]) => first),
    ),
    targets: Float64Array.from(
      same,
      (rows) => rows.reduce((sum, row) => sum + (targets[row] as number), 0) / rows.length,
    ),
    weights: Float64Array.from(same, (rows) => rows.length),
  }
}
