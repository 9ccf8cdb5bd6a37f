const modules = new Map<string, WebAssembly.Module | null>()

/**
 * @param compiled a module in base64
 * @returns null where the engine has no WebAssembly or no SIMD (browsers have it since 2021, Safari since 16.4), and
 * where a page forbids it
 */
export function moduleOf(compiled: string): WebAssembly.Module | null {
  const known = modules.get(compiled)
  if (known !== undefined) return known
  const module = compile(Uint8Array.from(atob(compiled), (letter) => letter.charCodeAt(0)))
  modules.set(compiled, module)
  return module
}

function compile(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module | null {
  try {
    return new WebAssembly.Module(bytes)
  } catch {
    // A CompileError, or a ReferenceError where there is no WebAssembly at all.
    return null
  }
}

/** What a module exports, at work on a memory. */
export const instanceOf = (module: WebAssembly.Module, memory: WebAssembly.Memory): WebAssembly.Exports =>
  new WebAssembly.Instance(module, { env: { memory } }).exports
