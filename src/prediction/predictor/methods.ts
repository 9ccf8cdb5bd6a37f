import { fitKernelModel } from '../kernel-model/kernel-learner.ts'
import { KernelModel } from '../kernel-model/kernel-model.ts'
import { LogTarget } from '../log-target.ts'
import { fitNetworkModel } from '../network-model/network-learner.ts'
import { NetworkModel } from '../network-model/network-model.ts'
import { usualGraphEnsemble } from '../regressors/ensemble/graph-ensemble.ts'
import { usualGcn } from '../regressors/gcn/gcn.ts'
import { usualGraphGp } from '../regressors/gp/graph-gp.ts'
import { graphLearners, type GraphLearnerName } from '../regressors/graph-learners.ts'
import { tabularLearners, tabularSettings } from '../regressors/tabular.ts'
import { learnBasis } from '../transfer/device-basis.ts'
import type { NetworksElsewhere } from '../transfer/networks-elsewhere.ts'
import { usualSettings } from '../transfer/prior.ts'
import { loadTransfer } from '../transfer/transfer-load.ts'
import { Transfer } from '../transfer/transfer.ts'
import type { KindName, Method } from './kinds.ts'

type Methods = { readonly [Name in KindName]: Readonly<Record<string, () => Method<Name>>> }

const transfer: Method<'transfer'> = {
  fit: async ({ known, probes }, options) =>
    new LogTarget(new Transfer(learnBasis(known))).fit(probes, options),
  // A saved one has its own basis.
  load: (json) =>
    new LogTarget<NetworksElsewhere>({
      name: 'transfer',
      fit: () => Promise.reject(new RangeError('There is no basis to learn with.')),
      load: loadTransfer,
    }).load(json),
}

/** Every way to learn, by kind and by the name that saved predictors call it. Names stay for ever. */
export const methods = {
  tabular: tabularLearners,
  graph: {
    'graph-gp': () => new LogTarget(graphLearners['graph-gp']()),
    gcn: () => new LogTarget(graphLearners.gcn()),
    'graph-ensemble': () => new LogTarget(graphLearners['graph-ensemble']()),
  },
  kernels: {
    'kernel-model': () => ({
      fit: async (kernels, options) => (await fitKernelModel(kernels, options)).model,
      load: (json) => KernelModel.load(json),
    }),
  },
  network: {
    'network-model': () => ({ fit: fitNetworkModel, load: (json) => NetworkModel.load(json) }),
  },
  transfer: { transfer: () => transfer },
} satisfies Methods

const graphSettings: Readonly<Record<GraphLearnerName, object>> = {
  'graph-gp': usualGraphGp,
  gcn: usualGcn,
  'graph-ensemble': usualGraphEnsemble,
}

/** Settings of the methods that have some. */
const settings: { readonly [Name in KindName]: Readonly<Record<string, object>> } = {
  tabular: tabularSettings,
  graph: graphSettings,
  kernels: {},
  network: {},
  transfer: { transfer: usualSettings },
}

/** @throws {RangeError} where this version knows no such method */
export function methodNamed<Name extends KindName>(kind: Name, method: string): Method<Name> {
  const named: Readonly<Record<string, () => Method<Name>>> = (methods as Methods)[kind]
  // A name from a file may be that of an inherited property.
  const make = Object.hasOwn(named, method) ? named[method] : undefined
  if (!make) throw new RangeError(`The ${kind} learner “${method}” is not known to this version.`)
  return make()
}

/** Settings of a method as JSON has them: null where there is no limit. */
export const settingsOf = (kind: KindName, method: string): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(settings[kind][method] ?? {}).map(([name, value]: [string, unknown]) => [
      name,
      value === Infinity ? null : value,
    ]),
  )
