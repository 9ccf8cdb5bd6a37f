import { expect, it } from 'vitest'
import { kernelNote } from '../../../src/app/kernel-note.ts'
import type { KernelDrawings } from '../../../src/measurement/drawing.ts'
import { sampleArchitecture } from '../../fixtures/records.ts'

const networks = [0, 1, 2, 3].map((index) => sampleArchitecture(index))
const drawn: KernelDrawings = {
  networks,
  shares: [0.4, 0.3, 0.2, 0.1],
  refusals: [],
  sources: 2,
  occurrences: 9,
}
const from = '2 networks are made of 9 operations, 4 of them different.'
const held = (...places: readonly number[]) => new Set(places.map((place) => networks[place]!.id))

it('says what a campaign of kernels measures', () => {
  expect(kernelNote(drawn, held(), networks)).toBe(from)
})

it('says what is left out because it was measured before, and all of it too', () => {
  expect(kernelNote(drawn, held(0), networks.slice(1))).toBe(
    `${from} 1 of them is in the dataset already, measured on this device, and is left out.`,
  )
  expect(kernelNote(drawn, held(0, 1), networks.slice(2))).toBe(
    `${from} 2 of them are in the dataset already, measured on this device, and are left out.`,
  )
  expect(kernelNote(drawn, held(0, 1, 2, 3), [])).toBe(
    `${from} The dataset holds all of them, measured on this device: nothing is measured anew.`,
  )
})

it('says how much of the networks is covered where time is short, with what was measured before', () => {
  expect(kernelNote(drawn, held(1), networks.slice(0, 1))).toContain(
    'There is time for 1 of 3: with them about 70 % of the networks’ time is covered.',
  )
})
