import { randomStream, shuffled } from '../../spaces/random.ts'

/** Names of networks that are variants of each other, by how they begin; the longest beginning counts. */
const joined: Readonly<Record<string, readonly string[]>> = {
  resnet: ['resnet', 'seresnet', 'preresnet', 'sepreresnet'],
  mobilenet: ['mobilenet_', 'mobilenetb_', 'fdmobilenet'],
  mobilenetv2: ['mobilenetv2', 'mobilenetv3'],
  regnet: ['regnetx', 'regnety'],
  squeezenet: ['squeezenet', 'squeezeresnet'],
  ...Object.fromEntries(
    ['bagnet', 'bninception', 'densenet', 'diracnet', 'dla', 'efficientnet', 'fbnet', 'ghostnet', 'hardnet']
      .concat(['hrnet', 'mnasnet', 'peleenet', 'proxylessnas', 'resnext', 'spnasnet', 'vovnet'])
      .map((name) => [name, [name]]),
  ),
}

/** One of the 21 families of the 102 real networks of Li et al.; names that are none of them stand for themselves. */
export function familyOf(name: string): string {
  const found = Object.entries(joined).find(([, starts]) => starts.some((start) => name.startsWith(start)))
  return found?.[0] ?? name
}

/** Deals whole families out to folds, in an order that the seed decides. */
export function familyFolds(names: readonly string[], folds: number, seed: number): (name: string) => number {
  const order = shuffled(randomStream(seed), [...new Set(names.map(familyOf))].sort())
  const foldOf = new Map(order.map((family, place) => [family, place % folds]))
  return (name) => foldOf.get(familyOf(name)) ?? 0
}
