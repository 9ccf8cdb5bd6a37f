import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { costs } from '../../../../src/architecture/cost.ts'
import type { Architecture } from '../../../../src/architecture/graph.ts'
import { foldedBytes, foldedNodes } from './public-table-folding.ts'
import { operationShapes, rowShape, unmatched } from './public-table-shapes.ts'

/**
 * The tables of Li, Paolieri and Golubchik as an oracle for our builders: FLOPs, bytes of the TFLite file and the shapes
 * of the main operations of 102 networks, made from pytorchcv's TensorFlow definitions.
 */
const folder = new URL('../../../../../shared/data/', import.meta.url)
const networksFile = new URL('qed_tflite_cnn_real_e2e_us.csv.gz', folder)
const operationsFile = new URL('qed_tflite_cnn_real_ops_gpu_us.csv.gz', folder)

export const isThere = existsSync(networksFile) && existsSync(operationsFile)
if (!isThere) console.warn(`Skipped: the public tables in ${folder.pathname} are not on this machine.`)

/** FLOPs that the table counts: no elementwise operations, no batch norm. */
const countedKinds = new Set(['conv2d', 'depthwiseConv2d', 'dense', 'maxPool', 'avgPool', 'globalAvgPool'])

const mostFlopsGap = 0.001
/** The file holds the graph too. */
const mostBytesGap = 0.016

/** What may differ for one network, and why. */
export interface Exception {
  /** Largest relative gaps. @default 0.1 % of FLOPs, 1.6 % of bytes */
  readonly flops?: number
  readonly bytes?: number
  /** Operations, spelt as in the messages, that only one side has; one text a time that it occurs. */
  readonly operations?: { readonly onlyOurs: readonly string[]; readonly onlyTheirs: readonly string[] }
  /** How many nodes more their graph has, beside the pads of `operations` that agree. @default 0 */
  readonly moreNodes?: number
  readonly reason: string
}

type Row = Readonly<Record<string, string>>

function readTable(file: URL): readonly Row[] {
  const [header = '', ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n')
  const columns = header.split(',')
  return lines.map((line) => {
    const cells = line.split(',')
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']))
  })
}

const models = new Map((isThere ? readTable(networksFile) : []).map((row) => [row.model ?? '', row]))
const operations = isThere ? readTable(operationsFile) : []

/** The names of the table's 102 networks, in its order; none where the tables are missing. */
export const publicNames: readonly string[] = [...models.keys()]

/** The table's FLOPs of a network, which hold elementwise work that is not among its operations. */
export const tableFlops = (name: string): number => Number(models.get(name)?.flops)

/** FLOPs of the kinds that the table counts. */
export function countedFlops(architecture: Architecture): number {
  const all = costs(architecture)
  return architecture.nodes
    .filter(({ operation }) => countedKinds.has(operation.kind))
    .reduce((sum, { name }) => sum + (all.get(name)?.flops ?? 0), 0)
}

function gap(what: string, ours: number, theirs: number, usual: number, allowed?: number): string[] {
  const found = Math.abs(ours / theirs - 1)
  if (allowed !== undefined && found < usual) return [`${what} need no exception: the gap is ${found}`]
  const most = allowed ?? usual
  return found < most ? [] : [`${what} are ${ours}, theirs ${theirs}: a gap of ${found}, more than ${most}`]
}

const sortedText = (texts: readonly string[]) => JSON.stringify([...texts].sort())

/**
 * What speaks against the architecture being the table's network of that name: one text for each difference beyond the
 * exception, and for each allowance of the exception that is not needed. None where all agrees.
 * @throws {RangeError} where the table has no such network.
 */
export function differences(name: string, architecture: Architecture, exception?: Exception): string[] {
  const model = models.get(name)
  if (!model) throw new RangeError(`The public table has no network "${name}".`)
  const rows = operations.filter((row) => row.model === name).map(rowShape)
  const { onlyOurs, onlyTheirs } = unmatched(operationShapes(architecture), rows)
  const allowed = exception?.operations ?? { onlyOurs: [], onlyTheirs: [] }
  const list = (whose: string, found: readonly string[], expected: readonly string[]) =>
    sortedText(found) === sortedText(expected) ? [] : [`only ${whose}: ${[...found].sort().join('; ')}`]
  return [
    ...gap('FLOPs', countedFlops(architecture), Number(model.flops), mostFlopsGap, exception?.flops),
    ...gap('bytes', foldedBytes(architecture), Number(model.size), mostBytesGap, exception?.bytes),
    ...list('ours', onlyOurs, allowed.onlyOurs),
    ...list('theirs', onlyTheirs, allowed.onlyTheirs),
  ]
}

/**
 * The number of nodes of the whole graph, elementwise ones included: theirs, and ours with their pads. Theirs is in the
 * names of the GPU's kernels, which are numbered by node; the last operation of a network is among them.
 */
export function nodeCounts(name: string, architecture: Architecture, exception?: Exception) {
  const rows = operations.filter((row) => row.model === name)
  const numbers = rows.flatMap((row) => [
    ...(row['pixel4|gpu|kernel'] ?? '').matchAll(/_(\d+)(?=_linked|$)/g),
  ])
  const { padded } = unmatched(operationShapes(architecture), rows.map(rowShape))
  return {
    theirs: 1 + Math.max(...numbers.map(([, digits]) => Number(digits))),
    ours: foldedNodes(architecture) + padded + (exception?.moreNodes ?? 0),
  }
}
