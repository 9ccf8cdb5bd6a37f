import { expect, it } from 'vitest'
import { matrixOf } from '../../../src/prediction/matrix.ts'
import { Mlp } from '../../../src/prediction/regressors/mlp/mlp.ts'
import { drawnParameters, Network, shapeOf } from '../../../src/prediction/regressors/mlp/network.ts'
import { randomStream } from '../../../src/spaces/random.ts'

it.each([
  [[3, 5, 4], 6],
  [[2, 4, 8, 3], 7],
  [[5], 3],
])('gradients of widths %j agree with differences', (widths, rows) => {
  const random = randomStream(4)
  const shape = shapeOf(widths)
  const parameters = drawnParameters(shape, random)
  const numbers = (count: number) => Float64Array.from({ length: count }, () => random.next() / 2 ** 31)
  const [inputs, targets] = [numbers(rows * widths[0]!), numbers(rows)]
  const network = new Network(shape, rows)
  const loss = (at: Float64Array) =>
    network.predict(at, inputs, rows).reduce((sum, value, row) => sum + (value - targets[row]!) ** 2, 0)
  const slopes = network.predict(parameters, inputs, rows).map((value, row) => 2 * (value - targets[row]!))
  const gradients = new Float64Array(shape.length)
  network.learn(parameters, inputs, rows, slopes, gradients)
  const step = 1e-5
  gradients.forEach((gradient, place) => {
    const at = (by: number) => loss(parameters.with(place, parameters[place]! + by))
    expect((at(step) - at(-step)) / (2 * step)).toBeCloseTo(gradient, 6)
  })
})

it('no prediction leaves the range that was learnt from', async () => {
  const inputs = matrixOf(Array.from({ length: 30 }, (_, index) => [index]))
  const targets = inputs.values.map((value) => 3 * value)
  const model = await new Mlp({ epochs: 20 }).fit({ inputs, targets }, { seed: 1 })
  const far = model.predict(matrixOf([[-1e9], [1e9]]))
  expect(Math.min(...far)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...far)).toBeLessThanOrEqual(87)
})
