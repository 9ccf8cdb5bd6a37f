import { cellFlops, operationCounts } from '../baselines/cells.ts'
import { liveEdges } from '../baselines/live-edges.ts'
import type { FlowGraph, FlowNode } from '../graphs/flow-graph.ts'
import { matrixOf, type Matrix } from '../matrix.ts'
import { totalCost } from '../../architecture/cost.ts'
import { byStage, choices, settled, skip } from '../../spaces/fbnet/choices.ts'
import { network as fbnetNetwork } from '../../spaces/fbnet/network.ts'
import { edges, fromDigits, operations } from '../../spaces/nasbench201/cell.ts'

/** What is known of the rows of a table besides latencies. */
interface FewShotNetworks {
  /** For what no source device shows: counts of operations. */
  readonly features: Matrix
  /** Of each network, up to what all have in common. */
  readonly flops: Float64Array
}

export interface HelpCells extends FewShotNetworks {
  readonly graphs: readonly FlowGraph[]
}

export interface HelpFbnet extends FewShotNetworks {
  /** Which choice each layer has, one-hot, and how often each occurs. */
  readonly choices: Matrix
}

const counted = operations.filter((operation) => operation !== 'none')

/** Cells as the runs of HELP execute them, dead operations included; those are kinds of their own. */
export const helpCells = (digits: readonly string[]): HelpCells => ({
  graphs: digits.map(executedCell),
  features: matrixOf(digits.map((text) => [...executedCounts(text), ...operationCounts(text)])),
  flops: Float64Array.from(digits, executedFlops),
})

function executedCounts(digits: string): number[] {
  const cell = fromDigits(digits)
  return counted.map((kind) => cell.filter((operation) => operation === kind).length)
}

/** Each operation costs what it costs alone, on the edge from the input to the output. */
const flopsByDigit = [...operations.keys()].map((digit) => cellFlops(`000${digit}00`))

const executedFlops = (digits: string): number =>
  [...digits].reduce((sum, digit) => sum + (flopsByDigit[Number(digit)] ?? 0), 0)

/** @throws {RangeError} that quotes the digits */
export function executedCell(digits: string): FlowGraph {
  const live = liveEdges(digits)
  const nodes: FlowNode[] = []
  const sums: number[][] = [[0], [], [], []]
  fromDigits(digits).forEach((operation, edge) => {
    const [from, to] = edges[edge] ?? [0, 0]
    const [source, target] = [sums[from] ?? [], sums[to] ?? []]
    if (operation === 'none') return
    if (operation === 'skip_connect') target.push(...source)
    else {
      const kind = live[edge] === 'none' ? `dead ${operation}` : operation
      const inputs = [...source].sort((a, b) => a - b)
      target.push(nodes.push({ kind, label: kind, isRepeatable: false, inputs }))
    }
  })
  return { nodes, output: (sums[3] ?? []).sort((a, b) => a - b) }
}

/** Rows of FBNet: the layers are always the same, their choices differ. */
export const helpFbnet = (digits: readonly string[]): HelpFbnet => ({
  choices: matrixOf(digits.map((text) => [...oneHotOf(text), ...choiceCounts(text)])),
  features: matrixOf(digits.map(choiceCounts)),
  flops: Float64Array.from(
    digits,
    (text) => totalCost(fbnetNetwork(settled(text), 'cifar100', 32, text)).flops,
  ),
})

const oneHotOf = (digits: string): number[] =>
  [...digits].flatMap((digit) => [...choices.keys()].map((choice) => Number(String(choice) === digit)))

/** How often each choice occurs, and for each stage how many layers there are, and their widening. */
function choiceCounts(digits: string): number[] {
  const all = [...digits]
  const expansion = (digit: string) => choices[Number(digit)]?.expansion ?? 0
  return [
    ...[...choices.keys(), Number(skip)].map(
      (choice) => all.filter((digit) => digit === String(choice)).length,
    ),
    ...byStage(digits).map((stage) => [...stage].reduce((sum, digit) => sum + expansion(digit), 0)),
  ]
}
