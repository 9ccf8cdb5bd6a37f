import { logDomain } from './log-bins.ts'

/** What a device reaches at most. */
export interface Roof {
  readonly flopsPerSecond: number
  readonly bytesPerSecond: number
}

/** One kernel with what it has done in a time. */
export interface Work {
  readonly flops: number
  readonly bytes: number
  /** More than 0. */
  readonly seconds: number
}

/** FLOPs for each byte from which on computing is the bound, not moving. */
export const ridgeOf = ({ flopsPerSecond, bytesPerSecond }: Roof): number => flopsPerSecond / bytesPerSecond

/** FLOPs per second that the roof allows at so many FLOPs for each byte (Williams, Waterman and Patterson 2009). */
export const roofAt = ({ flopsPerSecond, bytesPerSecond }: Roof, intensity: number): number =>
  Math.min(flopsPerSecond, bytesPerSecond * intensity)

/** The least time that the roof allows for this work, in seconds. */
export const leastSeconds = ({ flopsPerSecond, bytesPerSecond }: Roof, { flops, bytes }: Work): number =>
  Math.max(flops / flopsPerSecond, bytes / bytesPerSecond)

export const isMemoryBound = (roof: Roof, { flops, bytes }: Work): boolean =>
  flops / roof.flopsPerSecond < bytes / roof.bytesPerSecond

/** What a roofline says in numbers. */
interface RooflineSummary {
  /** Bound by memory and by compute; those without FLOPs only move. */
  readonly memoryBound: number
  readonly computeBound: number
  /** Faster than the roof: what they read was in a cache, or the ceilings are too low. */
  readonly above: number
  /** Least time of everything over the time that it took: the mean of what each reaches, weighted by time. */
  readonly reached: number
}

/** What moves no bytes, such as a new shape for the same values, is bound by neither: no roof stands over it. */
export const isUnderRoof = ({ bytes }: Pick<Work, 'bytes'>): boolean => bytes > 0

/** Of the works that a roof stands over; null where there is none. */
export function rooflineSummary(roof: Roof, all: readonly Work[]): RooflineSummary | null {
  const works = all.filter(isUnderRoof)
  if (works.length === 0) return null
  const memoryBound = works.filter((work) => isMemoryBound(roof, work)).length
  const sum = (of: (work: Work) => number) => works.reduce((total, work) => total + of(work), 0)
  return {
    memoryBound,
    computeBound: works.length - memoryBound,
    above: works.filter((work) => isAbove(roof, work)).length,
    reached: sum((work) => leastSeconds(roof, work)) / sum(({ seconds }) => seconds),
  }
}

export const isAbove = (roof: Roof, work: Work): boolean => leastSeconds(roof, work) > work.seconds

/** FLOPs for each byte, and FLOPs per second. */
interface RooflineDomain {
  readonly intensity: readonly [number, number]
  readonly rate: readonly [number, number]
}

/** Axes that hold every point that has FLOPs, the ridge, and some of the roof on both sides of it. */
export function rooflineDomain(roof: Roof, works: readonly Work[]): RooflineDomain {
  const ridge = ridgeOf(roof)
  const computing = works.filter(({ flops, bytes }) => flops > 0 && bytes > 0)
  const intensity = logDomain([ridge / 4, ridge * 4, ...computing.map(({ flops, bytes }) => flops / bytes)])
  return {
    intensity,
    rate: logDomain([
      roof.flopsPerSecond,
      roofAt(roof, ridge / 4),
      ...computing.map(({ flops, seconds }) => flops / seconds),
    ]),
  }
}

/** Radius of a point in px: its area grows with the share of the time, 0 to 1. */
export const radiusOf = (share: number): number => 3 + 11 * Math.sqrt(Math.min(1, Math.max(0, share)))
