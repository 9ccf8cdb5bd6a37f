import { nodesByName, type Architecture } from './graph.ts'

/** The architecture without the nodes that no output depends on. Inputs stay only where they are read. */
export function withoutDeadNodes(architecture: Architecture): Architecture {
  const nodes = nodesByName(architecture)
  const alive = new Set<string>()
  const open = [...architecture.outputs]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (alive.has(name)) continue
    alive.add(name)
    open.push(...(nodes.get(name)?.inputs ?? []))
  }
  if (alive.size === architecture.nodes.length) return architecture
  return { ...architecture, nodes: architecture.nodes.filter((node) => alive.has(node.name)) }
}
