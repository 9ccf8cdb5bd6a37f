const modules = new Map<string, WebAssembly.Module>()

/**
 * What a compiled module exports, at work on a memory.
 * @param compiled the module in base64
 * @throws {WebAssembly.CompileError} where the engine has no SIMD: browsers have it since 2021, Safari since 16.4
 */
export function instanceOf(compiled: string, memory: WebAssembly.Memory): WebAssembly.Exports {
  const known = modules.get(compiled)
  const module =
    known ?? new WebAssembly.Module(Uint8Array.from(atob(compiled), (letter) => letter.charCodeAt(0)))
  modules.set(compiled, module)
  return new WebAssembly.Instance(module, { env: { memory } }).exports
}
