import { expect, it } from 'vitest'
import { markPath, markShapes } from '../../../src/charts/marks.ts'

it('every shape has a path of its own, without a number that is none', () => {
  const paths = markShapes.map((shape) => markPath(shape, 10, 20, 3))
  expect(new Set(paths).size).toBe(markShapes.length)
  for (const path of paths) expect(path).toMatch(/^M[\d.,\-\sa-zA-Z]+$/)
  expect(paths.join()).not.toContain('NaN')
})
