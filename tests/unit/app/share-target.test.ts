import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  acceptedOf,
  arrivalAddress,
  cacheAddress,
  mostSharedBytes,
  nameInCache,
  outcomeOf,
  safeName,
  shareAddress,
  withoutOutcome,
} from '../../../src/app/share-target.ts'

const scope = 'https://lab.example/inferometer/'

describe('the share target', () => {
  it('stands in the folder of the site', () => {
    expect(shareAddress(scope).href).toBe('https://lab.example/inferometer/share')
  })

  it('leads to the Data page without a filter, and the outcome goes away without a trace', () => {
    const arrival = arrivalAddress(scope, 'partly')
    expect(outcomeOf(arrival)).toBe('partly')
    expect(withoutOutcome(arrival).href).toBe('https://lab.example/inferometer/#/data')
  })

  it('finds no outcome in an address that tells of none, or of another', () => {
    expect(outcomeOf(new URL(scope))).toBeNull()
    expect(outcomeOf(new URL(`${scope}?share=%3Cb%3E`))).toBeNull()
  })
})

describe('the names of shared files', () => {
  it('stay as they are where nothing is wrong with them', () => {
    for (const name of ['inferometer-2026-01-01.json.gz', 'Messung über Nacht (2).json', '測定.json'])
      expect(safeName(name)).toBe(name)
  })

  it('lose paths, control characters and what reverses the text', () => {
    expect(safeName('../../etc/data.json')).toBe('data.json')
    expect(safeName('C:\\files\\data.json')).toBe('data.json')
    expect(safeName('da\u0000ta\u202egnp.json')).toBe('datagnp.json')
    for (const name of ['', '.', '..', '/', ' . ']) expect(safeName(name)).toBe('shared.json')
  })

  it('keep their end where they are too long', () => {
    const name = safeName(`${'x'.repeat(5000)}.json.gz`)
    expect(name).toHaveLength(100)
    expect(name).toMatch(/x\.json\.gz$/)
  })

  it('come out of the cache as they went in, below the folder of the site, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const address = cacheAddress(scope, '1', name)
        expect(address.href.startsWith(`${scope}shared/1/`)).toBe(true)
        expect(nameInCache(address.href)).toBe(safeName(name))
        expect(safeName(safeName(name))).toBe(safeName(name))
      }),
    )
  })
})

describe('the files that are taken', () => {
  const small = { size: 10 }

  it('are five at once, those that wait already included', () => {
    const files = Array.from({ length: 7 }, () => small)
    expect(acceptedOf(files, 0)).toHaveLength(5)
    expect(acceptedOf(files, 3)).toHaveLength(2)
    expect(acceptedOf(files, 6)).toEqual([])
  })

  it('are at most 200 MB each, and one that is larger takes no place', () => {
    const most = { size: mostSharedBytes }
    const over = { size: mostSharedBytes + 1 }
    expect(acceptedOf([over, small, most, over], 0)).toEqual([small, most])
  })
})
