import { expect, test } from 'vitest'
import { architectureId } from '../../../../src/architecture/identity.ts'
import { cellNumbered, cellText, numberOfCells } from '../../../../src/spaces/nasbench201/cell.ts'
import { nasbench201Space } from '../../../../src/spaces/nasbench201/space.ts'
import { smallestRelabelling } from './oracle.ts'

test('of all 15,625 cells copies have one id, and only copies: 5,424 ids', { timeout: 60_000 }, () => {
  const ids = new Map<string, string>()
  const differing: string[] = []
  for (let number = 0; number < numberOfCells; number++) {
    const text = cellText(cellNumbered(number))
    const relabelled = smallestRelabelling(text)
    if (relabelled === null) continue
    const id = architectureId(nasbench201Space.fromKey(text))
    if ((ids.get(relabelled) ?? id) !== id) differing.push(text)
    ids.set(relabelled, id)
  }
  expect(differing).toEqual([])
  expect(ids.size).toBe(5424)
  expect(new Set(ids.values()).size).toBe(5424)
})
