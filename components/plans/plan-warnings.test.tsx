// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { alarmWords } from '@/components/events/alarm-words'
import { de } from '@/components/messages/de'
import { en } from '@/components/messages/en'
import { PLAN_SENTENCES } from '@/server/domain/plan-sentences'
import { fill } from '@/server/domain/sentence'
import { planSentenceWords } from './plan-sentence-words'
import { PlanWarnings } from './plan-warnings'

afterEach(cleanup)

const told = fill(PLAN_SENTENCES.consoleStaysOff, { vm: 'console-1' })

describe('D5 what follows from a plan', () => {
  it('is named with what to do, and nothing is shown where nothing follows', () => {
    const { container, rerender } = render(<PlanWarnings warnings={undefined} />)
    expect(container.textContent).toBe('')
    rerender(<PlanWarnings warnings={[told]} />)
    const list = screen.getByRole('list', { name: 'To know before it acts' })
    expect(list.textContent).toContain('console-1 is shut down last of all, and Ridethrough itself runs in it')
    expect(list.textContent).toContain('(autostart)')
  })

  it('is said in German, in the alarm as well; what others said stays', () => {
    expect(planSentenceWords(told, de)).toMatch(/^console-1 wird als allerletzte heruntergefahren, und Ridethrough selbst läuft/)
    const alarm = { code: 'plan-stays-off', message: 'x', hint: `${told} · ${told}` }
    expect(alarmWords(alarm, de).hint).toMatch(/^console-1 wird .* · console-1 wird /)
    expect(planSentenceWords('Lacks a privilege.', de)).toBe('Lacks a privilege.')
  })

  it('no language loses a slot or invents one', () => {
    const slots = (template: string) => [...template.matchAll(/\{(\w+)\}/g)].map(([, slot]) => slot).toSorted()
    for (const [name, template] of Object.entries(PLAN_SENTENCES))
      for (const { plans } of [en, de]) {
        const said = Object.entries(plans.sentences).find(([key]) => key === name)?.[1] ?? ''
        expect(slots(said), name).toEqual(slots(template))
      }
  })
})
