/**
 * The form of a program in the words of a record's `variant`, from the beginning of its shader key, which is all that
 * the table of H200 kernels has of it.
 */
export function variantOfShaderKey(shaderKey: string): string {
  const [name = '', ...parts] = shaderKey.split('_')
  if (name === 'conv2DMM') {
    const [elements = '', , rows, columns, inner, isVec4] = parts
    return words(isVec4, elements, rows, columns, inner)
  }
  if (name === 'matMulPacked') {
    const [elements = '', , , , rows, columns, inner, isVec4] = parts
    return words(isVec4, elements, rows, columns, inner)
  }
  if (name === 'depthwiseVec4') return 'vec4'
  return ''
}

function words(isVec4: string | undefined, elements: string, ...fits: (string | undefined)[]): string {
  const whole = ['rows', 'columns', 'inner'].filter((_, place) => fits[place] === 'true')
  const form = `${isVec4 === 'true' ? 'vec4' : 'scalar'} ${elements.replaceAll(',', 'x')}`
  return whole.length > 0 ? `${form} whole ${whole.join('+')}` : form
}
