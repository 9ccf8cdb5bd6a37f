import { expose } from 'comlink'
import { Training } from '../src/prediction/predictor/training.ts'

expose(new Training())
