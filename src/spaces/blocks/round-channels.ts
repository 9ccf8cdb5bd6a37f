/**
 * Channels scaled by a width multiplier and rounded to a multiple of `divisor`, never more than 10 % below: the rule of
 * the MobileNets (Sandler et al. 2018, their reference code), which most mobile families took over.
 */
export function roundChannels(channels: number, divisor = 8): number {
  const rounded = Math.max(divisor, Math.floor((channels + divisor / 2) / divisor) * divisor)
  return rounded < 0.9 * channels ? rounded + divisor : rounded
}
