/** The space and the key of the canary network: its records are told by them. A better canary gets another key. */
export const canarySpace = 'canary'
export const canaryKey = 'canary-1'
