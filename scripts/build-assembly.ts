import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import asc from 'assemblyscript/asc'

/** Compiles the WebAssembly of learners into modules of TypeScript: workers, pages and Node.js load them alike. */
for (const name of ['graph-network', 'row-products']) {
  const source = `assembly/${name}.ts`
  const compiled = `.cache/assembly/${name}.wasm`
  const target = `src/prediction/wasm/${name}.wasm.ts`
  await mkdir('.cache/assembly', { recursive: true })
  const { error, stderr } = await asc.main([
    source,
    ...['--outFile', compiled, '-O3', '--noAssert', '--runtime', 'stub', '--importMemory'],
    ...['--enable', 'simd', '--disable', 'bulk-memory'],
  ])
  if (error) throw new Error(`${source} does not compile: ${stderr.toString()}`, { cause: error })
  const base64 = (await readFile(compiled)).toString('base64')
  const hash = createHash('sha256')
    .update(await readFile(source))
    .digest('hex')
  const lines = [
    `// Made of ${source} by \`npm run assembly\`.`,
    '',
    '/** SHA-256 of the source. */',
    `export const sourceHash = '${hash}'`,
    '',
    '/** The compiled module, in base64. */',
    'export const compiled =',
    `  '${base64}'`,
    '',
  ]
  await writeFile(target, lines.join('\n'))
  console.log(`${target}: ${Math.round((base64.length * 3) / 4)} bytes of WebAssembly`)
}
