import * as v from 'valibot'
import type { KernelWork } from '../features/work.ts'
import { grouped } from '../grouping.ts'
import type { ModelJson } from '../regressors/regressor.ts'
import { ImplementationModel } from './implementation-model.ts'
import { hasWeights } from './fallback-ways.ts'
import { widthOf } from './spread.ts'
import { taskOf } from './task.ts'

/** What a prediction rests on: kernels of the same code, of other code for the same task, or any kernels. */
export type Basis = 'implementation' | 'kernel' | 'all'

/** A model and how far off it was on networks that it had not seen. */
export interface JudgedModel {
  readonly model: ImplementationModel
  /**
   * How many of its deviations an interval of 90 % is wide on either side, as a logarithm. Rooflines and trees expect
   * errors of 1 everywhere: half the width itself.
   */
  readonly halfWidth: number
}

/** Times in the unit that was learnt from; one of each for every kernel. */
export interface KernelPredictions {
  readonly times: Float64Array
  /** Ends of an interval of 90 %. */
  readonly lower: Float64Array
  readonly upper: Float64Array
  readonly basis: readonly Basis[]
}

/** The parts of a kernel model. */
export interface KernelModelParts {
  readonly computeUnits: number
  readonly implementations: ReadonlyMap<string, JudgedModel>
  /** For implementations that were not learnt from, by kernel. */
  readonly kernels: ReadonlyMap<string, JudgedModel>
  /** For kernels that were not learnt from, by what they compute. */
  readonly tasks: ReadonlyMap<string, JudgedModel>
  /** For works of which no kernel that computes the same was learnt from, with weights and without. */
  readonly all: { readonly weighted: JudgedModel; readonly plain: JudgedModel }
}

const version = 3

/** Predicts the time of each kernel of a plan on one platform in one configuration. */
export class KernelModel {
  readonly #parts: KernelModelParts

  constructor(parts: KernelModelParts) {
    this.#parts = parts
  }

  /** As the roofline found them; 1 where nothing told of workgroups. */
  get computeUnits(): number {
    return this.#parts.computeUnits
  }

  predict(works: readonly KernelWork[]): KernelPredictions {
    const basis: Basis[] = new Array<Basis>(works.length).fill('all')
    const [times, lower, upper] = [0, 0, 0].map(() => new Float64Array(works.length)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ]
    for (const places of grouped(works.keys(), (place) => sharesModel(works[place])).values()) {
      const own = places.flatMap((place) => works[place] ?? [])
      const first = own[0]
      if (!first) continue
      const [{ model, halfWidth }, from] = this.#modelOf(first)
      const predicted = model.predict(own)
      for (const [row, place] of places.entries()) {
        const time = predicted.times[row] as number
        const width = widthOf(halfWidth, predicted.deviations[row] as number)
        basis[place] = from
        times[place] = time
        lower[place] = time * Math.exp(-width)
        upper[place] = time * Math.exp(width)
      }
    }
    return { times, lower, upper, basis }
  }

  /** Implementations among these that nothing was learnt of, each once. */
  unknownOf(works: readonly KernelWork[]): string[] {
    const names = new Set(works.map(({ implementation }) => implementation))
    return [...names].filter((name) => !this.#parts.implementations.has(name))
  }

  #modelOf(work: KernelWork): [JudgedModel, Basis] {
    const { implementations, kernels, tasks, all } = this.#parts
    const own = implementations.get(work.implementation)
    if (own) return [own, 'implementation']
    const related = kernels.get(work.kernel) ?? tasks.get(taskOf(work))
    return related ? [related, 'kernel'] : [hasWeights(work) ? all.weighted : all.plain, 'all']
  }

  toJSON(): ModelJson {
    const { computeUnits, implementations, kernels, tasks, all } = this.#parts
    return {
      ...{ learner: 'kernel-model', version, computeUnits },
      ...{ implementations: [...implementations].map(saved), kernels: [...kernels].map(saved) },
      tasks: [...tasks].map(saved),
      all: { weighted: saved(['', all.weighted]), plain: saved(['', all.plain]) },
    }
  }

  /** @throws {RangeError} where the JSON is damaged or of another version */
  static load(json: unknown): KernelModel {
    const { learner, version: savedVersion } = (json ?? {}) as Partial<ModelJson>
    if (learner !== 'kernel-model' || savedVersion !== version)
      throw new RangeError(
        `This model is of ${String(learner)}, version ${String(savedVersion)}, not of kernel-model, version ${version}.`,
      )
    const read = v.safeParse(form, json)
    if (!read.success) throw new RangeError(`This is no saved kernel model: ${read.issues[0].message}.`)
    const { computeUnits, implementations, kernels, tasks, all } = read.output
    const load = ({ name, halfWidth, model }: v.InferOutput<typeof entry>): [string, JudgedModel] => [
      name,
      { halfWidth, model: ImplementationModel.load(model, computeUnits) },
    ]
    return new KernelModel({
      computeUnits,
      implementations: new Map(implementations.map(load)),
      kernels: new Map(kernels.map(load)),
      tasks: new Map(tasks.map(load)),
      all: { weighted: load(all.weighted)[1], plain: load(all.plain)[1] },
    })
  }
}

/** Equal for works of one model, whatever was learnt from. */
const sharesModel = (work: KernelWork | undefined): string =>
  work ? [work.implementation, work.kernel, taskOf(work), hasWeights(work)].join('\n') : ''

const saved = ([name, { model, halfWidth }]: readonly [string, JudgedModel]) => ({
  ...{ name, halfWidth },
  model: model.toJSON(),
})
const entry = v.object({
  name: v.string(),
  halfWidth: v.pipe(v.number(), v.finite(), v.minValue(0)),
  model: v.unknown(),
})
const form = v.object({
  computeUnits: v.pipe(v.number(), v.finite(), v.minValue(1)),
  implementations: v.array(entry),
  kernels: v.array(entry),
  tasks: v.array(entry),
  all: v.object({ weighted: entry, plain: entry }),
})
