import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linkTo, linkToRecord, routeOf, titleOf } from '../../../src/app/router.ts'

const recordId = '0123456789abcdef'.repeat(4)

describe('the router', () => {
  it('opens Run where the address names no place', () => {
    for (const hash of ['', '#', '#/', '#/run']) expect(routeOf(hash)).toEqual({ place: 'run', query: '' })
  })

  it('keeps the query of a place as it stands', () => {
    expect(routeOf('#/run?space=zoo&count=3')).toEqual({ place: 'run', query: 'space=zoo&count=3' })
    expect(routeOf('#/data?text=a?b')).toEqual({ place: 'data', query: 'text=a?b' })
  })

  it('leads its own links back to where they were made', () => {
    expect(routeOf(linkTo('data', 'backend=wasm'))).toEqual({ place: 'data', query: 'backend=wasm' })
    expect(routeOf(linkTo('about'))).toEqual({ place: 'about', query: '' })
    expect(routeOf(linkToRecord(recordId))).toEqual({ place: 'record', recordId, query: '' })
  })

  it('takes nothing but 64 hexadecimal digits for a record', () => {
    for (const id of ['abc', recordId.toUpperCase(), `${recordId}0`, '__proto__', '../run'])
      expect(routeOf(`#/data/${id}`).place).toBe('unknown')
  })

  it('says what was asked for where there is no such place, and shortens what is too long', () => {
    expect(routeOf('#/compare?x=1')).toEqual({ place: 'unknown', asked: 'compare', query: 'x=1' })
    const route = routeOf(`#/${'x'.repeat(5000)}`)
    expect(route.place === 'unknown' && route.asked.length).toBe(81)
  })

  it('reads any address without a fault, and has a title for it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(titleOf(routeOf(`#${text}`))).toMatch(/ · Inferometer$/)
      }),
    )
  })
})
