import { expect, it } from 'vitest'
import { featureGroups } from '../../../../src/pages/about/feature-groups.ts'

it.each(featureGroups)('the About page says of every feature $title what it is', ({ features }) => {
  expect(features.length).toBeGreaterThan(10)
  expect(new Set(features.map(({ name }) => name)).size).toBe(features.length)
  for (const { name, meaning } of features) expect(meaning, name).toMatch(/^[A-Z1].{5,}[^.]$/)
})
