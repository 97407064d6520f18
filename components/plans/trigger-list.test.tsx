// @vitest-environment jsdom
import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { de } from '@/components/messages/de'
import { TriggerList } from './trigger-list'
import { triggerOf, triggerWords } from './trigger-words'

afterEach(cleanup)

it('P8 marks what fires on live mains too, for eyes and ears, and nothing else', () => {
  const { container } = render(<TriggerList triggers={[triggerOf('low-battery'), triggerOf('overload')]} />)
  expect(container.textContent).toBe('low-battery alarm; overload for 30 s (also on live mains)')
  expect([...container.querySelectorAll('[title]')].map((mark) => mark.getAttribute('title'))).toEqual(['also on live mains'])
  expect(container.querySelectorAll('svg')).toHaveLength(1)
})

it('says in German how long it must last, not since when', () => {
  const words = (kind: Parameters<typeof triggerOf>[0]) => triggerWords(triggerOf(kind), de, String)
  expect([words('temperature-at-least'), words('overload'), words('battery-fault')]).toEqual([
    '40 °C, 1:00 lang',
    'Überlast, 30 s lang',
    'Batteriefehler, 1:00 lang',
  ])
})
