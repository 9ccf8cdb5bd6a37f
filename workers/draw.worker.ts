import { expose } from 'comlink'
import { Drawing } from '../src/measurement/drawing.ts'

expose(new Drawing())
