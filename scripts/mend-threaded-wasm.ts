import type { Plugin } from 'vite'

const factoryFile = /tfjs-backend-wasm-threaded-simd\.js$/
const factoryHead = 'function(WasmBackendModuleThreadedSimd) {'
const expectedMentions = 4

/**
 * Makes TF.js 4.22.0's threaded WASM start in a minified build.
 *
 * TF.js makes a worker from `wasmFactoryThreadedSimd.toString()`. That text mentions `_scriptDir`, a variable outside
 * of the function, which a minifier renames: the worker throws `e is not defined` and `setBackend('wasm')` waits for
 * ever. Inside the factory the name is replaced by `undefined`, its value in a module worker.
 *
 * @throws when the file no longer has the expected number of mentions, so that an upgrade cannot lose the mend unseen.
 */
export function mendThreadedWasm(): Plugin {
  return {
    name: 'mend-threaded-wasm',
    enforce: 'pre',
    transform(code, id) {
      if (!factoryFile.test(id.split('?')[0] ?? id)) return null
      const start = code.indexOf(factoryHead)
      if (start < 0) throw new Error(`${id}: the factory of the threaded module was not found`)
      const factory = code.slice(start)
      const mentions = factory.match(/\b_scriptDir\b/g)?.length ?? 0
      if (mentions !== expectedMentions)
        throw new Error(
          `${id}: ${mentions} mentions of _scriptDir in the factory, expected ${expectedMentions}`,
        )
      return { code: code.slice(0, start) + factory.replace(/\b_scriptDir\b/g, 'undefined'), map: null }
    },
  }
}
