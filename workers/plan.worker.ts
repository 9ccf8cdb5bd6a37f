import { expose } from 'comlink'
import { Planning } from '../src/measurement/planning.ts'

expose(new Planning())
