import { expect, it } from 'vitest'
import { CHECK_SENTENCES, readCheckSentence } from './check-sentences'
import { fill } from './sentence'

it('each sentence is read back as what was said', () => {
  for (const [name, template] of Object.entries(CHECK_SENTENCES)) {
    const slots = [...template.matchAll(/\{(\w+)\}/g)].map(([, slot]) => slot ?? '')
    const values = Object.fromEntries(slots.map((slot) => [slot, `a ${slot} by “two” words`]))
    expect(readCheckSentence(fill(template, values)), template).toEqual({ name, values })
  }
})

it('what a manager said is not taken for one of them', () => {
  for (const text of ['', 'in maintenance', 'held by a task of the platform: backup']) expect(readCheckSentence(text)).toBeNull()
})
