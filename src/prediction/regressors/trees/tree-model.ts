import * as v from 'valibot'
import type { Matrix } from '../../matrix.ts'
import { checkColumns } from '../check-samples.ts'
import type { Model, ModelJson } from '../regressor.ts'
import type { TreeStore } from './tree-store.ts'

/** What a sum of trees is, in plain arrays. */
interface Trees {
  readonly inputs: number
  readonly base: number
  readonly scale: number
  readonly roots: Int32Array
  readonly columns: Int32Array
  readonly values: Float64Array
  readonly children: Int32Array
  readonly missingLeft: Uint8Array
  readonly importance: Float64Array
}

const version = 1
/** Rows that take one tree after another together: a tree stays in the fastest memory meanwhile. */
const block = 256

/** A base plus the scaled sum of trees. */
export class TreeModel implements Model<Matrix> {
  readonly #learner: string
  readonly #trees: Trees

  constructor(learner: string, trees: Trees) {
    this.#learner = learner
    this.#trees = trees
  }

  /** The trees of a store, in arrays of their exact length. */
  static of(
    learner: string,
    store: TreeStore,
    rest: Pick<Trees, 'inputs' | 'base' | 'scale'> & { readonly gains: Float64Array },
  ): TreeModel {
    const { inputs, base, scale, gains } = rest
    const total = gains.reduce((sum, gain) => sum + gain, 0)
    return new TreeModel(learner, {
      ...{ inputs, base, scale, roots: Int32Array.from(store.roots) },
      columns: store.columns.slice(0, store.length),
      values: store.values.slice(0, store.length),
      children: store.children.slice(0, store.length),
      missingLeft: store.missingLeft.slice(0, store.length),
      importance: gains.map((gain) => (total > 0 ? gain / total : 0)),
    })
  }

  /** By column, the share of all gain that its splits brought; sums to 1, or to 0 where nothing was split. */
  get importance(): Float64Array {
    return this.#trees.importance.slice()
  }

  get trees(): number {
    return this.#trees.roots.length
  }

  predict(table: Matrix): Float64Array {
    const { inputs, base, scale, roots } = this.#trees
    checkColumns(table, inputs)
    const sums = new Float64Array(table.rows)
    for (let from = 0; from < table.rows; from += block) {
      const to = Math.min(table.rows, from + block)
      const isComplete = !table.values.subarray(from * inputs, to * inputs).some(Number.isNaN)
      for (let tree = 0; tree < roots.length; tree++)
        if (isComplete) this.#addComplete(roots[tree] as number, table.values, from, to, sums)
        else this.#add(roots[tree] as number, table.values, from, to, sums)
    }
    return sums.map((sum) => base + scale * sum)
  }

  #addComplete(root: number, inputs: Float64Array, from: number, to: number, sums: Float64Array): void {
    const { columns, values, children, inputs: width } = this.#trees
    for (let row = from; row < to; row++) {
      const start = row * width
      let node = root
      for (let column = columns[node] as number; column >= 0; column = columns[node] as number)
        node =
          (children[node] as number) +
          ((inputs[start + column] as number) <= (values[node] as number) ? 0 : 1)
      sums[row] = (sums[row] as number) + (values[node] as number)
    }
  }

  #add(root: number, inputs: Float64Array, from: number, to: number, sums: Float64Array): void {
    const { columns, values, children, missingLeft, inputs: width } = this.#trees
    for (let row = from; row < to; row++) {
      let node = root
      for (let column = columns[node] as number; column >= 0; column = columns[node] as number) {
        const value = inputs[row * width + column] as number
        const goesLeft = Number.isNaN(value) ? missingLeft[node] === 1 : value <= (values[node] as number)
        node = (children[node] as number) + (goesLeft ? 0 : 1)
      }
      sums[row] = (sums[row] as number) + (values[node] as number)
    }
  }

  toJSON(): ModelJson {
    const { inputs, base, scale, ...arrays } = this.#trees
    const lists = Object.entries(arrays).map(([name, values]) => [name, Array.from(values)] as const)
    return { learner: this.#learner, version, inputs, base, scale, ...Object.fromEntries(lists) }
  }

  /** @throws {RangeError} where the JSON is not such a model of this learner */
  static load(learner: string, json: unknown): TreeModel {
    const read = v.safeParse(form, json)
    if (!read.success) throw new RangeError(`This is no saved ${learner} model: ${read.issues[0].message}.`)
    const { learner: saved, version: savedVersion, ...rest } = read.output
    if (saved !== learner || savedVersion !== version)
      throw new RangeError(
        `This model is of ${saved}, version ${savedVersion}, not of ${learner}, version ${version}.`,
      )
    if (!isWhole(rest))
      throw new RangeError(`The saved ${learner} model is damaged: its trees do not hold together.`)
    return new TreeModel(learner, {
      ...rest,
      roots: Int32Array.from(rest.roots),
      columns: Int32Array.from(rest.columns),
      values: Float64Array.from(rest.values),
      children: Int32Array.from(rest.children),
      missingLeft: Uint8Array.from(rest.missingLeft),
      importance: Float64Array.from(rest.importance),
    })
  }
}

const finite = v.pipe(v.number(), v.finite())
const whole = v.pipe(v.number(), v.integer())
const form = v.object({
  ...{ learner: v.string(), version: v.number(), inputs: whole, base: finite, scale: finite },
  ...{ roots: v.array(whole), columns: v.array(whole), values: v.array(finite) },
  ...{ children: v.array(whole), missingLeft: v.array(whole), importance: v.array(finite) },
})

/** Every walk ends at a leaf, and reads only columns that there are. */
function isWhole({
  inputs,
  roots,
  columns,
  values,
  children,
  missingLeft,
  importance,
}: Omit<v.InferOutput<typeof form>, 'learner' | 'version'>): boolean {
  const nodes = columns.length
  return (
    [values, children, missingLeft].every(({ length }) => length === nodes) &&
    importance.length === inputs &&
    roots.every((root) => root >= 0 && root < nodes) &&
    columns.every((column, node) => {
      const child = children[node] ?? -1
      return column === -1 || (column >= 0 && column < inputs && child > node && child + 1 < nodes)
    })
  )
}
