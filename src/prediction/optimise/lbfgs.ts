/** A function that is to become small, with its gradient. Infinity where it is not defined. */
export type Objective = (at: Float64Array) => { readonly value: number; readonly gradient: Float64Array }

export interface LbfgsSettings {
  readonly iterations: number
  /** Called before each evaluation of the function; it may take its time, and end the search by rejecting. */
  readonly breathe?: (share: number) => Promise<void>
}

/** Steps that are remembered; more gain little. */
const memory = 10
/** Of the decrease that the slope promises (Armijo). */
const sufficient = 1e-4
const mostHalvings = 20
/** No first step goes farther than this in any coordinate. */
const longestFirstStep = 1

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, place) => sum + value * (b[place] as number), 0)
const moved = (from: Float64Array, along: Float64Array, by: number): Float64Array =>
  from.map((value, place) => value + by * (along[place] as number))

interface Step {
  readonly change: Float64Array
  readonly bend: Float64Array
  readonly curvature: number
}

/**
 * A minimum near `start` by L-BFGS with backtracking (Nocedal and Wright, Numerical Optimization, algorithm 7.4).
 * Steps without positive curvature are not remembered.
 */
export async function minimise(
  objective: Objective,
  start: Float64Array,
  { iterations, breathe }: LbfgsSettings,
): Promise<Float64Array> {
  let at = start
  let here = objective(at)
  const steps: Step[] = []
  for (let iteration = 0; iteration < iterations; iteration++) {
    const direction = descent(here.gradient, steps)
    const slope = dot(direction, here.gradient)
    if (!(slope < -1e-9)) break
    let length = 1
    if (steps.length === 0)
      length = Math.min(1, longestFirstStep / direction.reduce((most, x) => Math.max(most, Math.abs(x)), 0))
    let next = at
    let there = here
    let halvings = 0
    for (; halvings < mostHalvings; halvings++, length /= 2) {
      await breathe?.(iteration / iterations)
      next = moved(at, direction, length)
      there = objective(next)
      if (there.value <= here.value + sufficient * length * slope) break
    }
    if (halvings === mostHalvings) break
    const change = moved(next, at, -1)
    const bend = moved(there.gradient, here.gradient, -1)
    const curvature = dot(change, bend)
    if (curvature > 1e-10) steps.push({ change, bend, curvature })
    if (steps.length > memory) steps.shift()
    const gain = here.value - there.value
    at = next
    here = there
    if (gain < 1e-5 * Math.max(1, Math.abs(here.value))) break
  }
  return at
}

/** The two loops over the remembered steps. */
function descent(gradient: Float64Array, steps: readonly Step[]): Float64Array {
  let direction: Float64Array = gradient.map((value) => -value)
  const shares: number[] = []
  for (const { change, bend, curvature } of [...steps].reverse()) {
    const share = dot(change, direction) / curvature
    shares.unshift(share)
    direction = moved(direction, bend, -share)
  }
  const last = steps.at(-1)
  if (last) {
    const scale = last.curvature / dot(last.bend, last.bend)
    direction = direction.map((value) => value * scale)
  }
  for (const [index, { change, bend, curvature }] of steps.entries())
    direction = moved(direction, change, (shares[index] ?? 0) - dot(bend, direction) / curvature)
  return direction
}
