import type { KernelCall } from './kernels.ts'
import type { KernelTime } from './kernel-schema.ts'
import type { ArchitectureRecord, MeasuredOk, PlatformRecord } from './record.ts'

/** What one line of the table of kernels is made of. */
export interface KernelCsvSource {
  readonly measurement: MeasuredOk
  readonly architecture: ArchitectureRecord
  readonly platform: PlatformRecord
  readonly call: KernelCall
}

export interface KernelCsvColumn {
  readonly name: string
  /** Empty where the column has none. */
  readonly unit: string
  readonly meaning: string
  /** Null is an empty cell. */
  readonly value: (source: KernelCsvSource) => string | number | null
}

const column = (
  name: string,
  unit: string,
  meaning: string,
  value: KernelCsvColumn['value'],
): KernelCsvColumn => ({ name, unit, meaning, value })

const ofCall = (
  name: string,
  unit: string,
  meaning: string,
  value: (call: KernelCall) => string | number | null,
) => column(name, unit, meaning, ({ call }) => value(call))

/** `1x8x8x3`; a single value has no axes. */
const shapeText = (shape: readonly number[]): string => (shape.length === 0 ? 'scalar' : shape.join('x'))

function nodeKinds({ architecture: { graph }, call }: KernelCsvSource): string {
  const kindOf = (node: number) => graph.operations[graph.nodes[node]?.[0] ?? -1]?.kind ?? ''
  return call.nodes.map(kindOf).join(' ')
}

const time = (
  prefix: string,
  what: string,
  of: (call: KernelCall) => KernelTime | null,
): KernelCsvColumn[] => [
  ofCall(`${prefix}_ms`, 'ms', what, (call) => of(call)?.ms ?? null),
  ofCall(`${prefix}_low_ms`, 'ms', 'Lower end of its 95 % interval', (call) => of(call)?.low ?? null),
  ofCall(`${prefix}_high_ms`, 'ms', 'Upper end of that interval', (call) => of(call)?.high ?? null),
  ofCall(`${prefix}_n`, '', 'Samples that it is made of', (call) => of(call)?.n ?? null),
  ofCall(`${prefix}_statistic`, '', '`median` or `mean`', (call) => of(call)?.statistic ?? null),
]

/** Of several calls that were timed together the first has the time: so a sum over lines counts it once. */
const isolatedOf = ({ isolated, position }: KernelCall) => (isolated?.first === position ? isolated : null)

/** The table of kernels: one line a kernel of an inference. New columns come at the end; none is ever renamed. */
export const kernelCsvColumns: readonly KernelCsvColumn[] = [
  column('measurement_id', '', 'Id of the measurement', ({ measurement }) => measurement.id),
  column('architecture_id', '', 'Id of the architecture', ({ measurement }) => measurement.architectureId),
  column('platform_id', '', 'Id of the platform', ({ measurement }) => measurement.platformId),
  column('label', '', 'What people call the network', ({ architecture }) => architecture.label),
  column('space', '', 'The space it was drawn from', ({ architecture }) => architecture.space),
  column('key', '', 'Its name within the space', ({ architecture }) => architecture.key),
  column('device_model', '', 'Model of the device', ({ platform }) => platform.device.model),
  column('gpu', '', 'The GPU as the browser describes it', ({ platform }) => platform.backend.gpuDescription),
  column('backend', '', 'Backend', ({ measurement }) => measurement.configuration.backend),
  column('threads', '', 'Threads', ({ measurement }) => measurement.configuration.threads),
  column('fusion', '', '`on` or `off`', ({ measurement }) => measurement.configuration.fusion),
  column(
    'selection',
    '',
    'What chose the programs',
    ({ measurement }) => measurement.configuration.selection,
  ),
  ofCall('position', '', 'Place in the order of dispatch, from 0', ({ position }) => position),
  ofCall('nodes', '', 'Places of the nodes that it serves, with a space between', ({ nodes }) =>
    nodes.join(' '),
  ),
  column('node_kinds', '', 'Their operations', nodeKinds),
  ofCall('kernel', '', 'Kernel of the engine', ({ kernel }) => kernel.kernel),
  ofCall('program', '', 'Class of the program; empty on WASM', ({ kernel }) => kernel.program),
  ofCall('variant', '', 'Form of the program', ({ kernel }) => kernel.variant),
  ofCall('shader_key', '', 'Equal keys run the same code', ({ kernel }) => kernel.shaderKey),
  ofCall('dispatch', '', 'Workgroups along x, y and z', ({ kernel }) => kernel.dispatch.join('x')),
  ofCall('workgroup_size', '', 'Threads of a workgroup', ({ kernel }) => kernel.workgroupSize.join('x')),
  ofCall(
    'attributes',
    '',
    'Attributes of the call on WASM, as JSON',
    ({ kernel }) => kernel.attributes && JSON.stringify(kernel.attributes),
  ),
  ofCall('input_shapes', '', 'Shapes of what it reads, with a space between', ({ kernel }) =>
    kernel.inputShapes.map(shapeText).join(' '),
  ),
  ofCall('output_shape', '', 'Shape of what it writes', ({ kernel }) => shapeText(kernel.outputShape)),
  ofCall(
    'flops',
    'FLOPs',
    'Its share of the FLOPs of its nodes; a multiply-add counts as 2',
    ({ flops }) => flops,
  ),
  ofCall('bytes', 'B', 'Bytes that it has to read and write at least', ({ bytes }) => bytes),
  ...time('in_network', 'Time inside of an inference', ({ inNetwork }) => inNetwork),
  column(
    'in_network_method',
    '',
    'Clock of that time',
    ({ measurement }) => measurement.kernels?.inNetwork?.method ?? null,
  ),
  ...time('isolated', 'Time of it repeated alone', (call) => isolatedOf(call)?.time ?? null),
  column(
    'isolated_method',
    '',
    'How that time was taken',
    ({ measurement }) => measurement.kernels?.isolated?.method ?? null,
  ),
  ofCall(
    'isolated_calls',
    '',
    'Kernels from this one on that the isolated time is of, together',
    (call) => isolatedOf(call)?.length ?? null,
  ),
]
