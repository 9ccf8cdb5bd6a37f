import { expose } from 'comlink'
import { Drawing } from '../src/measurement/drawing.ts'

expose(new Drawing(async () => (await import('../src/prediction/choice/network-choice.ts')).teachingNetworks))
