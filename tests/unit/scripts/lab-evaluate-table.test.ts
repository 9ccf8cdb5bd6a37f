import { describe, expect, it } from 'vitest'
import { evaluationTable } from '../../../scripts/lab/evaluate-table.ts'
import type { Evaluation, Score } from '../../../src/prediction/evaluation/score.ts'
import { accuracyOf } from '../../../src/prediction/metrics.ts'

describe('the table of results', () => {
  const accuracy = accuracyOf(Float64Array.of(1, 2.125, 3), Float64Array.of(1, 2, 4))
  const score = (seed: number, more: Partial<Score> = {}): Score => ({
    ...{ device: 'phone', method: 'gp', subject: 'networks', seed, trainingRows: 100, accuracy },
    ...{ interval: { coverage: 0.9, halfWidth: 0.2 }, fitMs: 1500, ...more },
  })
  const evaluation: Evaluation = {
    protocol: 'made up',
    scores: [
      ...[score(0), score(1), score(0, { subject: 'kernels', interval: null, fitMs: null })],
      score(0, { method: 'baseline: FLOPs', accuracy: { ...accuracy, n: 2, mape: 0.5 } }),
    ],
    ceilings: [{ device: 'phone', method: 'noise ceiling: copies', subject: 'networks', accuracy }],
    published: [
      {
        ...{ device: 'phone', subject: 'networks', trainingRows: 900, system: 'Somebody, 2020' },
        within: [0.385, 0.858, 0.971],
      },
      { device: 'other', subject: 'networks', trainingRows: 10, system: 'HELP', spearman: 0.932, mape: 0.1 },
    ],
    notes: ['Said beside.'],
  }

  it('has a row for each way, mean and spread over seeds, ceiling and published beneath', () => {
    const [networks = '', kernels = '', other = '', ...rest] = evaluationTable(evaluation).split('\n\n')
    const lines = networks.split('\n')
    expect(lines[0]).toBe('phone, networks')
    expect(lines[2]).toMatch(/^method +learnt +judged +seeds +1 % +5 % +10 % +% +% +% +Spearman +Kendall/)
    expect(lines[3]).toMatch(/^gp +100 +3 +2 +33\.3 +33\.3 +66\.7 +10\.42 .*90\.0 +20\.0 +1\.5$/)
    expect(lines[4]).toMatch(/^ +±0\.0 +±0\.0 +±0\.0 +±0\.00 .*±0\.0 +±0\.0 +±0\.0$/)
    expect(lines[5]).toMatch(/^baseline: FLOPs +100 +2 +1 .* 50\.00 /)
    expect(lines[6]).toMatch(/^noise ceiling: copies +3 .*10\.42/)
    expect(lines[7]).toMatch(/^published: Somebody, 2020 +900 +38\.5 +85\.8 +97\.1$/)
    expect(kernels.split('\n')[0]).toBe('phone, kernels: 100 learnt, 3 judged, 1 seed')
    expect(kernels).not.toMatch(/covers|width|fit/)
    expect(other.split('\n')).toEqual([
      'other, networks: 10 learnt',
      expect.stringMatching(/^ +MAPE$/),
      expect.stringMatching(/^method +% +Spearman$/),
      expect.stringMatching(/^published: HELP +10\.0 +0\.932$/),
    ])
    expect(rest).toEqual(['- Said beside.'])
  })

  it('is at most 120 columns wide and loses no number', () => {
    const wide = (seed: number) =>
      score(seed, {
        method: 'baseline: boosted trees, of scalars of the graph and of the operations of each stage',
        accuracy: {
          ...accuracy,
          n: 1619 + 332 * seed,
          mape: 0.5 + seed / 3,
          rmspe: 1.1 + seed,
          medianApe: 0.3 + seed,
        },
        interval: { coverage: 0.7 + 0.2 * seed, halfWidth: 1.8 + seed },
        fitMs: 1_234_500,
      })
    const scores = [wide(0), wide(1), score(0, { trainingRows: 3200 })]
    const notes = ['A sentence that goes on. '.repeat(12).trim()]
    const text = evaluationTable({ ...evaluation, scores, published: [], notes })
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(120)
    for (const number of [
      '1619',
      'to 1951',
      '66.67',
      '±23.57',
      '160.00',
      '±70.71',
      '80.00',
      '230.0',
      '1234.5',
    ])
      expect(text).toContain(number)
    expect(text.replace(/\s+/g, ' ')).toContain(notes[0])
    expect(text).toContain('±0.000')
  })

  it('keeps lines of different training sizes apart', () => {
    const scores = [score(0), score(0, { trainingRows: 30 })]
    const text = evaluationTable({ ...evaluation, scores, published: [], ceilings: [], notes: [] })
    expect(text.match(/^gp +\d+/gm)).toEqual([expect.stringMatching(/ 100$/), expect.stringMatching(/ 30$/)])
  })
})
