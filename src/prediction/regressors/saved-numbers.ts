import * as v from 'valibot'

/** Numbers as saved models have them. */
export const finite = v.pipe(v.number(), v.finite())
export const positive = v.pipe(finite, v.gtValue(0))
export const whole = v.pipe(finite, v.integer(), v.minValue(0))
/** Places of rows or columns, ascending, none twice. */
export const places = v.pipe(
  v.array(whole),
  v.check(
    (list) => list.every((place, at) => at === 0 || place > (list[at - 1] as number)),
    'places must ascend',
  ),
)
