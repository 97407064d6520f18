import { expect, it } from 'vitest'
import { de } from '@/components/messages/de'
import { en } from '@/components/messages/en'
import { marginBasis } from './margin-basis'

const worst = { endsAtSeconds: 500.6, leftSeconds: 305.9 }

it('names the last step’s end, the empty battery and the reserve, and they add up to the margin', () => {
  const said = { marginSeconds: 185, reserveSeconds: 120, worst }
  // 13:25 − 8:20 − 2:00 = 3:05, which is 185 s.
  expect(marginBasis(said, en)).toBe('worst case: last step ends 8:20, battery empty 13:25, reserve 2:00')
  expect(marginBasis(said, de)).toBe('schlimmstenfalls: letzter Schritt endet 8:20, Batterie leer 13:25, Reserve 2:00')
})

it('says so where the battery is empty before the last step has ended', () => {
  const said = { marginSeconds: -210, reserveSeconds: 120, worst: { endsAtSeconds: 190, leftSeconds: -90 } }
  expect(marginBasis(said, en)).toBe('worst case: last step ends 3:10, battery empty 1:40, reserve 2:00')
})

it('says how long the battery lasts where there is nothing to do, and nothing where no margin is told', () => {
  const idle = { marginSeconds: 180, reserveSeconds: 120, worst: { endsAtSeconds: null, leftSeconds: 300 } }
  expect(marginBasis(idle, en)).toBe('worst case: battery lasts 5:00, reserve 2:00')
  expect(marginBasis({ ...idle, marginSeconds: null }, en)).toBeNull()
  expect(marginBasis({ marginSeconds: 180, reserveSeconds: 120 }, en)).toBeNull()
})
