import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { FlowGraph } from '../../../../src/prediction/graphs/flow-graph.ts'
import { labelDistances, LabelIndex } from '../../../../src/prediction/graphs/label-distances.ts'
import { encodeGraph } from '../../../../src/prediction/regressors/gcn/encoded-graph.ts'
import { GcnNetwork } from '../../../../src/prediction/regressors/gcn/gcn-network.ts'
import { gcnShape } from '../../../../src/prediction/regressors/gcn/gcn-shape.ts'
import { limitsOf } from '../../../../src/prediction/regressors/gcn/graph-batch.ts'
import { covariances, variances } from '../../../../src/prediction/regressors/gp/graph-kernel.ts'
import { posteriorOf, predictedAt } from '../../../../src/prediction/regressors/gp/posterior.ts'
import * as networkSteps from '../../../../src/prediction/wasm/graph-network.wasm.ts'
import * as rowProducts from '../../../../src/prediction/wasm/row-products.wasm.ts'
import golden from '../../../fixtures/prediction/graphs.json'

describe('a graph network as PyTorch computes it', () => {
  const { width, depth, words, targets, rate, decay } = golden.network
  const graphs: FlowGraph[] = golden.network.graphs.map(({ nodes, output }) => ({
    nodes: nodes.map(([kind, inputs]) => {
      const name = kind as string
      return { kind: name, label: name, isRepeatable: name === 'pool', inputs: inputs as number[] }
    }),
    output,
  }))
  const encoded = graphs.map((graph) => encodeGraph(graph, words))
  const shape = gcnShape(words.length, width, depth)
  const made = () => {
    const network = new GcnNetwork(shape, limitsOf(encoded, encoded.length), true)
    network.parameters.set(golden.network.parameters)
    return network
  }
  /** Of the mean absolute error. */
  const slopesOf = (results: Float64Array) =>
    results.map((result, graph) => Math.sign(result - targets[graph]!) / targets.length)
  const loss = (results: Float64Array) =>
    results.reduce((sum, result, graph) => sum + Math.abs(result - targets[graph]!), 0) / targets.length

  test('forward', () => {
    const results = made().predict(encoded)
    golden.network.results.forEach((value, graph) => expect(results[graph]).toBeCloseTo(value, 4))
  })

  test('a graph gives the same bits alone and among others', () => {
    const [network, together] = [made(), made().predict(encoded)]
    encoded.forEach((graph, place) => expect(network.predict([graph])[0]).toBe(together[place]))
  })

  test('gradients', () => {
    const network = made()
    network.learn(slopesOf(network.predict(encoded)))
    golden.network.gradients.forEach((value, place) => expect(network.gradients[place]).toBeCloseTo(value, 4))
  })

  test('gradients are those of finite differences', () => {
    const network = made()
    network.learn(slopesOf(network.predict(encoded)))
    const [at, gradients] = [network.parameters.slice(), network.gradients.slice()]
    const step = 2e-3
    const lossAt = (place: number, by: number) => {
      network.parameters.set(at)
      network.parameters[place] = at[place]! + by
      return loss(network.predict(encoded))
    }
    const large = [...gradients.keys()].filter((place) => Math.abs(gradients[place]!) > 0.02)
    expect(large.length).toBeGreaterThan(50)
    const wrong = large.filter((place) => {
      const slope = (lossAt(place, step) - lossAt(place, -step)) / (2 * step)
      // 32-bit floats: differences of losses have three digits.
      return Math.abs(slope - gradients[place]!) > 0.05 * Math.abs(gradients[place]!) + 2e-3
    })
    // Where a ReLU bends within the step.
    expect(wrong.length).toBeLessThan(0.03 * large.length)
  })

  test('three steps of AdamW', () => {
    const network = made()
    for (let step = 0; step < 3; step++) {
      network.learn(slopesOf(network.predict(encoded)))
      network.update(rate, decay)
    }
    golden.network.afterThreeSteps.forEach((value, place) =>
      expect(network.parameters[place]).toBeCloseTo(value, 4),
    )
  })
})

test('mean and deviation of a Gaussian process as scikit-learn computes them', () => {
  const { scalars, counts, values, rows, kernel, noise, means, deviations } = golden.process
  const index = new LabelIndex()
  const inputsOf = (from: number, to: number) => ({
    count: to - from,
    width: scalars[0]!.length,
    scalars: Float64Array.from(scalars.slice(from, to).flat()),
    labels: [
      index.rows(counts.slice(from, to).map((row) => new Map(row.map((n, label) => [`${label}`, n])))),
    ],
  })
  const learnt = inputsOf(0, rows)
  const tested = inputsOf(rows, scalars.length)
  const distancesTo = (a: typeof learnt) => [labelDistances(a.labels[0]!, learnt.labels[0]!)]
  const parameters = Float64Array.from(
    [kernel.linear, kernel.amplitude, ...kernel.rates, kernel.height, kernel.rate],
    Math.log,
  )
  const itself = covariances({ a: learnt, b: learnt, distances: distancesTo(learnt) }, parameters, true)
  // The process of scikit-learn has the variance of the noise of each row, and none where it predicts.
  const targets = Float64Array.from(values.slice(0, rows))
  const posterior = posteriorOf(itself, Float64Array.from(noise), targets)
  const shared = covariances({ a: tested, b: learnt, distances: distancesTo(tested) }, parameters)
  const own = variances(tested, parameters)
  means.forEach((mean, row) => {
    const predicted = predictedAt(posterior, shared.subarray(row * rows, (row + 1) * rows), own[row]!)
    expect(predicted.mean).toBeCloseTo(mean, 8)
    expect(Math.sqrt(predicted.variance)).toBeCloseTo(deviations[row]!, 7)
  })
})

test.each([
  ['graph-network', networkSteps.sourceHash],
  ['row-products', rowProducts.sourceHash],
])('the WebAssembly of %s is that of its source', (name, hash) => {
  const source = readFileSync(`assembly/${name}.ts`)
  expect(createHash('sha256').update(source).digest('hex'), 'run: npm run assembly').toBe(hash)
})
