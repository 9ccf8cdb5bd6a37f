import { expose } from 'comlink'
import { Engine } from '../src/measurement/engine.ts'
import { startTfjs } from '../src/runtimes/tfjs/start.ts'

expose(new Engine(startTfjs))
