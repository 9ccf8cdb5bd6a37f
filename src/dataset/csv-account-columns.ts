import { column, measured, type CsvColumn } from './csv-column.ts'
import { totalKernelMs } from './kernel-lookup.ts'
import type { Account, Ceilings, KernelRun } from './kernel-schema.ts'

/** A column of what only a measurement with kernels has. */
const ofKernels = (
  name: string,
  unit: string,
  meaning: string,
  value: (run: KernelRun) => number | string | null,
) => measured(name, unit, meaning, ({ kernels }) => kernels && value(kernels))

/** How many kernels ran, and what their times add up to. */
export const kernelColumns: readonly CsvColumn[] = [
  ofKernels('kernels', '', 'Kernels of one inference', ({ calls }) => calls.length),
  ofKernels('kernels_different', '', 'Different kernels among them', ({ table }) => table.length),
  column('plan_misses', '', 'Kernels that were planned otherwise than they ran', ({ row }) => row.planMisses),
  ofKernels(
    'kernels_in_network_ms',
    'ms',
    'Sum of the kernel times inside of an inference; one without a time adds nothing',
    (run) => run.inNetwork && totalKernelMs(run, 'in-network'),
  ),
  ofKernels(
    'kernels_in_network_method',
    '',
    'Clock of those times',
    ({ inNetwork }) => inNetwork && inNetwork.method,
  ),
  ofKernels(
    'kernels_isolated_ms',
    'ms',
    'Sum of the times of the kernels repeated alone; one without a time adds nothing',
    (run) => run.isolated && totalKernelMs(run, 'isolated'),
  ),
  ofKernels(
    'kernels_isolated_method',
    '',
    'How those times were taken',
    ({ isolated }) => isolated && isolated.method,
  ),
]

const accountPart = (
  name: string,
  unit: string,
  meaning: string,
  value: (account: Account) => number | string,
) => measured(name, unit, meaning, ({ account }) => account && value(account))

const ceiling = (name: string, unit: string, meaning: string, value: (ceilings: Ceilings) => number) =>
  measured(name, unit, meaning, ({ ceilings }) => ceilings && value(ceilings))

/** Where the time goes, and what the device can reach. */
export const accountColumns: readonly CsvColumn[] = [
  accountPart('account_kernels_ms', 'ms', 'Sum of the kernels', ({ kernelsMs }) => kernelsMs),
  accountPart('account_kernels_from', '', 'Which times were summed', ({ kernelsFrom }) => kernelsFrom),
  accountPart(
    'account_dispatch_ms',
    'ms',
    'The page building and queueing the kernels',
    ({ dispatchMs }) => dispatchMs,
  ),
  accountPart('account_sync_ms', 'ms', 'One submission and its wait', ({ syncMs }) => syncMs),
  accountPart('account_readback_ms', 'ms', 'Reading the output', ({ readbackMs }) => readbackMs),
  accountPart(
    'account_unexplained_ms',
    'ms',
    'What is left of the median latency; negative where parts overlap',
    ({ unexplainedMs }) => unexplainedMs,
  ),
  ceiling(
    'ceiling_flops_per_second',
    'FLOP/s',
    'What the device reached in a large matrix product',
    ({ flopsPerSecond }) => flopsPerSecond,
  ),
  ceiling(
    'ceiling_bytes_per_second',
    'B/s',
    'What the device reached in a large copy',
    ({ bytesPerSecond }) => bytesPerSecond,
  ),
]
