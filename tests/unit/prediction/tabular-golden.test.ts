import { describe, expect, it } from 'vitest'
import { kendall, spearman } from '../../../src/prediction/rank-correlation.ts'
import { matrixOf } from '../../../src/prediction/matrix.ts'
import { designOf, momentsOf } from '../../../src/prediction/regressors/linear/design.ts'
import { lassoPath } from '../../../src/prediction/regressors/linear/lasso-path.ts'
import { NonNegativeLinear } from '../../../src/prediction/regressors/linear/non-negative.ts'
import { Network, shapeOf } from '../../../src/prediction/regressors/mlp/network.ts'
import { BoostedTrees, type BoostingSettings } from '../../../src/prediction/regressors/trees/boosting.ts'
import { RandomForest } from '../../../src/prediction/regressors/trees/forest.ts'
import type { TreeModel } from '../../../src/prediction/regressors/trees/tree-model.ts'
import { upTo } from '../../../src/prediction/regressors/trees/sampling.ts'
import golden from '../../fixtures/prediction/tabular.json'

const table = matrixOf(golden.table)
const gappy = matrixOf(golden.gappy.map((row) => row.map((value) => value ?? NaN)))
const targets = Float64Array.from(golden.target)
const weights = Float64Array.from(golden.weights)

interface GoldenNode {
  column?: number
  leaf?: number
}

/** Splits and leaves of every tree, left child first, as the fixture lists them. */
function preorder(model: TreeModel): GoldenNode[][] {
  const { roots, columns, values, children } = model.toJSON() as unknown as Record<
    'roots' | 'columns' | 'values' | 'children',
    number[]
  >
  const walk = (node: number): GoldenNode[] =>
    columns[node]! < 0
      ? [{ leaf: values[node]! }]
      : [{ column: columns[node]! }, ...walk(children[node]!), ...walk(children[node]! + 1)]
  return roots.map(walk)
}

describe('boosted trees against XGBoost', () => {
  const common = { trees: 5, learningRate: 0.3, maxDepth: 3, minChildWeight: 12, rowShare: 1, columnShare: 1 }
  const cases: [name: keyof typeof golden & `boosting${string}`, settings: Partial<BoostingSettings>][] = [
    ['boosting', {}],
    ['boostingGappy', { gamma: 0.05 }],
    ['boostingWeighted', { lambda: 2.5 }],
    ['boostingMonotone', { monotone: [0, -1, 1, 0] }],
  ]
  for (const [name, settings] of cases)
    it(`${name}: the same splits, leaves, predictions and importance`, async () => {
      const inputs = name === 'boostingGappy' ? gappy : table
      const samples = { inputs, targets, ...(name === 'boostingWeighted' ? { weights } : {}) }
      const model = await new BoostedTrees({ ...common, ...settings }).fit(samples, { seed: 1 })
      const wanted = golden[name]
      preorder(model).forEach((nodes, tree) => {
        const wantedNodes = wanted.trees[tree] as GoldenNode[]
        expect(nodes.map(({ column }) => column)).toEqual(wantedNodes.map(({ column }) => column))
        nodes.forEach(({ leaf }, place) => {
          if (leaf !== undefined) expect(leaf).toBeCloseTo(wantedNodes[place]!.leaf!, 5)
        })
      })
      model.predict(inputs).forEach((value, row) => expect(value).toBeCloseTo(wanted.predictions[row]!, 5))
      model.importance.forEach((value, column) => expect(value).toBeCloseTo(wanted.importance[column]!, 4))
    })
})

it('a single tree of a forest is the tree of scikit-learn', async () => {
  const learner = new RandomForest({ trees: 1, hasBootstrap: false, minLeaf: 12 })
  const model = await learner.fit({ inputs: table, targets }, { seed: 1 })
  model.predict(table).forEach((value, row) => expect(value).toBeCloseTo(golden.tree.predictions[row]!, 8))
  model.importance.forEach((value, column) => expect(value).toBeCloseTo(golden.tree.importance[column]!, 6))
})

describe('linear regression', () => {
  it.each(['free', 'nonNegative'] as const)('the Lasso path of scikit-learn, %s', (form) => {
    const { target, alphas, ...paths } = golden.lasso
    const design = designOf({ inputs: table, targets: Float64Array.from(target) }, false)
    const path = lassoPath(
      momentsOf(design, upTo(design.rows), true),
      Float64Array.from(alphas),
      form === 'nonNegative',
    )
    path.forEach((coefficients, index) =>
      coefficients.forEach((value, column) => expect(value).toBeCloseTo(paths[form][index]![column]!, 6)),
    )
  })

  it('the non-negative solution of SciPy, with a column that is the sum of two others', async () => {
    const inputs = matrixOf(golden.nnls.design)
    const samples = { inputs, targets: Float64Array.from(golden.nnls.target) }
    const model = await new NonNegativeLinear({ isRelative: false, hasIntercept: false }).fit(samples, {
      seed: 1,
    })
    const ofSciPy = golden.nnls.design.map((row) =>
      row.reduce((sum, value, column) => sum + value * golden.nnls.solution[column]!, 0),
    )
    // Where columns repeat each other, predictions are one and coefficients are not.
    model.predict(inputs).forEach((value, row) => expect(value).toBeCloseTo(ofSciPy[row]!, 7))
    expect(Math.min(...model.coefficients)).toBe(0)
  })
})

it('the MLP computes what NumPy computes', () => {
  const { widths, parameters, inputs, outputs } = golden.mlp
  const network = new Network(shapeOf(widths), inputs.length)
  const values = network.predict(Float64Array.from(parameters), matrixOf(inputs).values, inputs.length)
  values.forEach((value, row) => expect(value).toBeCloseTo(outputs[row]!, 8))
})

it('rank correlations of SciPy, with and without ties', () => {
  for (const { a, b, ...wanted } of golden.ranks) {
    const [first, second] = [Float64Array.from(a), Float64Array.from(b)]
    expect(spearman(first, second)).toBeCloseTo(wanted.spearman, 12)
    expect(kendall(first, second)).toBeCloseTo(wanted.kendall, 12)
  }
})
