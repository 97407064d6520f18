import { expect, it } from 'vitest'
import { de } from '@/components/messages/de'
import { en } from '@/components/messages/en'
import { HEAT_PASSES_CELSIUS } from '@/server/domain/danger'
import type { DangerKind } from '@/server/domain/danger'
import { planWith, runWith } from '@/server/testing/run-samples'
import { dangerLine } from './danger-line'

const content = planWith([
  { id: 'hot', triggers: [{ kind: 'temperature-at-least', celsius: 45, seconds: 60 }] },
  { id: 'warm', triggers: [{ kind: 'temperature-at-least', celsius: 40, seconds: 60 }] },
])
const shedding = (kinds: readonly DangerKind[], outageStartedAtMs: number | null = null) =>
  runWith([], { outageStartedAtMs, danger: { kinds, over: false } })

it('P8 A6 says of a danger that lasts that a person is needed, that Continue brings everything back, and when it is best', () => {
  const line = dangerLine(shedding(['temperature-at-least']), 'Heat: a 44 °C', content, en)
  expect(line).toContain('Heat: a 44 °C. What was shed does not come back by itself')
  expect(line).toContain('Continue brings it back although this lasts')
  expect(line).toContain(`once this has passed: below ${40 - HEAT_PASSES_CELSIUS} °C for 60 s.`)
  expect(dangerLine(shedding(['overload'], 1), 'Overload', content, en)).toContain(
    'Continue will be offered when the mains are back; best once this has passed: no sign of it for 60 s.',
  )
  expect(dangerLine(shedding(['temperature-at-least', 'overload']), 'x', null, en)).toContain(
    `${HEAT_PASSES_CELSIUS} °C below the trigger, no other sign for 60 s.`,
  )
  expect(dangerLine(shedding(['overload']), 'Überlast', null, de)).toContain('60 s lang kein Anzeichen davon.')
})

it('P8 says nothing of the kind once it has passed, or the run has ended, or where there was none', () => {
  const over = runWith([], { phase: 'waiting', danger: { kinds: ['overload'], over: true } })
  const aborted = runWith([], { phase: 'aborted', danger: { kinds: ['overload'], over: false } })
  expect([over, aborted, runWith([])].map((run) => dangerLine(run, 'x', content, en))).toEqual([null, null, null])
})
