import { expect, it } from 'vitest'
import { architectureSchema, measurementSchema, platformSchema } from '../../../../src/dataset/record.ts'
import { recordFields } from '../../../../src/pages/about/record-fields.ts'

const listed = (title: string) =>
  recordFields
    .find((group) => group.title === title)!
    .fields.map(({ path }) => path)
    .sort()
const keysOf = (entries: object) => Object.keys(entries).sort()

it('the privacy page lists every field of a network', () => {
  expect(listed('Network')).toEqual(keysOf(architectureSchema.entries))
})

it('the privacy page lists every field of a platform', () => {
  expect(listed('Platform')).toEqual(keysOf(platformSchema.entries))
})

it('the privacy page lists every field of a measurement, whatever its status', () => {
  const fields = measurementSchema.options.flatMap((option) => Object.keys(option.entries))
  expect(listed('Measurement')).toEqual([...new Set(fields)].sort())
})
