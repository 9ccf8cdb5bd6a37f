import { Arena } from '../../wasm/arena.ts'
import {
  checkGraphNetworks,
  graphNetworkSteps,
  type GraphNetworkSteps,
} from '../../wasm/graph-network-steps.ts'
import type { EncodedGraph } from './encoded-graph.ts'
import type { GcnLayer, GcnShape } from './gcn-shape.ts'
import { writeBatch, type BatchLimits, type BatchViews } from './graph-batch.ts'

/** Addresses of what one layer leaves behind for the way back. */
interface LayerState {
  /** Sums of what each row sees, before the weights. */
  readonly gathered: number
  readonly normal: number
  readonly inverses: number
  readonly result: number
}

const bytes = 4

/**
 * A graph network at work on batches: in each layer a row adds up what it sees, multiplies by weights and goes
 * through layer normalisation and ReLU; a linear function of the row that sees all is the result. The last layer is
 * computed for that row only. All its numbers live in a WebAssembly memory.
 */
export class GcnNetwork {
  readonly parameters: Float32Array
  /** Derivatives, by parameter. */
  readonly gradients: Float32Array
  /** Parameters as `follow` has averaged them. */
  readonly averages: Float32Array
  readonly #shape: GcnShape
  readonly #limits: BatchLimits
  readonly #steps: GraphNetworkSteps
  readonly #states: readonly LayerState[]
  readonly #views: BatchViews
  readonly #results: Float32Array
  readonly #slopes: Float32Array
  readonly #address: Record<
    | 'parameters'
    | 'gradients'
    | 'means'
    | 'squares'
    | 'averages'
    | 'product'
    | 'transposed'
    | 'slopes'
    | 'below'
    | keyof Omit<BatchViews, 'codes'>,
    number
  >
  #graphs = 0
  #rows = 0
  #updates = 0

  /**
   * @param learns whether there has to be room for `learn` and `update`
   * @throws {RangeError} where the engine cannot run graph networks
   */
  constructor(shape: GcnShape, limits: BatchLimits, learns: boolean) {
    checkGraphNetworks()
    const { width, layers, length, codes } = shape
    const { rows, graphs, pairs } = limits
    const arena = new Arena()
    const whenLearning = (numbers: number) => arena.take(learns ? numbers : 0)
    this.#shape = shape
    this.#limits = limits
    this.#address = {
      parameters: arena.take(length),
      gradients: whenLearning(length),
      means: whenLearning(length),
      squares: whenLearning(length),
      averages: whenLearning(length),
      product: arena.take(rows * width),
      transposed: whenLearning(width * width),
      slopes: whenLearning(rows * width),
      below: whenLearning(rows * width),
      starts: arena.take(rows + 1),
      sources: arena.take(pairs),
      seenStarts: arena.take(rows + 1),
      seenBy: arena.take(pairs),
      wholeStarts: arena.take(graphs + 1),
      wholeSources: arena.take(rows),
      graphStarts: arena.take(rows + 1),
      graphOfRow: arena.take(rows),
    }
    this.#states = layers.map(({ inputs }) => ({
      gathered: arena.take(rows * inputs),
      normal: arena.take(rows * width),
      inverses: arena.take(rows),
      result: arena.take(rows * width),
    }))
    arena.settle()
    this.#steps = graphNetworkSteps(arena.memory)
    const address = this.#address
    this.parameters = arena.floats(address.parameters, length)
    this.gradients = arena.floats(address.gradients, learns ? length : 0)
    this.averages = arena.floats(address.averages, learns ? length : 0)
    this.#results = arena.floats(this.#last.result, graphs * width)
    this.#slopes = arena.floats(address.slopes, learns ? graphs * width : 0)
    this.#views = {
      codes: arena.floats(this.#states[0]?.gathered ?? 0, rows * codes),
      starts: arena.integers(address.starts, rows + 1),
      sources: arena.integers(address.sources, pairs),
      seenStarts: arena.integers(address.seenStarts, rows + 1),
      seenBy: arena.integers(address.seenBy, pairs),
      wholeStarts: arena.integers(address.wholeStarts, graphs + 1),
      wholeSources: arena.integers(address.wholeSources, rows),
      graphStarts: arena.integers(address.graphStarts, rows + 1),
      graphOfRow: arena.integers(address.graphOfRow, rows),
    }
  }

  get #last(): LayerState {
    return this.#states[this.#states.length - 1] as LayerState
  }

  /** One number for each graph. @throws {RangeError} where the graphs are more than there is room for */
  predict(graphs: readonly EncodedGraph[]): Float64Array {
    const { rows, pairs } = graphs.reduce(
      (sum, graph) => ({ rows: sum.rows + graph.rows, pairs: sum.pairs + graph.sources.length }),
      { rows: 0, pairs: 0 },
    )
    const { graphs: most, rows: mostRows, pairs: mostReads } = this.#limits
    if (graphs.length > most || rows > mostRows || pairs > mostReads)
      throw new RangeError(`${graphs.length} graphs of ${rows} rows are more than there is room for.`)
    this.#rows = writeBatch(graphs, this.#views)
    this.#graphs = graphs.length
    this.#shape.layers.forEach((layer, index) => this.#forward(layer, index))
    const { width, readout } = this.#shape
    return Float64Array.from(graphs, (_, graph) => {
      let sum = this.parameters[readout + width] as number
      for (let k = 0; k < width; k++)
        sum += (this.#results[graph * width + k] as number) * (this.parameters[readout + k] as number)
      return sum
    })
  }

  /** Sets `gradients` to the derivatives of a loss, after `predict`. @param slopes of the loss, by each graph's result */
  learn(slopes: Float64Array): void {
    const { width, readout, layers } = this.#shape
    this.gradients.fill(0)
    for (let graph = 0; graph < this.#graphs; graph++) {
      const slope = slopes[graph] as number
      const last = readout + width
      this.gradients[last] = (this.gradients[last] as number) + slope
      for (let k = 0; k < width; k++) {
        const at = graph * width + k
        this.gradients[readout + k] =
          (this.gradients[readout + k] as number) + slope * (this.#results[at] as number)
        this.#slopes[at] = slope * (this.parameters[readout + k] as number)
      }
    }
    for (let index = layers.length - 1; index >= 0; index--) this.#back(layers[index] as GcnLayer, index)
  }

  /** Moves the parameters against the gradients, by AdamW. */
  update(rate: number, decay: number): void {
    this.#updates++
    const { parameters, gradients, means, squares } = this.#address
    const [meanShare, squareShare] = [1 / (1 - 0.9 ** this.#updates), 1 / (1 - 0.999 ** this.#updates)]
    const { length } = this.#shape
    this.#steps.adam(parameters, gradients, means, squares, length, rate, decay, meanShare, squareShare)
  }

  /** Draws the averages towards the parameters: `kept` of them stays. */
  follow(kept: number): void {
    const { averages, parameters } = this.#address
    this.#steps.follow(averages, parameters, this.#shape.length, kept)
  }

  #isLast(index: number): boolean {
    return index === this.#states.length - 1
  }

  #forward({ inputs, weights, numbers }: GcnLayer, index: number): void {
    const { width } = this.#shape
    const a = this.#address
    const { gathered, normal, inverses, result } = this.#states[index] as LayerState
    const below = this.#states[index - 1]?.result
    const rows = this.#isLast(index) ? this.#graphs : this.#rows
    if (below !== undefined) {
      const [starts, sources] = this.#isLast(index) ? [a.wholeStarts, a.wholeSources] : [a.starts, a.sources]
      this.#steps.gather(starts, sources, below, gathered, rows, width)
    }
    const matrix = a.parameters + bytes * weights
    this.#steps.product(gathered, bytes * inputs, bytes, matrix, a.product, rows, inputs, width, false)
    this.#steps.normalise(a.product, a.parameters + bytes * numbers, normal, inverses, result, rows, width)
  }

  #back({ inputs, weights, numbers }: GcnLayer, index: number): void {
    const { width } = this.#shape
    const a = this.#address
    const { gathered, normal, inverses, result } = this.#states[index] as LayerState
    const rows = this.#isLast(index) ? this.#graphs : this.#rows
    const [own, slopes] = [bytes * numbers, bytes * weights]
    this.#steps.normaliseBack(
      a.slopes,
      a.parameters + own,
      normal,
      inverses,
      result,
      a.gradients + own,
      rows,
      width,
    )
    const [across, down] = [bytes, bytes * inputs]
    this.#steps.product(gathered, across, down, a.slopes, a.gradients + slopes, inputs, rows, width, false)
    if (index === 0) return
    this.#steps.transpose(a.parameters + slopes, a.transposed, inputs, width)
    this.#steps.product(a.slopes, bytes * width, bytes, a.transposed, a.below, rows, width, inputs, false)
    const [starts, seenBy] = this.#isLast(index) ? [a.graphStarts, a.graphOfRow] : [a.seenStarts, a.seenBy]
    this.#steps.gather(starts, seenBy, a.below, a.slopes, this.#rows, inputs)
  }
}
