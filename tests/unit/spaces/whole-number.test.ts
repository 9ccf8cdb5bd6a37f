import { describe, expect, test } from 'vitest'
import { parseWholeNumber } from '../../../src/spaces/whole-number.ts'

const bounds = { from: 0, to: 500 }

describe('parseWholeNumber', () => {
  test.each([
    ['0', 0],
    ['7', 7],
    ['500', 500],
  ])('reads %s', (text, value) => {
    expect(parseWholeNumber(text, 'The size', bounds)).toBe(value)
  })

  test.each([
    '',
    ' 7',
    '7 ',
    '+7',
    '-7',
    '07',
    '7.0',
    '7e1',
    '0x7',
    '501',
    '99999999999999999999',
    'NaN',
    '٧',
  ])('refuses "%s" and quotes it', (text) => {
    expect(() => parseWholeNumber(text, 'The size', bounds)).toThrow(RangeError)
    const quoted = text === '501' ? 'not 501.' : `not "${text}".`
    expect(() => parseWholeNumber(text, 'The size', bounds)).toThrow(
      `The size is a whole number from 0 to 500, ${quoted}`,
    )
  })
})
