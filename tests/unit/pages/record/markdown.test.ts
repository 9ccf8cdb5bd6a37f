import { expect, it } from 'vitest'
import { markdownOf } from '../../../../src/pages/record/markdown.ts'
import { sampleKernelMeasurement } from '../../../fixtures/records.ts'

it('is the same text in every language', async () => {
  await expect(markdownOf(sampleKernelMeasurement())).toMatchFileSnapshot('markdown-webgpu.txt')
})

it('tells of kernels that were timed alone only', async () => {
  await expect(markdownOf(sampleKernelMeasurement({ backend: 'webgl' }))).toMatchFileSnapshot(
    'markdown-webgl.txt',
  )
})

it('has no part about what was not measured', () => {
  const { measurement, ...rest } = sampleKernelMeasurement()
  const text = markdownOf({ measurement: { ...measurement, kernels: null, account: null }, ...rest })
  expect(text).not.toContain('###')
  expect(text).toContain('One awaited inference')
})

it('lets nothing of a name become a link, HTML or a cell', () => {
  const { architecture, ...rest } = sampleKernelMeasurement()
  const text = markdownOf({ architecture: { ...architecture, label: '[a](b) <i>|\n# c' }, ...rest })
  expect(text).toContain('## \\[a\\](b) \\<i\\>\\| \\# c: ')
})
