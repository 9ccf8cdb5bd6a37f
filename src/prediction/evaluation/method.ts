import type { FlowGraph } from '../graphs/flow-graph.ts'
import { intervalDeviations } from '../interval.ts'
import { halfWidthOf } from '../kernel-model/spread.ts'
import type { Matrix } from '../matrix.ts'
import type { FitOptions, Learner } from '../regressors/regressor.ts'
import type { SpreadLearner } from '../regressors/spread-model.ts'
import { around } from './score-tally.ts'

/** What is said of some networks, in the unit that was learnt from. */
export interface Forecasts {
  readonly latencies: Float64Array
  /** Ends of intervals of 90 %; null where the method has none. */
  readonly interval: { readonly lower: Float64Array; readonly upper: Float64Array } | null
}

/** One way of predicting latencies, learner or baseline, that an evaluation compares with others. */
export interface Method<Item> {
  readonly name: string
  /**
   * @param latencies one for each item, above 0
   * @throws {RangeError} where there is nothing to learn from
   */
  fit(
    items: readonly Item[],
    latencies: Float64Array,
    options: FitOptions,
  ): Promise<(items: readonly Item[]) => Forecasts>
}

/** A learner of whole networks, on logarithms, with conformal intervals. */
export const graphMethod = (
  name: string,
  learner: SpreadLearner<readonly FlowGraph[]>,
): Method<{ readonly graph: FlowGraph }> => ({
  name,
  async fit(items, latencies, options) {
    const graphsOf = (list: typeof items) => list.map(({ graph }) => graph)
    const model = await learner.fit({ inputs: graphsOf(items), targets: latencies.map(Math.log) }, options)
    const width = intervalDeviations(model.heldOutErrors())
    return (others) => {
      const { means, deviations } = model.predictSpread(graphsOf(others))
      const end = (side: number) =>
        means.map((mean, row) => Math.exp(mean + side * width * (deviations[row] as number)))
      return { latencies: means.map(Math.exp), interval: { lower: end(-1), upper: end(1) } }
    }
  },
})

/** A learner of tables, of what `featuresOf` says of items; without intervals. */
export const tableMethod = <Item>(
  name: string,
  featuresOf: (items: readonly Item[]) => Matrix,
  learner: Learner<Matrix>,
): Method<Item> => ({
  name,
  async fit(items, latencies, options) {
    const model = await learner.fit({ inputs: featuresOf(items), targets: latencies }, options)
    return (others) => ({ latencies: model.predict(featuresOf(others)), interval: null })
  },
})

/** The same method, which sees items only as `seen` makes them: for ablations. */
export const seeing = <Item, Seen>(
  name: string,
  method: Method<Seen>,
  seen: (item: Item, place: number) => Seen,
): Method<Item> => ({
  name,
  async fit(items, latencies, options) {
    const forecast = await method.fit(items.map(seen), latencies, options)
    return (others) => forecast(others.map(seen))
  },
})

const folds = 5

/** The same method with intervals of 90 %, from its errors on fifths of the training rows that were held back. */
export const withInterval = <Item>(method: Method<Item>): Method<Item> => ({
  name: method.name,
  async fit(items, latencies, options) {
    const heldOut = latencies.slice()
    for (let fold = 0; items.length >= folds && fold < folds; fold++) {
      const kept = [...items.keys()].filter((place) => place % folds !== fold)
      const held = [...items.keys()].filter((place) => place % folds === fold)
      const forecast = await method.fit(
        kept.map((place) => items[place] as Item),
        Float64Array.from(kept, (place) => latencies[place] as number),
        options,
      )
      const said = forecast(held.map((place) => items[place] as Item)).latencies
      for (const [row, place] of held.entries()) heldOut[place] = said[row] as number
    }
    const halfWidth = halfWidthOf(heldOut, latencies)
    const forecast = await method.fit(items, latencies, options)
    return (others) => {
      const { latencies: said } = forecast(others)
      return { latencies: said, interval: around(said, halfWidth) }
    }
  },
})
